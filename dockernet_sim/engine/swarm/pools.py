"""The subnets that a swarm's manager gives to networks, one after the other: /24s of 10.0.0.0/8 unless asked."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.cnm.overlap import overlaps
from dockernet_sim.wire.address import broadcast, in_net, ip_text, network, parse_cidr

DEFAULT, SIZE = "10.0.0.0/8", 24
Subnet = tuple[int, int]


class Pools:
    """What is taken.

    Parameters
    ----------
    base : str
        Where subnets come from.
    size : int
        Their prefix length.

    Examples
    --------
    >>> pools = Pools()
    >>> pools.take([]), pools.take([{"Subnet": "10.0.9.0/24"}])
    ([{'Subnet': '10.0.0.0/24', 'Gateway': '10.0.0.1'}], [{'Subnet': '10.0.9.0/24', 'Gateway': '10.0.9.1'}])
    >>> pools.take([{"Subnet": "10.0.0.0/25"}]) is None
    True
    """

    def __init__(self, base: str = DEFAULT, size: int = SIZE) -> None:
        self._base, self._size = parse_cidr(base), size
        self._taken: list[Subnet] = []
        self._next = self._base[0]

    def take(self, asked: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """The subnets asked for, or the next one; None when one of them is taken."""
        wanted = [parse_cidr(each["Subnet"]) for each in asked if each.get("Subnet")] or [self._following()]
        if any(overlaps(each, other) for each in wanted for other in self._taken):
            return None
        self._taken += wanted
        named = [each for each in asked if each.get("Subnet")] or [{}]
        return [_given(subnet, each) for subnet, each in zip(wanted, named, strict=True)]

    def _following(self) -> Subnet:
        for _ in range(1 << self._size - self._base[1]):
            subnet = (self._next, self._size)
            self._next = broadcast(self._next, self._size) + 1
            if not in_net(self._next, *self._base):
                self._next = self._base[0]
            if not any(overlaps(subnet, other) for other in self._taken):
                return subnet
        return self._base  # all are taken, and so is this

    def give_back(self, subnets: list[dict[str, Any]]) -> None:
        """These are free again."""
        for each in subnets:
            net, plen = parse_cidr(each["Subnet"])
            self._taken.remove((network(net, plen), plen))


def _given(subnet: Subnet, asked: dict[str, Any]) -> dict[str, Any]:
    """A subnet as inspect shows it; the gateway is the first address of the range."""
    net, plen = subnet
    span = asked.get("IPRange") or ""
    first = parse_cidr(span)[0] if span else net + 1
    gateway = asked.get("Gateway") or ip_text(first)
    return {"Subnet": f"{ip_text(net)}/{plen}", **({"IPRange": span} if span else {}), "Gateway": gateway}
