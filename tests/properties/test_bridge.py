"""A bridge learns, ages and never echoes."""

from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.host import Host
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import veth_pair
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.trace import Trace
from dockernet_sim.wire.address import BROADCAST_MAC
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP
from hypothesis import given
from hypothesis import strategies as st

from .support import examples

PORTS = 4
STATION = 0x020000000010
AGEING = 300.0


class Payload:
    """Something that is no IPv4 and no ARP."""

    length = 46


class Stations:
    """A bridge, and a station behind each of its ports;
    they speak IPv4 where rules are to look at it (bridge netfilter)."""

    def __init__(self, filtered: bool) -> None:
        self.clock, self.filtered = Clock(), filtered
        self.host = Host("vm", self.clock, Trace(on=not filtered), Identity(0))
        if filtered:
            Editor(self.host.root.nf).append("filter", "FORWARD", "-m conntrack --ctstate NEW -j ACCEPT")
        self.bridge = Bridge("br0", 0x02FFFFFFFFFF)
        self.host.root.add_device(self.bridge)
        self.bridge.set_up()
        self.far = []
        for number in range(PORTS):
            space = self.host.new_netns(f"s{number}")
            near, far = veth_pair(
                self.host.root, f"p{number}", space, "eth0", mac_a=0x02AA00000000 + number, mac_b=STATION + number
            )
            self.bridge.add_port(near)
            near.set_up()
            far.set_up()
            self.far.append(far)

    def send(self, port: int, source: int, destination: int) -> list[int]:
        """A frame into a port; the ports that it left by."""
        ports = [self.host.root.device(f"p{number}") for number in range(PORTS)]
        before = [device.tx_packets for device in ports]
        self.clock.sync()
        packet = IPv4(0x0A000001, 0x0A000002, PROTO_ICMP, Icmp(ECHO, 0, 1, 1)) if self.filtered else Payload()
        kind = ETHERTYPE_IP if self.filtered else 0x88B5
        self.far[port].transmit(Frame(destination, source, kind, packet))
        self.clock.run(until=self.clock.now + 0.001)
        sent = [device.tx_packets - count for device, count in zip(ports, before, strict=True)]
        return [number for number in range(PORTS) for _ in range(sent[number])]


moves = st.tuples(
    st.integers(0, PORTS - 1), st.integers(0, 5), st.integers(0, 6), st.sampled_from((0.0, 0.0, 1.0, 299.0, 301.0))
)


@examples(5)
@given(st.lists(moves, max_size=30), st.booleans())
def test_a_bridge_learns_ages_and_never_echoes(frames: list[tuple[int, int, int, float]], filtered: bool) -> None:
    stations = Stations(filtered)
    seen: dict[int, tuple[int, float]] = {}
    for port, who, whom, wait in frames:
        stations.clock.run(until=stations.clock.now + wait + 0.001)
        now = stations.clock.now
        source, destination = STATION + who, BROADCAST_MAC if whom == 6 else STATION + whom
        left = stations.send(port, source, destination)
        seen[source] = (port, now)
        behind, last = seen.get(destination, (None, 0.0))
        known = behind is not None and now - last <= AGEING
        expected = ([] if behind == port else [behind]) if known else [n for n in range(PORTS) if n != port]
        assert left == expected, f"from port {port}, {who} to {whom}: left by {left}, seen {seen}, at {now}"
