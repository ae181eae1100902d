"""Routes: the longest prefix wins (ip-route(8))."""

from __future__ import annotations

from bisect import insort_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.sim.later import later
from dockernet_sim.wire.address import (
    LIMITED_BROADCAST,
    LOOPBACK_PREFIX,
    LOOPBACK_SHIFT,
    UNSPECIFIED,
    ip_text,
    is_loopback,
    net_text,
    network,
)

if TYPE_CHECKING:
    from dockernet_sim.linux.ip.address import Address
    from dockernet_sim.linux.ip.rules import Policy
    from dockernet_sim.linux.link.device import Device

FEW = 8  # routes among which looking at each is as good as an index


@dataclass(slots=True, eq=False)
class Route:
    """One route. `dev` is None only for blackhole, unreachable and prohibit."""

    net: int
    plen: int
    dev: Device | None
    gateway: int = UNSPECIFIED
    src: int = UNSPECIFIED
    scope: str = "global"  # "link" for one without a gateway: `ip` says so, not the kernel
    proto: str = "boot"
    metric: int = 0
    type: str = "unicast"
    onlink: bool = False
    table: str = ""  # of a rule of policy routing; empty for main

    @property
    def key(self) -> tuple[int, int, int]:
        """Two routes with the same key are the same route to `ip route add`."""
        return (self.net, self.plen, self.metric)

    @property
    def linkdown(self) -> bool:
        """Whether `ip route` prints ``linkdown``: the device is up, and known to have no carrier."""
        dev = self.dev
        return dev is not None and dev.up and not dev.carrier and dev.operstate != "UP" and self.scope != "host"

    @property
    def destination(self) -> str:
        """``default``, an address, or a prefix."""
        if self.plen == 0:
            return "default"
        return net_text(self.net, self.plen)

    def __str__(self) -> str:
        """As `ip route` prints it, without its trailing space."""
        words = [] if self.type == "unicast" else [self.type]
        words.append(self.destination)
        if self.gateway:
            words += ["via", ip_text(self.gateway)]
        if self.dev is not None:
            words += ["dev", self.dev.name]
        if self.proto != "boot":
            words += ["proto", self.proto]
        if self.scope != "global":
            words += ["scope", self.scope]
        if self.src:
            words += ["src", ip_text(self.src)]
        if self.metric:
            words += ["metric", str(self.metric)]
        if self.onlink:
            words.append("onlink")
        if self.linkdown:
            words.append("linkdown")
        if self.table:
            words += ["table", self.table]
        return " ".join(words)


def _place(route: Route) -> tuple[int, int, int]:
    """Where a route stands in its table: longer prefixes first, then by metric; later ones behind."""
    return (-route.plen, route.net, route.metric)


class Decisions(dict[int, "Route | None"]):
    """What look-ups found, by destination: a new one is looked up."""

    __slots__ = ("_find",)

    def __init__(self, find: Callable[[int], Route | None]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, dst: int) -> Route | None:
        found = self[dst] = self._find(dst)
        return found


UNDECIDED = Decisions(lambda dst: None)  # of a namespace that was not asked yet; never asked itself


