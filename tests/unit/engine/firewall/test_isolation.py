"""What the rules of the layout are for."""

import pytest
from dockernet_sim.engine.firewall.base import INTERNAL_IN, INTERNAL_OUT, ISOLATION, NO_ICC, Meaning
from dockernet_sim.engine.firewall.isolation import IsolationFirewall
from dockernet_sim.engine.iptables import Iptables
from tests.unit.engine.lab import lab


@pytest.mark.parametrize(
    ("chain", "rule", "meaning"),
    [
        ("DOCKER-ISOLATION-STAGE-2", "-o br-1 -j DROP", Meaning(ISOLATION, "br-1")),
        ("DOCKER-ISOLATION-STAGE-1", "! -d 172.18.0.0/16 -i br-1 -j DROP", Meaning(INTERNAL_OUT, "br-1")),
        ("DOCKER-ISOLATION-STAGE-1", "! -s 172.18.0.0/16 -o br-1 -j DROP", Meaning(INTERNAL_IN, "br-1")),
        ("FORWARD", "-i docker0 -o docker0 -j DROP", Meaning(NO_ICC, "docker0")),
        ("FORWARD", "-i docker0 -j DROP", None),
        ("FORWARD", "-i docker0 ! -o docker0 -j ACCEPT", None),
        ("DOCKER-USER", "-i docker0 -o docker0 -j DROP", None),
        ("INPUT", "-j DROP", None),
    ],
)
def test_drop_rule_has_its_purpose(chain: str, rule: str, meaning: Meaning | None) -> None:
    assert IsolationFirewall(Iptables(lab().vm.root)).meaning("filter", chain, rule) == meaning


def test_rules_that_are_printed_are_understood() -> None:
    made = lab("--icc=false")
    made.controller.new_network("in", internal=True)
    made.controller.new_network("n1")
    firewall = made.controller.machine.firewall
    assert firewall is not None
    chains = ("FORWARD", "DOCKER-ISOLATION-STAGE-1", "DOCKER-ISOLATION-STAGE-2")
    drops = [(chain, rule) for chain in chains for rule in made.rules("filter", chain) if rule.endswith("-j DROP")]
    assert len(drops) == 5 and all(firewall.meaning("filter", *each) for each in drops)
