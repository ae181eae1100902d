"""Rules put together from their parts are those that their text stands for."""

from typing import Any

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.iptables.made import destination_rule, jump_for, source_rule
from dockernet_sim.iptables.rule import Rule
from dockernet_sim.iptables.spec import Towards, parse
from dockernet_sim.wire.address import ip_int
from tests.unit.linux.machines import host

ADDRESS = "127.0.0.11"
SPECS = (
    f"-d {ADDRESS} -j NAMES",
    f"-d {ADDRESS} -p udp --dport 53 -j DNAT --to-destination {ADDRESS}:40001",
    f"-d {ADDRESS} -p tcp --dport 53 -j DNAT --to-destination {ADDRESS}:40002",
    f"-s {ADDRESS} -p udp --sport 40001 -j SNAT --to-source :53",
    f"-s {ADDRESS} -p tcp --sport 40002 -j SNAT --to-source :53",
)


def parts(thing: Any) -> dict[str, Any]:
    """The values of all slots; those of matches and targets in their place, of tests only how many."""
    slots = [slot for kind in type(thing).__mro__ for slot in getattr(kind, "__slots__", ())]
    found = {slot: getattr(thing, slot, None) for slot in slots}
    if isinstance(thing, Rule):
        found["matches"] = [(type(match), parts(match)) for match in thing.matches]
        found["target"] = (type(thing.target), parts(thing.target)) if thing.target is not None else None
        found["tests"] = len(thing.tests)
    return found


@pytest.mark.parametrize("number", range(len(SPECS)))
def test_made_is_parsed(number: int) -> None:
    ns, ip = host("vm").root, ip_int(ADDRESS)
    Editor(ns.nf).new_chain("nat", "NAMES")
    made = (
        jump_for(ip, Editor(ns.nf).chain("nat", "NAMES")),
        destination_rule(ns, "udp", ip, 53, 40001),
        destination_rule(ns, "tcp", ip, 53, 40002),
        source_rule(ns, "udp", ip, 40001, 53),
        source_rule(ns, "tcp", ip, 40002, 53),
    )[number]
    (parsed,) = Editor(ns.nf).parsed("nat", SPECS[number])
    assert parts(made) == parts(parsed)
    assert str(made) == str(parsed)


@pytest.mark.parametrize("rest", ["! -i br-1 -j DROP", "-i eth0 -j ACCEPT", "-i eth+ -o br-1 -p tcp -j NAMES"])
def test_a_rule_made_towards_an_address_is_parsed(rest: str) -> None:
    ns, address = host("vm").root, "172.18.0.9"
    Editor(ns.nf).new_chain("raw", "NAMES")
    table = ns.nf.table("raw")
    made = Towards(ns, table, rest).rule(ip_int(address))
    (parsed,) = parse(ns, table, f"-d {address} {rest}")
    assert str(made) == str(parsed) == parsed.text() == made.text()
    assert parts(made) == parts(parsed)
