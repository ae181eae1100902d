"""`tc qdisc` says what iproute2 6.1 says, and what leaves a device is delayed, lost, doubled, damaged, slowed as asked."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.linux import drops


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.sh("docker network create n; docker run -d --name web --net n --cap-add NET_ADMIN nginx")
    lab.sh("docker run -d --name box --net n busybox; docker exec box ping -c 1 web; docker exec web ping -c 1 box")
    return lab


RECORDED = [  # of a real tc on Linux 6.18, whose kernel has tbf and no netem: those of netem are refused before the kernel
    ("tc qdisc add dev lo root netem delay", 255, 'Command line is not complete. Try option "help"\n'),
    ("tc qdisc add dev lo root netem delay abc", 1, 'Illegal "latency"\n'),
    ("tc qdisc add dev lo root netem delay 10ms 2ms 200%", 1, 'Illegal "latency"\n'),
    ("tc qdisc add dev lo root netem loss 200%", 1, 'Illegal "loss percent"\n'),
    ("tc qdisc add dev lo root netem loss 1% 200%", 1, 'Illegal "loss correlation"\n'),
    ("tc qdisc add dev lo root netem loss abc", 1, "Unknown loss parameter: abc\n"),
    ("tc qdisc add dev lo root netem loss random", 255, 'Command line is not complete. Try option "help"\n'),
    ("tc qdisc add dev lo root netem corrupt x", 1, 'Illegal "corrupt"\n'),
    ("tc qdisc add dev lo root netem duplicate x", 1, 'Illegal "duplicate"\n'),
    ("tc qdisc add dev lo root netem rate abc", 1, 'Illegal "rate"\n'),
    ("tc qdisc add dev lo root netem limit x", 1, 'Illegal "limit"\n'),
    ("tc qdisc add dev lo root netem delay 1ms reorder 10% gap x", 1, 'Illegal "gap"\n'),
    ("tc qdisc add dev nope root netem delay 1ms", 1, 'Cannot find device "nope"\n'),
    ("tc qdisc del dev lo root", 2, "Error: Cannot delete qdisc with handle of zero.\n"),
    ("tc qdisc del dev lo root handle 5:", 2, "Error: Invalid handle.\n"),
    ("tc qdisc del dev lo", 2, "Error: Failed to find qdisc with specified handle.\n"),
    (
        "tc qdisc change dev lo root netem delay 1ms",
        2,
        "Error: Qdisc not found. To create specify NLM_F_CREATE flag.\n",
    ),
    ("tc qdisc add dev lo netem delay 1ms", 2, "Error: Handle cannot be zero.\n"),
    ("tc qdisc add dev lo parent 1:1 netem delay 1ms", 2, "Error: Failed to find specified qdisc.\n"),
    ("tc qdisc add dev lo root", 2, "Error: Specified qdisc kind is unknown.\n"),
    ("tc qdisc add dev lo root foo", 2, "Error: Specified qdisc kind is unknown.\n"),
    ("tc qdisc add root netem delay 1ms", 2, "RTNETLINK answers: No such device\n"),
    ("tc qdisc add lo root tbf", 1, 'Unknown qdisc "lo", hence option "root" is unparsable\n'),
    ("tc qdisc add dev lo dev lo root netem", 255, 'Error: duplicate "dev": "lo" is the second value.\n'),
    ("tc qdisc add dev lo root handle x netem delay 1ms", 255, 'Error: argument "x" is wrong: invalid qdisc ID\n'),
    ("tc qdisc show dev nope", 1, 'Cannot find device "nope"\n'),
    ("tc qdisc foo", 255, 'Command "foo" is unknown, try "tc qdisc help".\n'),
    ("tc foo", 255, 'Object "foo" is unknown, try "tc help".\n'),
    ("tc -x", 255, 'Option "-x" is unknown, try "tc -help".\n'),
    (
        "tc qdisc add dev lo root tbf rate 1mbit burst 1600 latency 50ms limit 3000",
        1,
        'tbf: specifying both "latency" and "limit" is not allowed\n',
    ),
    ("tc qdisc add dev lo root tbf rate x burst 1600 latency 50ms", 1, 'tbf: illegal value for "rate": "x"\n'),
    (
        "tc qdisc add dev lo root tbf rate 1mbit 2>&1 | head -2",
        0,
        'tbf: the "burst" parameter is mandatory.\ntbf: either "limit" or "latency" is required.\n',
    ),
    ("tc qdisc add dev lo root netem foo 2>&1 | head -2", 0, 'What is "foo"?\nUsage: ... netem [ limit PACKETS ]\n'),
    (
        "tc qdisc add dev lo root netem reorder 20% 2>&1 | head -1",
        0,
        "reordering not possible without specifying some delay\n",
    ),
    ("tc qdisc show dev lo", 0, "qdisc noqueue 0: root refcnt 2 \n"),
    ("tc -V", 0, "tc utility, iproute2-6.1.0, libbpf 1.1.2\n"),
]


@pytest.mark.parametrize(("line", "code", "output"), RECORDED, ids=[line for line, _, _ in RECORDED])
def test_tc_says_what_iproute2_says(line: str, code: int, output: str) -> None:
    told = Lab().sh(line)
    assert (told.output, told.exit) == (output, code)


def test_a_token_bucket_is_shown_changed_and_taken_away_as_on_linux() -> None:
    lab = Lab()
    lab.sh("tc qdisc add dev lo root tbf rate 1mbit burst 1600 latency 50ms")
    assert lab.sh("tc qdisc show dev lo").stdout == "qdisc tbf 8001: root refcnt 2 rate 1Mbit burst 1600b lat 50ms \n"
    again = lab.sh("tc qdisc add dev lo root tbf rate 1mbit burst 1600 latency 50ms")
    assert (again.exit, again.stderr) == (2, "Error: Exclusivity flag on, cannot modify.\n")
    lab.sh("tc qdisc change dev lo root tbf rate 2mbit burst 3200 limit 10000")
    shown = "qdisc tbf 8001: dev lo root refcnt 2 rate 2Mbit burst 3200b lat 27.2ms \n"
    assert lab.sh("tc q s").stdout.startswith(shown)
    lab.sh("tc qdisc replace dev lo root handle 1: tbf rate 2mbit burst 32kbit latency 400ms")
    assert lab.sh("tc qdisc show dev lo").stdout == "qdisc tbf 1: root refcnt 2 rate 2Mbit burst 4Kb lat 400ms \n"
    assert lab.sh("tc qdisc del dev lo root netem").stderr == "Error: Invalid qdisc name: must match existing qdisc.\n"
    assert lab.sh("tc qdisc del dev lo root").exit == 0
    assert lab.sh("tc qdisc show dev lo").stdout == "qdisc noqueue 0: root refcnt 2 \n"


def test_netem_is_shown_with_all_it_does_and_change_keeps_what_is_an_attribute_of_its_own(lab: Lab) -> None:
    lab.sh(
        "tc qdisc add dev eth0 root netem delay 10ms 2ms 25% loss 1% duplicate 2% reorder 25% 50% corrupt 3% rate 1mbit",
        on="web",
    )
    shown = lab.sh("tc qdisc show dev eth0", on="web").stdout
    assert shown == (
        "qdisc netem 8001: root refcnt 3 limit 1000 delay 10ms  2ms 25% loss 1% duplicate 2% reorder 25% 50% corrupt 3%"
        " rate 1Mbit gap 1\n"
    )
    lab.sh("tc qdisc change dev eth0 root netem delay 5ms", on="web")
    shown = lab.sh("tc qdisc show dev eth0", on="web").stdout
    assert shown == "qdisc netem 8001: root refcnt 3 limit 1000 delay 5ms reorder 25% 50% corrupt 3% rate 1Mbit\n"
    assert " qdisc netem " in lab.sh("ip link show eth0", on="web").stdout


def test_a_container_needs_net_admin(lab: Lab) -> None:
    told = lab.sh("tc qdisc add dev eth0 root netem delay 1ms", on="box")
    assert (told.stderr, told.exit) == ("RTNETLINK answers: Operation not permitted\n", 2)
    assert lab.sh("tc qdisc show dev eth0", on="box").stdout == "qdisc noqueue 0: root refcnt 2 \n"


@pytest.mark.parametrize(
    "words",
    ["class show", "filter show", "qdisc add dev lo root htb", "qdisc add dev lo root netem loss gemodel 1%",
     "qdisc add dev lo root netem delay 1ms 1ms distribution normal", "-j qdisc", "qdisc add dev lo ingress",
     "qdisc add dev lo root tbf rate 1mbit burst 1600 latency 1ms peakrate 2mbit"],
)  # fmt: skip
def test_what_is_not_modelled_is_refused_by_name(words: str) -> None:
    told = Lab().sh(f"tc {words}")
    assert told.exit == 127
    assert "not modelled" in told.stderr


def test_delay_is_that_of_what_leaves(lab: Lab) -> None:
    lab.sh("tc qdisc add dev eth0 root netem delay 100ms", on="web")
    assert "time=100 ms" in lab.sh("ping -c 1 web", on="box").stdout
    assert "time=100 ms" in lab.sh("ping -c 1 box", on="web").stdout


def test_netem_loss_names_itself_and_is_counted(lab: Lab) -> None:
    lab.sh("tc qdisc add dev eth0 root netem loss 50%", on="web")
    lab.trace.clear()
    lab.sh("ping -c 40 -i 0.1 -W 1 web", on="box")
    lost = [record for record in lab.trace if record.verdict == drops.LOST]
    assert 8 < len(lost) < 32
    assert {record.cause for record in lost} == {"netem loss on eth0"}
    assert f"(dropped {len(lost)}, overlimits 0" in lab.sh("tc -s qdisc show dev eth0", on="web").stdout


def test_limits_drop_by_name(lab: Lab) -> None:
    lab.sh("tc qdisc add dev eth0 root netem delay 500ms limit 3", on="web")
    lab.trace.clear()
    lab.sh("ping -c 10 -i 0.02 -W 2 web", on="box")
    assert {r.cause for r in lab.trace if r.verdict == drops.QUEUE} == {"queue of eth0 full (limit 3 packets)"}
    lab.sh("tc qdisc replace dev eth0 root tbf rate 8kbit burst 1600 limit 2000", on="web")
    lab.trace.clear()
    lab.sh("ping -q -c 10 -i 0.02 -s 958 -W 9 web", on="box")
    assert {r.cause for r in lab.trace if r.verdict == drops.QUEUE} == {"queue of eth0 full (limit 2000 bytes)"}
    assert "dropped 7" in lab.sh("tc -s qdisc show dev eth0", on="web").stdout


def test_a_token_bucket_paces_a_download(lab: Lab) -> None:
    lab.image("big", ports={80: "x" * 500_000})
    lab.sh("docker run -d --name big --net n --cap-add NET_ADMIN big")
    lab.sh("tc qdisc add dev eth0 root tbf rate 2mbit burst 5000 latency 100ms", on="big")
    told = lab.sh("curl -s -o /dev/null -w '%{size_download}' http://big/", on="box")
    assert told.stdout == "500001"
    assert told.seconds == pytest.approx(500_000 * 1514 / 1448 * 8 / 2e6, rel=0.05)


def test_a_qdisc_is_part_of_copies_and_goes_with_its_container(lab: Lab) -> None:
    lab.sh("tc qdisc add dev eth0 root netem delay 10ms 5ms loss 20%", on="web")
    lab.sh("ping -c 10 -i 0.1 -W 1 web", on="box")
    copy = lab.copy()
    for each in (lab, copy):
        each.sh("ping -c 10 -i 0.1 -W 1 web", on="box")
    assert copy.trace.digest() == lab.trace.digest()
    lab.sh("docker restart -t 0 web")
    assert "noqueue" in lab.sh("tc qdisc show dev eth0", on="web").stdout
