"""What is no longer as Docker set it: rules, routes, links and addresses that :mod:`dockernet_sim.reach` cannot know
of.

Docker's facts say nothing of them, so an answer from the facts may be wrong; the packets know.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dockernet_sim.engine.daemon.ruleset import docker_rules
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.linux.netfilter.chain import HOOKS
from dockernet_sim.linux.netfilter.xtables import ACCEPT
from dockernet_sim.reach.live import of
from dockernet_sim.wire.address import ip_text, is_loopback, width

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.reach.facts import ContainerFacts, Facts, HostFacts
    from dockernet_sim.world.machine import Machine
    from dockernet_sim.world.world import World

RULE, NO_RULE, POLICY, ROUTE, NO_ROUTE = "rule", "no-rule", "policy", "route", "no-route"
DOWN, GONE, UNPLUGGED, TROUBLED, ADDRESS, NO_ADDRESS, SYSCTL = (
    "down", "gone", "unplugged", "troubled", "address", "no-address", "sysctl",
)  # fmt: skip
SENTENCES = {
    "en": {
        RULE: "one rule of {where} on {place} is not Docker's",
        f"{RULE}s": "{count} rules of {where} on {place} are not Docker's",
        NO_RULE: "one of Docker's rules is missing on {place}",
        f"{NO_RULE}s": "{count} of Docker's rules are missing on {place}",
        POLICY: "the policy of {where} on {place} is {text}",
        ROUTE: "{place} has a route that is not Docker's: {text}",
        NO_ROUTE: "{place} lost its route {text}",
        DOWN: "{where} of {place} is down",
        GONE: "{where} of {place} is gone",
        UNPLUGGED: "{where} of {place} is not plugged into {text}",
        TROUBLED: "the line at {where} of {place} is disturbed",
        ADDRESS: "{where} of {place} has an address that is not Docker's: {text}",
        NO_ADDRESS: "{where} of {place} lost its address {text}",
        SYSCTL: "{text} on {place}",
        "ask": "But {changes}: ask why.",
        "join": "; ",
    },
    "zh": {
        RULE: "{place} 的 {where} 中有 1 条规则不是 Docker 的",
        f"{RULE}s": "{place} 的 {where} 中有 {count} 条规则不是 Docker 的",
        NO_RULE: "{place} 上缺少 1 条 Docker 的规则",
        f"{NO_RULE}s": "{place} 上缺少 {count} 条 Docker 的规则",
        POLICY: "{place} 的 {where} 的默认策略是 {text}",
        ROUTE: "{place} 有一条不是 Docker 的路由：{text}",
        NO_ROUTE: "{place} 缺少路由 {text}",
        DOWN: "{place} 的 {where} 没有启用",
        GONE: "{place} 的 {where} 不存在了",
        UNPLUGGED: "{place} 的 {where} 没有接在 {text} 上",
        TROUBLED: "{place} 的 {where} 处的线路有故障",
        ADDRESS: "{place} 的 {where} 有一个不是 Docker 的地址：{text}",
        NO_ADDRESS: "{place} 的 {where} 缺少地址 {text}",
        SYSCTL: "{place} 上 {text}",
        "ask": "但是{changes}：请用 why 求证。",
        "join": "；",
    },
}
LINK = re.compile(
    r"-s \S+ -d \S+ -i (\S+) -o \1 -p \w+ -m \w+ --[sd]port \d+ -j ACCEPT"
)  # 20.10 leaves those of old links
EXPECTED_SYSCTLS = (
    "net.ipv4.ip_forward", "net.ipv4.ip_local_port_range",
    "net.ipv6.conf.all.forwarding", "net.ipv6.conf.default.forwarding",  # set for a network with IPv6
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing that is not as Docker set it.

    Attributes
    ----------
    kind : str
        ``rule``, ``no-rule``, ``policy``, ``route``, ``no-route``, ``down``, ``gone``, ``unplugged``, ``troubled``,
        ``address``, ``no-address`` or ``sysctl``. These names are stable.
    place : str
        A machine or a container.
    where : str
        The chain (with its table, where that is not filter) or the device.
    text : str
        The rule, policy, route, bridge, address or setting.
    """

    kind: str
    place: str
    where: str = ""
    text: str = ""


