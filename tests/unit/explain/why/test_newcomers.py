"""What newcomers ask first: each answer names its cause, offers a tried remedy, and exists in both languages."""

import re
from functools import cache

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.why import Why
from dockernet_sim.world.errors import UnknownPlace

WEB, DB = "docker run -d --name web nginx", "docker run -d --name db mysql"
LABS: dict[str, tuple[str, ...]] = {
    "plain": (WEB, DB),
    "stopped": (WEB, DB, "docker stop -t 0 db"),
    "net": (
        "docker network create net",
        f"{WEB.replace(' nginx', ' --network net nginx')}",
        DB.replace("mysql", "--network net mysql"),
    ),
    "flushed": ("docker run -d --name web -p 8080:80 nginx", "iptables -F", "iptables -t nat -F"),
    "no-nat": (WEB, "iptables -t nat -F"),
    "one-missing": (WEB, "iptables -D DOCKER-FORWARD -i docker0 -j ACCEPT"),
    "own-rule": (WEB, "iptables -I DOCKER-USER -i docker0 -j DROP"),
    "shut": (WEB, "iptables -P INPUT DROP"),
    "shared": (
        WEB,
        "docker run -d --name side --network container:web busybox",
        "docker run -d --name bb busybox",
        "docker network create net",
        "docker run -d --name u1 --network net nginx",
        "docker run -d --name u2 --network container:u1 busybox",
        "docker run -d --name u3 --network net busybox",
    ),
    "inner": ("docker network create --internal inner", "docker run -d --name agent --network inner nginx", WEB),
    "local": ("docker run -d --name web -p 127.0.0.1:8080:80 nginx",),
    "none": (WEB, "docker run -d --name lonely --network none nginx"),
}


@cache
def lab(name: str) -> Lab:
    made = Lab()
    for line in LABS[name]:
        assert made.sh(line), line
    return made


@cache
def ask(where: str, source: str, target: str, lang: str = "en") -> Why:
    return lab(where).why(source, target, lang=lang)


CASES = [
    ("shared", "u3", "bbb", "name-unknown", "Perhaps bb is meant.", ""),
    ("net", "web", "dbb:3306", "name-unknown", "Perhaps db is meant.", "ask for db:3306 instead"),
    ("plain", "web", "db:5432", "name-unknown", "not the only trouble", "(then ask for db:3306)"),
    ("stopped", "web", "db", "not-running", "db does not run", "docker start db"),
    ("plain", "lan", "web:8080", "no-route", "only its own host reaches a container's address", "-p 8080:80"),
    ("plain", "lan", "host:8080", "refused", "web listens on 80, but publishes no port.", "--name web -p 8080:80"),
    ("plain", "web", "172.17.0.3:3306/udp", "refused", "on TCP port 3306 one does", "ask for 172.17.0.3:3306 instead"),
    ("flushed", "web", "internet", "rules-missing", "as after `iptables -F`", "systemctl restart docker"),
    ("flushed", "web", "example.com", "name-server-silent", "of Docker's own rules are missing",
        "systemctl restart docker"),
    ("no-nat", "web", "internet", "rules-missing", "-j MASQUERADE", "systemctl restart docker"),
    ("one-missing", "web", "internet", "rules-missing", "DOCKER-FORWARD -i docker0 -j ACCEPT",
        "iptables -A DOCKER-FORWARD -i docker0"),
    ("own-rule", "web", "internet", "filter-rule", "a rule that is not Docker's", "iptables -D DOCKER-USER"),
    ("shut", "web", "host", "filter-rule", "a policy that is not Docker's", "iptables -P INPUT ACCEPT"),
    ("shared", "side", "bb", "name-unknown", "side uses the network of web", "shared web"),
    ("shared", "bb", "side", "name-unknown", "it has no name of its own", "ask for 172.17.0.2 instead"),
    ("shared", "u3", "u2:80", "name-unknown", "--network container:u1", "ask for u1:80 instead"),
    ("shared", "u2", "bb", "name-on-another-network", "bb is on bridge and u2 on net",
        "docker network connect bridge u1"),
    ("inner", "agent", "internet", "internal", "only on internal networks (inner)",
        "(warning: agent is on internal networks only"),
    ("inner", "agent", "example.com", "name-server-silent", "no question to a name server either", "(warning: agent"),
    ("inner", "web", "agent", "name-on-another-network", "inner only",
        "(warning: inner is internal; this joins it to web"),
    ("local", "lan", "host:8080", "loopback-only", "only on 127.0.0.1 of vm",
        "(warning: this publishes the port on all"),
    ("none", "web", "lonely", "name-on-another-network", "has neither a name nor an address", "--network shared nginx"),
    ("none", "lonely", "web", "name-on-another-network", "reaches no name server", "(then ask for 172.17.0.2)"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "source", "target", "reason", "says", "remedy"), CASES)
