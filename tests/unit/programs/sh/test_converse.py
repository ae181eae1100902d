"""A shell at a terminal: prompts, unfinished commands, Ctrl-C."""

from collections.abc import Iterator

from dockernet_sim.linux.host import Host
from dockernet_sim.programs.busybox import APPLETS
from dockernet_sim.programs.installed import HOST_PROGRAMS
from dockernet_sim.programs.task import Place, Stream, Task
from dockernet_sim.programs.terminal import Terminal
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.trace import Trace


def converse(*lines: str, ctrl_c_at: float = 0.0) -> tuple[str, int | None]:
    """What is on the screen when these lines are typed into bash, and its exit code."""
    host = Host("vm", Clock(), Trace(), Identity(0))
    programs = dict(HOST_PROGRAMS) | {"sh": APPLETS["sh"]}
    place = Place("vm", host, host.root, host.files, programs, {"HOME": "/root"}, hostname="vm")
    screen: list[str] = []
    left: Iterator[str] = iter(lines)

    def ask(prompt: str) -> str | None:
        line = next(left, None)
        screen.append(f"{prompt}{line or ''}\n")
        return line

    stream = Stream(screen.append)
    task = Task(place, ["bash"], stdin=Terminal.at(ask), stdout=stream, stderr=stream, tty=True, cwd="/root")
    task.start()
    if ctrl_c_at:
        host.clock.call_later(ctrl_c_at, task.signal, "INT")
    host.clock.run()
    return "".join(screen), task.exit_code


def test_variables_and_folder_last_from_line_to_line() -> None:
    screen, code = converse("A=1", "cd /etc", "echo $A", "exit 4")
    assert screen == "[root@vm ~]# A=1\n[root@vm ~]# cd /etc\n[root@vm etc]# echo $A\n1\n[root@vm etc]# exit 4\n"
    assert code == 4


def test_an_unfinished_command_goes_on_in_the_next_line() -> None:
    screen, _ = converse("for i in 1 2; do", "echo $i; done", "echo 'a", "b'")
    assert screen == (
        "[root@vm ~]# for i in 1 2; do\n> echo $i; done\n1\n2\n[root@vm ~]# echo 'a\n> b'\na\nb\n[root@vm ~]# \n"
    )


def test_ctrl_c_ends_the_command_and_not_the_shell() -> None:
    screen, code = converse("sleep 100", "echo $?", ctrl_c_at=1.0)
    assert screen == "[root@vm ~]# sleep 100\n\n[root@vm ~]# echo $?\n130\n[root@vm ~]# \n"
    assert code == 0


def test_a_shell_in_the_shell_asks_for_itself() -> None:
    screen, _ = converse("sh", "echo in", "exit", "echo out")
    assert screen == "[root@vm ~]# sh\n~ # echo in\nin\n~ # exit\n[root@vm ~]# echo out\nout\n[root@vm ~]# \n"


def test_a_pipe_is_no_terminal() -> None:
    screen, _ = converse("echo 'echo hi' | sh", "sh < /dev/null", "nope")
    assert screen.splitlines() == [
        "[root@vm ~]# echo 'echo hi' | sh", "hi", "[root@vm ~]# sh < /dev/null", "[root@vm ~]# nope",
        "bash: nope: command not found", "[root@vm ~]# ",
    ]  # fmt: skip
