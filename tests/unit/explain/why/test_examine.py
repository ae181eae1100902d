"""Verdicts and reasons: each in a lab of its own kind, none of which a question changes."""

from functools import cache

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain import reasons
from dockernet_sim.explain.why import Why

WEB, DB = "docker run -d --name web nginx", "docker run -d --name db mysql"
LABS: dict[str, list[str]] = {
    "icc": ["--icc=false", WEB, DB],
    "modes": [
        "",
        "docker run -d --name web --network none nginx",
        "docker run -d --name hosted --network host nginx",
        "docker run -d --name beside --network container:web busybox",
        DB,
    ],
    "loop": [
        "",
        "docker network create -o com.docker.network.bridge.enable_ip_masquerade=false bare",
        "docker run -d --name web --network bare nginx",
        "iptables -P FORWARD ACCEPT",
        "ip route add 10.77.0.0/16 via 172.31.176.1",
        "lan$ sysctl -w net.ipv4.ip_forward=1",
        "lan$ ip route add 10.77.0.0/16 via 172.31.179.120",
    ],
    "routed": ["", WEB, "lan$ ip route add 172.17.0.0/16 via 172.31.179.120"],
    "paused": ["", WEB, DB, "docker pause db"],
    "unforwarded": ["", WEB, "sysctl -w net.ipv4.ip_forward=0"],
    "down": ["", WEB, DB, "ip link set docker0 down"],
    "stopped": ["", WEB, DB, "docker stop db"],
    "narrow": ["", WEB, "ip link set eth0 mtu 1400"],
    "plain": ["", WEB, DB],
    "reject": ["", WEB, DB, "iptables -I DOCKER-USER -p tcp --dport 3306 -j REJECT"],
    "output": ["", WEB, "iptables -A OUTPUT -d 172.17.0.2 -j DROP"],
    "published": ["", "docker run -d --name web -p 127.0.0.1:8080:80 nginx"],
    "apart": ["", "docker network create left", "docker network create right", *(
        f"docker run -d --name {name} --network {name} nginx" for name in ("left", "right"))],
}  # fmt: skip


@cache
def lab(name: str) -> Lab:
    daemon, *lines = LABS[name]
    made = Lab(daemon=daemon)
    for line in lines:
        where, typed = ("lan", line[5:]) if line.startswith("lan$ ") else ("vm", line)
        assert made.sh(typed, on=where).exit == 0, line
    return made


def ask(name: str, source: str, target: str) -> Why:
    return lab(name).why(source, target)


@pytest.mark.parametrize(
    ("where", "source", "target", "reason", "mended"),
    [
        ("icc", "web", "172.17.0.3", "icc-off", True),
        ("icc", "web", "172.17.0.3:3306", "icc-off", True),
        ("modes", "web", "internet", "no-route", True),
        ("modes", "beside", "localhost:80", "reached", False),
        ("modes", "hosted", "db", "name-unknown", True),
        ("modes", "db", "hosted:80", "name-unknown", True),
        ("modes", "lan", "hosted:80", "reached", False),
        ("loop", "web", "10.77.1.1", "ttl", False),
        ("routed", "lan", "web:80", "direct-routing", True),
        ("routed", "lan", "web", "direct-routing", False),
        ("paused", "web", "172.17.0.3:3306", "reached", True),
        ("paused", "web", "http://172.17.0.3:3306/", "no-answer", True),
        ("unforwarded", "web", "internet", "forwarding-off", True),
        ("down", "web", "172.17.0.3", "link-down", True),
        ("down", "web", "internet", "link-down", True),
        ("down", "host", "web:80", "link-down", True),
        ("stopped", "web", "db", "not-running", True),
        ("stopped", "db", "web", "not-running", True),
        ("stopped", "lan", "db:3306", "not-running", False),
        ("stopped", "web", "172.17.0.3", "arp-unanswered", True),
        ("plain", "web", "172.17.0.99", "arp-unanswered", False),
        ("plain", "web", "172.17.0.3:53/udp", "refused", False),
        ("plain", "web", "lan:53/udp", "reached", False),
        ("plain", "web", "http://172.17.0.3:3306/", "reached", False),
        ("plain", "web", "example.com", "reached", False),
        ("plain", "host", "db:3306", "reached", False),
        ("plain", "lan", "db:3306", "no-route", True),
        ("plain", "web", "host:3306", "not-published", True),
        ("plain", "internet", "web", "no-route", False),
        ("reject", "web", "172.17.0.3:3306", "filter-rule", True),
        ("output", "host", "web:80", "filter-rule", True),
        ("published", "lan", "host:8080", "loopback-only", True),
        ("published", "host", "localhost:8080", "reached", False),
        ("apart", "left", "right:80", "name-on-another-network", True),
        ("apart", "left", "172.19.0.2:80", "isolation", True),
    ],
)
def test_reason(where: str, source: str, target: str, reason: str, mended: bool) -> None:
    answer = ask(where, source, target)
    assert answer.reason == reason, answer
    assert bool(answer) is (reason in reasons.GOOD)
    assert bool(answer.remedies) is mended, answer
    assert f"[{reason}]" in answer.sentence


def test_a_large_ping_dies_where_a_small_one_passes() -> None:
    assert lab("narrow").why("web", "internet")
    assert lab("narrow").why("web", "internet", size=1472).reason == "mtu"


def test_names() -> None:
    assert lab("plain").why("web", name="example.com").verdict == "known"
    answer = lab("apart").why("left", name="right")
    assert (answer.verdict, answer.reason) == ("unknown", "name-on-another-network")
    assert answer.remedies[0].commands == ("docker network connect right left",)


def test_by_its_address_it_is_reached() -> None:
    assert any(note.key == "note.by-address" for note in ask("plain", "web", "db").notes)


def test_the_sentence_names_the_rule_and_both_ends() -> None:
    sentence = ask("apart", "left", "172.19.0.2:80").sentence
    assert "raw PREROUTING" in sentence
    assert "left (172.18.0.2) on left to right (172.19.0.2) on right" in sentence


def test_the_story_goes_hop_by_hop() -> None:
    told = str(ask("plain", "web", "internet").story)
    for part in (
        "by the route default via 172.17.0.1",
        "TTL 64 becomes 63",
        "MASQUERADE",
        "NAT writes another source",
        "lan:",
    ):
        assert part in told, told
    assert told.index("MASQUERADE") < told.index("lan: comes in")


def test_a_packet_that_goes_round_is_not_followed_forever() -> None:
    story = ask("loop", "web", "10.77.1.1").story
    assert len(story) < 30
    assert "round and round" in str(story)


def test_noise_of_others_is_not_told() -> None:
    busy = Lab()
    for line in (WEB, DB):
        busy.sh(line)
    busy.task(["ping", "-i", "0.2", "172.17.0.3"], on="web")
    busy.run(until=busy.env.now + 1)
    answer = busy.why("web", "172.17.0.3:3306")
    assert "ICMP" not in str(answer.story)
    assert answer.reason == "reached"


def test_two_machines_have_names_and_addresses_of_their_own() -> None:
    both = Lab()
    both.sh(WEB)
    both.add_host("vm2", engine="20.10")
    both.sh("docker run -d --name far -p 9090:80 nginx", on="vm2")
    answer = both.why("web", "far:80")
    assert answer.reason == "name-on-another-network"
    assert [remedy.ask for remedy in answer.remedies] == ["vm2:9090"]
    assert both.why("far", "172.17.0.2:80").fact.values["place"] == "far"