def test_answer_names_cause_and_tried_remedy(
    where: str, source: str, target: str, reason: str, says: str, remedy: str
) -> None:
    why = ask(where, source, target)
    assert not why and why.reason == reason
    assert says in "\n".join([why.sentence, *map(str, why.notes)])
    assert remedy in "\n".join(map(str, why.remedies))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1]}-{case[2]}")
def test_answer_in_chinese_is_chinese_throughout(case: tuple[str, ...]) -> None:
    why = ask(case[0], case[1], case[2], "zh")
    for text in (why.sentence, *(note.text("zh") for note in why.notes)):
        assert re.search("[\u4e00-\u9fff]", text)
        assert not re.search("[\u4e00-\u9fff][,:;] ", text), text


def test_docker_own_policy_is_told_from_a_persons() -> None:
    made = Lab()
    made.add_host("vm2")
    assert made.sh("ip route add 203.0.113.0/24 via 172.31.179.120", on="vm2")
    assert made.why("vm2", "203.0.113.10").reason == "docker-policy"
    made.sh("iptables -P FORWARD ACCEPT")
    assert made.why("vm2", "203.0.113.10").reason != "docker-policy"


def test_story_leaves_other_traffic_out() -> None:
    made = Lab()
    for line in (
        WEB,
        DB,
        "docker run -d --name busy busybox",
        "iptables -I DOCKER-USER -d 203.0.113.10 -p tcp -j DROP",
    ):
        assert made.sh(line), line
    quiet = [step.said.key for step in made.why("web", "203.0.113.10:80").story]
    made.task(["ping", "-i", "0.05", "172.17.0.3"], on="busy")
    made.task(["ping", "-i", "0.05", "example.com"], on="busy")
    made.run(until=made.env.now + 1.0)
    loud = made.why("web", "203.0.113.10:80")
    assert [step.said.key for step in loud.story] == quiet and "DROPPED" in str(loud.story)
    assert "busy" not in str(loud.story)


def test_unknown_source_offers_a_name_like_it() -> None:
    with pytest.raises(UnknownPlace, match=r"containers: web, db\. Perhaps web is meant"):
        lab("plain").why("wbe", "db")


def test_json_form_keeps_its_keys() -> None:
    data = ask("inner", "agent", "internet").to_data()
    assert list(data) == ["source", "target", "kind", "verdict", "reason", "sentence", "notes", "story", "remedies"]
    assert list(data["remedies"][0]) == ["on", "commands", "ask", "warning"]


def test_remedy_that_only_adds_to_a_shorter_one_is_left_out() -> None:
    made = Lab()
    for line in ("docker network create net", "docker run -d --name web --network net nginx",
                 "docker run -d --name db --network net mysql", "docker stop -t 0 db"):  # fmt: skip
        assert made.sh(line), line
    assert [each.commands for each in made.why("web", "db").remedies] == [("docker start db",)]