def told(changes: Sequence[Change], lang: str = "en") -> str:
    """One sentence about all of them, rules counted; empty without any.

    >>> told([Change("rule", "vm", "DOCKER-USER", "-j DROP")])
    "But one rule of DOCKER-USER on vm is not Docker's: ask why."
    """
    words = SENTENCES[lang]
    parts = list(_parts(changes, lang))
    return words["ask"].format(changes=words["join"].join(parts)) if parts else ""


def _parts(changes: Iterable[Change], lang: str) -> Iterator[str]:
    groups: dict[tuple[str, str, str, str], int] = {}
    for each in changes:
        where = "" if each.kind == NO_RULE else each.where
        key = (each.kind, each.place, where, "" if each.kind in (RULE, NO_RULE) else each.text)
        groups[key] = groups.get(key, 0) + 1
    for (kind, place, where, text), count in groups.items():
        sentence = SENTENCES[lang][kind if count == 1 else f"{kind}s"]
        yield sentence.format(place=place, where=where, text=text, count=count)


def changes(world: World, facts: Facts | None = None) -> tuple[Change, ...]:
    """What is not as Docker set it, on all machines and in all containers that run.

    Looked at: iptables rules and policies, routes, links, addresses, faults of lines, and the machines' settings under
    net.ipv4 and net.bridge. What programs do (a server that does not listen) is no change.

    Parameters
    ----------
    world : World
        Left as it is.
    facts : Facts, optional
        Those of the world, where they are at hand.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> lab.sh("iptables -I DOCKER-USER -s 10.0.0.0/8 -j DROP").exit
    0
    >>> [(each.kind, each.where, each.text) for each in changes(lab.world)]
    [('rule', 'DOCKER-USER', '-s 10.0.0.0/8 -j DROP')]
    """
    facts = facts or of(world)
    found: list[Change] = []
    for machine in world.machines.values():
        if not machine.off:
            found += _of_machine(machine, facts)
    for container in facts.running:
        engine = world.machines[container.host].engine
        place = engine.containers.place(container.id) if engine is not None else None
        if place is not None and container.endpoints:
            found += _of_container(place.ns, container, facts.host_named[container.host])
    return tuple(found)


# -- machines --------------------------------------------------------------------
def _of_machine(machine: Machine, facts: Facts) -> Iterator[Change]:
    ns, name = machine.host.root, machine.name
    wanted = docker_rules(machine.engine.daemon) if machine.engine is not None else None
    yield from _of_rules(ns, name, wanted.rules if wanted else {}, shut=wanted is not None and wanted.shut)
    addresses = {each.bridge_address for each in facts.networks if each.host == name}
    yield from _of_bridges(machine, facts)
    addresses |= {each.address for each in facts.outsiders if each.machine == name} | {_address(machine)}
    for address in ns.ip.addresses:
        if address.ip not in addresses and not is_loopback(address.ip):
            yield Change(ADDRESS, name, address.dev.name, str(address))
    gateways = {0} if machine.name == "lan" else {each.address for each in facts.outsiders}
    yield from _of_routes(ns, name, gateways, default=machine.name != "lan")
    eth0 = ns.devices.get("eth0")
    if eth0 is not None:
        yield from _of_line(eth0, name)
    for setting, value in ns.sysctl.changed().items():
        expected = setting in EXPECTED_SYSCTLS or setting.endswith(".route_localnet")
        if not expected:
            yield Change(SYSCTL, name, setting, f"{setting} = {value}")
    if machine.engine is not None and ns.sysctl["net.bridge.bridge-nf-call-iptables"] == "0":
        yield Change(SYSCTL, name, "net.bridge", "net.bridge.bridge-nf-call-iptables = 0")


def _address(machine: Machine) -> int:
    for each in machine.host.root.ip.addresses:
        if ip_text(each.ip) == machine.address:
            return each.ip
    return 0


def _of_bridges(machine: Machine, facts: Facts) -> Iterator[Change]:
    """The bridge of each network: there, up, with its address."""
    engine, ns = machine.engine, machine.host.root
    for network in facts.networks if engine is not None else ():
        if network.host != machine.name or network.driver != "bridge" or engine is None:
            continue
        options = engine.networks.inspect(network.key)["Options"] or {}
        name = options.get("com.docker.network.bridge.name") or f"br-{network.key[:12]}"
        bridge = ns.devices.get(name)
        if not isinstance(bridge, Bridge):
            yield Change(GONE, machine.name, name)
        elif not bridge.up:
            yield Change(DOWN, machine.name, name)
        elif not any(each.dev is bridge and each.ip == network.bridge_address for each in ns.ip.addresses):
            yield Change(NO_ADDRESS, machine.name, name, ip_text(network.bridge_address))


