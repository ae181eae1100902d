"""A host: a machine, which is one kernel with a root namespace and further ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from dockernet_sim.linux import fast
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.linux.netfilter.walk import Walk
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.linux.sysctl import HOST_WIDE
from dockernet_sim.sim.clock import Clock, Pending
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.trace import Trace
from dockernet_sim.vfs.files import TEMPORARY, Files

if TYPE_CHECKING:
    from dockernet_sim.linux.fast import Fast
    from dockernet_sim.linux.ip.neighbour import Neighbour
    from dockernet_sim.linux.netfilter.xtables import Match, Target

LINKWATCH = 1.0  # seconds
MOST_REFUSALS = 10_000  # that are kept


class Process(Protocol):
    """What the kernel knows of a running program."""

    ns: NetNs


class Host:
    """One machine.

    Parameters
    ----------
    name : str
        What its records in the trace are filed under.
    clock, trace, identity
        Shared by all machines of a world.
    cache : bool
        Whether linux/fast is used: packets of known flows take cached paths. Nothing but speed hangs on it.

    Examples
    --------
    >>> vm = Host("vm", Clock(), Trace(), Identity(0))
    >>> [device.name for device in vm.root.links()]
    ['lo']
    """

    __slots__ = (
        "_last_pid", "_linkwatch_next", "_linkwatch_pending", "clock", "configured", "dmesg", "fast", "files", "forked",
        "generation", "held", "hostname", "identity", "internal_errors", "known_macs", "matches", "name", "neigh_count",
        "net_secret", "netns", "netns_files", "netns_finder", "netns_lister", "own_steps", "pending", "processes",
        "qdisc_handles",
        "refused", "rewired", "root", "shared_sysctl", "table_step", "targets", "trace", "unresolved",
    )  # fmt: skip

    def __init__(self, name: str, clock: Clock, trace: Trace, identity: Identity, cache: bool = True) -> None:
        self.name = name
        self.generation = 0  # every change of what packets meet here bumps it; cached paths look at it
        self.configured = 0  # the same, but for what was learnt: changes of devices and addresses bump it
        self.rewired = 0  # the same for what stations of bridges hear, but for new ports
        self.held: dict[int, int] = {}  # how many devices have an address
        self.pending: list[Pending] = []  # deferred counters
        self.table_step: type[Walk] = Walk  # how the filtering tables are asked
        self.matches: Mapping[str, type[Match]] = {}  # from packages outside, by name
        self.targets: Mapping[str, type[Target]] = {}
        self.fast: Fast | None = fast.install(self) if cache else None
        self.hostname = name
        self.clock = clock
        self.trace = trace
        self.identity = Identity(f"{identity.seed}/{name}")
        self.net_secret = self.identity.stream("net-secret").getrandbits(64)  # of initial sequence numbers and ports
        self.shared_sysctl = dict(HOST_WIDE)
        self._linkwatch_next = 0.0  # before this moment the kernel looks at urgent carriers only
        self._linkwatch_pending: float | None = None
        self.qdisc_handles = 0x8000  # the last one that was given to a qdisc without one
        self.neigh_count = 0  # neighbour entries of all namespaces together, as the kernel counts them
        self.unresolved: set[Neighbour] = set()  # those of them that have no MAC
        self.known_macs: dict[
            int, int
        ] = {}  # the MAC that all that know an address ever had for it; 0 where they disagreed
        self.files = Files(
            {
                "/etc/hostname": f"{name}\n",
                "/etc/hosts": f"127.0.0.1 localhost\n127.0.0.1 {name}\n",
                "/etc/resolv.conf": "",
            },
            frozenset(("/tmp", "/root", "/run", "/var")),
        )
        self.files.link("/var/run", "/run")
        self.files.set_folders(TEMPORARY)
        self._last_pid = 1  # init
        self.dmesg: list[str] = []
        self.netns: dict[str, NetNs] = {}
        self.netns_files: dict[
            str, NetNs
        ] = {}  # what /run/netns and the like hold: paths by which namespaces can be entered
        self.netns_finder: Callable[[str], NetNs | None] = lambda path: None  # an engine's, which has many
        self.netns_lister: Callable[[], list[str]] = list  # the paths that the finder knows
        self.refused: list[str] = []  # what programs said they do not model, beside their standard error
        self.internal_errors: list[str] = []  # defects of the model that programs ran into: command line and traceback
        self.own_steps = 0  # a digest of all that a user's own programs did
        self.processes: dict[int, Process] = {}  # by process id
        self.forked = 0  # those of them that a program started
        self.root = self.new_netns("root")
        self.root.lo.set_up()
        self.identity.stream("ip-ident")  # numbers that every machine has, used or not

    def __repr__(self) -> str:
        return f"<Host {self.name}>"

    def new_netns(self, name: str) -> NetNs:
        """``ip netns add NAME``: a namespace with nothing but lo, which is down."""
        if name in self.netns:
            raise NetError("EEXIST", name)
        ns = self.netns[name] = NetNs(self, name)
        return ns

    def delete_netns(self, ns: NetNs) -> None:
        """The last reference to a namespace went: its sockets and devices go, veths with their peers."""
        if ns.has_sockets:
            ns.sockets.destroy()
        for device in ns.links():
            if device is not ns.lo and device.name in ns.devices:  # the other end of a pair may have taken it along
                ns.delete_device(device.name)
        ns.lo.set_down()
        ns.ip.forget_device(ns.lo)
        self.netns.pop(ns.name, None)
        self.netns_files = {path: other for path, other in self.netns_files.items() if other is not ns}
        for other in ns.nsids:
            if other.host is self:
                other.forget_nsid(ns)

    def power_off(self) -> list[Veth]:
        """All at once: programs' sockets, namespaces, devices, rules and settings are gone; files are not.

        Returns
        -------
        list of Veth
            The ends of lines to other machines, which are down and wait for :meth:`power_on`.
        """
        for ns in list(self.netns.values()):
            if ns is not self.root:
                self.delete_netns(ns)
        root = self.root
        root.sockets.destroy()
        wired = [device for device in root.links() if isinstance(device, Veth) and device.peer.ns.host is not self]
        for device in root.links():
            if device not in wired and device is not root.lo and device.name in root.devices:
                root.delete_device(device.name)
        for device in wired:
            root.take_out(device)
        self.shared_sysctl.update(HOST_WIDE)
        self.netns_files, self.dmesg, self.neigh_count = {}, [], 0
        self.unresolved.clear()
        self.held.clear()
        root.begin_anew()
        return wired

    def power_on(self, wired: list[Veth]) -> None:
        """The kernel is up, with lo and the network cards, which have no addresses."""
        self.root.lo.set_up()
        for device in wired:
            self.root.add_device(device, new=False)
            self.root.nsid(device.peer.ns)

    def refuse(self, who: str, text: str) -> None:
        """Take down that a program does not model what it was asked: its standard error may be shown nowhere."""
        if len(self.refused) < MOST_REFUSALS:
            self.refused.append(f"{who}: {text}")

    def flush(self) -> None:
        """Apply all deferred counter updates: callers are about to read, or reset, counters."""
        self.clock.flush()
        while self.pending:
            self.pending.pop().flush()

    def is_news(self, ip: int, mac: int) -> bool:
        """Whether to any namespace that knows an address it may be news that it has this MAC."""
        for entry in self.unresolved:
            if entry.ip == ip:
                return True
        return self.known_macs.get(ip, mac) != mac

    def linkwatch(self, now: float, urgent: bool) -> float:
        """When the kernel looks at a carrier that changes now:
        at all of them at most once in a second (link_watch.c)."""
        if self._linkwatch_pending is not None and now >= self._linkwatch_pending:
            self._linkwatch_next = self._linkwatch_pending + LINKWATCH
            self._linkwatch_pending = None
        if now >= self._linkwatch_next:
            self._linkwatch_next = now + LINKWATCH
            return now
        if urgent:
            return now
        self._linkwatch_pending = self._linkwatch_next
        return self._linkwatch_next

    def settle_links(self) -> None:
        """Let all carriers have been seen: the state of a machine that has been up for a while."""
        for ns in self.netns.values():
            for device in ns.links():
                device.settle()
        self._linkwatch_next, self._linkwatch_pending = self.clock.now, None

    def next_pid(self) -> int:
        """A process id for the next task; none is used twice."""
        self._last_pid += 1
        return self._last_pid

    def log(self, text: str) -> None:
        """A line of the kernel's log (dmesg)."""
        self.dmesg.append(f"[{self.clock.now:12.6f}] {text}")
