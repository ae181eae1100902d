"""``ip rule`` and tables besides main: what is typed, what is listed, where packets go."""

import pytest
from dockernet_sim import Lab

USUAL = "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n"
SECOND_WAY = [  # a namespace behind a second device, with the internet's address, too
    "ip netns add beyond",
    "ip link add wg0 type veth peer name eth0 netns beyond",
    "ip addr add 10.200.0.2/24 dev wg0",
    "ip link set wg0 up",
    "ip netns exec beyond ip addr add 10.200.0.1/24 dev eth0",
    "ip netns exec beyond ip link set eth0 up",
    "ip netns exec beyond ip link set lo up",
    "ip netns exec beyond ip addr add 203.0.113.10/32 dev lo",
]


def typed(*lines: str) -> Lab:
    lab = Lab(engine="29")
    for line in lines:
        assert lab.sh(line).exit == 0, line
    return lab


def way(lab: Lab, source: str) -> str:
    """The route by which the machine sends or forwards a ping of the internet."""
    text = str(lab.why(source, "internet", remedies=False))
    return "wg0" if "dev wg0" in text else "eth0" if "dev eth0" in text else ""


def test_rules_are_listed_by_priority_as_iproute2_words_them() -> None:
    lab = typed(
        "ip rule add from 10.1.0.0/16 lookup 200",
        "ip rule add not fwmark 0xca6c table 51820",
        "ip rule add table main suppress_prefixlength 0",
        "ip rule add pref 50 to 10.9.0.0/16 iif docker0 fwmark 0x10/0xf0 prohibit",
    )

    assert str(lab.sh("ip rule").stdout) == (
        "0:\tfrom all lookup local\n"
        "50:\tfrom all to 10.9.0.0/16 fwmark 0x10/0xf0 iif docker0 prohibit\n"
        "32763:\tfrom all lookup main suppress_prefixlength 0\n"
        "32764:\tnot from all fwmark 0xca6c lookup 51820\n"
        "32765:\tfrom 10.1.0.0/16 lookup 200\n"
        "32766:\tfrom all lookup main\n"
        "32767:\tfrom all lookup default\n"
    )


def test_rule_is_deleted_by_what_is_said_of_it() -> None:
    lab = typed("ip rule add from 10.1.0.0/16 lookup 200", "ip rule add from 10.2.0.0/16 lookup 200")

    assert lab.sh("ip rule del from 10.1.0.0/16").exit == 0
    assert lab.sh("ip rule del pref 32764").exit == 0
    assert lab.sh("ip rule").stdout == USUAL
    gone = lab.sh("ip rule del table 200")
    assert (gone.exit, gone.stderr) == (2, "RTNETLINK answers: No such file or directory\n")


def test_same_rule_twice_is_refused() -> None:
    lab = typed("ip rule add pref 100 from 10.1.0.0/16 lookup 200")

    assert lab.sh("ip rule add pref 100 from 10.1.0.0/16 lookup 200").stderr == "RTNETLINK answers: File exists\n"


def test_table_has_routes_of_its_own() -> None:
    lab = typed(*SECOND_WAY, "ip route add default via 10.200.0.1 table 200")

    assert lab.sh("ip route show table 200").stdout == "default via 10.200.0.1 dev wg0 \n"
    assert "wg0" not in lab.sh("ip route show default").stdout
    assert lab.sh("ip route del default table 200; ip route show table 200").stdout == ""
    assert lab.sh("ip route show table 201").exit == 2


def test_table_without_a_rule_moves_nothing() -> None:
    assert way(typed(*SECOND_WAY, "ip route add default via 10.200.0.1 table 200"), "host") == "eth0"


@pytest.mark.parametrize(
    ("rule", "cell", "host"),
    [
        ("from 172.18.0.0/16 lookup 200", "wg0", "eth0"),
        ("from 172.19.0.0/16 lookup 200", "eth0", "eth0"),
        ("to 203.0.113.0/24 lookup 200", "wg0", "wg0"),
        ("lookup 201", "eth0", "eth0"),
        ("fwmark 0x7 lookup 200", "eth0", "eth0"),
    ],
)
def test_packets_follow_the_first_rule_that_has_a_route(rule: str, cell: str, host: str) -> None:
    lab = typed(
        *SECOND_WAY,
        "docker network create vpn",
        "docker run -d --name cell --network vpn nginx",
        "ip route add default via 10.200.0.1 table 200",
        f"ip rule add {rule}",
    )

    assert (way(lab, "cell"), way(lab, "host")) == (cell, host)


def test_mark_of_a_mangle_rule_chooses_the_table() -> None:
    lab = typed(
        *SECOND_WAY,
        "docker run -d --name cell nginx",
        "ip route add default via 10.200.0.1 table 200",
        "ip rule add fwmark 0x7 lookup 200",
        "iptables -t mangle -A PREROUTING -i docker0 -j MARK --set-mark 7",
    )

    assert (way(lab, "cell"), way(lab, "host")) == ("wg0", "eth0")


def test_prohibited_packet_is_told() -> None:
    lab = typed("docker run -d --name cell nginx", "ip rule add from 172.17.0.0/16 to 203.0.113.10 prohibit")

    assert "From 172.17.0.1 icmp_seq=1 Packet filtered" in lab.sh("docker exec cell ping -c 1 203.0.113.10").stdout


def test_flow_that_was_cached_follows_a_new_rule() -> None:
    lab = typed(*SECOND_WAY, "docker run -d --name cell nginx", "ip route add default via 10.200.0.1 table 200")
    lab.sh("docker exec cell ping -c 5 -i 0.2 203.0.113.10")

    lab.sh("ip rule add from 172.17.0.0/16 lookup 200")
    before = int(lab.sh("cat /sys/class/net/wg0/statistics/tx_packets").stdout)
    assert "5 received" in lab.sh("docker exec cell ping -c 5 -i 0.2 203.0.113.10").stdout
    assert int(lab.sh("cat /sys/class/net/wg0/statistics/tx_packets").stdout) >= before + 5

    lab.sh("ip rule del from 172.17.0.0/16")
    during = int(lab.sh("cat /sys/class/net/wg0/statistics/tx_packets").stdout)
    assert "5 received" in lab.sh("docker exec cell ping -c 5 -i 0.2 203.0.113.10").stdout
    assert int(lab.sh("cat /sys/class/net/wg0/statistics/tx_packets").stdout) <= during + 1


def test_rules_are_in_a_copy_and_of_a_device_that_goes_nothing_is_left() -> None:
    lab = typed(
        *SECOND_WAY, "ip route add default via 10.200.0.1 table 200", "ip rule add to 203.0.113.0/24 lookup 200"
    )

    assert way(lab.copy(), "host") == "wg0"
    assert lab.sh("ip link set wg0 down; ip route show table 200").stdout == ""
    assert way(lab, "host") == "eth0"


@pytest.mark.parametrize("words", ["ipproto tcp table 100", "tos 0x10 table 100", "from 1.2.3.4 nat 5.6.7.8"])
def test_what_is_not_modelled_is_refused_by_name(words: str) -> None:
    refused = Lab(engine="29").sh(f"ip rule add {words}")

    assert refused.exit == 127
    assert "is not modelled" in refused.stderr
