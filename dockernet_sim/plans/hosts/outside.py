"""What lies around a dump's host: its devices and addresses, a neighbour (``lan``), the internet behind its gateway,
and what is beyond its other devices."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dockernet_sim.plans.hosts.dump import Address, HostDump, Link
from dockernet_sim.plans.hosts.inspect import bridge_of
from dockernet_sim.plans.listening import HOST
from dockernet_sim.wire.address import WIDTH, broadcast, has_broadcast, ip_int, ip_text, network
from dockernet_sim.world.world import World

LAN, INTERNET = "lan", "internet"
LIMIT = 60.0
UPLINK, DOWNLINK = "100.64.255.1", "100.64.255.2"  # between lan and the internet: shared address space (RFC 6598)
PUBLIC = (
    "203.0.113.10",
    "198.51.100.10",
    "192.0.2.10",
)  # documentation's (RFC 5737); the first outside the host's own subnets
NAME_SERVER = "172.31.176.1"
WEB = (80, 443)


@dataclass
class Outside:
    """What was put around the host.

    Attributes
    ----------
    main : Link
        The device of the default route.
    internet : str
        The address that ``internet`` means.
    beyond : dict
        By other device, the namespace behind it.
    """

    main: Link
    internet: str
    beyond: dict[str, str]


def outer_links(dump: HostDump) -> list[Link]:
    """The devices that lead out of the host:
    with an address, up, and neither loopback, Docker's bridges nor their ports."""
    own = {bridge_of(each) for each in dump.networks if each["Driver"] == "bridge"} | {"docker0", "docker_gwbridge"}
    found = []
    for link in (dump.links or {}).values():
        docker = link.name in own or link.master in own or re.fullmatch(r"br-[0-9a-f]{12}", link.name)
        if link.addresses and link.up and link.kind != "loopback" and not docker:
            found.append(link)
    return found


def default_routes(dump: HostDump) -> list[str]:
    """The lines of the main table's default routes, the one that counts first."""
    found = [line for line in dump.routes.get("main", ()) if line.startswith(("default", "0.0.0.0/0"))]
    return sorted(found, key=lambda line: int(word(line, "metric") or 0))


def word(line: str, before: str) -> str:
    """The word behind another one; empty without it."""
    found = re.search(rf"(?:^|\s){before} (\S+)", line)
    return found[1] if found else ""


def furnish(world: World, dump: HostDump) -> Outside | None:
    """Give the lab's vm the host's outer devices and addresses, and put lan and the internet around it.

    Parameters
    ----------
    world : World
        A fresh world: networks come later, as their subnets may be where the lab's own addresses were.
    dump : HostDump
        The host; without ``ip addr`` the lab's own segment stays.

    Returns
    -------
    Outside or None
    """
    links = outer_links(dump)
    if not links:
        return None
    routes = default_routes(dump)
    named = word(routes[0], "dev") if routes else ""
    main = next((link for link in links if link.name == named), links[0])
    own = [ipaddress.ip_network(f"{each.ip}/{each.plen}", strict=False) for link in links for each in link.addresses]
    public = next((each for each in PUBLIC if not any(ipaddress.ip_address(each) in net for net in own)), PUBLIC[0])
    around = Outside(main, public, {link.name: f"beyond-{link.name}" for link in links if link is not main})
    _run(world, HOST, _own(main))
    world.set_address(HOST, main.addresses[0].ip)
    _neighbour(world, dump, around)
    for name, namespace in around.beyond.items():
        _beyond(world, dump, links[[link.name for link in links].index(name)], namespace)
    return around


def _run(world: World, where: str, lines: Iterator[str] | list[str]) -> None:
    for line in lines:
        world.run_line(where, line, LIMIT)


def _own(main: Link) -> Iterator[str]:
    yield "ip addr flush dev eth0"
    yield "ip link set eth0 down"
    if main.name != "eth0":
        yield f"ip link set eth0 name {main.name}"
    yield f"ip link set {main.name} mtu {main.mtu} up"
    for each in main.addresses:
        yield f"ip addr add {each.ip}/{each.plen} dev {main.name}"


