"""How an exercise is graded."""

import doctest
import re

import pytest
import simpy
from dockernet_sim import Lab
from dockernet_sim.notebook.exercise_bank import exercise, names
from dockernet_sim.notebook.exercises import (
    Both,
    Exercise,
    UnknownGoal,
    hidden,
    isolated,
    otter_file,
    published,
    reaches,
    resolves,
    survives_restart,
)
from dockernet_sim.notebook.exercises.both import spoken

CHINESE = re.compile("[\u4e00-\u9fff]")
PAIR = ["docker network create n", "docker run -d --name web --net n nginx", "docker run -d --name db mysql"]


def pair(*goals) -> Exercise:
    return Exercise("pair", "", goals, start=PAIR)


def lab(*lines: str) -> Lab:
    made = Lab()
    for line in (*PAIR, *lines):
        made.sh(line)
    return made


def test_each_goal_can_be_met_and_missed() -> None:
    joined = lab("docker network connect n db", "docker rm -f web", "docker run -d --name web --net n -p 80:80 nginx")
    for goal in (
        reaches("web", "db"),
        reaches("web", "db", 3306, by_name=True, says="hello"),
        resolves("web", "db", "db"),
        published(80, "web"),
        survives_restart(resolves("web", "db", "db")),
    ):
        task = pair(goal)
        assert task.check(joined), goal.text
        assert not task.check(lab()), goal.text
    for goal in (isolated("web", "db", 3306), hidden("web")):
        task = pair(goal)
        assert not task.check(joined), goal.text
        assert task.check(lab()), goal.text


def test_the_students_lab_is_left_as_it_is() -> None:
    mine = lab()
    before = mine.trace.digest(), mine.env.now
    pair(reaches("web", "db"), survives_restart(reaches("db", "internet"))).check(mine)
    assert (mine.trace.digest(), mine.env.now) == before


def test_a_lab_that_cannot_be_copied_is_graded_where_it_stands() -> None:
    mine = lab()

    def own(env: simpy.Environment):
        while True:
            yield env.timeout(1)

    mine.env.process(own(mine.env))
    assert pair(reaches("db", "internet")).check(mine)


def test_what_held_before_earns_nothing_by_itself() -> None:
    task = pair(reaches("db", "internet"), isolated("web", "db"), reaches("web", "db", 3306, by_name=True))
    report = task.check(lab())
    assert report.points == 0 and report.missed == ["web reaches db at port 3306, by that name"]
    assert task.check(lab("docker network connect n db")).points == 2


def test_one_hint_more_at_each_miss() -> None:
    task = pair(reaches("web", "db", hints=("look", "connect it")))
    assert [task.check("").marks[0].hints for _ in range(3)] == [
        ("look",),
        ("look", "connect it"),
        ("look", "connect it"),
    ]


def test_lines_are_typed_on_a_fresh_lab() -> None:
    assert pair(reaches("web", "db")).check("docker network connect n db\n\n")


def test_answer_of_another_container_does_not_count() -> None:
    task = pair(reaches("web", "db", by_name=True), published(80, "db", source="vm", address="127.0.0.1"))
    report = task.check(["docker run -d --name other --net n --network-alias db -p 80:80 nginx"])
    assert "leads to 172.18.0.3" in report.marks[0].finding.seen
    assert "it is not db that answers" in report.marks[1].finding.seen


def test_what_does_not_run_meets_no_goal() -> None:
    report = pair(isolated("web", "db"), reaches("web", "internet")).check("docker rm -f web")
    assert all("no container called web" in mark.finding.seen for mark in report.marks)


def test_reports_are_shown_as_text_and_as_html() -> None:
    report = pair(reaches("web", "db", hints=("<b> `-p`",)), reaches("web", "internet")).check("")
    assert repr(report).startswith("pair: 0 of 2 points\n  ✗ web reaches db")
    assert "&lt;b&gt; <code>-p</code>" in report._repr_html_()


def test_a_report_tells_goal_by_goal_what_was_earned() -> None:
    task = pair(isolated("web", "db"), reaches("web", "db", 3306, by_name=True))
    both = "web does not reach db", "web reaches db at port 3306, by that name"
    nothing, joined = task.check(""), task.check("docker network connect n db")
    assert [nothing.earned(text) for text in both] == [False, False] and bool(nothing.marks[0].finding)
    assert [joined.earned(text) for text in both] == [False, True]
    with pytest.raises(UnknownGoal, match="no goal of pair"):
        joined.earned("web is nice")


def test_the_file_for_otter_gives_the_same_points_as_a_report() -> None:
    task = pair(reaches("web", "db", by_name=True, points=2, hints=["connect"]), isolated("db", "web"), hidden("web"))
    names: dict = {}
    exec(otter_file(task), names)
    assert names["OK_FORMAT"] is True
    cases = names["test"]["suites"][0]["cases"]
    assert [case["points"] for case in cases] == [2, 1, 1] and cases[0]["failure_message"] == "connect"
    for lines in ("", "docker network connect n db"):
        mine = lab(lines) if lines else lab()
        earned = [case["points"] * passes(case["code"], pair=task, lab=mine) for case in cases]
        assert sum(earned) == task.check(mine).points == (3 if lines else 0)


def passes(code: str, **names: object) -> bool:
    """As otter runs a case: a doctest among the notebook's names."""
    test = doctest.DocTestParser().get_doctest(code, names, "case", None, None)
    return doctest.DocTestRunner(verbose=False).run(test, out=lambda _text: None).failed == 0


def test_a_report_speaks_chinese_where_its_texts_do() -> None:
    task = pair(
        reaches("web", "db", 3306, hints=[Both("look", "看看")]), isolated("db", "internet", hints=["only English"])
    )
    report = repr(task.check("", lang="zh"))
    assert report.splitlines()[:4] == [
        "pair：0 分（满分 2 分）",
        "  ✗ web 能访问 db 的端口 3306（0 / 1）",
        "      172.17.0.2:3306 没有回答 web",
        "      提示：看看",
    ]
    assert "提示：only English" in report
    assert "web reaches db at port 3306" in repr(task.check(""))


@pytest.mark.parametrize("name", names())
def test_exercises_say_everything_in_both_languages(name: str) -> None:
    task = exercise(name)
    texts = [task.task, *(text for goal in task.goals for text in (goal.text, *goal.hints))]
    assert all(isinstance(text, Both) for text in texts)
    plain = {text for text in texts if spoken(text, "zh") == text}
    assert all(text.startswith("`") and text.endswith("`") for text in plain), plain  # nothing but a command
    report = task.check("", lang="zh")
    assert all(CHINESE.search(spoken(mark.finding.seen, "zh")) for mark in report.marks), report


def test_what_is_not_there_yet_is_told_without_a_hint() -> None:
    task = pair(survives_restart(reaches("web", "api", hints=["connect it"])), reaches("web", "db", hints=["look"]))
    report = task.check("docker rm -f db")
    assert [mark.hints for mark in report.marks] == [(), ()]
    assert task.check("").marks[1].hints == ("look",)
