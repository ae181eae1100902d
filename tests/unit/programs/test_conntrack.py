"""conntrack's texts, as conntrack-tools 1.4.7 prints them (checked against the real one)."""

import pytest
from dockernet_sim.wire.packet import PROTO_UDP
from dockernet_sim.wire.udp import Udp
from tests.unit.linux.machines import echo
from tests.unit.linux.netfilter.docker import LAN, listen, machines, send, syn
from tests.unit.programs.iptables.shell import Shell

NAME = "conntrack v1.4.7 (conntrack-tools)"


@pytest.fixture
def sh() -> Shell:
    """A machine on which a container asked another machine by UDP and by echo, and opened a connection half."""
    lab = machines()
    listen(lab.c)
    listen(lab.lan.root, answer=False)
    listen(lab.lan.root, PROTO_UDP, answer=False)
    echo(lab.a, "172.17.0.3", wait=0.5)
    send(lab.a, LAN, Udp(5000, 53))
    send(lab.lan.root, "172.31.179.120", syn(40000, 8080))
    return Shell(lab.vm)


def test_list(sh: Shell) -> None:
    assert sh("conntrack -L") == (
        0,
        "icmp     1 28 src=172.17.0.2 dst=172.17.0.3 type=8 code=0 id=1"
        " src=172.17.0.3 dst=172.17.0.2 type=0 code=0 id=1 mark=0 use=1\n"
        "udp      17 29 src=172.17.0.2 dst=172.31.176.1 sport=5000 dport=53 [UNREPLIED]"
        " src=172.31.176.1 dst=172.31.179.120 sport=53 dport=5000 mark=0 use=1\n"
        "tcp      6 59 SYN_RECV src=172.31.176.1 dst=172.31.179.120 sport=40000 dport=8080"
        " src=172.18.0.2 dst=172.31.176.1 sport=80 dport=40000 mark=0 use=1\n"
        f"{NAME}: 3 flow entries have been shown.\n",
    )


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("-p udp", 1), ("-s 172.17.0.2", 2), ("-d 172.31.179.120", 1), ("--src 172.17.0.0/16 -p icmp", 1), ("-n", 2),
        ("-g", 2), ("-j", 3), ("-p tcp --dport 8080", 1), ("-p tcp --state ESTABLISHED", 0), ("-q 172.31.179.120", 1),
    ],
)  # fmt: skip
def test_only_some(sh: Shell, typed: str, count: int) -> None:
    assert sh(f"conntrack -L {typed}")[1].endswith(f"{count} flow entries have been shown.\n")


def test_delete_count_and_flush(sh: Shell) -> None:
    assert sh("conntrack -C") == (0, "3\n")
    code, text = sh("conntrack -D -p udp")
    assert code == 0 and text.endswith(f"{NAME}: 1 flow entries have been deleted.\n")
    assert sh("conntrack -D -p udp") == (1, f"{NAME}: 0 flow entries have been deleted.\n")
    assert sh("conntrack -F") == (0, f"{NAME}: connection tracking table has been emptied.\n")
    assert sh("conntrack -C") == (0, "0\n")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("-L foo", "unknown type `foo'"), ("-L -F", "Invalid commands combination"), ("-L -p foo",
        "`foo' unsupported protocol"),
     ("--foo", "unknown option `--foo'"), ("-L --dport 80", "unknown option `--dport'"), ("-L -s foo",
         "Invalid IP address `foo'")],
)  # fmt: skip
def test_misused(sh: Shell, typed: str, problem: str) -> None:
    hint = "Try `conntrack -h' or 'conntrack --help' for more information."
    assert sh(f"conntrack {typed}") == (2, f"{NAME}: {problem}\n{hint}\n")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("-L -o foo", "Bad parameter `foo'"), ("-E -e FOO", "Bad parameter `FOO'"), ("-X", "unknown option `-X'"),
     ("-L -p tcp --state FOO", "unknown TCP state `FOO'"), ("-L -p udp --state NONE", "unknown option `--state'"),
     ("-G -p tcp", "you have to specify `--src' and `--dst'")],
)  # fmt: skip
def test_misused_option_is_named(sh: Shell, typed: str, problem: str) -> None:
    code, text = sh(f"conntrack {typed}")
    assert code == 2 and text.startswith(f"{NAME}: {problem}\n")