class Fib:
    """The main and the local table of one namespace, and the decisions made from them.

    ``local`` and ``broadcasts`` follow from addresses alone, and are made at the first look-up.
    """

    def __init__(self) -> None:
        self._table: list[Route] = []
        self._index: dict[int, dict[int, list[Route]]] | None = (
            None  # the same by length and prefix, once many are looked at
        )
        self._own: tuple[Address, ...] | None = ()  # what will be in ``local``; None once that is made
        self._heard: tuple[Address, ...] | None = ()  # the same for ``broadcasts``
        self.decided = UNDECIDED  # what look-ups found
        self.policy: Policy | None = None  # rules of policy routing (rules.py); None without any
        self.exceptions: dict[int, tuple[Route, float]] = {}  # learnt from redirects, and until when they count

    def except_for(self, dst: int, route: Route, until: float) -> None:
        """One destination is reached otherwise, for as long as the tables do not change (a next hop exception)."""
        kept = self.exceptions
        self.forget_decisions()
        self.exceptions = {**kept, dst: (route, until)}

    def forget_exception(self, dst: int, now: float) -> None:
        """An exception's time is over."""
        if dst in self.exceptions and self.exceptions[dst][1] <= now:
            kept = {each: value for each, value in self.exceptions.items() if each != dst}
            self.forget_decisions()
            self.exceptions = kept

    def forget_decisions(self) -> None:
        """Something changed: look-ups decide anew."""
        if self.exceptions:
            self.exceptions = {}
        self.decided.clear()

    # -- local table ---------------------------------------------------------
    @later
    def local(self) -> dict[int, Route]:
        """The namespace's own addresses."""
        own, self._own = self._own or (), None
        made: dict[int, Route] = {}
        for address in own:
            made.setdefault(address.ip, address.local_route(address.ip))
        return made

    @later
    def broadcasts(self) -> dict[int, Route]:
        """The broadcast addresses of its subnets."""
        heard, self._heard = self._heard or (), None
        made: dict[int, Route] = {}
        for address in heard:
            for route in address.broadcast_routes():
                made.setdefault(route.net, route)
        return made

    def add_local(self, address: Address, src: int) -> None:
        """Packets to an address end here; `src` is the first address of its subnet."""
        if self._own is not None and src == address.ip:
            self._own = (*self._own, address)
        else:
            self.local.setdefault(address.ip, address.local_route(src))

    def add_broadcasts(self, address: Address) -> None:
        """Packets to the broadcast addresses of its subnet do, too."""
        if self._heard is not None:
            self._heard = (*self._heard, address)
        else:
            for route in address.broadcast_routes():
                self.broadcasts.setdefault(route.net, route)

    def _owns(self, ip: int) -> bool:
        return ip in self.local if self._own is None else ip in [address.ip for address in self._own]

    def _ordinary(self, dst: int) -> bool:
        """Whether a destination is nothing that a local table not made yet would have."""
        own, heard = self._own, self._heard
        if own is None or heard is None or dst >> LOOPBACK_SHIFT == LOOPBACK_PREFIX or dst == LIMITED_BROADCAST:
            return False
        for address in own:
            if dst == address.ip:
                return False
        return dst not in [each for address in heard for each in (address.last, address.broadcast)]

    # -- main table ----------------------------------------------------------
    def add(self, route: Route, replace: bool = False, append: bool = False) -> None:
        """``ip route add``; NetError EEXIST for a second one of the same prefix and metric."""
        if route.net != network(route.net, route.plen):
            raise NetError("EINVAL", "Invalid prefix for given prefix length.")
        self.check_nexthop(route)
        self.put(route, replace, append)

    def put(self, route: Route, replace: bool = False, append: bool = False) -> None:
        """The same for a route that leads somewhere for certain."""
        table, same = self._table, None
        for other in table:
            if other.net == route.net and other.plen == route.plen and other.metric == route.metric:
                same = other
                break
        if same is not None and replace:
            table[table.index(same)] = route
        elif same is not None and not append:
            raise NetError("EEXIST")
        else:
            insort_right(table, route, key=_place)
        self._index = None
        self.forget_decisions()

    def check_nexthop(self, route: Route) -> None:
        """Refuse a route that leads nowhere (fib_check_nh)."""
        if route.dev is not None and not route.dev.up:
            text = "Nexthop has invalid gateway." if route.gateway else "Device for nexthop is not up."
            raise NetError("ENETDOWN", text)
        if route.src and not self._owns(route.src):
            raise NetError("EINVAL", "Invalid prefsrc address.")
        if not route.gateway:
            return
        if route.onlink:
            if route.dev is None:
                raise NetError("EINVAL", "Nexthop device required for onlink.")
            return
        way = self.find(route.gateway, oif=route.dev)
        if way is None or way.gateway or way.type not in ("unicast", "local"):
            raise NetError("ENETUNREACH", "Nexthop has invalid gateway.")
        route.dev = route.dev or way.dev

    def delete(self, net: int, plen: int, **wanted: object) -> Route:
        """``ip route del``: the first route to a prefix that has all of the `wanted` attributes that are given.

        Raises
        ------
        NetError
            ESRCH when there is none like that.
        """
        given = [(name, value) for name, value in wanted.items() if value]
        for route in self._table:
            if route.net == net and route.plen == plen and all(getattr(route, name) == value for name, value in given):
                self._remove(route)
                return route
        raise NetError("ESRCH")

    def _remove(self, route: Route) -> None:
        self._table.remove(route)
        self._index = None
        self.forget_decisions()

    def routes(self) -> list[Route]:
        """The main table as `ip route` lists it: by prefix, the default route first."""
        return sorted(self._table, key=lambda r: (r.net, r.plen, r.metric))

    def flush_device(self, dev: Device, gone: bool = False) -> None:
        """Remove every route through a device that went down; its own addresses stay local until it is `gone`."""
        for route in [r for r in self._table if r.dev is dev]:
            self._remove(route)
        for table in self.policy.tables.values() if self.policy is not None else ():
            table.flush_device(dev)
        if gone and (self._own is None or dev in [address.dev for address in self._own]):
            _drop_device(self.local, dev)
        if self._heard is None or dev in [address.dev for address in self._heard]:
            _drop_device(self.broadcasts, dev)
        self.forget_decisions()

    def forget_prefix(self, net: int, plen: int, dev: Device, src: int) -> None:
        """Remove the route that came with an address."""
        for route in [r for r in self._table if r.net == net and r.plen == plen and r.dev is dev]:
            if route.src == src and route.proto == "kernel":
                self._remove(route)

    def flush_source(self, src: int) -> None:
        """Remove every route that prefers a source address which is gone."""
        for route in [r for r in self._table if r.src == src]:
            self._remove(route)

    # -- decisions -----------------------------------------------------------
    def lookup(self, dst: int, oif: Device | None = None) -> Route | None:
        """The route for a destination: local addresses first, then the longest prefix; None without one."""
        if self.policy is not None:
            return self.policy.find(dst, oif)
        return self.remember()[dst] if oif is None else self.find(dst, oif)

    def remember(self) -> Decisions:
        """What look-ups without a device found, by destination; the same table as long as the namespace lives."""
        if self.decided is UNDECIDED:
            self.decided = Decisions(self.find)
        return self.decided

    def find(self, dst: int, oif: Device | None = None) -> Route | None:
        """The same, without remembering it."""
        found = self.own(dst, oif)
        return self.longest(dst, oif) if found is None else found

    def own(self, dst: int, oif: Device | None = None) -> Route | None:
        """The local table's route."""
        return None if self._ordinary(dst) else self._find_local(dst, oif)

    def longest(self, dst: int, oif: Device | None = None) -> Route | None:
        """The main table's route."""
        if self.exceptions and oif is None and dst in self.exceptions:
            return self.exceptions[dst][0]
        routes = self._table if len(self._table) <= FEW else self._candidates(dst)
        for route in routes:
            if network(dst, route.plen) == route.net and (oif is None or route.dev is oif):
                return route
        return None

    def _find_local(self, dst: int, oif: Device | None) -> Route | None:
        local = self.local.get(dst)
        if local is None and is_loopback(dst):
            local = next((r for r in self.local.values() if r.dev is not None and r.dev.kind == "loopback"), None)
        if local is not None and (oif is None or local.dev is oif or oif.kind == "loopback"):
            return local
        found = self.broadcasts.get(dst)
        return found if found is not None and (oif is None or found.dev is oif) else None

    def _candidates(self, dst: int) -> Iterator[Route]:
        """The routes of a long main table that lead to a destination, the best one first."""
        if self._index is None:
            self._index = {}
            for route in self._table:
                self._index.setdefault(route.plen, {}).setdefault(route.net, []).append(route)
        for plen, nets in self._index.items():
            yield from nets.get(network(dst, plen), ())


def _drop_device(table: dict[int, Route], dev: Device) -> None:
    for ip in [ip for ip, route in table.items() if route.dev is dev]:
        del table[ip]
