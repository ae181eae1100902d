"""The workflow of the how-to, the composite action and the pre-commit hooks, run here."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dockernet_sim.cli import build_parser, main
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "examples" / "ci"
OPEN_DB = ("image: redis", 'image: redis\n    ports: ["6379:6379"]')
needs_bash = pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="needs bash")


def read(path: Path) -> dict:  # type: ignore[type-arg]
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "repository"
    shutil.copytree(EXAMPLE, copy)
    monkeypatch.chdir(copy)
    return copy


def steps(repository: Path) -> list[int]:
    """The exit codes of the workflow's lines of ours."""
    workflow = read(repository / ".github" / "workflows" / "compose.yaml")
    lines = [step["run"] for step in workflow["jobs"]["network"]["steps"] if "run" in step]
    assert lines[0] == "pip install dockernet_sim"
    return [main(shlex.split(line)[1:]) for line in lines[1:]]


def test_workflow_passes_on_the_example(repository: Path) -> None:
    assert steps(repository) == [0, 0]


def test_workflow_fails_when_a_pull_request_opens_a_port(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = repository / "compose.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("[back]", "[back, front]").replace(*OPEN_DB), encoding="utf-8"
    )

    assert steps(repository)[1] == 1
    assert "default deny: internet -> " in capsys.readouterr().out


def test_workflow_fails_when_a_port_is_never_opened(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = repository / "compose.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(*OPEN_DB), encoding="utf-8")

    assert steps(repository) == [1, 0]
    assert "NET201 db publishes 6379:6379" in capsys.readouterr().out


def acted(repository: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's own step, with its inputs as GitHub gives them."""
    action = read(ROOT / "action.yml")
    step = action["runs"]["steps"][-1]
    given = {name: each.get("default", "") for name, each in action["inputs"].items()} | inputs
    names = {key: re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", text) for key, text in step["env"].items()}
    assert all(names.values())
    variables = {key: given[found[1]] for key, found in names.items() if found}
    variables["GITHUB_ACTION_PATH"] = ROOT.as_posix()
    variables["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    line = ["bash", "-c", step["run"]]
    return subprocess.run(
        line, cwd=repository, env={**os.environ, **variables}, capture_output=True, text=True, timeout=120, check=False
    )


@needs_bash
def test_action_passes_on_the_example_and_writes_sarif(repository: Path) -> None:
    said = acted(repository, engine="29", sarif="lint.sarif")

    assert (said.returncode, said.stderr) == (0, "")
    assert "1 project: no finding" in said.stdout
    assert "5 holds, 0 broken, 0 unknown" in said.stdout
    assert '"version": "2.1.0"' in (repository / "lint.sarif").read_text(encoding="utf-8")


@needs_bash
def test_action_fails_with_the_worst_of_its_parts(repository: Path) -> None:
    file = repository / "compose.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(*OPEN_DB), encoding="utf-8")

    assert acted(repository, engine="29").returncode == 1
    assert acted(repository, engine="29", lint="--ignore NET201").returncode == 0
    assert acted(repository, engine="29", lint="none", policy="nothing.yaml").returncode == 0


def test_hooks_call_commands_that_exist(repository: Path) -> None:
    hooks = {
        each["id"]: each
        for each in YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    }

    for hook in hooks.values():
        words = [
            *shlex.split(hook["entry"])[1:],
            *hook.get("args", []),
            *(["compose.yaml"] if hook.get("pass_filenames", True) else []),
        ]
        build_parser().parse_args(words)
        assert main([*words, "--engine", "29"]) == 0
    pattern = re.compile(hooks["dockernet-sim-lint"]["files"])
    assert [
        name
        for name in ("compose.yaml", "a/docker-compose.yml", "compose.prod.yaml", "web.yaml")
        if pattern.search(name)
    ] == [
        "compose.yaml",
        "a/docker-compose.yml",
        "compose.prod.yaml",
    ]
