"""Lists of programs: each name answers or is refused by name."""

from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.programs.busybox import APPLET_NAMES
from dockernet_sim.programs.installed import HOST_PROGRAMS, programs_for
from dockernet_sim.programs.names import BUSYBOX, DEBIAN, SERVER
from tests.unit.programs.rootshell import RootShell

NEVER = ("not found", "No such file", "internal error")
OTHERWISE = frozenset(
    ["yes", "watch", "httpd", "busybox", "time", "sh", "ash"]
)  # without an end, or they run other programs


def test_list_of_applets_is_that_of_busybox() -> None:
    listed = (Path(__file__).parent / "applets_1_35.txt").read_text(encoding="utf-8").split()
    assert set(listed) == APPLET_NAMES  # `busybox --list` of Debian 12
    assert len(BUSYBOX) > 380


@pytest.mark.parametrize("name", sorted(APPLET_NAMES - OTHERWISE))
def test_every_applet_answers_or_is_refused_by_name(name: str) -> None:
    code, out, err = RootShell("ash")(f"busybox {name} --help")
    assert code is not None and not any(text in out + err for text in NEVER), err
    if code == 127:
        assert "not modelled" in err and name in err


@pytest.mark.parametrize("name", ["vim", "apt", "systemctl", "python3", "git", "nft", "lsns", "top", "uptime", "tmux"])
def test_program_of_a_server_is_refused_by_name(name: str) -> None:
    code, _, err = RootShell()(f"{name} x")
    assert code == 127 and err == f"{name}: this program is not modelled\n"


def test_every_listed_name_is_installed() -> None:
    assert set(programs_for(DEBIAN | SERVER | BUSYBOX)) == DEBIAN | SERVER | BUSYBOX
    assert set(HOST_PROGRAMS) >= DEBIAN | SERVER


def test_unknown_name_is_not_found() -> None:
    assert RootShell()("frobnicate")[2] == "bash: line 1: frobnicate: command not found\n"


def test_sudo_runs_what_follows() -> None:
    assert RootShell()("sudo -E A=1 env | grep ^A=; sudo whoami; sudo frob")[1:] == (
        "A=1\nroot\n",
        "sudo: frob: command not found\n",
    )


def test_refusal_in_the_background_is_taken_down() -> None:
    lab = Lab(trace=False)
    lab.sh("docker run -d --name bb busybox")
    lab.sh("docker exec -d bb sh -c 'vi /tmp/x 2>/dev/null'")
    lab.run(until=lab.env.now + 1)
    assert [text for text in lab.refused if text.startswith("vi: ") and "not modelled" in text] == lab.refused != []


def test_busybox_lists_its_applets() -> None:
    assert len(RootShell("ash")("busybox --list")[1].splitlines()) == len(APPLET_NAMES)
    lab = Lab(trace=False)
    lab.sh("docker run -d --name bb busybox:musl sleep 100; docker run -d --name web nginx")
    assert "not found" not in lab.sh("docker exec web busybox --list; docker exec web busybox --help").output


def test_watch_ends_with_the_signal_that_meets_its_command() -> None:
    code, out, _ = RootShell()("timeout 2 watch -n 1 -t date")
    assert code == 124 and out.count("Jan  1 00:00:0") in (2, 3)
