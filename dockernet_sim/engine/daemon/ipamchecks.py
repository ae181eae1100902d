"""What is wrong with the subnets of a new network, before any is taken (ValidateIPAM in daemon/network.go)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dockernet_sim.engine.errors import BadRequest, NotFound, ServerError
from dockernet_sim.engine.refusals import Refusals
from dockernet_sim.engine.rules import Rules
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import (
    UNSPECIFIED6,
    in_net,
    ip_text,
    is_ipv6,
    is_mapped,
    network,
    parse_ip,
    parse_net,
)

Net = tuple[int, int]
"""An address and a prefix length, as they were written"""


def check_ipam(ipam: dict[str, Any], ipv6: bool, rules: Rules, refuse: Refusals) -> None:
    """Refuse a driver that is not there, a subnet that is none, and (later releases) what does not lie in it.

    Raises
    ------
    ApiError
        With the daemon's text.
    """
    _check_driver(ipam.get("Driver") or "default")
    problems: list[str] = []
    for config in ipam.get("Config") or ():
        subnet = read_net(config.get("Subnet") or "")
        if subnet is None:
            problem = refuse("bad-subnet", subnet=config.get("Subnet") or "")
            if not rules.checked_early:
                raise problem
            problems.append(problem.text.partition("\n")[2])
        elif is_mapped(subnet[0]):
            raise NotModelled(f"subnet {config['Subnet']}: subnets of IPv4 written as IPv6 are not modelled")
        elif ipv6 and subnet[0] == UNSPECIFIED6 and rules.cut_pools:
            raise NotModelled(f"subnet {config['Subnet']}: a subnet that begins at :: is not modelled")
        elif ipv6 or not is_ipv6(subnet[0]):
            problems += [] if rules.host_bits else _host_bits(subnet)
            problems += _outside(config, subnet) if rules.checked_early else []
    if problems:
        raise BadRequest(f"invalid network config:\n{joined(problems)}")


def joined(problems: Sequence[str]) -> str:
    """Several errors in one text, as moby's multierror writes them.

    >>> joined(["one"]), joined(["one", "two"])
    ('one', '* one\\n* two')
    """
    return problems[0] if len(problems) == 1 else "\n".join(f"* {each}".replace("\n", "\n\t") for each in problems)


def read_net(text: str) -> Net | None:
    """A prefix of either family; None for a text that is none."""
    try:
        return parse_net(text) if "/" in text else None
    except ValueError:
        return None


def _check_driver(name: str) -> None:
    if name == "null":
        raise ServerError("ipv4 pool is empty")
    if name != "default":
        raise NotFound(f'plugin "{name}" not found')


def _family(address: int) -> str:
    return f"an IPv{6 if is_ipv6(address) else 4} block"


def _host_bits(subnet: Net) -> list[str]:
    address, plen = subnet
    first = network(address, plen)
    shown = f"{ip_text(address)}/{plen}: it should be {ip_text(first)}/{plen}"
    return [f"invalid subnet {shown}"] if first != address else []


def _outside(config: dict[str, Any], subnet: Net) -> list[str]:
    """What is wrong with range, gateway and auxiliary addresses of a subnet."""
    found = [*_bad_range(config["IPRange"], subnet)] if config.get("IPRange") else []
    single = [("gateway {}", config.get("Gateway") or "")]
    single += [(f"auxiliary address {name}", text) for name, text in (config.get("AuxiliaryAddresses") or {}).items()]
    for what, text in single:
        for why in _bad_address(text, subnet) if text else ():
            found.append(f"invalid {what.format(text)}: {why}")
    return found


def _bad_range(text: str, subnet: Net) -> Iterator[str]:
    span, (address, plen) = read_net(text), subnet
    if span is None:
        yield f"invalid ip-range {text}: invalid CIDR block notation"
        return
    if is_ipv6(span[0]) != is_ipv6(address):
        yield f"invalid ip-range {text}: parent subnet is {_family(address)}"
        return
    shown, (start, size) = f"{ip_text(address)}/{plen}", span
    if size < plen:
        yield f"invalid ip-range {text}: CIDR block is bigger than its parent subnet {shown}"
    if network(start, size) != start:
        yield f"invalid ip-range {text}: it should be {ip_text(network(start, size))}/{size}"
    if network(start, min(size, plen)) != network(address, min(size, plen)):
        yield f"invalid ip-range {text}: parent subnet {shown} doesn't contain ip-range"


def _bad_address(text: str, subnet: Net) -> Iterator[str]:
    address, plen = subnet
    try:
        ip = parse_ip(text)
    except ValueError:
        yield "invalid address"
        return
    if is_ipv6(ip) != is_ipv6(address):
        yield f"parent subnet is {_family(address)}"
    elif not in_net(ip, network(address, plen), plen):
        yield f"parent subnet {ip_text(address)}/{plen} doesn't contain this address"
