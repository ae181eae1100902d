"""The command line: what is wrong with it is said, and the exit code tells."""

import subprocess
import sys

import pytest
from dockernet_sim.cli import main


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for words, shown in (
        (["--version"], "dockernet-sim 0."),
        (["--help"], "demo"),
        (["replay", "--help"], "WHERE$ COMMAND"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
        assert shown in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [[], ["nonsense"], ["demo", "--lang", "xx"], ["replay"], ["shell", "--pace", "-1"], ["demo", "--engine", "1"]],
)
def test_what_is_wrong_is_said(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage: dockernet-sim" in capsys.readouterr().err


def test_the_demo_runs_without_pauses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--fast", "--lang", "zh"]) == 0
    assert "自定义网络" in capsys.readouterr().out


def test_a_reader_who_leaves_is_no_error() -> None:
    code = "from dockernet_sim.cli import main; import sys; sys.exit(main(['demo', '--fast']))"
    first = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert first.stdout is not None
    first.stdout.read(10)
    first.stdout.close()
    assert b"Traceback" not in first.communicate()[1]
