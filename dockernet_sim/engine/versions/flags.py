"""dockerd's flags of later releases: what came, and what went."""

from __future__ import annotations

from types import MappingProxyType

from dockernet_sim.engine.errors import StartError
from dockernet_sim.engine.flags import FLAGS, FlagTable, whole_number
from dockernet_sim.sim.errors import NotModelled


def _mark(flag: str, text: str) -> str:
    """``--bridge-accept-fwmark 0x1/0x3``: the mark and its mask, as iptables reads them."""
    mark, slash, mask = text.partition("/")
    numbers = []
    for what, part in (("mark", mark), *([("mask", mask)] if slash else [])):
        try:
            numbers.append(int(part if part[:1] not in ("+", "-") else "", 0))
            why = "" if numbers[-1] < 2**32 else "value out of range"
        except ValueError:
            why = "invalid syntax"
        if why:
            raise StartError(
                f'invalid {flag}: invalid firewall {what} "{text}": strconv.ParseUint: parsing "{part}": {why}'
            )
    return "/".join(f"{number:#x}" for number in numbers)


def _network_option(flag: str, text: str) -> tuple[str, str, str]:
    """``--default-network-opt bridge=com.docker.network.driver.mtu=1400``"""
    driver, equals, rest = text.partition("=")
    option, second, value = rest.partition("=")
    if not equals or not second:
        why = f'invalid value "{text}" for map option, should be root-key=key=value'
        raise StartError(f'invalid argument "{text}" for "--{flag}" flag: {why}')
    return driver, option, value


def _backend(flag: str, text: str) -> str:
    """``--firewall-backend``: iptables alone."""
    if text == "nftables":
        raise NotModelled(f"dockerd --{flag} {text} is not modelled")
    if text not in ("", "iptables"):
        raise StartError(f'invalid {flag}: allowed values are "iptables" and "nftables"')
    return text


def _seconds(flag: str, text: str) -> int:
    """``--default-stop-timeout``: a number that is not below 0."""
    number = whole_number(flag, text)
    if number < 0:
        raise StartError(f"invalid default stop timeout: {number}")
    return number


GONE = frozenset(("api-cors-header", "allow-nondistributable-artifacts"))
FLAGS_26: FlagTable = FLAGS._replace(
    lists=MappingProxyType({**FLAGS.lists, "default-network-opt": ("default_network_opts", _network_option)}),
    without_effect=(FLAGS.without_effect - {"oom-score-adjust"}) | {"cdi-spec-dir", "log-format"},
    absent=FLAGS.absent | {"http-proxy", "https-proxy", "no-proxy", "validate"},
)
FLAGS_28: FlagTable = FLAGS_26._replace(
    booleans=FLAGS_26.booleans | {"allow-direct-routing", "ip-forward-no-drop"},
    without_effect=(FLAGS_26.without_effect - GONE) | {"feature"},
    absent=FLAGS_26.absent | {"bip6"},
)
FLAGS_29: FlagTable = FLAGS_28._replace(
    values=MappingProxyType(
        {
            **FLAGS_28.values,
            "bridge-accept-fwmark": _mark,
            "default-stop-timeout": _seconds,
            "firewall-backend": _backend,
        }
    ),
    without_effect=FLAGS_28.without_effect | {"nri-opts"},
)