def _neighbour(world: World, dump: HostDump, around: Outside) -> None:
    """lan has an address of its own in the host's subnet, is its gateway, and leads to the internet."""
    first = around.main.addresses[0]
    gateways = gateways_by(dump, around.main.name)
    lan = free_address(first, {first.ip, *gateways})
    lines = [
        "ip addr flush dev eth0",
        f"ip link set eth0 mtu {around.main.mtu}",
        f"ip addr add {lan}/{first.plen} dev eth0",
    ]
    lines += [f"ip addr add {gateway}/32 dev eth0" for gateway in gateways if gateway != lan]
    lines += [f"ip route replace {each.ip}/32 dev eth0" for each in around.main.addresses if each is not first]
    lines += ["ip addr del 203.0.113.10/32 dev lo", f"ip addr add {NAME_SERVER}/32 dev lo"]
    lines += ["sysctl -w net.ipv4.ip_forward=1", "sysctl -w net.ipv4.conf.all.send_redirects=0"]
    lines += ["sysctl -w net.ipv4.conf.eth0.send_redirects=0", f"ip addr add {UPLINK}/30 dev eth0"]
    world.add_host(INTERNET)
    _run(world, LAN, lines)
    world.set_address(LAN, lan)
    inside = ["ip addr flush dev eth0", "ip route flush table main", f"ip addr add {DOWNLINK}/30 dev eth0"]
    _run(world, INTERNET, [*inside, f"ip route add default via {UPLINK}"])
    world.set_address(INTERNET, around.internet)
    meet(world, around.internet, WEB)


def meet(world: World, address: str, ports: tuple[int, ...]) -> None:
    """Let the internet have an address, and listen on ports."""
    engine = world.machine(INTERNET).host.root
    if not any(str(each).startswith(f"{address}/") for each in engine.ip.addresses):
        _run(world, INTERNET, [f"ip addr add {address}/32 dev lo"])
        via = f"via {DOWNLINK} src {UPLINK}"
        _run(world, LAN, [f"ip route add {address}/32 {via}"])
        _run(world, INTERNET, [f"ip route replace default via {UPLINK} src {world.machine(INTERNET).address}"])
    for port in ports:
        listen(world, INTERNET, port)


def listen(world: World, where: str, port: int) -> None:
    """Let something listen on a TCP port of a machine, unless something does."""
    if not any(each.port == port for each in world.machine(where).host.root.sockets.listeners()):
        world.start_task(server(port), where)
        world.run_until(world.clock.now + 0.1)


def server(port: int, address: str = "") -> list[str]:
    """The words of a program that takes any number of connections to a port."""
    return ["busybox", "httpd", "-f", "-p", f"{address}:{port}" if address else str(port), "-h", "/tmp"]


def gateways_by(dump: HostDump, device: str) -> list[str]:
    """The next hops behind a device, in all tables."""
    lines = [line for table in dump.routes.values() for line in table if word(line, "dev") == device]
    return list(dict.fromkeys(word(line, "via") for line in lines if word(line, "via")))


def free_address(own: Address, taken: set[str]) -> str:
    """An address of the same subnet for a neighbour; in a subnet of one address, the one behind it."""
    address = ip_int(own.ip)
    if not has_broadcast(address, own.plen):
        return ip_text(address + 1)
    first, last = network(address, own.plen), broadcast(address, own.plen)
    texts = (ip_text(each) for each in range(last - 1, first, -1))
    return next((each for each in texts if each not in taken), own.ip)


def _beyond(world: World, dump: HostDump, link: Link, namespace: str) -> None:
    """A further device of the host, and a namespace with everything that lies behind it."""
    lines = [f"ip netns add {namespace}", f"ip link add {link.name} type veth peer name eth0 netns {namespace}"]
    lines += [f"ip link set {link.name} mtu {link.mtu} up"]
    lines += [f"ip addr add {each.ip}/{each.plen} dev {link.name}" for each in link.addresses]
    first = link.addresses[0]
    inside = f"ip netns exec {namespace} "
    gateways = gateways_by(dump, link.name)
    lines += [f"{inside}ip link set lo up", f"{inside}ip link set eth0 up"]
    lines += [f"{inside}ip addr add {free_address(first, {first.ip, *gateways})}/{first.plen} dev eth0"]
    lines += [f"{inside}ip addr add {gateway}/32 dev eth0" for gateway in gateways]
    lines += [f"{inside}ip route add {each.ip}/32 dev eth0" for each in link.addresses if each.plen == WIDTH]
    _run(world, HOST, lines)
