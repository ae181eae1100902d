"""The tables of a namespace, as tables: what `ip`, `bridge`, `iptables -vnL` and `conntrack -L` would list,
side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dockernet_sim.iptables.names import protocol_name
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.linux.netfilter.flow import DNAT, SNAT, tuple_text
from dockernet_sim.linux.netfilter.xtables import ACCEPT
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.printable import escape, printable
from dockernet_sim.wire.address import ip_text, mac_text

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.programs.task import Place
    from dockernet_sim.world.world import World

HOSTS = "/etc/hosts"
RESOLV = "/etc/resolv.conf"
CELL = "padding:1px 10px 1px 0;text-align:left;font-family:monospace;vertical-align:top"


class UnknownTable(DockernetError, KeyError):
    """There is no table of that name."""

    __str__ = Exception.__str__


class Table:
    """One table; ``rows`` are tuples of text.

    Examples
    --------
    >>> print(Table("routes", ("to", "device"), [("default", "eth0")]))
    routes
    to       device
    default  eth0
    """

    def __init__(self, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.name = name
        self.columns = tuple(columns)
        self.rows = [tuple(row) for row in rows]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, str]]:
        """Each row as a dict."""
        return (dict(zip(self.columns, row)) for row in self.rows)

    def __str__(self) -> str:
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        return printable(
            "\n".join([self.name, *("  ".join(c.ljust(w) for c, w in zip(line, widths)).rstrip() for line in lines)])
        )

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        head = "".join(f'<th style="{CELL};opacity:.7">{escape(column)}</th>' for column in self.columns)
        rows = "".join(
            "<tr>" + "".join(f'<td style="{CELL}">{escape(cell)}</td>' for cell in row) + "</tr>" for row in self.rows
        )
        return f"<table><caption><b>{escape(self.name)}</b></caption><tr>{head}</tr>{rows}</table>"


class Tables:
    """All tables of one place; those that are empty are not shown."""

    def __init__(self, where: str, tables: Sequence[Table]) -> None:
        self.where = where
        self.all = {table.name: table for table in tables}

    def __getitem__(self, name: str) -> Table:
        found = self.all.get(name)
        if found is None:
            raise UnknownTable(f"no table is called {name!r}; there are {', '.join(self.all)}")
        return found

    def __iter__(self) -> Iterator[Table]:
        return iter(self.all.values())

    def __str__(self) -> str:
        return printable("\n\n".join([f"tables of {self.where}", *(str(table) for table in self if len(table))]))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        shown = "".join(
            f"<details open>{_summary(table)}{table._repr_html_()}</details>" for table in self if len(table)
        )
        return f"<div><b>Tables of {escape(self.where)}</b>{shown}</div>"


def _summary(table: Table) -> str:
    return f"<summary>{escape(table.name)} ({len(table)})</summary>"


def tables(world: World, where: str) -> Tables:
    """The tables of a machine or a running container; UnknownPlace without one."""
    place = world.place(where)
    ns = place.ns
    engine = next((m.engine for m in world.machines.values() if m.host is place.host), None)
    return Tables(
        where,
        [
            _addresses(ns),
            _routes(ns),
            _neighbours(ns),
            _fdb(ns),
            _rules(ns),
            _flows(ns),
            _sockets(ns),
            _names(engine, place),
            _file(place, HOSTS, "hosts file"),
            _file(place, RESOLV, "resolv.conf"),
        ],
    )


def _addresses(ns: NetNs) -> Table:
    rows = []
    for device in ns.links():
        addresses = " ".join(str(each) for each in ns.ip.addresses if each.dev is device)
        joined = device.master.name if device.master is not None else ""
        peer = f"{device.peer.ns.name}/{device.peer.name}" if isinstance(device, Veth) and device.peer else ""
        facts = (mac_text(device.mac), addresses, device.operstate, str(device.mtu), joined, peer)
        rows.append((str(device.ifindex), device.name, *facts))
    return Table("addresses", ("index", "device", "mac", "addresses", "state", "mtu", "bridge", "other end"), rows)


def _routes(ns: NetNs) -> Table:
    rows = [
        (
            route.destination,
            ip_text(route.gateway) if route.gateway else "",
            route.dev.name if route.dev is not None else route.type,
            ip_text(route.src) if route.src else "",
            route.proto,
        )
        for route in ns.ip.fib.routes()
    ]
    return Table("routes", ("destination", "gateway", "device", "source", "kind"), rows)


def _neighbours(ns: NetNs) -> Table:
    rows = [
        (ip_text(each.ip), each.dev.name, mac_text(each.mac) if each.mac else "", each.state)
        for each in sorted(ns.ip.neigh.live(), key=lambda each: (each.dev.ifindex, each.ip))
    ]
    return Table("neighbours", ("address", "device", "mac", "state"), rows)


def _fdb(ns: NetNs) -> Table:
    rows = []
    for bridge in ns.links():
        if isinstance(bridge, Bridge):
            for entry in sorted(bridge.stations(), key=lambda entry: (entry.local, entry.mac)):
                age = "permanent" if entry.local else f"{ns.clock.now - entry.updated:.1f} s"
                rows.append((bridge.name, mac_text(entry.mac), entry.port.name, age))
    return Table("fdb", ("bridge", "mac", "port", "age"), rows)


def _rules(ns: NetNs) -> Table:
    rows = []
    ns.host.flush()
    for table in ns.nf.tables.values():
        for chain in table.listed() if table.exists else ():
            for number, rule in enumerate(chain.rules, 1):
                rows.append((table.name, chain.name, str(number), str(rule.packets), str(rule.bytes), str(rule)))
            if chain.builtin:
                packets, size = chain.counters
                policy = f"policy {'ACCEPT' if chain.policy == ACCEPT else 'DROP'}"
                rows.append((table.name, chain.name, "", str(packets), str(size), policy))
    return Table("rules", ("table", "chain", "number", "packets", "bytes", "rule"), rows)


def _flows(ns: NetNs) -> Table:
    rows = []
    for entry in ns.nf.conntrack.entries():
        nat = " ".join(word for bit, word in ((SNAT, "SNAT"), (DNAT, "DNAT")) if entry.nat & bit)
        original, reply = tuple_text(entry.original.tuple), tuple_text(entry.reply.tuple)
        left = f"{entry.expires - ns.clock.now:.0f} s"
        rows.append((protocol_name(entry.proto), str(entry.state or ""), original, reply, nat, left))
    return Table("conntrack", ("protocol", "state", "original", "reply", "NAT", "expires"), rows)


def _sockets(ns: NetNs) -> Table:
    found = ns.sockets
    rows = [("udp", "", f"{ip_text(each.ip)}:{each.port}", "") for each in found.udp_sockets()]
    rows += [("tcp", "LISTEN", f"{ip_text(each.ip)}:{each.port}", "") for each in found.listeners()]
    for each in found.connections():
        rows.append(
            ("tcp", str(each.state), f"{ip_text(each.ip)}:{each.port}", f"{ip_text(each.remote_ip)}:{each.remote_port}")
        )
    return Table("sockets", ("protocol", "state", "local", "remote"), rows)


def _names(engine: Engine | None, place: Place) -> Table:
    """The names that Docker's server knows: of all networks at the host, of its own networks in a container."""
    rows = []
    for network in engine.controller.networks if engine is not None else ():
        inside = any(each.sandbox is not None and each.sandbox.ns is place.ns for each in network.endpoints)
        if not (inside or place.ns is place.host.root):
            continue
        for name in sorted(network.records.names()):
            addresses = [ip_text(address) for address in network.records.addresses(name)]
            rows.append((network.name, name, " ".join(addresses)))
        for each in network.endpoints:
            if each.sandbox is not None and each.sandbox.ns is place.ns and not network.predefined:
                rows += [(network.name, alias, f"link to {target}") for alias, target in each.links.items()]
    return Table("names", ("network", "name", "addresses"), rows)


def _file(place: Place, path: str, name: str) -> Table:
    text = place.files.read(path) if place.files.exists(path) else ""
    rows = [(line,) for line in text.splitlines() if line.strip()]
    return Table(name, (path,), rows)
