"""The allocator of pools and addresses (libnetwork's ipam package).

The release says in which order pools from the defaults are handed out. Addresses are handed out first-fit: the lowest
free one, so that an address that was given back is the next to go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.engine.ipam.bitmap import Bitmap
from dockernet_sim.engine.ipam.defaults import Subnet
from dockernet_sim.engine.ipam.order import NextFit, PoolOrder
from dockernet_sim.engine.ipam.subnets import Subnets
from dockernet_sim.engine.refusals import Refusals
from dockernet_sim.wire.address import (
    broadcast,
    has_broadcast,
    ip_text,
    is_ipv6,
    network,
    parse_net,
    prefix_size,
    width,
)

OWN_SIZE = 64  # of an IPv6 subnet that nobody chose


@dataclass(eq=False)
class Pool:
    """A pool that is in use: a whole subnet, or a part of one (``--ip-range``).

    ``range`` is the part as offsets of its first and last address; ``bits`` is shared by all parts of a subnet.
    """

    net: int
    plen: int
    bits: Bitmap
    range: tuple[int, int] | None = None
    range_text: str = ""
    references: int = field(default=1, repr=False)

    def __contains__(self, ip: int) -> bool:
        return network(ip, self.plen) == self.net

    def __str__(self) -> str:
        return f"{ip_text(self.net)}/{self.plen}"


class Allocator:
    """Pools and addresses of one address space.

    Parameters
    ----------
    defaults : sequence of (network, prefix length)
        The default pools, in order; those of IPv4.
    order : PoolOrder, optional
        How one of them is chosen; next-fit unless given.
    refuse : Refusals, optional
        Words for what it refuses.
    small : bool
        Whether all addresses of a /31 or /32 can be given out.
    cuts : bool
        Whether ``0.0.0.0/24`` asks for any subnet of that size.
    own : (network, prefix length), optional
        Where IPv6 subnets without a wish come from, /64 each; there are none without it.

    Examples
    --------
    >>> ipam = Allocator([(0x0A000000, 24), (0x0A000100, 24)])
    >>> pool = ipam.request_pool()
    >>> str(pool), ip_text(ipam.request_address(pool)), ip_text(ipam.request_address(pool))
    ('10.0.0.0/24', '10.0.0.1', '10.0.0.2')
    """

    def __init__(
        self,
        defaults: Sequence[Subnet],
        order: PoolOrder | None = None,
        refuse: Refusals | None = None,
        small: bool = False,
        cuts: bool = False,
        own: Subnet | None = None,
    ) -> None:
        self._small, self._cuts, self._own = small, cuts, own
        self._defaults = list(defaults)
        self._order = order or NextFit()
        self._refuse = refuse or Refusals()
        self._pools: dict[tuple[int, int, str], Pool] = {}
        self._subnets = Subnets()  # of whole pools

    # -- pools ---------------------------------------------------------------
    def request_pool(self, subnet: str = "", ip_range: str = "", ipv6: bool = False) -> Pool:
        """A pool: the wanted subnet, or the next of the defaults of a family.

        Raises
        ------
        Forbidden
            The subnet overlaps one in use.
        NotFound
            The defaults are used up.
        ServerError
            The subnet or range cannot be read.
        """
        if not subnet:
            if ip_range:
                raise _unreadable(subnet, ip_range, "Invalid Address SubPool")
            return self._add(*(self._next_own() if ipv6 else self._next_default()))
        try:
            address, plen = parse_net(subnet)
        except ValueError:
            raise _unreadable(subnet, ip_range, "Invalid Address Pool") from None
        net = network(address, plen)
        if self._cuts and address == 0 and not ip_range:  # the length alone is asked for, or nothing at all
            return self._add(*(self._cut(plen) if plen else self._next_default()))
        if (net, plen, ip_range) in self._pools:
            raise self._refuse("pool-overlaps")
        if ip_range:
            return self._add_part(net, plen, ip_range)
        if self._subnets.overlaps(net, plen):
            raise self._refuse("pool-overlaps")
        return self._add(net, plen)

    def release_pool(self, pool: Pool) -> None:
        """Give a pool back; a subnet goes when its last part has gone."""
        master = self._pools[pool.net, pool.plen, ""]
        for each in {id(p): p for p in (pool, master)}.values():
            each.references -= 1
            if each.references <= 0:
                del self._pools[each.net, each.plen, each.range_text]
                if not each.range_text:
                    self._subnets.remove(each.net, each.plen)

    def _next_default(self) -> Subnet:
        found = self._order.choose(self._defaults, lambda pool: self._subnets.overlaps(*pool))
        if found is None:
            raise self._refuse("pool-exhausted")
        return found

    def _next_own(self) -> Subnet:
        """The first /64 of the engine's own unique local addresses (RFC 4193) that is free."""
        if self._own is None:
            raise self._refuse("no-ipv6-pool")
        first, plen = self._own
        for at in range(1 << OWN_SIZE - plen):
            net = first + (at << width(first) - OWN_SIZE)
            if not self._subnets.overlaps(net, OWN_SIZE):
                return net, OWN_SIZE
        raise self._refuse("pool-exhausted")

    def _cut(self, plen: int) -> Subnet:
        found = self._order.cut(self._defaults, plen, lambda pool: self._subnets.overlaps(*pool))
        if found is None:
            raise self._refuse("pool-exhausted")
        return found

    def _add(self, net: int, plen: int) -> Pool:
        bits = Bitmap(prefix_size(net, plen))
        if is_ipv6(net):
            bits.set(0)  # the subnet's routers (RFC 4291 2.6.1)
        elif has_broadcast(net, plen) or not self._small:
            bits.set(0)  # the network's own address
            bits.set(bits.size - 1)  # broadcast
        pool = self._pools[net, plen, ""] = Pool(net, plen, bits)
        self._subnets.add(net, plen)
        return pool

    def _add_part(self, net: int, plen: int, ip_range: str) -> Pool:
        try:
            first, part_plen = parse_net(ip_range)
        except ValueError:
            raise _unreadable(f"{ip_text(net)}/{plen}", ip_range, "Invalid Address SubPool") from None
        first = network(first, part_plen)
        part = (first - network(first, plen), broadcast(first, part_plen) - network(broadcast(first, part_plen), plen))
        master = self._pools.get((net, plen, ""))
        if master is None:
            master = self._add(net, plen)
        else:
            master.references += 1
        pool = self._pools[net, plen, ip_range] = Pool(net, plen, master.bits, part, ip_range)
        return pool

    # -- addresses -----------------------------------------------------------
    def request_address(self, pool: Pool, wanted: int | None = None) -> int:
        """An address: the wanted one, or the lowest free one of the pool's range.

        Raises
        ------
        ApiError
            ``address-out-of-range``, ``address-taken`` or ``no-addresses``.
        """
        if wanted is not None and wanted not in pool:
            raise self._refuse("address-out-of-range")
        if pool.bits.free <= 0:
            raise self._refuse("no-addresses")
        if wanted is not None:
            if not pool.bits.set(wanted - pool.net):
                raise self._refuse("address-taken")
            return wanted
        found = pool.bits.set_first(*(pool.range or (0, None)))
        if found is None:
            raise self._refuse("no-addresses")
        return pool.net + found

    def release_address(self, pool: Pool, ip: int) -> None:
        """Give an address back: it is free at once."""
        pool.bits.clear(ip - pool.net)


def _unreadable(subnet: str, ip_range: str, why: str) -> ServerError:
    return ServerError(
        f'failed to parse pool request for address space "LocalDefault" pool "{subnet}" subpool "{ip_range}": {why}'
    )
