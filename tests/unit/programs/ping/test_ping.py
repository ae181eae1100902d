"""ping: what it prints, when it stops, and how it ends."""

import re

import pytest
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.programs.ping.report import Statistics, time_text
from dockernet_sim.wire.address import ip_int
from tests.unit.programs.places import Places


def lines(text: str) -> list[str]:
    """Output with its times masked."""
    text = re.sub(r"time=[\d.]+ ms", "time=T", text)
    text = re.sub(r"time \d+ms", "time T", text)
    return re.sub(r"mdev = .* ms", "mdev = T", text).splitlines()


def took(places: Places, *argv: str) -> tuple[int, float]:
    began = places.clock.now
    task = places.run("cli", *argv)
    return task.exit_code, round(places.clock.now - began, 1)


def test_one_echo(places: Places) -> None:
    task = places.run("cli", "ping", "-c", "1", "172.17.0.2")
    assert task.exit_code == 0
    assert lines(task.stdout.text) == [
        "PING 172.17.0.2 (172.17.0.2) 56(84) bytes of data.",
        "64 bytes from 172.17.0.2: icmp_seq=1 ttl=64 time=T",
        "",
        "--- 172.17.0.2 ping statistics ---",
        "1 packets transmitted, 1 received, 0% packet loss, time T",
        "rtt min/avg/max/mdev = T",
    ]


def test_a_round_trip_takes_what_a_real_one_takes(places: Places) -> None:
    text = places.run("cli", "ping", "-c", "3", "172.17.0.2").stdout.text
    times = [float(found) for found in re.findall(r"time=([\d.]+) ms", text)]
    assert len(times) == 3
    assert all(0.01 <= time <= 0.2 for time in times)
    assert times[0] > times[1]  # the first one waits for ARP


@pytest.mark.parametrize(
    ("argv", "code", "seconds"),
    [
        (("-c", "3", "172.17.0.2"), 0, 2.0),
        (("-c", "1", "-W", "1", "203.0.113.99"), 1, 1.0),
        (("-c", "1", "203.0.113.99"), 1, 10.0),
        (("-c", "3", "-i", "0.2", "-W", "1", "203.0.113.99"), 1, 1.4),
        (("-w", "2", "172.17.0.2"), 0, 2.0),
        (("-w", "2", "-c", "5", "172.17.0.2"), 1, 2.0),
        (("-w", "3", "203.0.113.99"), 1, 3.0),
        (("-c", "1", "172.17.0.99"), 1, 3.1),
    ],
)
def test_how_it_ends_and_when(places: Places, argv: tuple[str, ...], code: int, seconds: float) -> None:
    assert took(places, "ping", *argv) == (code, pytest.approx(seconds, abs=0.1))


def test_ping_of_an_unused_address_is_unreachable(places: Places) -> None:
    task = places.run("cli", "ping", "-c", "4", "172.17.0.99")
    assert lines(task.stdout.text)[1:] == [
        *(f"From 172.17.0.3 icmp_seq={n} Destination Host Unreachable" for n in (1, 2, 3, 4)),
        "",
        "--- 172.17.0.99 ping statistics ---",
        "4 packets transmitted, 0 received, +4 errors, 100% packet loss, time T",
        "pipe 3",
    ]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("-t", "1", "203.0.113.10"), "From 172.17.0.1 icmp_seq=1 Time to live exceeded"),
        (("172.30.0.1",), "From 172.17.0.1 icmp_seq=1 Destination Net Unreachable"),
    ],
)
def test_routers_complain(places: Places, argv: tuple[str, ...], said: str) -> None:
    if said.endswith("Net Unreachable"):
        places.vm.root.ip.fib.delete(0, 0)
    task = places.run("cli", "ping", "-c", "1", *argv)
    assert task.exit_code == 1
    assert said in task.stdout.text


def test_a_packet_too_long_for_the_device(places: Places) -> None:
    task = places.run("cli", "ping", "-c", "1", "-s", "1473", "-M", "do", "172.17.0.2")
    assert task.stderr.text == "ping: local error: message too long, mtu=1500\n"
    assert "1 packets transmitted, 0 received, +1 errors" in task.stdout.text
    assert task.exit_code == 1
    assert places.run("cli", "ping", "-c", "1", "-s", "1473", "172.17.0.2").exit_code == 0


