"""Remembering decisions changes speed only: whatever is sent and changed, both ways tell and count the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.dns import query
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP
from dockernet_sim.world.world import World
from hypothesis import example, given
from hypothesis import strategies as st

from .support import examples

NAMES = ("aa", "bb", "cc", "dd")  # the first two share a network, cc is on another one, dd is on both
LAN = "172.31.176.1"


class Lab:
    """A small stack, and everything that can be seen of it."""

    def __init__(self, cache: bool, trace: bool = False) -> None:
        self.world = World(trace=trace, cache=cache)
        self.heard: list[tuple[float, str, str]] = []
        self.came: list[str] = []
        self.told: list[str] = []
        self.world.trace.listen("*", lambda record: self.told.append(str(record)))
        engine = self.world.engine()
        for network in ("one", "two"):
            engine.networks.create({"Name": network})
        for name, network in zip(NAMES, ("one", "one", "two", "one")):
            engine.containers.start(
                engine.containers.create(
                    {"Image": "busybox", "HostConfig": {"NetworkMode": network, "CapAdd": ["NET_ADMIN"]}}, name
                )["Id"]
            )
        engine.networks.connect("two", {"Container": "dd"})
        self.ns = {name: self.world.place(name).ns for name in (*NAMES, "vm", "lan")}
        for name, ns in self.ns.items():
            ns.ip.icmp.raw.append(self._listener(name))
            socket = ns.sockets.udp()
            socket.bind(0, 9)
            socket.on_datagram = lambda data, ip, port, s=socket: (
                data == b"ask" and self._try(s.sendto, b"answer", ip, port)
            )
            ns.sockets.listen(0, 8, self._serve)
        self.sockets = {name: self._socket(ns) for name, ns in self.ns.items()}

    def _serve(self, connection: Any) -> None:
        """Send as many kilobytes as the client's first byte asks for, and end."""

        def asked(data: bytes) -> None:
            self._try(connection.send, bytes(1000 * data[0]))
            connection.close()

        connection.on_data = asked

    def _listener(self, name: str) -> Callable[..., None]:
        clock = self.world.clock
        return lambda packet, device: self.heard.append((clock.t, f"{name} {device.name} {packet.ttl}", str(packet)))

    def _socket(self, ns: NetNs) -> Any:
        socket = ns.sockets.udp()
        socket.on_datagram = lambda *what: self.heard.append((self.world.clock.now, ns.name, str(what)))
        return socket

    def address(self, name: str) -> int:
        """Where a name is spoken to."""
        if name in ("vm", "lan"):
            return ip_int(self.world.machine(name).address)
        return next(a.ip for a in self.ns[name].ip.addresses if a.dev.kind == "veth")

    def seen(self) -> dict[str, Any]:
        """Counters, tables, flows and what was heard."""
        found: dict[str, Any] = {"heard": self.heard, "now": self.world.clock.now}
        for name, ns in self.ns.items():
            nf = ns.nf
            for table in nf.tables:
                for chain in nf.chains(table).values():
                    found[f"{name} {table} {chain.name}"] = (
                        chain.counters,
                        [(str(rule), rule.packets, rule.bytes) for rule in chain.rules],
                    )
            found[f"{name} flows"] = [
                (str(e.original), str(e.reply), e.expires, e.assured, e.seen_reply, e.state)
                for e in nf.conntrack.entries()
            ]
            found[f"{name} neighbours"] = [(str(n), n.used, n.confirmed, n.updated) for n in ns.ip.neigh.live()]
            for device in ns.links():
                counted = (device.rx_packets, device.rx_bytes, device.rx_dropped)
                found[f"{name} {device.name}"] = *counted, device.tx_packets, device.tx_bytes, device.tx_dropped
                if device.kind == "bridge":
                    stations = [(e.mac, e.port.name, e.updated) for e in device.fdb.entries.values()]  # type: ignore[attr-defined]
                    found[f"{name} {device.name} stations"] = stations
        return found

    # -- what can happen -------------------------------------------------------
    def ping(self, source: str, target: str, count: int, size: int, ttl: int) -> None:
        """Echo requests, a hundredth of a second apart."""
        for number in range(count):
            echo = Icmp(ECHO, 0, 5, number, size)
            self._try(self._send, source, self.address(target), echo, ttl)
            self.world.clock.run(until=self.world.clock.now + 0.01)

    def _send(self, source: str, target: int, echo: Icmp, ttl: int) -> None:
        ip = self.ns[source].ip
        ip.send(IPv4(ip.source_for(target), target, PROTO_ICMP, echo, ttl, df=echo.size < 1400))

    def _try(self, do: Callable[..., object], *arguments: object) -> None:
        try:
            do(*arguments)
        except NetError as error:
            self.heard.append((self.world.clock.now, "refused", error.name))

    def talk(self, source: str, target: str, count: int) -> None:
        """Datagrams that are answered."""
        for _ in range(count):
            self._try(self.sockets[source].sendto, b"ask", self.address(target), 9)
            self.world.clock.run(until=self.world.clock.now + 0.6)

    def fetch(self, source: str, target: str, kilobytes: int) -> None:
        """A connection, over which so much comes, where there is a route."""
        self._try(self._fetch, source, target, kilobytes)

    def _fetch(self, source: str, target: str, kilobytes: int) -> None:
        connection, came = self.ns[source].sockets.connect(self.address(target), 8, timeout=3.0), [0]
        connection.connected.defused = True
        connection.on_data = lambda data: came.append(len(data))
        connection.on_close = lambda: self.heard.append((self.world.clock.now, "closed", str(sum(came))))
        self.world.clock.run(until=self.world.clock.now + 0.05)
        self._try(connection.send, bytes((kilobytes,)))
        self.world.clock.run(until=self.world.clock.now + 0.2)
        connection.close()

    def ask(self, place: str, name: str, count: int) -> None:
        """Questions to the DNS server of a container, each from a port of its own, the last one twice."""
        ns = self.ns[place]
        for number in range(count):
            socket = self._socket(ns)
            for _ in range(1 + (number == count - 1)):
                self._try(socket.sendto, query(number, name), ip_int("127.0.0.11"), 53)
                self.world.clock.run(until=self.world.clock.now + 0.01)
            socket.close()

    def come(self, network: str) -> None:
        """One more container: from 29 on, its address is announced."""
        engine = self.world.engine()
        made = engine.containers.create({"Image": "busybox", "HostConfig": {"NetworkMode": network}}, "")
        engine.containers.start(made["Id"])
        self.came.append(made["Id"])

    def go(self) -> None:
        """The last one that came goes."""
        if self.came:
            self.world.engine().containers.kill(self.came.pop())

    def rename(self, name: str, new: str) -> None:
        """The port of a container gets another name."""
        end = self.ns[name].device("eth0").linked
        assert end is not None
        self._try(end.ns.rename_device, end.name, new)

    def wait(self, seconds: float) -> None:
        """Let entries grow old."""
        self.world.clock.run(until=self.world.clock.now + seconds)

    def link(self, name: str, direction: str, values: dict[str, float]) -> None:
        """Another delay, rate, queue or misfortune of a link."""
        self.world.link(f"{name}/eth0", "", direction, values)

    def tc(self, name: str, words: str) -> None:
        """A qdisc for what leaves a place."""
        self.world.run_line(name, f"tc qdisc {words}")

    def change(self, what: str, name: str) -> None:
        """Something is configured at one place."""
        ns, root = self.ns[name], self.ns["vm"]
        device = ns.device("eth0")
        address = self.address(name)
        changes: dict[str, Callable[[], object]] = {
            "down": device.set_down,
            "up": device.set_up,
            "mtu": lambda: device.set_mtu(1000 if device.mtu == 1500 else 1500),
            "mac": lambda: device.set_mac(0x02_42_00_00_00_77),
            "drop": lambda: Editor(root.nf).insert(
                "filter", "FORWARD", f"-s {address >> 24}.0.0.0/8 -m ttl --ttl-lt 40 -j DROP"
            ),
            "refuse": lambda: Editor(root.nf).insert("filter", "DOCKER-USER", "-p icmp -j REJECT"),
            "log": lambda: Editor(ns.nf).append("filter", "INPUT", "-p udp"),
            "few ports": lambda: ns.sysctl.__setitem__("net.ipv4.ip_local_port_range", "40000 40002"),
            "lead astray": lambda: Editor(ns.nf).insert(
                "nat", "OUTPUT", "-p udp --dport 53 -j DNAT --to-destination :9"
            ),
            "some ports": lambda: Editor(ns.nf).insert("nat", "OUTPUT", "-p udp --sport 0:40000 -j ACCEPT"),
            "masquerade": lambda: Editor(ns.nf).append("nat", "POSTROUTING", "-o lo -j MASQUERADE"),
            "lo": lambda: (ns.lo.set_down if ns.lo.up else ns.lo.set_up)(),
            "tap lo": lambda: ns.lo.add_tap(lambda frame, way, time: self.heard.append((time, way, str(frame)))),
            "undo": lambda: Editor(root.nf).flush("filter", "DOCKER-USER"),
            "zero": lambda: Editor(root.nf).zero("filter"),
            "forget flows": lambda: root.nf.conntrack.flush(),
            "forget own flows": lambda: ns.nf.conntrack.flush(),
            "forget neighbours": lambda: ns.ip.neigh.forget_device(device),
            "forwarding": lambda: root.sysctl.__setitem__("net.ipv4.ip_forward", str(1 - root.ip_forward)),
            "bridge filter": lambda: root.sysctl.__setitem__(
                "net.bridge.bridge-nf-call-iptables", str(1 - root.bridge_nf)
            ),
            "silence": lambda: ns.sysctl.__setitem__("net.ipv4.icmp_echo_ignore_all", "1"),
            "tap": lambda: device.add_tap(lambda frame, way, time: self.heard.append((time, way, str(frame)))),
            "route": lambda: ns.ip.fib.flush_source(address) or ns.changed(),
        }
        self._try(changes[what])


