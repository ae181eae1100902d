"""A host: a machine, which is one kernel with a root namespace and further ones."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.files import Files
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.linux.sysctl import HOST_WIDE
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.trace import Trace


class Host:
    """One machine.

    Parameters
    ----------
    name : str
        What its records in the trace are filed under.
    clock, trace, identity
        Shared by all machines of a world.

    Examples
    --------
    >>> vm = Host("vm", Clock(), Trace(), Identity(0))
    >>> [device.name for device in vm.root.links()]
    ['lo']
    """

    def __init__(self, name: str, clock: Clock, trace: Trace, identity: Identity) -> None:
        self.name = name
        self.hostname = name
        self.clock = clock
        self.trace = trace
        self.identity = Identity(f"{identity.seed}/{name}")
        self.shared_sysctl = dict(HOST_WIDE)
        self.neigh_count = 0  # neighbour entries of all namespaces together, as the kernel counts them
        self.files = Files({"/etc/hostname": f"{name}\n", "/etc/hosts": "127.0.0.1\tlocalhost\n", "/etc/resolv.conf": ""})
        self._last_pid = 0
        self.endless: set[int] = set()  # processes that said they will not end by themselves
        self.dmesg: list[str] = []
        self.netns: dict[str, NetNs] = {}
        self.root = self.new_netns("root")
        self.root.lo.set_up()

    def __repr__(self) -> str:
        return f"<Host {self.name}>"

    def new_netns(self, name: str) -> NetNs:
        """``ip netns add NAME``: a namespace with nothing but lo, which is down."""
        if name in self.netns:
            raise NetError("EEXIST", name)
        ns = self.netns[name] = NetNs(self, name)
        return ns

    def delete_netns(self, ns: NetNs) -> None:
        """The last reference to a namespace went: its devices go, veths with their peers."""
        for device in ns.links():
            if device is not ns.lo:
                ns.delete_device(device.name)
        ns.lo.set_down()
        ns.ip.forget_device(ns.lo)
        self.netns.pop(ns.name, None)
        for other in self.netns.values():
            other.nsids.pop(ns, None)

    def next_pid(self) -> int:
        """A process id for the next task; none is used twice."""
        self._last_pid += 1
        return self._last_pid

    def log(self, text: str) -> None:
        """A line of the kernel's log (dmesg)."""
        self.dmesg.append(f"[{self.clock.now:12.6f}] {text}")
