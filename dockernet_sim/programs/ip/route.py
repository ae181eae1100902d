"""``ip route``: show, get, add, change, replace, append, delete, flush."""

from __future__ import annotations

from dataclasses import dataclass, field

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.json_text import dumps, route_entry
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.programs.ip.route_get import get
from dockernet_sim.programs.ip.rule import policy, table_id
from dockernet_sim.programs.ip.words import IpFault, Words, address, find, may_administer, prefix
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import (
    LIMITED_BROADCAST,
    LOOPBACK_NET,
    LOOPBACK_PLEN,
    UNSPECIFIED,
    WIDTH,
    broadcast,
    is_loopback,
    network,
)

KNOWN = (
    "list",
    "show",
    "lst",
    "get",
    "add",
    "delete",
    "change",
    "replace",
    "append",
    "prepend",
    "test",
    "flush",
    "save",
    "restore",
    "help",
)
MAIN_TABLE = ("main", "254")
TYPES = (
    "unicast",
    "local",
    "broadcast",
    "blackhole",
    "unreachable",
    "prohibit",
    "multicast",
    "throw",
    "nat",
    "anycast",
)


def route(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    """``ip route COMMAND``."""
    command = words.command(*KNOWN) if words else "show"
    if command in ("list", "show", "lst"):
        return _show(task, ns, shown, words)
    if command == "get":
        return get(task, ns, shown, words)
    if command == "flush":
        return _flush(task, ns, words)
    if command in ("add", "change", "replace", "append", "delete"):
        _modify(task, ns, command, words)
        return 0
    if command in KNOWN:
        raise NotModelled(f"ip route {command} is not modelled")
    raise IpFault(f'Command "{command}" is unknown, try "ip route help".', 255)


# -- showing ------------------------------------------------------------------
@dataclass
class Chosen:
    """Which routes to show; what was asked for is not printed again."""

    table: str = "main"
    dev: str = ""
    via: int = 0
    proto: str = ""
    scope: str = ""
    type: str = ""
    src: int = UNSPECIFIED
    metric: int | None = None
    exact: tuple[int, int] | None = None
    root: tuple[int, int] | None = None
    match: tuple[int, int] | None = None

    def read(self, ns: NetNs, words: Words) -> None:
        """Read all conditions."""
        while words:
            word = words.take()
            if word in ("table", "proto", "scope", "type"):
                setattr(self, "proto" if word == "protocol" else word, words.take())
            elif word == "protocol":
                self.proto = words.take()
            elif word in ("dev", "oif"):
                self.dev = find(ns, words.take()).name
            elif word == "via":
                self.via = address(words.take())
            elif word == "src":
                self.src = address(words.take())
            elif word in ("metric", "priority", "preference"):
                self.metric = words.number(word)
            elif word in ("root", "match", "exact"):
                setattr(self, word, prefix(words.take()))
            elif word == "cache":
                self.table = "cache"
            elif word in ("iif", "tos", "vrf", "realm", "mark", "from", "cloned", "nhid"):
                raise NotModelled(f"ip route show {word} is not modelled")
            else:
                self.exact = prefix(words.take() if word == "to" else word)

    def fits(self, one: Route) -> bool:
        """Whether a route meets the conditions."""
        return (
            (not self.dev or (one.dev is not None and one.dev.name == self.dev))
            and (not self.via or one.gateway == self.via)
            and (not self.proto or one.proto == self.proto)
            and (not self.scope or one.scope == self.scope)
            and (not self.type or one.type == self.type)
            and (not self.src or one.src == self.src)
            and (self.metric is None or one.metric == self.metric)
            and (self.exact is None or (one.net, one.plen) == self.exact)
            and (self.root is None or (one.plen >= self.root[1] and network(one.net, self.root[1]) == self.root[0]))
            and (self.match is None or (one.plen <= self.match[1] and network(self.match[0], one.plen) == one.net))
        )

    def text(self, one: Route) -> str:
        """The route without the words that were asked for."""
        words = str(one).removesuffix(f" table {one.table}").split()
        asked = ("dev", self.dev), ("via", self.via), ("proto", self.proto), ("scope", self.scope), ("src", self.src)
        for key, value in (*asked, ("metric", self.metric)):
            if value and key in words:
                at = words.index(key)
                del words[at : at + 2]
        return " ".join(words)

    @property
    def hidden(self) -> frozenset[str]:
        """The keys of JSON that were asked for."""
        asked = {"dev": self.dev, "gateway": self.via, "protocol": self.proto, "scope": self.scope, "prefsrc": self.src}
        return frozenset(key for key, value in asked.items() if value)


def table(ns: NetNs, name: str) -> list[Route]:
    """The routes of a table, as they are listed."""
    if name in MAIN_TABLE:
        return ns.ip.fib.routes()
    if ns.ip.fib.policy is not None and name in ns.ip.fib.policy.tables:
        return ns.ip.fib.policy.tables[name].routes()
    if name in ("default", "253", "cache"):
        return []
    if name not in ("local", "255", "all"):
        if not name.isdigit():
            raise IpFault(f'Error: argument "{name}" is wrong: table id value is invalid\n', 255)
        raise IpFault("Error: ipv4: FIB table does not exist.\nDump terminated", 2)
    fib = ns.ip.fib
    found = [*fib.local.values(), *(r for r in fib.broadcasts.values() if r.net != LIMITED_BROADCAST)]
    loopback = [r for r in fib.local.values() if is_loopback(r.net)]
    for one in loopback[:1]:
        last = broadcast(LOOPBACK_NET, LOOPBACK_PLEN)
        found.append(Route(LOOPBACK_NET, LOOPBACK_PLEN, one.dev, UNSPECIFIED, one.src, "host", "kernel", type="local"))
        found.append(Route(last, WIDTH, one.dev, UNSPECIFIED, one.src, "link", "kernel", type="broadcast"))
    found.sort(key=lambda r: (r.net, r.plen))
    return found if name != "all" else [*fib.routes(), *found]


def _show(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    chosen = Chosen()
    chosen.read(ns, words)
    found = [one for one in table(ns, chosen.table) if chosen.fits(one)]
    if shown.json:
        every = chosen.table == "all"
        local = {one: "local" if every and one.type in ("local", "broadcast") else "" for one in found}
        entries = [route_entry(one, chosen.hidden, local[one], shown.details) for one in found]
        task.out(dumps(entries, shown.pretty) + "\n")
        return 0
    for one in found:
        text = chosen.text(one)
        if chosen.table == "all" and one.type in ("local", "broadcast") and one.dev is not None:
            text = text.replace(f"dev {one.dev.name}", f"dev {one.dev.name} table local")
        if shown.details:
            text = _detailed(one, chosen)
        task.out(f"{text} \n")
    return 0


def _detailed(one: Route, chosen: Chosen) -> str:
    """``ip -d route``: with the words that are left out where they say nothing new."""
    words = chosen.text(one).split()
    if one.type == "unicast":
        words.insert(0, "unicast")
    at = words.index("dev") + 2 if "dev" in words else 2
    if "proto" not in words and not chosen.proto:
        words[at:at] = ["proto", one.proto]
    if "scope" not in words and not chosen.scope:
        at = words.index("proto") + 2 if "proto" in words else at
        words[at:at] = ["scope", one.scope]
    return " ".join(words)


# -- changes ------------------------------------------------------------------
@dataclass
class Wanted:
    """The route of a change."""

    prefix: tuple[int, int] | None = None
    gateway: int = UNSPECIFIED
    dev: Device | None = None
    words: dict[str, str] = field(default_factory=dict)
    onlink: bool = False
    type: str = ""


def _read(ns: NetNs, words: Words) -> Wanted:
    wanted = Wanted()
    while words:
        word = words.take()
        if word in ("proto", "protocol", "scope", "metric", "priority", "src", "table", "preference"):
            key = {"protocol": "proto", "priority": "metric", "preference": "metric"}.get(word, word)
            wanted.words[key] = words.take()
        elif word == "via":
            gateway = words.take()
            wanted.gateway = address(words.take() if gateway == "inet" else gateway)
        elif word in ("dev", "oif"):
            wanted.dev = find(ns, words.take())
        elif word == "onlink":
            wanted.onlink = True
        elif word in TYPES and not wanted.type:
            wanted.type = word
        elif word in (
            "nexthop",
            "encap",
            "mtu",
            "advmss",
            "tos",
            "nhid",
            "weight",
            "realms",
            "window",
            "initcwnd",
            "vrf",
            "hoplimit",
        ):
            raise NotModelled(f"ip route ... {word} is not modelled")
        else:
            wanted.prefix = prefix(words.take() if word == "to" else word)
    return wanted


def _modify(task: Task, ns: NetNs, command: str, words: Words) -> None:
    if not words:
        raise NotModelled("the help of ip route is not modelled")
    wanted = _read(ns, words)
    may_administer(task)
    name = wanted.words.get("table", "main")
    fib = ns.ip.fib if name in MAIN_TABLE else policy(ns).table(table_id(name))
    net, plen = wanted.prefix or (0, 0)
    src = address(wanted.words["src"]) if "src" in wanted.words else 0
    metric = int(wanted.words.get("metric", "0"))
    scope, proto = wanted.words.get("scope", ""), wanted.words.get("proto", "")
    scope = {"0": "global", "253": "link", "254": "host"}.get(scope, scope)
    if command == "delete":
        given = {"gateway": wanted.gateway, "metric": metric, "src": src, "proto": proto, "scope": scope}
        fib.delete(net, plen, dev=wanted.dev, **given)
        ns.changed()
        return
    kind = wanted.type or "unicast"
    if kind in ("local", "broadcast", "multicast", "throw", "nat", "anycast"):
        raise NotModelled(f"routes of type {kind} are not modelled")
    if kind == "unicast" and wanted.dev is None and not wanted.gateway:
        raise NetError("ENODEV", "")
    dev = wanted.dev if kind == "unicast" else None
    scope = scope or ("global" if wanted.gateway or kind != "unicast" else "link")
    made = Route(net, plen, dev, wanted.gateway, src, scope, proto or "boot", metric, kind, wanted.onlink)
    if command == "change" and not any((r.net, r.plen, r.metric) == made.key for r in fib.routes()):
        raise NetError("ENOENT")
    if name not in MAIN_TABLE:
        made.table = name
        ns.ip.fib.check_nexthop(made)
        fib.put(made, replace=command in ("replace", "change"), append=command == "append")
    else:
        fib.add(made, replace=command in ("replace", "change"), append=command == "append")
    ns.changed()


def _flush(task: Task, ns: NetNs, words: Words) -> int:
    if not words:
        raise IpFault('"ip route flush" requires arguments.')
    chosen = Chosen()
    chosen.read(ns, words)
    found = [r for r in table(ns, "main" if chosen.table == "main" else chosen.table) if chosen.fits(r)]
    if found:
        may_administer(task)
    if chosen.table not in ("main", "cache"):
        raise NotModelled(f"ip route flush table {chosen.table} is not modelled")
    for one in found:
        kept = {"dev": one.dev, "gateway": one.gateway, "metric": one.metric, "src": one.src}
        ns.ip.fib.delete(one.net, one.plen, **kept)
    ns.changed()
    return 0
