"""Replay: what comes out, and that one bad file or step costs nothing else."""

import json
from pathlib import Path

import pytest
from dockernet_sim.cli import main
from dockernet_sim.shell.replay import play
from dockernet_sim.shell.scenario import parse


def test_a_step_has_its_place_command_and_streams() -> None:
    played = play(parse("host$ echo a\nlan$ hostname\nhost$ false\n", "x"))
    assert played == {
        "scenario": "x",
        "steps": [
            {"at": "host", "cmd": "echo a", "exit": 0, "stdout": "a\n", "stderr": ""},
            {"at": "lan", "cmd": "hostname", "exit": 0, "stdout": "lan\n", "stderr": ""},
            {"at": "host", "cmd": "false", "exit": 1, "stdout": "", "stderr": ""},
        ],
    }


def test_a_tap_shows_frames() -> None:
    (step,) = play(parse("tap eth0$ ping -c 1 172.31.176.1\n"))["steps"]
    assert [frame.split(", ")[1].split()[1] for frame in step["frames"]] == ["ARP", "ARP", "IPv4", "IPv4"]
    assert step["frames"][0] == (
        "00:16:3e:00:00:01 > ff:ff:ff:ff:ff:ff, ethertype ARP (0x0806), length 42: "
        "Request who-has 172.31.176.1 tell 172.31.179.120, length 28"
    )


def test_a_tap_on_nothing_shows_nothing() -> None:
    (step,) = play(parse("tap br-x$ echo a\n"))["steps"]
    assert (step["frames"], step["stdout"]) == ([], "a\n")


def test_what_has_no_end_is_stopped_after_a_minute() -> None:
    (step,) = play(parse("host$ ping 172.31.176.1\n"))["steps"]
    assert step["exit"] == 124


def test_daemon_flags_count() -> None:
    (step,) = play(parse("# daemon: --bip 10.9.0.1/24\nhost$ ip -4 -o addr show docker0\n"))["steps"]
    assert "10.9.0.1/24" in step["stdout"]


def test_a_bad_file_leaves_the_others_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, flags = tmp_path / "good.scn", tmp_path / "bad.scn", tmp_path / "flags.scn"
    good.write_text("host$ echo a\n")
    bad.write_text("what is this\n")
    flags.write_text("# daemon: --no-such-flag\nhost$ echo a\n")
    assert main(["replay", "--json", str(bad), str(flags), str(tmp_path / "absent.scn"), str(good)]) == 1
    shown = capsys.readouterr()
    assert [json.loads(line)["scenario"] for line in shown.out.splitlines()] == ["good"]
    assert [line.split(": ")[0] for line in shown.err.splitlines()] == ["dockernet-sim replay"] * 3


def test_without_json_it_reads_like_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.scn"
    path.write_text("host$ echo a\nhost$ false\n")
    assert main(["replay", str(path)]) == 0
    assert capsys.readouterr().out == "##### one\nhost$ echo a\n  a\nhost$ false   [1]\n"


def test_what_came_in_pieces_leaves_in_pieces_of_that_size() -> None:
    played = play(
        parse(
            "host$ docker network create -o com.docker.network.driver.mtu=1400 n\n"
            "host$ docker run -d --name a1 --net n busybox\n"
            "host$ docker exec a1 ping -c 1 203.0.113.10\n"
            "tap eth0$ docker exec a1 ping -c 1 -s 1500 203.0.113.10\n"
        )
    )
    lengths = [int(frame.split("length ")[1].split(":")[0]) for frame in played["steps"][3]["frames"]]
    assert lengths == [1410, 166, 1514, 62]
    assert played["steps"][3]["frames"][1].endswith("172.31.179.120 > 203.0.113.10: ip-proto-1")