def test_get_finds_one_flow_or_says_that_there_is_none(sh: Shell) -> None:
    code, text = sh("conntrack -G -p udp -s 172.17.0.2 -d 172.31.176.1 --sport 5000 --dport 53")
    assert code == 0 and text.endswith(f"{NAME}: 1 flow entries have been shown.\n")
    code, text = sh("conntrack -G -p udp -s 172.17.0.2 -d 172.31.176.1 --sport 5001 --dport 53")
    assert (code, text) == (1, f"{NAME}: Operation failed: such conntrack doesn't exist\n")


def test_other_tables_are_empty(sh: Shell) -> None:
    assert sh("conntrack -L expect") == (0, f"{NAME}: 0 expectations have been shown.\n")
    assert sh("conntrack -L dying") == (0, f"{NAME}: 0 flow entries have been shown.\n")
    assert sh("conntrack -C expect") == (0, "0\n")


def test_nat_filters_take_an_address(sh: Shell) -> None:
    assert sh("conntrack -L -n 172.31.179.120")[1].endswith("1 flow entries have been shown.\n")
    assert sh("conntrack -L -g 172.18.0.2")[1].endswith("1 flow entries have been shown.\n")
    assert sh("conntrack -L -j 172.18.0.3")[1].endswith("0 flow entries have been shown.\n")


def test_outputs_that_are_not_modelled_are_named(sh: Shell) -> None:
    code, text = sh("conntrack -L -o xml")
    assert code == 127 and "output xml is not modelled" in text


def watched(options: str, delete: str = "conntrack -D -p tcp", seconds: float = 40.0) -> list[str]:
    """What ``conntrack -E`` prints while two containers exchange an echo and a connection is refused."""
    lab = machines()
    shell = Shell(lab.vm)
    task = shell.start(f"conntrack -E {options}")
    lab.vm.clock.run(until=0.1)
    echo(lab.a, "172.17.0.3", wait=0.5)
    send(lab.lan.root, "172.31.179.120", syn(40000, 8080))
    shell(delete)
    lab.vm.clock.run(until=lab.vm.clock.now + seconds)
    task.signal("INT")
    lab.vm.clock.run(until=lab.vm.clock.now + 0.1)
    assert task.exit_code == 0
    return [*task.stdout.text.splitlines(), task.stderr.text.strip()]


ECHOED = "src=172.17.0.2 dst=172.17.0.3 type=8 code=0 id=1"
ANSWER = "src=172.17.0.3 dst=172.17.0.2 type=0 code=0 id=1"


def test_events_show_flows_that_come_change_and_go() -> None:
    shown = watched("-p icmp")
    assert shown == [
        f"    [NEW] icmp     1 30 {ECHOED} [UNREPLIED] {ANSWER}",
        f" [UPDATE] icmp     1 30 {ECHOED} {ANSWER}",
        f"[DESTROY] icmp     1 {ECHOED} {ANSWER}",
        f"{NAME}: 3 flow events have been shown.",
    ]


def test_events_can_be_masked_and_say_which_program_deleted_a_flow() -> None:
    shown = watched("-e DESTROY -p icmp", "conntrack -D -p icmp")
    assert len(shown) == 2 and shown[0].startswith("[DESTROY] icmp     1 29 ") and " [USERSPACE] portid=" in shown[0]


def test_watching_changes_no_verdict_and_no_counter() -> None:
    def run(watch: bool) -> list[str]:
        lab = machines()
        shell = Shell(lab.vm)
        if watch:
            shell.start("conntrack -E")
            lab.vm.clock.run(until=0.1)
        else:
            lab.vm.clock.run(until=0.1)
        echo(lab.a, "172.17.0.3", wait=0.5)
        return [shell("iptables-save -c")[1], shell("conntrack -L")[1]]

    assert run(watch=True) == run(watch=False)
