"""What stands behind a decision: the rule that led a packet astray, the setting that made a rule count,
the rule that never matches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockernet_sim.explain import reasons
from dockernet_sim.explain.flow import packet_of
from dockernet_sim.explain.said import Said, say
from dockernet_sim.explain.why.answer import Why
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab

HOST = "vm"
BRIDGE_NF = "net.bridge.bridge-nf-call-iptables"
DEVICE = re.compile(r"(! )?-([io]) (\S+)")
DPORT = re.compile(r"--dport (\d+)\b")
ENDS = re.compile(r"-j (DROP|REJECT)\b")


def causes(lab: Lab, why: Why) -> list[Said]:
    """Sentences on why that decision was made.

    Parameters
    ----------
    lab : Lab
        Whose rules, devices and settings are looked at.
    why : Why
        The answer.

    Returns
    -------
    list of Said
        Empty where the deciding rule says it all.
    """
    vm = lab.world.machine(HOST).host.root
    found = [*_stale_translation(vm, why), *_not_masqueraded(vm, why), *_bridged(vm, why), *_gone_device(vm, why)]
    return list(dict.fromkeys([*found, *_routes(lab, why), *_never_matches(vm, why)]))


def rules_of(vm: NetNs) -> Iterator[tuple[str, str, Rule]]:
    """All rules of a namespace with table and chain."""
    for table in vm.nf.tables.values():
        for chain in table.chains.values() if table.exists else ():
            for rule in chain.rules:
                yield table.name, chain.name, rule


def _translation(vm: NetNs, address: int, port: int) -> str:
    """The first DNAT rule that leads to an address; empty without one."""
    for table, chain, rule in rules_of(vm):
        text = str(rule)
        to = f"--to-destination {ip_text(address)}"
        if table == "nat" and (f"{to}:" in text or text.endswith(to)) and (not port or f"--dport {port} " in text):
            return f"-A {chain} {text}"
    return ""


def _stale_translation(vm: NetNs, why: Why) -> Iterator[Said]:
    """DNAT to an address that no device has."""
    packet = packet_of(why.decisive) if why.decisive is not None else None
    if why.reason != reasons.ARP_UNANSWERED or packet is None or packet.dst == why.address:
        return
    rule = _translation(vm, packet.dst, why.question.port)
    if rule:
        yield say("check.cause.stale", rule=rule, address=ip_text(packet.dst))


def _not_masqueraded(vm: NetNs, why: Why) -> Iterator[Said]:
    packet = packet_of(why.decisive) if why.decisive is not None else None
    if why.reason != reasons.NOT_ROUTED_BACK or packet is None:
        return
    chain = vm.nf.tables["nat"].chains.get("POSTROUTING")
    count = len(chain.rules) if chain else 0
    key = "check.cause.no-masquerade" if count else "check.cause.no-rules"
    yield say(key, count=count, address=ip_text(packet.dst))


def _bridged(vm: NetNs, why: Why) -> Iterator[Said]:
    """A rule for routed packets met a bridged one."""
    record = why.decisive
    if record is None or record.host != HOST or record.netns != "root" or vm.sysctl[BRIDGE_NF] != "1":
        return
    packet = packet_of(record)
    if packet is None or not str(record.cause).startswith(("filter FORWARD", "filter DOCKER", "raw PREROUTING")):
        return
    routes = [route for address in (packet.src, packet.dst) if (route := vm.ip.fib.lookup(address)) is not None]
    devices = [route.dev for route in routes if route.dev is not None and not route.gateway]
    if len(devices) == 2 and devices[0] is devices[1] and devices[0].kind == "bridge":
        yield say("check.cause.bridged", setting=BRIDGE_NF, bridge=devices[0].name)


def _gone_device(vm: NetNs, why: Why) -> Iterator[Said]:
    cause = str(why.decisive.cause) if why.decisive is not None else ""
    for negated, letter, name in DEVICE.findall(cause):
        if name.rstrip("+") and not any(each.startswith(name.rstrip("+")) for each in vm.devices):
            yield say("check.cause.gone-not" if negated else "check.cause.gone", device=name, option=f"-{letter}")


def _routes(lab: Lab, why: Why) -> Iterator[Said]:
    """The routes of a container that has none to the target."""
    if why.reason not in (reasons.NO_ROUTE, reasons.INTERNAL) or why.decisive is not None:
        return
    places = lab.world.containers_called(why.question.source)
    for place in places.values():
        routes = "; ".join(str(route) for route in place.ns.ip.fib.routes()) or say("check.cause.none")
        yield say("check.cause.routes", container=why.question.source, routes=routes)


def _never_matches(vm: NetNs, why: Why) -> Iterator[Said]:
    """Rules that ask for the published port where DNAT has put the container's there already."""
    port = why.question.port
    inside = [packet for record in why.records if (packet := packet_of(record)) is not None and record.host == HOST]
    dports = {packet.payload.dport for packet in inside if hasattr(packet.payload, "dport")}
    translated = sorted(other for other in dports if _translates(vm, port, other))
    if not port or not translated or port in translated:
        return
    for table, chain, rule in rules_of(vm):
        text = str(rule)
        asked = DPORT.search(text)
        if (
            table == "filter"
            and chain not in ("INPUT", "OUTPUT")
            and ENDS.search(text)
            and asked
            and int(asked[1]) == port
        ):
            yield say("check.cause.never", rule=f"-A {chain} {text}", inside=translated[0], port=port)


def _translates(vm: NetNs, port: int, other: int) -> bool:
    return port != other and any(
        table == "nat" and f"--dport {port} " in f"{rule} " and re.search(rf"--to-destination \S+:{other}\b", str(rule))
        for table, _, rule in rules_of(vm)
    )
