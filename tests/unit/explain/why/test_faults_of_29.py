"""Broken labs on engine 29: `why` names what decides, and each remedy, carried out in a copy, makes the answer yes.

Each lab and each remedy was tried on a real dockerd 29.7.2, with the same ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain import reasons as because

OPTION = "com.docker.network.bridge"
SUBNET = "docker network create --subnet 10.9.0.0/24"
WEB = "docker run -d --name web nginx"
APART = (
    "docker network create front",
    "docker network create back",
    "docker run -d --name web --network front --network-alias www nginx",
    "docker run -d --name app --network back busybox",
)
TOGETHER = (
    "docker network create front",
    "docker run -d --name web --network front nginx",
    "docker run -d --name app --network front busybox",
)
DEAF = ("docker network create front", "docker run -d --name web --network front busybox", TOGETHER[2])
HOST = "172.31.179.120"
INTERNET = "203.0.113.10:80"


@dataclass(frozen=True)
class Fault:
    """A broken lab, who asks whom there, and what the answer must name.

    ``rule`` stands in the deciding fact; ``remedies`` is how many must be offered; ``routed``: lan has a route to 10.9/24.
    """

    setup: tuple[str, ...]
    source: str
    target: str
    reason: str
    rule: str
    remedies: int = 1
    routed: bool = field(default=False)


def network(name: str, *options: str) -> tuple[str, str]:
    """A network with options, and a web server on it."""
    words = " ".join(f"-o {OPTION}.{each}" if "." not in each.split("=")[0] else each for each in options)
    return f"{SUBNET} {words} {name}", f"docker run -d --name web --network {name} nginx"


ROUTED, UNPROTECTED = network("open", "gateway_mode_ipv4=routed"), network("open", "gateway_mode_ipv4=nat-unprotected")
SHOP, TRUSTING = network("shop"), network("shop", "trusted_host_interfaces=eth0")
CELL = (
    f"{SUBNET} --internal -o {OPTION}.gateway_mode_ipv4=isolated cell",
    "docker run -d --name web --network cell nginx",
)
VAULT = ("docker network create --internal vault", "docker run -d --name db --network vault -p 6379:6379 redis")
FAULTS = {
    "direct routing": Fault(SHOP, "lan", "10.9.0.2:80", because.DIRECT_ROUTING, "raw PREROUTING 1: -d 10.9.0.2/32", 2, True),
    "direct routing to a published port": Fault(
        (SHOP[0], SHOP[1].replace("-d", "-d -p 8080:80")), "lan", "10.9.0.2:80", because.DIRECT_ROUTING, "raw PREROUTING 1", 2, True
    ),
    "another interface is trusted": Fault(
        network("shop", "trusted_host_interfaces=docker0"), "lan", "10.9.0.2:80", because.DIRECT_ROUTING, "raw PREROUTING 2", 2, True
    ),
    "trusted, and not published": Fault(TRUSTING, "lan", "10.9.0.2:80", because.NOT_PUBLISHED, "filter DOCKER 2: ! -i br-", 2, True),
    "routed, and not published": Fault(ROUTED, "lan", "10.9.0.2:80", because.NOT_PUBLISHED, "filter DOCKER 3: ! -i br-", 1, True),
    "routed takes no port of the host": Fault(
        (ROUTED[0], ROUTED[1].replace("-d", "-d -p 8080:80")), "lan", f"{HOST}:8080", because.NOT_PUBLISHED, "open is routed"
    ),
    "routed has no way back": Fault(ROUTED, "web", INTERNET, because.NOT_ROUTED_BACK, "no route back to 10.9.0.2"),
    "unprotected, another port": Fault(UNPROTECTED, "lan", "10.9.0.2:81", because.REFUSED, "no program in web", 1, True),
    "isolated from the host": Fault(CELL, "vm", "10.9.0.1:80", because.NO_ROUTE, "vm has no address on cell"),
    "isolated has no way out": Fault(CELL, "web", HOST, because.INTERNAL, "only on internal networks (cell)"),
    "internal has no way out": Fault(VAULT, "db", INTERNET, because.INTERNAL, "only on internal networks (vault)"),
    "internal publishes nothing": Fault(VAULT, "lan", f"{HOST}:6379", because.INTERNAL, "vault is internal", 2),
    "internal lets nothing in": Fault(
        (*VAULT, "docker run -d --name app busybox"), "app", "172.18.0.2:6379", because.INTERNAL, "filter DOCKER-INTERNAL 1"
    ),
    "bridge without an address": Fault(
        network("bare", "inhibit_ipv4=true"), "web", INTERNET, because.ARP_UNANSWERED, "10.9.0.1, web's gateway on bare"
    ),
    "ports of the network on 127.0.0.1": Fault(
        (f"docker network create -o {OPTION}.host_binding_ipv4=127.0.0.1 shy", "docker run -d --name web --network shy -p 8080:80 nginx"),
        "lan", f"{HOST}:8080", because.LOOPBACK_ONLY, "only on 127.0.0.1",
    ),
    "published on 127.0.0.1": Fault(
        ("docker run -d --name web -p 127.0.0.1:8080:80 nginx",), "lan", f"{HOST}:8080", because.LOOPBACK_ONLY, "only on 127.0.0.1"
    ),
    "no talk between containers": Fault(
        (TOGETHER[0].replace("front", f"-o {OPTION}.enable_icc=false front"), *TOGETHER[1:]),
        "app", "web:80", because.ICC_OFF, "filter DOCKER-FORWARD 5: -i br-",
    ),
    "a rule in DOCKER-USER": Fault(
        (WEB.replace("-d", "-d -p 8080:80"), "iptables -I DOCKER-USER -i eth0 -j DROP"),
        "lan", f"{HOST}:8080", because.FILTER_RULE, "filter DOCKER-USER 1: -i eth0 -j DROP",
    ),
    "the host does not forward": Fault(
        (WEB.replace("-d", "-d -p 8080:80"), "sysctl -w net.ipv4.ip_forward=0"),
        "lan", f"{HOST}:8080", because.FORWARDING_OFF, "net.ipv4.ip_forward is 0",
    ),
    "rules were flushed": Fault(
        (WEB.replace("-d", "-d -p 8080:80"), "iptables -F"), "lan", f"{HOST}:8080", because.RULES_MISSING, "as after `iptables -F`", 2
    ),
    "not published": Fault((WEB,), "lan", f"{HOST}:80", because.NOT_PUBLISHED, "does not publish it"),
    "wrong network": Fault(APART, "app", "web:80", because.NAME_ELSEWHERE, "on front only, and app is on back", 2),
    "wrong network, by address": Fault(APART, "app", "172.18.0.2:80", because.ISOLATION, "raw PREROUTING 1: -d 172.18.0.2/32", 2),
    "alias of another network": Fault(APART, "app", "www:80", because.NAME_ELSEWHERE, "on front only", 2),
    "name on the default bridge": Fault(
        (WEB, "docker run -d --name app busybox"), "app", "web:80", because.NAME_UNKNOWN, "only by --link", 2
    ),
    "stopped": Fault((*TOGETHER, "docker stop -t 0 web"), "app", "web:80", because.NOT_RUNNING, "does not run"),
    "no server listens": Fault(DEAF, "app", "web:80", because.REFUSED, "no program in web listens on TCP port 80", 0),
    "wrong port": Fault(TOGETHER, "app", "web:8080", because.REFUSED, "no program in web listens on TCP port 8080"),
    "listens on 127.0.0.1": Fault(
        (DEAF[0], f"{DEAF[1]} busybox httpd -f -p 127.0.0.1:80", DEAF[2]), "app", "web:80", because.LOOPBACK_ONLY, "only on 127.0.0.1"
    ),
    "no network": Fault(("docker run -d --name app --network none busybox",), "app", INTERNET, because.NO_ROUTE, "on no network"),
}  # fmt: skip


def broken(fault: Fault) -> Lab:
    """The lab of a fault."""
    lab = Lab(engine="29")
    for line in fault.setup:
        assert lab.sh(line).exit == 0, line
    if fault.routed:
        lab.sh(f"ip route add 10.9.0.0/24 via {HOST}", on="lan")
    return lab


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_named_and_each_remedy_mends_it(name: str) -> None:
    fault = FAULTS[name]
    lab = broken(fault)
    answer = lab.why(fault.source, fault.target)
    assert not answer and answer.reason == fault.reason
    assert fault.rule in answer.fact.text("en")
    assert not re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{3,}", answer.fact.text("zh")), (
        "English words in the Chinese answer"
    )
    assert len(answer.remedies) >= fault.remedies
    for remedy in answer.remedies:
        copy = lab.copy()
        for command in remedy.commands:
            assert copy.sh(command, on=remedy.on).exit == 0, command
        again = copy.why(fault.source, remedy.ask or fault.target, remedies=False)
        assert again.verdict == "reached", (remedy.lines(), again.sentence)


def test_paused_container_is_reached_and_the_answer_says_that_its_programs_sleep() -> None:
    lab = broken(Fault((*TOGETHER, "docker pause web"), "app", "web:80", "", ""))
    answer = lab.why("app", "web:80")
    assert answer.reason == because.REACHED
    assert any("web is paused" in note.text("en") for note in answer.notes)


@pytest.mark.parametrize(("engine", "linked"), [("20.10", True), ("29", False)])
def test_links_set_variables_on_20_10_only(engine: str, linked: bool) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker run -d --name db mysql")
    lab.sh("docker run -d --name app --link db busybox")
    assert ("DB_PORT=" in lab.sh("docker exec app env").stdout) is linked
    assert lab.why("app", "db:3306")
