"""A machine with the rules that Docker 20.10 makes:
docker0 with a and b, br1 with c, whose port 80 is published as 8080."""

from dataclasses import dataclass

from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.host import Host
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_TCP, PROTO_UDP
from dockernet_sim.wire.tcp import Tcp
from dockernet_sim.wire.udp import Udp
from tests.unit.linux.machines import bridge, host, line, plug

VM, LAN, GATEWAY = "172.31.179.120", "172.31.176.1", "172.18.0.1"
CHAINS = ("DOCKER", "DOCKER-ISOLATION-STAGE-1", "DOCKER-ISOLATION-STAGE-2", "DOCKER-USER")
FILTER = """\
FORWARD -j DOCKER-USER
FORWARD -j DOCKER-ISOLATION-STAGE-1
FORWARD -o br1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
FORWARD -o br1 -j DOCKER
FORWARD -i br1 ! -o br1 -j ACCEPT
FORWARD -i br1 -o br1 -j ACCEPT
FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
FORWARD -o docker0 -j DOCKER
FORWARD -i docker0 ! -o docker0 -j ACCEPT
FORWARD -i docker0 -o docker0 -j ACCEPT
DOCKER -d 172.18.0.2/32 ! -i br1 -o br1 -p tcp -m tcp --dport 80 -j ACCEPT
DOCKER-ISOLATION-STAGE-1 -i br1 ! -o br1 -j DOCKER-ISOLATION-STAGE-2
DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
DOCKER-ISOLATION-STAGE-1 -j RETURN
DOCKER-ISOLATION-STAGE-2 -o br1 -j DROP
DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
DOCKER-ISOLATION-STAGE-2 -j RETURN
DOCKER-USER -j RETURN
"""
NAT = """\
PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
POSTROUTING -s 172.18.0.0/16 ! -o br1 -j MASQUERADE
POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
POSTROUTING -s 172.18.0.2/32 -d 172.18.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE
DOCKER -i br1 -j RETURN
DOCKER -i docker0 -j RETURN
DOCKER ! -i br1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.18.0.2:80
"""


def rules(ns: NetNs, table: str, lines: str) -> None:
    """Append rules, one a line: chain and specification."""
    for each in lines.splitlines():
        chain, spec = each.split(" ", 1)
        Editor(ns.nf).append(table, chain, spec)


@dataclass
class Machines:
    """The lab of these tests."""

    vm: Host
    lan: Host
    docker0: Bridge
    br1: Bridge
    a: NetNs
    b: NetNs
    c: NetNs


def machines(proxy: bool = True) -> Machines:
    """Docker's rules with `proxy` on; without it there is no RETURN for what comes from the bridges,
    and ports are hairpins."""
    vm = host()
    lan = host("lan", vm)
    docker0, br1 = bridge(vm, "docker0", "172.17.0.1/16"), bridge(vm, "br1", "172.18.0.1/16")
    a = plug(vm, docker0, "a", "172.17.0.2/16", "172.17.0.1")
    b = plug(vm, docker0, "b", "172.17.0.3/16", "172.17.0.1")
    c = plug(vm, br1, "c", "172.18.0.2/16", "172.18.0.1")
    line(vm, f"{VM}/20", lan, f"{LAN}/20")
    vm.root.sysctl["net.ipv4.ip_forward"] = "1"
    nf = vm.root.nf
    for chain in CHAINS:
        Editor(nf).new_chain("filter", chain)
    Editor(nf).new_chain("nat", "DOCKER")
    rules(vm.root, "filter", FILTER)
    nat = NAT
    if not proxy:
        nat = nat.replace("DOCKER -i br1 -j RETURN\nDOCKER -i docker0 -j RETURN\n", "").replace("! -i br1 -p", "-p")
        for each in (docker0, br1):
            for port in each.ports.values():
                port.hairpin = True
    rules(vm.root, "nat", nat)
    Editor(nf).policy("filter", "FORWARD", "DROP")
    return Machines(vm, lan, docker0, br1, a, b, c)


def listen(ns: NetNs, proto: int = PROTO_TCP, answer: bool = True) -> list[str]:
    """Note what arrives in a namespace, and answer it: SYN with SYN-ACK, a datagram with one."""
    heard: list[str] = []

    def hear(packet: IPv4, _device: object) -> None:
        payload = packet.payload
        flags = f" {payload.flags}" if proto == PROTO_TCP else ""
        heard.append(f"{ip_text(packet.src)}:{payload.sport} > {ip_text(packet.dst)}:{payload.dport}{flags}")
        if not answer or flags not in ("", " S"):
            return
        back: Tcp | Udp = Tcp(payload.dport, payload.sport, 0, 1, "S.") if flags else Udp(payload.dport, payload.sport)
        ns.ip.send(IPv4(packet.dst, packet.src, proto, back))

    ns.ip.protocols[proto] = hear
    return heard


def send(ns: NetNs, dst: str, payload: Tcp | Udp, src: str = "", wait: float = 0.5) -> str:
    """Send a segment or a datagram and let it travel; an errno if sending failed."""
    target = ip_int(dst)
    proto = PROTO_TCP if isinstance(payload, Tcp) else PROTO_UDP
    try:
        ns.ip.send(IPv4(ip_int(src) if src else ns.ip.source_for(target), target, proto, payload))
    except NetError as error:
        return error.name
    finally:
        ns.clock.run(until=ns.clock.now + wait)
    return ""


def syn(sport: int, dport: int) -> Tcp:
    """The first segment of a connection."""
    return Tcp(sport, dport, 1000, 0, "S")


def decisions(vm: Host, *events: str) -> list[str]:
    """What netfilter decided, from the trace: ``event verdict cause``."""
    wanted = events or ("rule", "drop")
    return [f"{r.event} {r.verdict} {r.cause}" for r in vm.trace if r.event in wanted and r.verdict != "other-host-mac"]
