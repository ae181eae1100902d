"""dockerd's flags of later releases: what came, and what went."""

from __future__ import annotations

from types import MappingProxyType

from dockernet_sim.engine.errors import StartError
from dockernet_sim.engine.flags import FLAGS, FlagTable
from dockernet_sim.sim.errors import NotModelled

GONE = frozenset(("api-cors-header", "allow-nondistributable-artifacts"))


def _mark(flag: str, text: str) -> str:
    """``--bridge-accept-fwmark 0x1/0x3``: the mark and its mask, as iptables reads them."""
    mark, slash, mask = text.partition("/")
    try:
        numbers = [int(part, 0) for part in (mark, *([mask] if slash else []))]
        if not all(0 <= number < 2**32 for number in numbers):
            raise ValueError
    except ValueError:
        raise StartError(f'invalid firewall mark "{text}"') from None
    return "/".join(f"{number:#x}" for number in numbers)


def _network_option(flag: str, text: str) -> tuple[str, str, str]:
    """``--default-network-opt bridge=com.docker.network.driver.mtu=1400``"""
    driver, equals, rest = text.partition("=")
    option, second, value = rest.partition("=")
    if not equals or not second:
        raise StartError(f'invalid argument "{text}" for "--{flag}" flag: invalid format, must be driver=option=value')
    return driver, option, value


def _backend(flag: str, text: str) -> str:
    """``--firewall-backend``: iptables alone."""
    if text not in ("", "iptables"):
        raise NotModelled(f"dockerd --{flag} {text} is not modelled: its tables are nftables'")
    return text


FLAGS_25: FlagTable = FLAGS._replace(
    lists=MappingProxyType({**FLAGS.lists, "default-network-opt": ("default_network_opts", _network_option)}),
    without_effect=(FLAGS.without_effect - GONE)
    | {
        "cdi-spec-dir",
        "default-stop-timeout",
        "feature",
        "http-proxy",
        "https-proxy",
        "log-format",
        "no-proxy",
        "nri-opts",
    },
)
FLAGS_29: FlagTable = FLAGS_25._replace(
    booleans=FLAGS_25.booleans | {"allow-direct-routing", "ip-forward-no-drop"},
    values=MappingProxyType({**FLAGS_25.values, "bridge-accept-fwmark": _mark, "firewall-backend": _backend}),
    absent=FLAGS_25.absent | {"bip6"},
)