CHANGES = (
    "down",
    "up",
    "mtu",
    "mac",
    "drop",
    "refuse",
    "log",
    "undo",
    "zero",
    "forget flows",
    "forget own flows",
    "forget neighbours",
    "forwarding",
    "bridge filter",
    "silence",
    "tap",
    "route",
)
AT_HOME = ("log", "forget own flows", "few ports", "lead astray", "some ports", "masquerade", "lo",
    "tap lo")  # fmt: skip
PLACES = st.sampled_from(("aa", "bb", "cc", "dd", "vm", "lan"))
LINES: tuple[dict[str, float], ...] = (
    {},
    {"delay": 0.003},
    {"delay": 0.004, "jitter": 0.003},
    {"rate": 1e6, "queue": 3},
    {"rate": 5e5, "queue_bytes": 2000, "delay": 0.001},
    {"loss": 0.3},
    {"duplicate": 0.5, "corrupt": 0.2},
    {"delay": 0.02, "reorder": 0.5},
)
LINKS = st.tuples(st.just("link"), PLACES, st.sampled_from(("both", "out", "in")), st.sampled_from(LINES))
QDISCS = (
    "replace dev eth0 root netem delay 2ms 1ms loss 20% duplicate 10%",
    "replace dev eth0 root netem rate 1mbit limit 3 corrupt 10%",
    "replace dev eth0 root tbf rate 1mbit burst 3000 latency 20ms",
    "replace dev lo root netem delay 3ms",
    "del dev eth0 root",
)
STEPS = st.one_of(
    LINKS,
    st.tuples(st.just("tc"), PLACES, st.sampled_from(QDISCS)),
    st.tuples(
        st.just("ping"),
        PLACES,
        PLACES,
        st.integers(1, 9),
        st.sampled_from((56, 1200, 2000)),
        st.sampled_from((1, 2, 64)),
    ),
    st.tuples(st.just("ping"), PLACES, PLACES, st.integers(4, 9), st.just(56), st.just(64)),
    st.tuples(st.just("talk"), PLACES, PLACES, st.integers(1, 7)),
    st.tuples(st.just("fetch"), PLACES, PLACES, st.integers(1, 90)),
    st.tuples(st.just("ask"), PLACES, st.sampled_from((*NAMES, "nosuch")), st.integers(1, 6)),
    st.tuples(st.just("come"), st.sampled_from(("one", "two"))),
    st.tuples(st.just("go")),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(("port", "link"))),
    st.tuples(st.just("wait"), st.sampled_from((0.1, 0.5, 4.0, 29.0, 31.0, 130.0, 301.0))),
    st.tuples(st.just("change"), st.sampled_from(CHANGES + AT_HOME), PLACES),
)
QUESTIONS = st.one_of(
    st.tuples(st.just("ask"), st.just("aa"), st.sampled_from((*NAMES, "nosuch")), st.integers(1, 6)),
    st.tuples(st.just("wait"), st.sampled_from((2.0, 31.0, 130.0))),
    st.tuples(st.just("change"), st.sampled_from(AT_HOME), st.just("aa")),
)


