"""arping: asking the neighbourhood."""

import re

import pytest
from dockernet_sim.wire.address import mac_text
from dockernet_sim.wire.arp import Arp
from tests.unit.programs.places import Places


def test_an_answer_each_second(places: Places) -> None:
    began = places.clock.now
    task = places.run("cli", "arping", "-c", "2", "172.17.0.2")
    mac = mac_text(places.places["web"].ns.devices["eth0"].mac)
    assert re.sub(r"[\d.]+ usec", "T", task.stdout.text).splitlines()[:-1] == [
        "ARPING 172.17.0.2",
        f"42 bytes from {mac} (172.17.0.2): index=0 time=T",
        f"42 bytes from {mac} (172.17.0.2): index=1 time=T",
        "",
        "--- 172.17.0.2 statistics ---",
        "2 packets transmitted, 2 packets received,   0% unanswered (0 extra)",
    ]
    assert (task.exit_code, round(places.clock.now - began, 2)) == (0, 2.0)


def test_its_requests_carry_more_bytes_and_teach_its_own_kernel_nothing(places: Places) -> None:
    places.run("cli", "arping", "-c", "1", "172.17.0.2")
    cli = places.places["cli"].ns
    asked = [
        r.packet for r in places.vm.trace if r.netns == "cli" and r.event == "tx" and isinstance(r.packet.payload, Arp)
    ]
    assert [frame.length for frame in asked] == [58]
    assert list(cli.ip.neigh.live()) == []


@pytest.mark.parametrize(
    ("argv", "code", "seconds", "line"),
    [
        (("-c", "2", "172.17.0.99"), 1, 2.0, "2 packets transmitted, 0 packets received, 100% unanswered (0 extra)"),
        (
            ("-c", "2", "-w", "1", "172.17.0.99"),
            1,
            1.0,
            "2 packets transmitted, 0 packets received, 100% unanswered (0 extra)",
        ),
        (("-w", "2", "172.17.0.2"), 0, 2.0, "3 packets transmitted, 2 packets received,  33% unanswered (0 extra)"),
        (("-C", "1", "172.17.0.2"), 0, 0.0, "1 packets transmitted, 1 packets received,   0% unanswered (0 extra)"),
    ],
)
def test_when_it_stops(places: Places, argv: tuple[str, ...], code: int, seconds: float, line: str) -> None:
    began = places.clock.now
    task = places.run("cli", "arping", *argv)
    assert (task.exit_code, round(places.clock.now - began, 2)) == (code, seconds)
    assert line in task.stdout.text.splitlines()


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("nope",), "arping: Can't resolve nope\n"),
        (
            ("-I", "eth9", "172.17.0.2"),
            "arping: libnet_init(LIBNET_LINK, eth9): libnet_check_iface() ioctl: No such device\n",
        ),
        (("a", "b"), "arping: Too many args on command line. Expected at most one.\n"),
    ],
)
def test_refusals(places: Places, argv: tuple[str, ...], said: str) -> None:
    task = places.run("cli", "arping", *argv)
    assert (task.exit_code, task.stderr.text) == (1, said)


def test_a_far_target_is_looked_for_at_the_first_device(places: Places) -> None:
    task = places.run("cli", "arping", "-c", "1", "203.0.113.10")
    assert task.stderr.text.endswith("Use -i to manually specify interface. Guessing interface eth0.\n")
