"""The kernel keeps its tables straight: NAT, TTLs, neighbours and the bridge's database."""

from dockernet_sim.lab import Lab
from dockernet_sim.linux.host import Host
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.link.veth import veth_pair
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.trace import Trace
from dockernet_sim.wire.address import ip_int, ip_text
from dockernet_sim.wire.icmp import ECHO, ECHO_REPLY, TIME_EXCEEDED, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP, PROTO_UDP
from hypothesis import given
from hypothesis import strategies as st

from .support import examples

INTERNET = ip_int("203.0.113.10")


def lab_of(count: int, options: str = "") -> Lab:
    """So many busyboxes, c0 and so on, on the default bridge."""
    lab = Lab()
    for number in range(count):
        lab.sh(f"docker run -d --name c{number} {options} busybox")
    return lab


@examples(1)
@given(st.integers(2, 4), st.lists(st.integers(1024, 1030), min_size=1, max_size=4, unique=True))
def test_masqueraded_flows_never_share_a_reply_tuple(count: int, ports: list[int]) -> None:
    lab = lab_of(count)
    outside = lab.world.place("lan").ns
    heard: list[tuple[int, int]] = []
    server = outside.sockets.udp()
    server.bind(0, 9)
    server.on_datagram = lambda _data, ip, port: heard.append((ip, port))
    for number in range(count):
        for port in ports:
            socket = lab.world.place(f"c{number}").ns.sockets.udp()
            socket.bind(0, port)
            socket.sendto(b"x", INTERNET, 9)
            lab.world.pass_time(0.1)
    assert len(heard) == len(set(heard)) == count * len(ports)
    flows = [entry for entry in lab.world.place("vm").ns.nf.conntrack.entries() if entry.proto == PROTO_UDP]
    replies = [flow.reply.tuple for flow in flows if flow.original.tuple[1] == INTERNET]
    assert len(replies) == len(set(replies)) == count * len(ports)


def routers(count: int) -> list[Host]:
    """A sender, so many routers in a row, and a receiver."""
    clock, trace = Clock(), Trace()
    hosts = [Host(f"h{number}", clock, trace, Identity(0)) for number in range(count + 2)]
    for number in range(count + 1):
        left, right = hosts[number].root, hosts[number + 1].root
        ends = veth_pair(left, "right", right, "left", line=Line())
        for ns, end, last in ((left, ends[0], 1), (right, ends[1], 2)):
            end.set_up()
            ns.ip.add_address(end, f"10.0.{number}.{last}/24")
    for number, host in enumerate(hosts):
        host.root.sysctl["net.ipv4.ip_forward"] = "1"
        if number < count:
            host.root.ip.fib.add(Route(ip_int(f"10.0.{count}.0"), 24, None, ip_int(f"10.0.{number}.2")))
        if number > 1:
            host.root.ip.fib.add(Route(ip_int("10.0.0.0"), 24, None, ip_int(f"10.0.{number - 1}.1")))
    return hosts


@examples(2)
@given(st.integers(0, 5), st.integers(1, 7))
def test_ttl_n_passes_n_minus_one_routers(count: int, ttl: int) -> None:
    hosts = routers(count)
    sender = hosts[0].root
    heard: list[tuple[int, str]] = []
    sender.ip.icmp.raw.append(lambda packet, _dev: heard.append((packet.payload.type, ip_text(packet.src))))
    target = ip_int(f"10.0.{count}.2")
    sender.ip.send(IPv4(sender.ip.source_for(target), target, PROTO_ICMP, Icmp(ECHO, 0, 1, 1), ttl, 1))
    sender.clock.run(until=5)
    expected = (ECHO_REPLY, ip_text(target)) if ttl > count else (TIME_EXCEEDED, f"10.0.{ttl - 1}.2")
    assert heard == [expected]


@examples(1)
@given(st.integers(1, 3), st.sampled_from(["docker0", "eth0", "c0"]))
def test_link_that_goes_down_leaves_no_neighbours(count: int, which: str) -> None:
    lab = lab_of(count, "--cap-add NET_ADMIN")
    for number in range(count):
        lab.sh(f"docker exec c{number} ping -c 1 203.0.113.10")
    where, device = ("docker exec c0 ", "eth0") if which == "c0" else ("", which)
    assert lab.sh(f"{where}ip neigh show dev {device}").stdout
    lab.sh(f"{where}ip link set {device} down")
    assert lab.sh(f"{where}ip neigh show dev {device}").stdout == ""


HOWS = ("docker stop -t 0 c0", "docker network disconnect bridge c0", "ip link set PORT nomaster", "ip link del PORT")


@examples(1)
@given(st.integers(1, 3), st.sampled_from(HOWS))
def test_port_that_goes_takes_its_entries_out_of_the_bridges_database(count: int, how: str) -> None:
    lab = lab_of(count)
    port = lab.sh("ip -o link show master docker0").stdout.split(": ")[1].partition("@")[0]
    lab.sh("docker exec c0 ping -c 1 172.17.0.1")
    assert f"dev {port} " in lab.sh("bridge fdb show br docker0").stdout
    lab.sh(how.replace("PORT", port))
    assert f"dev {port} master" not in lab.sh("bridge fdb show br docker0").stdout
    bridge = lab.world.place("vm").ns.device("docker0")
    assert isinstance(bridge, Bridge)
    assert all(entry.port in bridge.ports or entry.port is bridge for entry in bridge.stations())