def _of_rules(ns: NetNs, place: str, wanted: dict[tuple[str, str, str], None], shut: bool) -> Iterator[Change]:
    have: Counter[tuple[str, str, str]] = Counter()
    for table in (each for each in ns.nf.tables.values() if each.exists):
        for chain in table.chains.values():
            have.update((table.name, chain.name, str(rule)) for rule in chain.rules)
    missing = Counter(list(wanted)) - have
    for table_name, chain_name, text in (have - Counter(list(wanted))).elements():
        if (table_name, chain_name) != ("filter", "DOCKER") or not LINK.fullmatch(text):
            yield Change(RULE, place, _chain(table_name, chain_name), text)
    for table_name, chain_name, text in missing:
        yield Change(NO_RULE, place, _chain(table_name, chain_name), text)
    for name in HOOKS:
        for chain in ns.nf.tables[name].chains.values():
            expected_shut = shut and (name, chain.name) == ("filter", "FORWARD")
            if chain.builtin and (chain.policy != ACCEPT) != expected_shut:
                yield Change(POLICY, place, _chain(name, chain.name), "ACCEPT" if expected_shut else "DROP")


def _chain(table: str, chain: str) -> str:
    return chain if table == "filter" else f"{table} {chain}"


# -- containers ------------------------------------------------------------------
def _of_container(ns: NetNs, container: ContainerFacts, host: HostFacts) -> Iterator[Change]:
    name = container.name
    for table in (each for each in ns.nf.tables.values() if each.exists):
        for chain in table.chains.values():
            if chain.builtin and chain.policy != ACCEPT:
                yield Change(POLICY, name, _chain(table.name, chain.name), "DROP")
            for rule in chain.rules if not chain.name.startswith("DOCKER_") else ():
                if "-j DOCKER_" not in str(rule):
                    yield Change(RULE, name, _chain(table.name, chain.name), str(rule))
    own = {each.address: each for each in container.endpoints}
    for address in ns.ip.addresses:
        if address.ip in own:
            yield from _of_line(address.dev, name)
        elif not is_loopback(address.ip):
            yield Change(ADDRESS, name, address.dev.name, str(address))
    present = {each.ip for each in ns.ip.addresses}
    for ip in own:
        if ip not in present:
            yield Change(NO_ADDRESS, name, "eth0", ip_text(ip))
    first = container.endpoints[0].network
    if not first.other_gateway:
        leads_out = not first.internal or host.rules.internal_default_route
        yield from _of_routes(ns, name, {first.bridge_address}, default=leads_out)


# -- routes and links ------------------------------------------------------------
def _of_routes(ns: NetNs, place: str, gateways: set[int], default: bool) -> Iterator[Change]:
    """The routes that come with the addresses and, with `default`, one by a gateway; no others."""
    routes = ns.ip.fib.routes()
    for route in routes:
        if route.proto != "kernel" and not (route.plen == 0 and route.gateway in gateways):
            yield Change(ROUTE, place, "", str(route).strip())
    kept = {(route.net, route.plen) for route in routes}
    for address in ns.ip.addresses:
        wanted = address.dev.up and address.dev.kind != "loopback" and address.plen < width(address.ip)
        if wanted and (address.net, address.plen) not in kept:
            yield Change(NO_ROUTE, place, address.dev.name, f"{ip_text(address.net)}/{address.plen}")
    if default and (0, 0) not in kept and any(dev.up for dev in ns.devices.values() if dev.kind != "loopback"):
        yield Change(NO_ROUTE, place, "", "default")


def _of_line(device: Device, place: str) -> Iterator[Change]:
    """A device of a place, and the end of it that is plugged in elsewhere."""
    if not device.up:
        yield Change(DOWN, place, device.name)
    if not isinstance(device, Veth) or device.peer is None:
        return
    peer, line = device.peer, device.line
    if line is not None and (line.cut or line.loss or line.duplicate or line.reorder):
        yield Change(TROUBLED, place, device.name)
    if peer.ns is device.ns or peer.ns.name != "root":
        return
    if not peer.up and device.up:
        yield Change(DOWN, peer.ns.host.name, peer.name)
    if peer.master is None and peer.ns.host is device.ns.host:
        yield Change(UNPLUGGED, peer.ns.host.name, peer.name, "its bridge")
