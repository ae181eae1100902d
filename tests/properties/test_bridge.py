"""A bridge learns, ages and never echoes."""

from dockernet_sim.linux.host import Host
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import veth_pair
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.trace import Trace
from dockernet_sim.wire.address import BROADCAST_MAC
from dockernet_sim.wire.ethernet import Frame
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
    """A bridge, and a station behind each of its ports."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.host = Host("vm", self.clock, Trace(), Identity(0))
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
        serial = self.host.trace.serial
        self.clock.sync()
        self.far[port].transmit(Frame(destination, source, 0x88B5, Payload()))
        self.clock.run(until=self.clock.now + 0.001)
        left = [
            r.device
            for r in self.host.trace.since(serial)
            if r.event == "tx" and r.netns == "root" and r.device.startswith("p")
        ]
        return sorted(int(name[1:]) for name in left)


moves = st.tuples(
    st.integers(0, PORTS - 1), st.integers(0, 5), st.integers(0, 6), st.sampled_from((0.0, 0.0, 1.0, 299.0, 301.0))
)


@examples(5)
@given(st.lists(moves, max_size=30))
def test_a_bridge_learns_ages_and_never_echoes(frames: list[tuple[int, int, int, float]]) -> None:
    stations = Stations()
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
