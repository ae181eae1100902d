"""Pull one lever by hand, and exactly what hangs on it breaks: the machine is made of parts."""

import pytest
from dockernet_sim import Lab


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    for line in (
        "docker run -d --name a1 busybox",
        "docker run -d --name a2 nginx",
        "docker network create -o com.docker.network.bridge.name=br-n n",
        "docker run -d --name b1 --net n busybox",
        "docker run -d --name b2 --net n nginx",
    ):
        assert lab.sh(line), line
    return lab


ADDRESSES = {"a1": "172.17.0.2", "a2": "172.17.0.3", "b1": "172.18.0.2", "b2": "172.18.0.3", "out": "203.0.113.10"}
WAYS = ("a1 a2", "b1 b2", "a1 b1", "b1 a1", "a1 out", "b1 out", "vm a1", "vm b1")


def reached(lab: Lab) -> set[str]:
    """Which of the ways work."""
    found = set()
    for way in WAYS:
        source, target = way.split()
        if lab.sh(f"ping -c 1 -W 1 {ADDRESSES[target]}", on=source):
            found.add(way)
    return found


NORMAL = {"a1 a2", "b1 b2", "a1 out", "b1 out", "vm a1", "vm b1"}


def test_two_bridges_are_isolated(lab: Lab) -> None:
    assert reached(lab) == NORMAL


def test_without_the_isolation_rules_they_reach_each_other(lab: Lab) -> None:
    assert lab.sh("iptables -t raw -F PREROUTING")
    for bridge in ("docker0", "br-n"):
        assert lab.sh(f"iptables -D DOCKER ! -i {bridge} -o {bridge} -j DROP")
    assert reached(lab) == NORMAL | {"a1 b1", "b1 a1"}


def test_a_veth_without_its_master_is_unplugged(lab: Lab) -> None:
    port = lab.sh("ip -o link show master docker0 | head -n 1").stdout.split()[1].split("@")[0]
    assert lab.sh(f"ip link set {port} nomaster")
    assert reached(lab) == NORMAL - {"a1 a2", "a1 out", "vm a1"}
    assert lab.sh(f"ip link set {port} master docker0")
    assert reached(lab) == NORMAL


def test_docker0_down_cuts_its_own_containers_only(lab: Lab) -> None:
    lab.sh("ip link set docker0 down")
    assert reached(lab) == {"b1 b2", "b1 out", "vm b1"}
    lab.sh("ip link set docker0 up")
    assert reached(lab) == NORMAL


def test_without_forwarding_the_bridges_still_switch(lab: Lab) -> None:
    lab.sh("echo 0 > /proc/sys/net/ipv4/ip_forward")
    assert reached(lab) == NORMAL - {"a1 out", "b1 out"}


def test_without_masquerading_the_answer_finds_no_way_back(lab: Lab) -> None:
    assert lab.sh("iptables -t nat -D POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE")
    assert reached(lab) == NORMAL - {"a1 out"}


def test_a_drop_says_which_rule(lab: Lab) -> None:
    before = lab.trace.serial
    lab.sh("ping -c 1 -W 1 172.18.0.2", on="a1")
    (drop,) = [r for r in lab.trace.since(before) if r.event == "drop" and r.verdict == "filter-rule"]
    assert drop.host == "vm"
    assert drop.cause == "raw PREROUTING 3: -d 172.18.0.2/32 ! -i br-n -j DROP"