def test_a_packet_too_long_for_the_way_is_known_afterwards(places: Places) -> None:
    places.vm.root.devices["eth0"].set_mtu(1400)
    task = places.run("cli", "ping", "-c", "2", "-s", "1400", "-M", "do", "203.0.113.10")
    assert "From 172.17.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)" in task.stdout.text
    assert task.stderr.text == "ping: local error: message too long, mtu=1400\n"


def test_names_are_shown_both_ways(places: Places) -> None:
    text = places.run("cli", "ping", "-c", "1", "example.com").stdout.text
    assert "PING example.com (203.0.113.10)" in text
    assert "64 bytes from 203.0.113.10 (203.0.113.10): icmp_seq=1 ttl=63" in text
    places.places["cli"].files.write("/etc/hosts", "172.17.0.2 database db\n")
    text = places.run("cli", "ping", "-c", "1", "db").stdout.text
    assert "PING database (172.17.0.2)" in text
    assert "64 bytes from database (172.17.0.2): icmp_seq=1" in text
    assert "64 bytes from 172.17.0.2: icmp_seq=1" in places.run("cli", "ping", "-nc", "1", "db").stdout.text


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        ((), 1, "ping: usage error: Destination address required\n"),
        (("-c", "0", "x"), 1, "ping: invalid argument: '0': out of range: 1 <= value <= 9223372036854775807\n"),
        (("-t", "300", "x"), 1, "ping: invalid argument: '300': out of range: 0 <= value <= 255\n"),
        (("-c", "x", "y"), 1, "ping: invalid argument: 'x'\n"),
        (("-M", "foo", "x"), 2, "ping: invalid -M argument: foo\n"),
        (("nope",), 2, "ping: nope: Name or service not known\n"),
        (("-I", "eth9", "172.17.0.2"), 2, "ping: SO_BINDTODEVICE eth9: No such device\n"),
        (("-I", "9.9.9.9", "172.17.0.2"), 2, "ping: bind: Cannot assign requested address\n"),
        (
            ("172.17.255.255",),
            2,
            "ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n",
        ),
    ],
)
def test_refusals(places: Places, argv: tuple[str, ...], code: int, said: str) -> None:
    task = places.run("cli", "ping", *argv)
    assert (task.exit_code, task.stderr.text, task.stdout.text) == (code, said, "")


def test_a_wrong_option_prints_the_usage(places: Places) -> None:
    task = places.run("cli", "ping", "-z", "x")
    assert task.exit_code == 2
    assert task.stderr.text.startswith("ping: invalid option -- 'z'\n\nUsage\n  ping [options] <destination>\n")


def test_without_a_way_out(places: Places) -> None:
    places.places["cli"].ns.devices["eth0"].set_down()
    task = places.run("cli", "ping", "-c", "1", "172.17.0.2")
    assert (task.exit_code, task.stderr.text) == (2, "ping: connect: Network is unreachable\n")


def test_source_and_device_are_named(places: Places) -> None:
    text = places.run("cli", "ping", "-c", "1", "-I", "eth0", "172.17.0.2").stdout.text
    assert text.startswith("PING 172.17.0.2 (172.17.0.2) from 172.17.0.3 eth0: 56(84) bytes of data.\n64 bytes from")
    text = places.run("cli", "ping", "-c", "1", "-I", "172.17.0.3", "172.17.0.2").stdout.text
    assert text.startswith("PING 172.17.0.2 (172.17.0.2) from 172.17.0.3 : 56(84) bytes of data.\n64 bytes from")


def test_ctrl_c_prints_the_statistics(places: Places) -> None:
    task = places.start("cli", "ping", "172.17.0.2")
    assert task.endless is False
    places.wait(2.5)
    assert task.endless
    task.signal("INT")
    places.wait(0.1)
    assert task.exit_code == 0
    assert lines(task.stdout.text)[-2:] == [
        "3 packets transmitted, 3 received, 0% packet loss, time T",
        "rtt min/avg/max/mdev = T",
    ]


