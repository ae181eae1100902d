"""The browser's prompt, without a browser."""

from dockernet_sim import Lab
from dockernet_sim.web.terminal import WebTerminal


def typed(terminal: WebTerminal, line: str) -> str:
    """Type a line, skip all waits; what was shown."""
    terminal.type(line)
    state = terminal.advance()
    shown = state["output"]
    while state["busy"]:
        state = terminal.advance(skip=True)
        shown += state["output"]
    return str(shown)


def fresh() -> WebTerminal:
    terminal = WebTerminal(Lab().world)
    terminal.advance()
    return terminal


def test_wait_says_how_long_until_the_next_event() -> None:
    terminal = fresh()
    terminal.type("ping -c 2 172.31.176.1")
    state = terminal.advance()
    assert state["busy"]
    assert 0.8 < state["wait"] < 1.0
    assert "icmp_seq=1" in state["output"]
    assert "icmp_seq=2" in terminal.advance(skip=True)["output"]


def test_interrupt_ends_an_endless_line() -> None:
    terminal = fresh()
    terminal.type("ping 172.31.176.1")
    terminal.advance()
    terminal.advance(skip=True)
    terminal.interrupt()
    assert terminal.advance()["output"].endswith("[root@vm ~]# ")


def test_line_that_never_ends_stops_at_the_limit() -> None:
    assert "^C [stopped after 60 simulated seconds]" in typed(fresh(), "ping 172.31.176.1")


def test_shell_at_work_gives_the_prompt_back_by_interrupt() -> None:
    terminal = fresh()
    terminal.type("while true; do sleep 0.001; done")
    assert terminal.advance()["busy"]
    terminal.interrupt()
    state = terminal.advance()
    assert not state["busy"]


def test_exit_ends_the_shell_and_the_next_line_opens_one() -> None:
    terminal = fresh()
    terminal.type("exit")
    assert terminal.advance()["ended"]
    assert typed(terminal, "hostname").endswith("vm\n[root@vm ~]# ")


def test_leave_goes_back_one_shell() -> None:
    terminal = fresh()
    assert typed(terminal, "ssh lan").endswith("[root@lan ~]# ")
    terminal.leave()
    assert terminal.advance()["output"].endswith("[root@vm ~]# ")


def test_lines_are_remembered_with_their_exit_and_errors() -> None:
    terminal = fresh()
    typed(terminal, "docker network creat shop")
    line, result = terminal.world.typed[-1]
    assert (line, bool(result.exit)) == ("docker network creat shop", True)
    assert "Usage:" in result.stderr


def test_unseen_refusal_is_told_above_the_prompt() -> None:
    shown = typed(fresh(), "vim notes 2>/dev/null")
    assert shown == "[not modelled, and not shown: vim: this program is not modelled]\n[root@vm ~]# "


def test_terminal_of_a_loaded_lab_goes_on_at_its_prompt() -> None:
    lab = Lab()
    terminal = WebTerminal(lab.world)
    terminal.advance()
    typed(terminal, "cd /tmp")
    again = WebTerminal(lab.copy().world)
    assert again.advance()["output"] == "[root@vm tmp]# "
    assert typed(again, "pwd") == "/tmp\n[root@vm tmp]# "
