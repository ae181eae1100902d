"""The prompt: who asks, where one is, and Ctrl-C."""

import subprocess
import sys
from collections.abc import Iterator

from dockernet_sim.shell.complete import Completer
from dockernet_sim.shell.interactive import Console
from dockernet_sim.shell.session import open_world


def type_in(*lines: str) -> tuple[str, int]:
    """What a terminal shows when these lines are typed: prompts, what was typed, and output."""
    shown: list[str] = []
    left: Iterator[str] = iter(lines)

    def ask(prompt: str) -> str | None:
        line = next(left, None)
        shown.append(f"{prompt}{line if line is not None else ''}\n")
        return line

    code = Console(open_world(), ask, shown.append).run()
    return "".join(shown), code


def test_the_prompt_says_which_machine_it_is() -> None:
    shown, code = type_in("hostname", "ssh lan", "hostname", "exit", "exit 3")
    assert shown.splitlines() == [
        "[root@vm ~]# hostname", "vm", "[root@vm ~]# ssh lan", "[root@lan ~]# hostname", "lan", "[root@lan ~]# exit",
        "[root@vm ~]# exit 3",
    ]  # fmt: skip
    assert code == 3


def test_a_container_has_a_prompt_of_its_own() -> None:
    shown, _ = type_in("docker run -d --name web nginx", "docker exec -it web sh", "hostname -i", "exit", "hostname")
    assert shown.splitlines()[3:] == [
        "/ # hostname -i",
        "172.17.0.2",
        "/ # exit",
        "[root@vm ~]# hostname",
        "vm",
        "[root@vm ~]# ",
    ]


def test_variables_and_folders_stay() -> None:
    shown, _ = type_in("A=1", "cd /etc", "echo $A $PWD")
    assert "1 /etc\n" in shown


def test_an_endless_line_is_interrupted_and_the_shell_goes_on() -> None:
    shown, _ = type_in("ping 172.31.176.1", "hostname")
    assert "packets transmitted" in shown
    assert shown.endswith("[root@vm ~]# hostname\nvm\n[root@vm ~]# \n")


def test_input_may_come_from_a_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dockernet_sim", "shell"],
        input="hostname\nssh lan hostname\nnonsense\n",
        text=True,
        capture_output=True,
    )
    assert done.stdout == "vm\nlan\nbash: nonsense: command not found\n"
    assert "Traceback" not in done.stderr


def test_completion_knows_commands_containers_and_networks() -> None:
    world = open_world()
    world.run_line("vm", "docker run -d --name web nginx")
    world.run_line("vm", "docker network create webnet")
    completer = Completer(world)
    completer.prompt = "[root@vm ~]# "
    assert completer.candidates("", "iptables-s") == ["iptables-save "]
    assert completer.candidates("docker ", "netw") == ["network "]
    assert completer.candidates("docker network ", "ins") == ["inspect "]
    assert completer.candidates("docker exec ", "we") == ["web ", "webnet "]
    assert completer.candidates("ssh ", "") == ["lan ", "vm "]


def test_run_it_opens_a_shell_in_a_new_container() -> None:
    shown, _ = type_in("docker run -it --rm --name box busybox sh", "hostname -i", "exit 5", "echo $?", "docker ps -aq")
    assert shown.splitlines() == [
        "[root@vm ~]# docker run -it --rm --name box busybox sh", "/ # hostname -i", "172.17.0.2", "/ # exit 5",
        "[root@vm ~]# echo $?", "5", "[root@vm ~]# docker ps -aq", "[root@vm ~]# ",
    ]  # fmt: skip


def test_without_a_terminal_a_shell_in_a_container_asks_silently() -> None:
    shown, _ = type_in("docker run -d --name web nginx", "docker exec -i web sh", "hostname -i", "exit")
    assert "\nhostname -i\n172.17.0.2\nexit\n[root@vm ~]# " in shown


def test_a_pipe_reaches_a_container() -> None:
    shown, _ = type_in("echo hi | docker run -i --rm busybox cat")
    assert "busybox cat\nhi\n" in shown


def test_here_documents_and_joined_lines_are_asked_for_until_they_end() -> None:
    typed = ["cat <<EOF | tr a-z A-Z", "one", "EOF", "cat <<A <<-B", "1", "A", "\t2", "\tB", "echo a \\", "b", "exit 3"]
    lines = iter(typed)
    shown: list[str] = []
    Console(open_world(engine="29"), lambda prompt: next(lines, None), shown.append).run()
    assert "".join(shown) == "ONE\n2\na b\n"
