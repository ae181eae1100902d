"""The exercise notebooks, built from the exercises themselves, with nbgrader's metadata."""

from __future__ import annotations

from typing import Any

from dockernet_sim.notebook.exercise_bank import exercise, names
from dockernet_sim.notebook.exercises import Both, Exercise
from dockernet_sim.notebook.exercises.both import spoken

TITLES = {
    "build": Both(
        "# Build it\n\nPlans in words, to be made with docker commands.",
        "# 搭建\n\n用文字写成的方案，请用 docker 命令实现。",
    ),
    "fix": Both(
        "# Fix it\n\nLabs that are broken in ways that people meet. `%why`, `%draw` and `%step` help to find out how.",
        "# 修复\n\n这些实验环境坏了，都是人们真会遇到的故障。`%why`、`%draw` 和 `%step` 能帮你找出原因。",
    ),
    "firewall": Both(
        "# Close it\n\nLabs that are too open. What is allowed must go on working.",
        "# 防护\n\n这些实验环境开放得太多了。允许的访问必须继续可用。",
    ),
    "clinic": Both(
        "# Clinic\n\nMore than one thing is wrong, or the complaint names the wrong one.",
        "# 诊断\n\n不止一处有问题，或者报告的故障并不是真正的原因。",
    ),
    "explain": Both("# Explain it\n\nThink first, then let packets judge.", "# 解释\n\n先想，再让数据包来评判。"),
}


def kind_of(name: str) -> str:
    """The notebook that an exercise belongs to."""
    about = exercise(name).about
    assert about is not None
    return about.kind


NAMES = {kind: tuple(name for name in names() if kind_of(name) == kind) for kind in TITLES}
SEED = Both(
    '# your name or number: names, ports and addresses of your own\n%exercise --seed ""',
    '# 你的名字或学号：得到你自己的名称、端口和地址\n%exercise --seed ""',
)
HOW = Both(
    "Run the cells from top to bottom. Type your commands into the empty cells (and as many more as you like), then run the check: "
    "it sends packets in a copy of your lab, says what works, and gives one hint more each time.",
    "从上到下运行各个单元格。把命令写进空的单元格（想多加几个都可以），再运行检查：它在你的实验环境的副本里发包，告诉你哪些通了，"
    "每检查一次多给一条提示。",
)
EMPTY = {
    "build": Both("%%docker\n# your commands", "%%docker\n# 你的命令"),
    "fix": Both("%%docker\n# your repair", "%%docker\n# 你的修复"),
    "firewall": Both("%%sh\n# your rules and commands", "%%sh\n# 你的规则和命令"),
    "clinic": Both("%%sh\n# your repair", "%%sh\n# 你的修复"),
    "explain": "answers = {}",
}
CHECK = "report = %check\ndisplay(report)\nreport.points"

Cell = dict[str, Any]


def cells(kind: str, language: str = "en") -> list[Cell]:
    """The cells of one kind's notebook, without outputs."""
    how = f"{spoken(TITLES[kind], language)}\n\n{spoken(HOW, language)}"
    made = [markdown(how), code("%load_ext dockernet_sim"), code(spoken(SEED, language))]
    for name in NAMES[kind]:
        task = exercise(name)
        made += [
            markdown(f"## {task.title(language)}"),
            code(f"%exercise {name}"),
            code(spoken(EMPTY[kind], language)),
            code(CHECK, grader(f"{name}-check", points(task))),
        ]
    return made


HEAD = Both("## Exercises", "## 练习")
OLDER = "20.10"
OTHER = Both(
    "They run on Docker 29; this lesson ran on 20.10. [What changed](15_from_20_10_to_29.ipynb)",
    "练习运行在 Docker 29 上，这一课用的是 20.10。[两者的区别](15_from_20_10_to_29.ipynb)",
)
ITEM = Both(
    "- [{title}]({path}), {minutes} minutes: `%exercise {name}`",
    "- [{title}]({path})，{minutes} 分钟：`%exercise {name}`",
)


def after(lesson: str, language: str, released: str = "") -> list[Cell]:
    """The cell that names a lesson's exercises, and their release where the lesson's is another; none without one."""
    lines, other = [], False
    for task in map(exercise, names()):
        assert task.about is not None
        if task.about.lesson == lesson.partition("_")[2]:
            path, minutes = f"exercises/{task.about.kind}.ipynb", task.about.minutes
            values = {"title": task.title(language), "path": path, "minutes": minutes, "name": task.name}
            lines.append(spoken(ITEM, language).format(**values))
            other = other or task.engine != released
    note = ["", spoken(OTHER, language)] if lines and released == OLDER and other else []
    return [markdown("\n".join([spoken(HEAD, language), "", *lines, *note]))] if lines else []


def points(task: Exercise) -> float:
    """What an exercise is worth."""
    return sum(goal.points for goal in task.goals)


def grader(name: str, points: float) -> dict[str, Any]:
    """nbgrader's metadata for a cell that gives points; the cell above has none, or nbgrader would empty it."""
    found = {"grade_id": name, "schema_version": 3, "solution": False, "grade": True, "locked": True, "task": False}
    return {"nbgrader": {**found, "points": points}}


def markdown(text: str) -> Cell:
    """A cell of text."""
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def code(text: str, metadata: dict[str, Any] | None = None) -> Cell:
    """A cell of code, without outputs."""
    source = text.splitlines(keepends=True)
    return {"cell_type": "code", "execution_count": None, "metadata": metadata or {}, "outputs": [], "source": source}