def played(steps: list[Any], cache: bool, trace: bool = False) -> Lab:
    """A fresh lab after these steps."""
    lab = Lab(cache, trace)
    for name, *arguments in steps:
        getattr(lab, name)(*arguments)
    return lab


@example([("change", "down", "dd"), ("talk", "aa", "aa", 2)])  # the newest port goes down amid its announcements
@given(st.lists(STEPS, min_size=1, max_size=9))
@examples(2)
def test_both_ways_tell_and_count_the_same(steps: list[Any]) -> None:
    cached, walked = played(steps, cache=True).seen(), played(steps, cache=False).seen()
    assert {key: (cached[key], walked[key]) for key in cached if cached[key] != walked.get(key)} == {}
    assert cached.keys() == walked.keys()


@given(st.lists(QUESTIONS, min_size=2, max_size=9))
@examples(1)
def test_questions_are_asked_and_counted_the_same(steps: list[Any]) -> None:
    cached, walked = played(steps, cache=True).seen(), played(steps, cache=False).seen()
    assert {key: (cached[key], walked[key]) for key in cached if cached[key] != walked.get(key)} == {}


@given(st.lists(STEPS, min_size=1, max_size=7))
@examples(1)
def test_traces_are_the_same_byte_for_byte(steps: list[Any]) -> None:
    cached, walked = played(steps, True, trace=True), played(steps, False, trace=True)
    assert list(map(str, cached.world.trace)) == list(map(str, walked.world.trace))
    assert cached.world.trace.digest() == walked.world.trace.digest()
    assert cached.told == walked.told
    assert cached.seen() == walked.seen() == played(steps, True).seen()


