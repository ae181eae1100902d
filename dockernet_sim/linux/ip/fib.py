"""Routes: the longest prefix wins (ip-route(8))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire.address import ip_text, mask, network

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device


class Route:
    """One route. `dev` is None only for blackhole, unreachable and prohibit."""

    __slots__ = ("dev", "gateway", "metric", "net", "onlink", "plen", "proto", "scope", "src", "type")

    def __init__(
        self,
        net: int,
        plen: int,
        dev: Device | None,
        gateway: int = 0,
        src: int = 0,
        scope: str = "",
        proto: str = "boot",
        metric: int = 0,
        type: str = "unicast",
        onlink: bool = False,
    ) -> None:
        self.net = net
        self.plen = plen
        self.dev = dev
        self.gateway = gateway
        self.src = src
        self.scope = scope or ("global" if gateway or type != "unicast" else "link")
        self.proto = proto
        self.metric = metric
        self.type = type
        self.onlink = onlink

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
        return ip_text(self.net) + ("" if self.plen == 32 else f"/{self.plen}")

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
        return " ".join(words)


class Fib:
    """The main and the local table of one namespace, and the decisions made from them."""

    def __init__(self) -> None:
        self._by_plen: dict[int, dict[int, list[Route]]] = {}
        self._plens: list[int] = []
        self.local: dict[int, Route] = {}
        self.broadcasts: dict[int, Route] = {}
        self._decided: dict[int, Route | None] = {}

    def forget_decisions(self) -> None:
        """Something changed: look-ups decide anew."""
        self._decided.clear()

    # -- main table ----------------------------------------------------------
    def add(self, route: Route, replace: bool = False, append: bool = False) -> None:
        """``ip route add``; NetError EEXIST for a second one of the same prefix and metric."""
        if route.net != network(route.net, route.plen):
            raise NetError("EINVAL", "Invalid prefix for given prefix length.")
        self._check_nexthop(route)
        slot = self._by_plen.setdefault(route.plen, {}).setdefault(route.net, [])
        same = [r for r in slot if r.metric == route.metric]
        if same and replace:
            slot[slot.index(same[0])] = route
        elif same and not append:
            raise NetError("EEXIST")
        else:
            slot.append(route)
        slot.sort(key=lambda r: r.metric)
        self._plens = sorted(self._by_plen, reverse=True)
        self.forget_decisions()

    def _check_nexthop(self, route: Route) -> None:
        if route.dev is not None and not route.dev.up:
            text = "Nexthop has invalid gateway." if route.gateway else "Device for nexthop is not up."
            raise NetError("ENETDOWN", text)
        if route.src and route.src not in self.local:
            raise NetError("EINVAL", "Invalid prefsrc address.")
        if not route.gateway:
            return
        if route.onlink:
            if route.dev is None:
                raise NetError("EINVAL", "Nexthop device required for onlink.")
            return
        way = self.lookup(route.gateway, oif=route.dev)
        if way is None or way.gateway or way.type not in ("unicast", "local"):
            raise NetError("ENETUNREACH", "Nexthop has invalid gateway.")
        route.dev = route.dev or way.dev

    def delete(
        self,
        net: int,
        plen: int,
        dev: Device | None = None,
        gateway: int = 0,
        metric: int = 0,
        src: int = 0,
        proto: str = "",
        scope: str = "",
    ) -> Route:
        """``ip route del``; NetError ESRCH when there is none like that."""
        for route in self._by_plen.get(plen, {}).get(net, []):
            if (
                (dev is None or route.dev is dev)
                and (not gateway or route.gateway == gateway)
                and (not metric or route.metric == metric)
                and (not src or route.src == src)
                and (not proto or route.proto == proto)
                and (not scope or route.scope == scope)
            ):
                self._remove(route)
                return route
        raise NetError("ESRCH")

    def _remove(self, route: Route) -> None:
        slot = self._by_plen[route.plen][route.net]
        slot.remove(route)
        if not slot:
            del self._by_plen[route.plen][route.net]
        if not self._by_plen[route.plen]:
            del self._by_plen[route.plen]
        self._plens = sorted(self._by_plen, reverse=True)
        self.forget_decisions()

    def routes(self) -> list[Route]:
        """The main table as `ip route` lists it: by prefix, the default route first."""
        found = [r for nets in self._by_plen.values() for slot in nets.values() for r in slot]
        return sorted(found, key=lambda r: (r.net, r.plen, r.metric))

    def flush_device(self, dev: Device, gone: bool = False) -> None:
        """Remove every route through a device that went down; its own addresses stay local until it is `gone`."""
        for route in self.routes():
            if route.dev is dev:
                self._remove(route)
        for table in (self.local, self.broadcasts) if gone else (self.broadcasts,):
            for address in [a for a, r in table.items() if r.dev is dev]:
                del table[address]
        self.forget_decisions()

    def forget_prefix(self, net: int, plen: int, dev: Device, src: int) -> None:
        """Remove the route that came with an address."""
        for route in list(self._by_plen.get(plen, {}).get(net, ())):
            if route.dev is dev and route.src == src and route.proto == "kernel":
                self._remove(route)

    def flush_source(self, src: int) -> None:
        """Remove every route that prefers a source address which is gone."""
        for route in self.routes():
            if route.src == src:
                self._remove(route)

    # -- decisions -----------------------------------------------------------
    def lookup(self, dst: int, oif: Device | None = None) -> Route | None:
        """The route for a destination: local addresses first, then the longest prefix; None without one."""
        if oif is None:
            try:
                return self._decided[dst]
            except KeyError:
                found = self._decided[dst] = self._find(dst, None)
                return found
        return self._find(dst, oif)

    def _find(self, dst: int, oif: Device | None) -> Route | None:
        local = self.local.get(dst)
        if local is None and dst >> 24 == 127:
            local = next((r for r in self.local.values() if r.dev is not None and r.dev.kind == "loopback"), None)
        if local is not None and (oif is None or local.dev is oif or oif.kind == "loopback"):
            return local
        found = self.broadcasts.get(dst)
        if found is not None and (oif is None or found.dev is oif):
            return found
        for plen in self._plens:
            for route in self._by_plen[plen].get(dst & mask(plen), ()):
                if oif is None or route.dev is oif:
                    return route
        return None