def test_ctrl_c_while_a_name_is_looked_up_just_ends_it(places: Places) -> None:
    places.places["cli"].files.write("/etc/resolv.conf", "nameserver 203.0.113.9\n")
    task = places.start("cli", "ping", "web")
    places.wait(1)
    task.signal("INT")
    places.wait(0.1)
    assert (task.exit_code, task.stdout.text) == (130, "")


def test_a_slow_name_does_not_keep_it_beyond_its_time(places: Places) -> None:
    cli = places.places["cli"]
    cli.files.write("/etc/hosts", "172.17.0.2 web\n")
    task = places.start("cli", "ping", "-c", "1", "-W", "1", "web")
    places.wait(1e-6)
    cli.files.write("/etc/hosts", "")
    cli.files.write("/etc/resolv.conf", "nameserver 203.0.113.9\n")
    places.wait(1.5)
    assert task.exit_code == 0
    assert "64 bytes from 172.17.0.2: icmp_seq=1" in task.stdout.text


def test_a_flood_is_dots(places: Places) -> None:
    text = places.run("cli", "ping", "-f", "-c", "5", "172.17.0.2").stdout.text
    assert (
        ".\b \b.\b \b.\b \b.\b \b.\b \b\n--- 172.17.0.2 ping statistics ---\n5 packets transmitted, 5 received" in text
    )
    assert ", ipg/ewma " in text


def test_quiet(places: Places) -> None:
    text = places.run("cli", "ping", "-q", "-c", "2", "172.17.0.2").stdout.text
    assert lines(text)[:3] == [
        "PING 172.17.0.2 (172.17.0.2) 56(84) bytes of data.",
        "",
        "--- 172.17.0.2 ping statistics ---",
    ]


def test_outstanding_answers_are_told(places: Places) -> None:
    text = places.run("cli", "ping", "-O", "-c", "3", "-W", "1", "203.0.113.99").stdout.text
    assert lines(text)[1:3] == ["no answer yet for icmp_seq=1", "no answer yet for icmp_seq=2"]


def test_short_packets_have_no_time(places: Places) -> None:
    text = places.run("cli", "ping", "-s", "8", "-c", "1", "172.17.0.2").stdout.text
    assert "\n16 bytes from 172.17.0.2: icmp_seq=1 ttl=64\n" in text
    assert "rtt" not in text


def test_the_second_address_is_tried_when_there_is_no_way_to_the_first(places: Places) -> None:
    cli = places.places["cli"]
    cli.ns.ip.fib.add(Route(ip_int("10.9.9.9"), 32, None, type="unreachable"))
    cli.files.write("/etc/hosts", "10.9.9.9 two\n172.17.0.2 two\n")
    assert "PING two (172.17.0.2)" in places.run("cli", "ping", "-c", "1", "two").stdout.text


def test_a_right_is_needed(places: Places) -> None:
    cli = places.places["cli"]
    cli.caps = frozenset()
    task = places.run("cli", "ping", "-c", "1", "172.17.0.2")
    assert (task.exit_code, "cap_net_raw" in task.stderr.text) == (2, True)
    cli.ns.sysctl["net.ipv4.ping_group_range"] = "0 2147483647"
    assert places.run("cli", "ping", "-c", "1", "172.17.0.2").exit_code == 0


def test_times_have_three_digits() -> None:
    assert [time_text(n) for n in (63, 999, 1000, 1234, 9994, 9995, 12345, 99949, 99950, 123456)] == [
        "0.063", "0.999", "1.00", "1.23", "9.99", "10.0", "12.3", "99.9", "100", "123",
    ]  # fmt: skip


def test_duplicates_are_counted() -> None:
    stats = Statistics(sent=3, received=2, repeats=1)
    assert stats.counts(7) == "3 packets transmitted, 2 received, +1 duplicates, 33.3333% packet loss, time 7ms"


def test_flood_without_a_count_ends_by_its_budget() -> None:
    from dockernet_sim import Lab

    result = Lab(trace=False).sh("ping -f -q 172.17.0.1")
    assert (
        result.exit == 137
        and "Runaway: more than 250000 steps of work, last sending pings without a count" in result.stderr
    )
    assert Lab(trace=False).sh("ping -f -q -c 50000 172.17.0.1").exit == 0
