"""A shell that stays open between calls."""

from dockernet_sim import Lab
from dockernet_sim.shell.terminal import open_terminal
from dockernet_sim.world.lines import Line


def opened(lab: Lab) -> tuple[Line, list[str]]:
    heard: list[str] = []
    line = open_terminal(lab.world, "vm", lambda _stream, text: heard.append(text))
    settle(lab, line)
    return line, heard


def settle(lab: Lab, line: Line) -> None:
    lab.world.drift(lab.env.now + 60.0, 100_000, lambda: bool(line.stdin.awaited))


def test_lines_share_one_shell() -> None:
    lab = Lab()
    line, heard = opened(lab)
    for text in ("cd /tmp", "pwd"):
        line.write(f"{text}\n")
        settle(lab, line)
    assert "".join(heard) == "[root@vm ~]# [root@vm tmp]# /tmp\n[root@vm tmp]# "


def test_ssh_and_exec_nest_shells() -> None:
    lab = Lab()
    line, heard = opened(lab)
    for text in ("ssh lan", "hostname", "exit", "docker run -it --name box busybox", "hostname -i", "exit"):
        line.write(f"{text}\n")
        settle(lab, line)
    assert "[root@lan ~]# lan\n" in "".join(heard)
    assert "/ # 172.17.0.2\n" in "".join(heard)


def test_interrupt_ends_the_program_not_the_shell() -> None:
    lab = Lab()
    line, heard = opened(lab)
    line.write("ping 172.31.176.1\n")
    lab.world.drift(2.5, 100_000, lambda: False)
    assert not line.stdin.awaited
    line.signal("INT")
    settle(lab, line)
    assert line.stdin.awaited
    assert "3 packets transmitted, 3 received" in "".join(heard)
    assert line.stdin.status == 0


def test_copy_stands_at_the_same_prompt() -> None:
    lab = Lab()
    line, _ = opened(lab)
    line.write("docker run -d --name web nginx\n")
    settle(lab, line)
    line.write("cd /etc\n")
    settle(lab, line)
    copy = lab.copy()
    assert copy.env.now == lab.env.now
    assert copy.world.lines[-1].stdin.prompt == "[root@vm etc]# "
    assert copy.sh("docker ps -q").stdout == lab.sh("docker ps -q").stdout


def test_copy_while_a_line_runs_goes_on_alike() -> None:
    lab = Lab()
    line, _ = opened(lab)
    line.write("ping -c 3 172.31.176.1\n")
    lab.world.drift(1.5, 100_000, lambda: False)
    copy = lab.copy()
    lab.run(until=5.0)
    copy.run(until=5.0)
    assert lab.trace.since(0)[-1].time == copy.trace.since(0)[-1].time
