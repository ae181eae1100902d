#!/usr/bin/env python3
"""Set up everything in .venv and do one job. Needs nothing but Python 3.11+.

python3 tasks.py demo      the story of docker0, --link and user-defined networks, told by real commands
python3 tasks.py test      lint, types, tests, lessons, docs
python3 tasks.py shell     docker, ip and ping at a prompt
python3 tasks.py format    lay the code out with ruff format (--check: only say what would change)
python3 tasks.py bench     measure speed, and compare with the earlier run
python3 tasks.py pages     type the commands in README and docs again, and write down what comes out
python3 tasks.py lessons   build the notebooks from their sources, and run them
python3 tasks.py docs      build the docs as HTML, in docs/_build
python3 tasks.py notebook  JupyterLab with the lessons
python3 tasks.py web       build the browser site, in site/ (needs Node.js, too)
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
ALL = "dev,notebook,docs"
FIRST_LESSON = "01_veth_pairs.ipynb"


def run(*words: str) -> None:
    """Run a program of the virtual environment; stop at the first failure."""
    environment = dict(os.environ, PYTHONUTF8="1", VIRTUAL_ENV=str(VENV), PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run([str(PYTHON), *words], cwd=HERE, env=environment, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def set_up(extras: str = "") -> None:
    """Make .venv and install the project into it, at the versions of constraints.txt."""
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    target = f"-e.[{extras}]" if extras else "-e."
    run("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", "constraints.txt", target)


def demo(*words: str) -> None:
    """The story of docker0, links and user-defined networks."""
    set_up()
    run("-m", "dockernet_sim.cli", "demo", *words)


def shell(*words: str) -> None:
    """A prompt on the lab's machines."""
    set_up()
    run("-m", "dockernet_sim.cli", "shell", *words)


def build_docs() -> None:
    """Sphinx, with warnings as errors."""
    run(
        "-m",
        "sphinx",
        "--fresh-env",
        "--write-all",
        "--fail-on-warning",
        "--keep-going",
        "--quiet",
        "docs",
        "docs/_build/html",
    )


def test(*words: str) -> None:
    """All that has to hold before a change lands."""
    set_up(ALL)
    run("-m", "ruff", "check", ".")
    run("-m", "mypy")
    run("-m", "pytest", "-n", "2", "--dist", "worksteal", *words)
    build_docs()


def layout(*words: str) -> None:
    """The code's layout, by ruff format."""
    set_up(ALL)
    run("-m", "ruff", "format", *words, ".")


def bench(*words: str) -> None:
    """Speed, in floors."""
    set_up("bench")
    run("-m", "tests.benchmarks", *words)


def pages(*words: str) -> None:
    """README and docs, with what the model answers now."""
    set_up(ALL)
    run("-m", "tests.repo.pages", *words)


def lessons(*words: str) -> None:
    """The notebooks, with what their cells show now; all, or those whose names begin with one of the words."""
    set_up(ALL)
    run("-m", "tests.repo.lessons", *words)


def docs() -> None:
    """The docs as HTML; a warning is an error."""
    set_up(ALL)
    build_docs()


def notebook(*words: str) -> None:
    """JupyterLab, which is installed for it, with the first lesson open; words go on to it, as ``--no-browser``."""
    set_up("lab")
    run("-m", "jupyterlab", "--notebook-dir", "notebooks", f"notebooks/{FIRST_LESSON}", *words)


def web() -> None:
    """The browser site: one static folder."""
    set_up(ALL)
    run("-m", "web.build")


TASKS = {
    "demo": demo,
    "shell": shell,
    "test": test,
    "format": layout,
    "bench": bench,
    "pages": pages,
    "lessons": lessons,
    "docs": docs,
    "notebook": notebook,
    "web": web,
}

if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit(f"dockernet_sim needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    name, *rest = sys.argv[1:] or ["help"]
    if name not in TASKS:
        sys.exit(__doc__)
    TASKS[name](*rest)
