"""The command line: what is wrong with it is said, and the exit code tells."""

import io
import json
import subprocess
import sys
from pathlib import Path

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


def test_closed_standard_output_is_no_error() -> None:
    code = "from dockernet_sim.cli import main; import sys; sys.exit(main(['demo', '--fast']))"
    first = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert first.stdout is not None
    first.stdout.read(10)
    first.stdout.close()
    assert b"Traceback" not in first.communicate()[1]


SHOP = (
    "host$ docker network create shop\nhost$ docker run -d --name web nginx\nhost$ docker run -d --name db --network "
    "shop mysql\n"
)


def test_why_after_a_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = tmp_path / "shop.scn"
    scenario.write_text(SHOP, encoding="utf-8")
    assert main(["why", str(scenario), "web", "db:3306"]) == 0
    shown = capsys.readouterr().out
    assert "[name-on-another-network]" in shown
    assert "docker network connect shop web" in shown
    assert main(["why", "--lang", "zh", "--json", str(scenario), "docker network rm shop"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["verdict"], data["reason"]) == ("refused", "network-in-use")
    assert "引擎" in data["sentence"]
    assert main(["why", "--name", str(scenario), "web", "db"]) == 0
    assert "does not know the name db" in capsys.readouterr().out
    assert main(["why", str(scenario), "nobody", "db"]) == 1
    assert "nobody" in capsys.readouterr().err


def test_why_at_the_prompt() -> None:
    lines = (
        "docker run -d --name web nginx\nwhy --lang zh web 172.17.0.2:80\nwhy --name web nobody\nwhy docker rm x\nwhy\n"
    )
    code = "from dockernet_sim.cli import main; import sys; sys.exit(main(['shell']))"
    done = subprocess.run([sys.executable, "-c", code], input=lines, capture_output=True, encoding="utf-8", check=False)
    for part in ("[reached]", "[name-unknown]", "[no-such]", "usage: why"):
        assert part in done.stdout, done


@pytest.fixture
def scenario(tmp_path: Path) -> str:
    path = tmp_path / "a.scn"
    path.write_text("host$ docker run -d --name web nginx\nhost$ ping -c 1 172.17.0.2\nhost$ ping -c 1 172.17.0.9\n")
    return str(path)


def test_a_picture_is_drawn(scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "a.svg"
    assert main(["draw", scenario, "-o", str(picture), "--ping", "web", "lan", "--theme", "dark"]) == 0
    assert "172.17.0.2/16" in picture.read_text(encoding="utf-8")
    assert main(["draw", scenario, "-o", str(tmp_path / "a.gif")]) == 1
    assert main(["draw", scenario, "-o", str(tmp_path / "none" / "a.svg")]) == 1
    assert main(["draw", scenario, "-o", str(picture), "--ping", "nobody", "lan"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[0] for line in said] == ["dockernet-sim draw"] * 3 and "a.svg: No such file" in said[1]


def test_steps_are_listed_asked_for_and_written(
    scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("x\nq\n"))
    assert main(["step", scenario]) == 0
    shown = capsys.readouterr().out
    assert "sent by route: 172.17.0.0/16" in shown and "✕ dropped (neighbour-failed)" in shown and "step>" not in shown
    assert main(["step", scenario, "--filter", "device=web/eth0", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines and all("  web/eth0  " in line for line in lines)
    assert main(["step", scenario, "--html", str(tmp_path / "a.html")]) == 0
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert main(["step", scenario, "--filter", "colour=red"]) == 1
    assert "no filter is called 'colour=red'" in capsys.readouterr().err


def test_a_capture_is_printed_or_written(scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["capture", scenario, "--device", "docker0"]) == 0
    shown = capsys.readouterr().out
    assert "ICMP echo request" in shown and "\n    sent by route: 172.17.0.0/16" in shown
    assert main(["capture", scenario, "-o", str(tmp_path / "a.pcapng")]) == 0
    assert (tmp_path / "a.pcapng").read_bytes().startswith(b"\n\r\r\n")
    assert main(["capture", scenario, "--device", "eth9"]) == 1
    assert "no device eth9" in capsys.readouterr().err


def test_a_prompt_saves_its_lab_and_goes_on_with_it(tmp_path: Path) -> None:
    def prompt(lines: str, *options: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "dockernet_sim", "shell", *options]
        return subprocess.run(words, input=lines, capture_output=True, text=True, check=False)

    saved, broken = str(tmp_path / "lab.json"), tmp_path / "broken.json"
    prompt("docker run -d --name web nginx\nwhy vm web\nping 172.17.0.2\n", "--save", saved)
    assert prompt("docker ps --format '{{.Names}}'\n", "--load", saved).stdout == "web\n"
    broken.write_text("{")
    refused = prompt("", "--load", str(broken))
    assert refused.returncode == 1
    assert "no saved lab" in refused.stderr