@pytest.mark.parametrize("target", ["bb", "lan"])
@pytest.mark.parametrize("what", CHANGES)
def test_a_change_holds_for_the_very_next_packet(what: str, target: str) -> None:
    warm, again = ("ping", "aa", target, 5, 56, 64), ("ping", "aa", target, 2, 56, 64)
    steps = [warm, ("change", what, "vm"), again, ("change", what, target), again, ("change", what, "aa"), again, again]
    cached, walked = played(steps, cache=True).seen(), played(steps, cache=False).seen()
    assert {key: (cached[key], walked[key]) for key in cached if cached[key] != walked.get(key)} == {}


@pytest.mark.parametrize("values", LINES)
@pytest.mark.parametrize("direction", ["both", "out", "in"])
def test_a_cached_path_skips_no_queue_and_no_loss(direction: str, values: dict[str, float]) -> None:
    warm, fetch = ("ping", "aa", "bb", 5, 56, 64), ("fetch", "aa", "bb", 60)
    steps = [warm, fetch, ("link", "bb", direction, values), warm, fetch, ("ping", "aa", "lan", 6, 1200, 64), fetch]
    cached, walked = played(steps, cache=True, trace=True), played(steps, cache=False, trace=True)
    assert cached.world.trace.digest() == walked.world.trace.digest()
    assert cached.seen() == walked.seen() == played(steps, cache=True).seen()


@pytest.mark.parametrize("words", QDISCS)
def test_a_cached_path_skips_no_qdisc(words: str) -> None:
    warm, fetch, ask = ("ping", "aa", "bb", 5, 56, 64), ("fetch", "aa", "bb", 60), ("ask", "aa", "bb", 5)
    steps = [warm, fetch, ask, ("tc", "bb", words), ("tc", "aa", words), warm, fetch, ask, ("tc", "vm", words), fetch]
    cached, walked = played(steps, cache=True, trace=True), played(steps, cache=False, trace=True)
    assert cached.world.trace.digest() == walked.world.trace.digest()
    assert cached.seen() == walked.seen() == played(steps, cache=True).seen()


@pytest.mark.parametrize("target", ["bb", "dd", "vm", "lan"])
def test_repeated_echoes_are_remembered(target: str) -> None:
    lab = Lab(cache=True)
    lab.ping("aa", target, 6, 56, 64)
    fast = lab.ns["aa"].host.fast
    assert fast is not None
    assert any(path.stages for path in fast.sent[lab.ns["aa"]].known.values())
