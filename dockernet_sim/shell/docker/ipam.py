"""``--subnet``, ``--ip-range``, ``--gateway`` and ``--aux-address`` brought together,
as the CLI does before it asks."""

from __future__ import annotations

import re
from typing import Any

from dockernet_sim.shell.docker.checks import is_ip
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.quote import quote
from dockernet_sim.wire.address import in_net, net_text, network, parse_ip, parse_net

Net = tuple[int, int]


def parse_cidr(text: str) -> Net | None:
    """A network's first address and prefix length; None when it is none."""
    _, slash, length = text.partition("/")
    if not slash or not re.fullmatch(r"\d{1,3}", length, re.A):
        return None
    try:
        number, bits = parse_net(text)
    except ValueError:
        return None
    return network(number, bits), bits


def contains(net: Net, address: int) -> bool:
    """Whether an address lies in a network."""
    return in_net(address, *net)


def subnet_matches(subnet: str, text: str) -> bool:
    """Whether an address or a range lies in a subnet; CliError when the subnet is none."""
    net = parse_cidr(subnet)
    if net is None:
        raise cli_error("bad-subnet", subnet=subnet)
    other = parse_cidr(text)
    if other is not None:
        return contains(net, other[0])
    try:
        return contains(net, parse_ip(text))
    except ValueError:
        return False


def check_prefix(text: str) -> None:
    """netip.ParsePrefix; CliError with Go's text."""
    address, slash, bits = text.rpartition("/")
    if not slash:
        why = "no '/'"
    elif parse_cidr(f"{address}/0") is None and ":" in address:
        raise NotModelled(f"what is wrong with the IPv6 address of {text} is not told as netip.ParseAddr tells it")
    elif parse_cidr(f"{address}/0") is None:
        why = f"ParseAddr({quote(address)}): unable to parse IP"
    elif not re.fullmatch(r"0|[1-9]\d*", bits, re.A):
        why = f"bad bits after slash: {quote(bits)}"
    elif parse_cidr(text) is None:
        why = "prefix length out of range"
    else:
        return
    raise CliError(f"netip.ParsePrefix({quote(text)}): {why}")


def ipam_config(
    subnets: list[str], ranges: list[str], gateways: list[str], aux: dict[str, str], reads: bool = False
) -> list[dict[str, Any]]:
    """IPAM's Config of the Engine API; CliError with the CLI's own texts.

    >>> ipam_config(["10.0.0.0/24"], [], ["10.0.0.9"], {})
    [{'Subnet': '10.0.0.0/24', 'Gateway': '10.0.0.9'}]
    """
    if len(subnets) < len(ranges) or len(subnets) < len(gateways):
        raise CliError("every ip-range or gateway must have a corresponding subnet")
    found: dict[str, dict[str, Any]] = {}
    for subnet in subnets:
        if any(subnet_matches(subnet, other) or subnet_matches(other, subnet) for other in found):
            raise CliError("multiple overlapping subnet configuration is not supported")
        if reads:
            check_prefix(subnet)
        found[subnet] = {"Subnet": subnet}
    for text in [masked(each) for each in ranges] if reads else ranges:
        place(found, text, "IPRange", f"no matching subnet for range {text}", "ranges", "on the same subnet")
    for text in gateways:
        place(found, text, "Gateway", f"no matching subnet for gateway {text}", "gateways", "for the same subnet")
    for name, address in aux.items():
        if reads and address and not is_ip(address):
            raise CliError(f"ParseAddr({quote(address)}): unable to parse IP")
        if reads and not address:
            continue
        matching = [subnet for subnet in found if subnet_matches(subnet, address)]
        if not matching:
            raise CliError(f"no matching subnet for aux-address {address}")
        for subnet in matching:
            found[subnet].setdefault("AuxiliaryAddresses", {})[name] = address
    return list(found.values())


def masked(text: str) -> str:
    """A range without the bits behind its prefix; what is none stays."""
    net = parse_cidr(text)
    return text if net is None else net_text(*net)


def place(found: dict[str, dict[str, Any]], text: str, key: str, none: str, what: str, where: str) -> None:
    """Put a range or gateway with its subnet."""
    matching = [subnet for subnet in found if subnet_matches(subnet, text)]
    if not matching:
        raise CliError(none)
    for subnet in matching:
        if key in found[subnet]:
            raise CliError(f"cannot configure multiple {what} ({text}, {found[subnet][key]}) {where} ({subnet})")
        found[subnet][key] = text
