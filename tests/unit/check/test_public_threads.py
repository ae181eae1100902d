"""Hosts of public threads: verdicts and causes as a real kernel with these rules gave them."""

from pathlib import Path

import pytest
from dockernet_sim.check.verdict import Verdict, ask
from dockernet_sim.cli.dumps import release_for
from dockernet_sim.lab import Lab
from dockernet_sim.plans.hosts import reading
from dockernet_sim.plans.hosts.standing import HostLab, flags, stand

THREADS = Path(__file__).parents[1] / "plans" / "hosts" / "data" / "threads"


def stood(name: str, *changes: str) -> tuple[Lab, HostLab]:
    dump = reading.read(next(THREADS.glob(f"{name}-*")))
    lab = Lab(engine=release_for(dump), daemon=flags(dump))
    host = stand(lab.world, dump)
    for line in changes:
        assert lab.sh(line).exit == 0, line
    return lab, host


def told(name: str, source: str, target: str, *changes: str) -> Verdict:
    lab, host = stood(name, *changes)
    return ask(lab, source, target, host)


CASES = [  # thread, from, to, verdict, what is named
    ("01", "web", "198.51.100.7:443", "dropped", "filter FORWARD 7: -j DROP"),
    ("01", "internet", "203.0.113.20:8080", "open", "172.22.0.2"),
    ("05", "job", "198.51.100.7:443", "no answer",
        "nat POSTROUTING has no rules: the packet left with the source 172.17.0.2"),
    ("06", "lan", "10.40.2.15:1336", "unreachable",
        "--dport 1336 -j DNAT --to-destination 172.17.0.154:8080 leads to 172.17.0.154"),
    ("06", "host", "127.0.0.1:1336", "open", "docker-proxy"),
    ("06", "host", "10.40.2.15:1336", "unreachable", "172.17.0.154"),
    ("11", "sensor", "broker:1883", "dropped", "filter FORWARD: policy DROP"),
    ("11", "sensor", "broker:1883", "dropped", "net.bridge.bridge-nf-call-iptables = 1"),
    ("11", "host", "broker:1883", "open", "broker"),
    ("14", "client", "198.51.100.7:443", "unreachable", "10.66.0.0/24 dev eth0"),
    ("14", "client", "10.88.0.2:80", "unreachable", "vault"),
    ("14", "client", "server:80", "open", "server"),
    ("16", "internet", "203.0.113.50:8080", "open",
        "-A DOCKER-USER -i ens3 -p tcp -m tcp --dport 8080 -j DROP never matches"),
    ("18", "proxy", "app:3000", "dropped", "raw PREROUTING 1: -d 10.50.1.7/32 ! -i br-283bb9deef02 -j DROP"),
    ("18", "proxy", "app:3000", "dropped", "br-283bb9deef02 is not on this host"),
    ("18", "proxy", "other:3000", "open", "other"),
    ("18", "host", "app:3000", "open", "app"),
    ("22", "lan", "192.168.20.12:8081", "dropped", "net.ipv4.ip_forward is 0"),
    ("22", "nexus", "198.51.100.7:443", "dropped", "net.ipv4.ip_forward is 0"),
    ("22", "host", "127.0.0.1:8081", "open", "docker-proxy"),
    ("22", "host", "172.17.0.2:8081", "open", "nexus"),
]  # fmt: skip


@pytest.mark.parametrize(("thread", "source", "target", "word", "named"), CASES)
def test_thread_has_its_verdict_and_cause(thread: str, source: str, target: str, word: str, named: str) -> None:
    found = told(thread, source, target)

    assert found.word == word
    assert named in "\n".join([found.deciding, *found.causes])


FIXED = [  # what cured the host, and what is reached then
    ("01", "web", "198.51.100.7:443", "open", "iptables -D FORWARD 7"),
    ("05", "job", "198.51.100.7:443", "open",
        "iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE"),
    ("06", "lan", "10.40.2.15:1336", "open",
        "iptables -t nat -D DOCKER ! -i docker0 -p tcp -m tcp --dport 1336 -j DNAT --to-destination 172.17.0.154:8080"),
    ("11", "sensor", "broker:1883", "open", "sysctl -w net.bridge.bridge-nf-call-iptables=0"),
    ("16", "internet", "203.0.113.50:8080", "dropped",
        "iptables -I DOCKER-USER -i ens3 -p tcp -m conntrack --ctorigdstport 8080 --ctdir ORIGINAL -j DROP"),
    ("18", "proxy", "app:3000", "open", "iptables -t raw -D PREROUTING 1"),
    ("22", "lan", "192.168.20.12:8081", "open", "sysctl -w net.ipv4.ip_forward=1"),
]  # fmt: skip


@pytest.mark.parametrize(("thread", "source", "target", "word", "cure"), FIXED)
def test_cure_of_the_thread_changes_the_verdict(thread: str, source: str, target: str, word: str, cure: str) -> None:
    assert told(thread, source, target, cure).word == word


def test_rule_with_an_unknown_match_makes_the_answer_unknown() -> None:
    dump = reading.read(next(THREADS.glob("16-*")))
    dump.rules = dump.rules.replace(
        "-A DOCKER-USER -i ens3", "-A DOCKER-USER -i ens3 -m geoip --source-country CN -j DROP\n-A DOCKER-USER -i ens3"
    )
    lab = Lab(engine="20.10")
    host = stand(lab.world, dump)

    found = ask(lab, "internet", "203.0.113.50:8080", host)

    assert found.word == "unknown"
    assert "-m geoip --source-country CN" in found.deciding
    assert ask(lab, "host", "172.17.0.2:80", host).word == "open"


def test_listening_that_the_dump_does_not_tell_is_said() -> None:
    found = told("11", "host", "broker:1883")

    assert found.supposed == ("broker listens on 1883: the dump does not tell (ss -ltn inside it would)",)
