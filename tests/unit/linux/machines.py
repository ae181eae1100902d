"""Small machines for tests: hosts, and namespaces plugged into a bridge, put together by hand."""

from dockernet_sim.linux.host import Host
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.link.veth import veth_pair
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.trace import Trace
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP


def host(name: str = "vm", like: Host | None = None) -> Host:
    """A host; `like` another one, on the same clock."""
    if like is not None:
        return Host(name, like.clock, like.trace, Identity(0))
    return Host(name, Clock(), Trace(), Identity(0))


def bridge(vm: Host, name: str, cidr: str) -> Bridge:
    """A bridge with an address, up."""
    device = Bridge(name, vm.identity.mac("bridge", prefix=0x0242))
    vm.root.add_device(device)
    vm.root.ip.add_address(device, cidr)
    device.set_up()
    return device


def plug(vm: Host, into: Bridge, name: str, cidr: str, gateway: str = "") -> NetNs:
    """A namespace with an eth0 plugged into a bridge."""
    ns = vm.new_netns(name)
    ns.lo.set_up()
    outer, inner = veth_pair(vm.root, f"v{name}", vm.root, f"p{name}")
    vm.root.move_device(inner.name, ns, "eth0")
    into.add_port(outer)
    outer.set_up()
    inner.set_up()
    ns.ip.add_address(inner, cidr)
    if gateway:
        ns.ip.fib.add(Route(0, 0, None, ip_int(gateway)))
    return ns


def line(a: Host, cidr_a: str, b: Host, cidr_b: str, parameters: Line | None = None) -> None:
    """Two hosts joined by a line."""
    ends = veth_pair(a.root, "eth0", b.root, "eth0", line=parameters or Line())
    for ns, end, cidr in zip((a.root, b.root), ends, (cidr_a, cidr_b), strict=True):
        end.set_up()
        ns.ip.add_address(end, cidr)


def echo(ns: NetNs, dst: str, *, ttl: int = 64, size: int = 56, df: bool = False, wait: float = 4.0) -> list[str]:
    """Send one echo request and say what came back within `wait` seconds: "FROM TYPE CODE"."""
    heard: list[str] = []

    def hear(packet: IPv4, _device: object) -> None:
        if packet.payload.type != ECHO:
            heard.append(f"{ip_text(packet.src)} {packet.payload.type} {packet.payload.code}")

    ns.ip.icmp.raw.append(hear)
    target = ip_int(dst)
    ns.ip.send(IPv4(ns.ip.source_for(target), target, PROTO_ICMP, Icmp(ECHO, ident=1, seq=1, size=size), ttl, 1, df))
    ns.clock.run(until=ns.clock.now + wait)
    ns.ip.icmp.raw.remove(hear)
    return heard


def drops(vm: Host) -> list[str]:
    """The reasons of all drops in the trace, but for frames that reached stations they were not meant for."""
    return [r.verdict for r in vm.trace if r.event == "drop" and r.verdict != "other-host-mac"]
