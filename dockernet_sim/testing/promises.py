"""What Docker's networking promises, as checks of a world. Each returns what breaks the promise, with its story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from dockernet_sim.engine.daemon import Engine
from dockernet_sim.explain import probing as probe
from dockernet_sim.reach import ContainerFacts, Facts, changes, of
from dockernet_sim.reach.facts import Node
from dockernet_sim.reach.names import resolve
from dockernet_sim.reach.paths import to_address
from dockernet_sim.sim.trace import Record
from dockernet_sim.testing.story import told_since
from dockernet_sim.wire.address import LOOPBACK, ip_text, mac_int, mac_text
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.world.machine import Machine
from dockernet_sim.world.world import World

UNKNOWN_NAMES = ("nosuch", "example.com")


class Broken(AssertionError):
    """A promise does not hold."""


def keep(broken: Iterator[str], lab: object = "") -> None:
    """Fail with everything that breaks a promise, and with the lab that it was found in.

    Raises
    ------
    Broken
        When there is anything.
    """
    found = list(broken)
    if found:
        told = "\n\n".join(found[:3])
        more = f"\n\n... and {len(found) - 3} more" if len(found) > 3 else ""
        raise Broken(f"{told}{more}\n\nThe lab:\n{lab}")


# -- simulation and reach agree -----------------------------------------------------
def senders(facts: Facts) -> list[Node]:
    """All that can be asked to send something; of one whose donor was removed, facts do not tell where it is."""
    known = [container for container in facts.running if facts.owner(container) is not None]
    return [*known, *facts.hosts, *(each for each in facts.outsiders if each.name != "internet")]


def pings_agree(world: World) -> Iterator[str]:
    """Every sender's ping to every address in use arrives exactly where Docker's rules say so."""
    facts = of(world)
    targets = sorted({address for node in _everybody(facts) for address in facts.addresses(node)})
    wanted = [(sender.name, address) for sender in senders(facts) for address in targets]
    for (source, address), arrived in probe.pings(world, wanted).items():
        answer = to_address(facts, facts.node(source), address)
        if bool(answer) != arrived:
            yield _disagreement(world, f"ping {ip_text(address)} at {source}", str(answer), (source, address))


def connections_agree(world: World) -> Iterator[str]:
    """So do TCP connections: to exposed ports of containers, and to published ports of hosts."""
    facts = of(world)
    places = set(_open_ports(facts))
    wanted = [(sender.name, *place) for sender in senders(facts) for place in sorted(places)]
    wanted += [("vm", LOOPBACK, port) for _, port in places]
    for (source, address, port), arrived in probe.connections(world, wanted).items():
        answer = to_address(facts, facts.node(source), address, port)
        if bool(answer) != arrived:
            what = f"TCP to {ip_text(address)}:{port} from {source}"
            yield _disagreement(world, what, str(answer), (source, address, port))


def names_agree(world: World, history: bool = False) -> Iterator[str]:
    """Every name leads every asker where Docker's rules say.

    With `history`, names whose answer hangs on what happened before (links, and a container's own) are left out.
    """
    facts = of(world)
    names = sorted(_names(facts))
    wanted = [
        (sender.name, name)
        for sender in senders(facts)
        for name in names
        if not (history and _hangs_on_history(facts, sender, name))
    ]
    for (source, name), got in probe.look_ups(world, wanted).items():
        answer = resolve(facts, source, name)
        if got != {ip_text(address) for address in answer.addresses}:
            serial = world.trace.serial
            probe.look_ups(world, [(source, name)])
            told = told_since(world.trace, serial)
            yield (
                f"{name} at {source}: reach says {answer}; the simulation says {', '.join(sorted(got)) or 'nothing'}\n"
                f"{told}"
            )


def _disagreement(world: World, what: str, answer: str, again: tuple[str, int] | tuple[str, int, int]) -> str:
    """Ask once more, alone, and tell what happens."""
    serial = world.trace.serial
    if len(again) == 3:
        arrived = probe.connections(world, [again])[again]
    else:
        arrived = probe.pings(world, [again])[again]
    said = "arrives" if arrived else "does not arrive"
    return f"{what}: reach says it {answer}; in the simulation it {said}\n{told_since(world.trace, serial)}"


def _everybody(facts: Facts) -> list[Node]:
    return [*facts.running, *facts.machines]


def _open_ports(facts: Facts) -> Iterator[tuple[int, int]]:
    """Addresses and ports that are worth a try."""
    for container, endpoint in facts.endpoints():
        for text in container.exposed:
            number, _, proto = text.partition("/")
            if proto == "tcp":
                yield endpoint.address, int(number)
    for host in facts.hosts:
        for port, kind in facts.bindings.get(host.name, {}):
            if kind == "tcp":
                yield from ((address, port) for address in facts.host_addresses[host.name])


def _names(facts: Facts) -> set[str]:
    names = {*UNKNOWN_NAMES, *(host.name for host in facts.hosts)}
    for container in facts.containers:
        names |= {container.name, container.hostname, container.id[:12], *(alias for alias, _ in container.links)}
        for endpoint in container.endpoints:
            names |= {*endpoint.aliases, f"{container.name}.{endpoint.network.name}", container.name.upper()}
            names |= {f"{container.name}.{endpoint.network.name}".upper()}
            names |= {alias for alias, _ in endpoint.links}
    return names


def _hangs_on_history(facts: Facts, sender: Node, name: str) -> bool:
    if not isinstance(sender, ContainerFacts):
        return False
    stack = facts.stack(sender)
    if not isinstance(stack, ContainerFacts):
        return stack is None  # the hosts file of a donor that has stopped
    own = {stack.hostname, stack.id[:12]}
    return name.lower() in own or bool(stack.links)


# -- isolation ------------------------------------------------------------------------
def isolation_is_mutual(world: World) -> Iterator[str]:
    """Of two containers without a network in common, neither reaches any address of the other; by ping, both ways."""
    facts = of(world)
    apart = [
        (one, other)
        for one, other in combinations(facts.running, 2)
        if one.endpoints and other.endpoints and not _common(one, other)
    ]
    wanted = [
        (source.name, endpoint.address)
        for pair in apart
        for source, target in (pair, pair[::-1])
        for endpoint in target.endpoints
    ]
    for (source, address), arrived in probe.pings(world, wanted).items():
        if arrived:
            yield _disagreement(world, f"ping {ip_text(address)} at {source}", "must not arrive", (source, address))


def _common(one: ContainerFacts, other: ContainerFacts) -> set[str]:
    return {each.network.key for each in one.endpoints} & {each.network.key for each in other.endpoints}


def frames_stay_home(world: World, serial: int = 0) -> Iterator[str]:
    """No container hears a frame of a network that it is not on: every frame it heard came from a member, or the
    bridge.

    Looks at the records after the one numbered `serial`; between them, no container may have come or gone.
    """
    homes = _homes(world)
    for record in world.trace.since(serial):
        allowed = homes.get((record.host, record.netns, record.device))
        if record.event != "rx" or allowed is None or not isinstance(record.packet, Frame):
            continue
        if record.packet.src not in allowed:
            yield (
                f"{record.netns} hears {mac_text(record.packet.src)}, which is not on its network:\n"
                f"{_around(world, record)}"
            )


def _homes(world: World) -> dict[tuple[str, str, str], set[int]]:
    """For each container's device: the MACs that may be heard there."""
    homes = {}
    for machine, engine in _engines(world):
        for network in engine.controller.networks:
            macs = {mac_int(each.mac_address) for each in network.endpoints if each.mac_address}
            gateway = network.ipam[0].plan.gateway if network.ipam else 0
            root = machine.host.root
            macs |= {address.dev.mac for address in root.ip.addresses if address.ip == gateway}
            for endpoint in network.endpoints:
                ns = endpoint.sandbox.ns if endpoint.sandbox else None
                if ns is None:
                    continue
                for address in ns.ip.addresses:
                    if ip_text(address.ip) == endpoint.ip_address:
                        homes[machine.name, ns.name, address.dev.name] = macs
    return homes


def _around(world: World, record: Record) -> str:
    return told_since(world.trace, record.serial - 8, 12)


# -- addresses ---------------------------------------------------------------------------
def addresses_are_sound(world: World) -> Iterator[str]:
    """No two endpoints of a network share an address or MAC, none is outside its subnet, or the bridge's own."""
    facts = of(world)
    for network in facts.networks:
        members = [(c, e) for c, e in facts.endpoints() if e.network is network]
        by_address: dict[int, str] = {network.bridge_address: "the bridge"} if network.bridge_address else {}
        for container, endpoint in members:
            address = endpoint.address
            if address in by_address:
                yield f"{container.name} and {by_address[address]} both have {ip_text(address)} on {network.name}"
            if not network.holds(address):
                yield f"{container.name} has {ip_text(address)}, which is not in {network.subnet} of {network.name}"
            by_address[address] = container.name
    yield from _alike_macs(world)


def _alike_macs(world: World) -> Iterator[str]:
    for _, engine in _engines(world):
        for network in (engine.networks.inspect(each["Id"]) for each in engine.networks.list()):
            by_mac: dict[str, str] = {}
            for member in network["Containers"].values():
                mac = member["MacAddress"]
                if mac and mac in by_mac:
                    yield f"{member['Name']} and {by_mac[mac]} both have {mac} on {network['Name']}"
                by_mac[mac] = member["Name"]


def pools_are_apart(world: World) -> Iterator[str]:
    """No two networks of a host have an address in common, and none has one of the machines' segment."""
    facts = of(world)
    subnets = [each for each in facts.networks if each.plen]
    for one, other in combinations(subnets, 2):
        if one.host == other.host and (one.holds(other.first) or other.holds(one.first)):
            yield f"{one.name} {one.subnet} and {other.name} {other.subnet} overlap"


def kernel_matches_inspect(world: World) -> Iterator[str]:
    """What inspect shows is what the kernel has: addresses and MACs in namespaces, ports on bridges;
    and nothing more."""
    for machine, engine in _engines(world):
        root = machine.host.root
        attached = 0
        for dump in (engine.containers.inspect(each["Id"]) for each in engine.containers.list()):
            name, mode = dump["Name"][1:], dump["HostConfig"]["NetworkMode"]
            if mode == "host" or mode.startswith("container:"):
                continue
            ns = world.place(name).ns
            shown = {
                (net["IPAddress"], net["MacAddress"])
                for net in dump["NetworkSettings"]["Networks"].values()
                if net["IPAddress"]
            }
            has = {(ip_text(a.ip), mac_text(a.dev.mac)) for a in ns.ip.addresses if a.dev is not ns.lo}
            attached += len(shown)
            if shown != has:
                yield f"inspect shows {sorted(shown)} of {name}, its namespace has {sorted(has)}"
        veths = sorted(device.name for device in root.devices.values() if device.name.startswith("veth"))
        if len(veths) != attached:
            yield f"{attached} endpoints, but {len(veths)} veth devices on {machine.name}: {', '.join(veths)}"
        bridges = {each["Id"][:12] for each in engine.networks.list() if each["Driver"] == "bridge"}
        for device in root.devices.values():
            if device.name.startswith("br-") and device.name[3:] not in bridges:
                yield f"{device.name} is left of a network that is gone"


def rules_match_networks(world: World) -> Iterator[str]:
    """No rule names a bridge or a container's address that is gone;
    but 20.10 forgets the rules of links whose target started again."""
    facts = of(world)
    known = {ip_text(endpoint.address) for _, endpoint in facts.endpoints()}
    known |= {ip_text(address) for host in facts.hosts for address in facts.addresses(host)}
    for machine, _ in _engines(world):
        root = machine.host.root
        for table in ("nat", "filter"):
            for chain in root.nf.chains(table):
                for rule in root.nf.rules(table, chain):
                    text = str(rule)
                    words = text.split()
                    gone = [w for w in words if w.startswith("br-") and w not in root.devices]
                    if (table, chain) != ("filter", "DOCKER") or "-s" not in words:  # it is no link's
                        gone += [w for w in words if w.endswith("/32") and w[:-3] not in known and w[:4] != "127."]
                    if gone:
                        yield f"{table} {chain} {text} names {', '.join(gone)}, which is gone"


def nothing_is_handmade(world: World) -> Iterator[str]:
    """Docker's own commands leave no rule, route, link or address that counts as changed by hand."""
    yield from (f"{each} counts as changed by hand" for each in changes(world))


def _engines(world: World) -> Iterator[tuple[Machine, Engine]]:
    for machine in world.machines.values():
        if machine.engine is not None:
            yield machine, machine.engine


STATE_PROMISES: tuple[Callable[[World], Iterator[str]], ...] = (
    addresses_are_sound,
    pools_are_apart,
    kernel_matches_inspect,
    rules_match_networks,
    nothing_is_handmade,
)
PACKET_PROMISES: tuple[Callable[[World], Iterator[str]], ...] = (pings_agree, connections_agree)
