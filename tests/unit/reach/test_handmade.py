"""What was changed by hand: found, told, and not invented."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.reach import Change, changes
from dockernet_sim.reach.handmade import SENTENCES, told

LINES = (
    "docker network create a",
    "docker network create --internal i",
    "docker network create -o com.docker.network.bridge.enable_icc=false q",
    "docker run -d --cap-add NET_ADMIN --name web -p 8080:80 -p 127.0.0.1:90:80/udp --network a nginx",
    "docker network connect i web",
    "docker run -d --name side --network container:web busybox",
    "docker run -d --name free --network host nginx",
    "docker run -d --name none --network none nginx",
    "docker run -d --name old nginx",
    "docker run -d --name new --link old:o nginx",
)
HOST = (
    ("iptables -I DOCKER-USER -j DROP", Change("rule", "vm", "DOCKER-USER", "-j DROP")),
    ("iptables -t nat -A POSTROUTING -j RETURN", Change("rule", "vm", "nat POSTROUTING", "-j RETURN")),
    ("iptables -D FORWARD -j DOCKER-USER", Change("no-rule", "vm", "FORWARD", "-j DOCKER-USER")),
    ("iptables -P INPUT DROP", Change("policy", "vm", "INPUT", "DROP")),
    ("iptables -P FORWARD ACCEPT", Change("policy", "vm", "FORWARD", "ACCEPT")),
    ("ip route add 10.9.0.0/16 via 172.31.176.1", Change("route", "vm", "", "10.9.0.0/16 via 172.31.176.1 dev eth0")),
    ("ip route del default", Change("no-route", "vm", "", "default")),
    ("ip link set docker0 down", Change("down", "vm", "docker0")),
    ("ip link del docker0", Change("gone", "vm", "docker0")),
    ("ip addr add 10.1.1.1/24 dev eth0", Change("address", "vm", "eth0", "10.1.1.1/24")),
    ("ip addr del 172.17.0.1/16 dev docker0", Change("no-address", "vm", "docker0", "172.17.0.1")),
    ("docker exec web ip link set eth1 down", Change("down", "web", "eth1")),
    ("docker exec web ip route del default", Change("no-route", "web", "", "default")),
    (
        "sysctl -w net.ipv4.icmp_echo_ignore_all=1",
        Change("sysctl", "vm", "net.ipv4.icmp_echo_ignore_all", "net.ipv4.icmp_echo_ignore_all = 1"),
    ),
)


def full(daemon: str = "") -> Lab:
    lab = Lab(daemon=daemon)
    for line in LINES:
        assert lab.sh(line), line
    return lab


@pytest.mark.parametrize("daemon", ["", "--icc=false --userland-proxy=false", "--iptables=false", "--bip=10.3.4.5/24"])
def test_docker_commands_count_as_no_change(daemon: str) -> None:
    lab = full(daemon)
    assert changes(lab.world) == ()
    for line in ("docker restart web", "docker pause new", "systemctl restart docker", "docker start web new"):
        lab.sh(line)
        assert changes(lab.world) == (), line


@pytest.mark.parametrize(("line", "change"), HOST, ids=[line for line, _ in HOST])
def test_change_by_hand_is_found(line: str, change: Change) -> None:
    lab = full()
    assert lab.sh(line), line
    assert change in changes(lab.world)


def test_disturbed_line_is_found_until_the_fault_is_over() -> None:
    lab = Lab()
    lab.fault("link lan/eth0 loss 20% for 1s")
    assert changes(lab.world) == (Change("troubled", "vm", "eth0"), Change("troubled", "lan", "eth0"))
    lab.run(until=2.0)
    assert changes(lab.world) == ()


def test_engine_restart_brings_flushed_rules_back() -> None:
    lab = full()
    lab.sh("iptables -F; iptables -t nat -F")
    assert {each.kind for each in changes(lab.world)} == {"no-rule"}
    lab.sh("systemctl restart docker")
    assert changes(lab.world) == ()


def test_sentence_counts_rules_and_exists_in_both_languages() -> None:
    two = [Change("rule", "vm", "DOCKER-USER", "-j DROP")] * 2
    assert told(two) == "But 2 rules of DOCKER-USER on vm are not Docker's: ask why."
    assert told(two[:1], "zh") == "但是vm 的 DOCKER-USER 中有 1 条规则不是 Docker 的：请用 why 求证。"
    assert told([]) == ""
    assert SENTENCES["en"].keys() == SENTENCES["zh"].keys()


def test_matrix_with_changes_says_so_in_every_form() -> None:
    lab = full()
    assert "Docker's" not in str(lab.reach()) and lab.reach().to_data()["changes"] == []
    lab.sh("iptables -I DOCKER-USER -j DROP")
    matrix, sentence = lab.reach(), "one rule of DOCKER-USER on vm is not Docker's: ask why"
    for text in (
        str(matrix),
        repr(matrix),
        str(matrix["web", "internet"]),
        str(matrix.tcp("lan", "172.31.179.120", 8080)),
    ):
        assert sentence in text
    assert matrix.to_data()["changes"] == [{"kind": "rule", "place": "vm", "where": "DOCKER-USER", "text": "-j DROP"}]
