"""Whether a network can give a container what is asked of it there: an address, aliases, sysctls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.engine.container.endpoint_options import unreadable_sysctls
from dockernet_sim.engine.container.validate import is_address, is_user_defined
from dockernet_sim.engine.daemon.ipamchecks import joined
from dockernet_sim.engine.errors import ApiError, BadRequest
from dockernet_sim.wire.address import in_net, parse_ip, parse_net

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.network import IpamConfig, Network
    from dockernet_sim.engine.container.endpoint import EndpointSettings
    from dockernet_sim.engine.daemon.state import Daemon


def check_settings(daemon: Daemon, network: Network | None, name: str, settings: EndpointSettings) -> None:
    """Refuse an address or alias that the network of that name (None where there is none) cannot give.

    Raises
    ------
    ApiError
        All that is wrong, in the release's words.
    """
    if is_user_defined(name) and not settings.ipam_config and not settings.driver_opts:
        return
    problems: list[ApiError] = []
    if not is_user_defined(name):
        problems += [daemon.refuse("needs-user-network")] if settings.has_address else []
        problems += [daemon.refuse("alias-needs-user-network")] if settings.aliases else []
    if network is not None and (not problems or daemon.release.rules.checked_early):
        problems += _address_problems(daemon, network, settings)
    if daemon.release.rules.endpoint_options:
        problems += [daemon.refuse("endpoint-sysctl", text=each) for each in unreadable_sysctls(settings.driver_opts)]
    if problems:
        error, text = problems[0], joined([each.text for each in problems])
        raise daemon.refuse.within("endpoint-settings", error.with_text(text))


def _address_problems(daemon: Daemon, network: Network, settings: EndpointSettings) -> list[ApiError]:
    rules, refuse = daemon.release.rules, daemon.refuse
    asked = [(4, settings.ipv4, network.ipam_config), (6, settings.ipv6, network.ipam6_config)]
    asked = [each for each in asked if each[1]]
    without = [rules.static_ip_needs_subnet and not any(config.subnet for config in each[2]) for each in asked]
    if not rules.checked_early:
        return [refuse("needs-subnet")] if any(without) else []
    found: list[ApiError] = [
        BadRequest(f"invalid IPv{family} address: {text}") for family, text, _ in asked if not _is_of(family, text)
    ]
    for (family, text, configs), lacks in zip(asked, without, strict=True):
        if lacks:
            found.append(refuse("needs-subnet"))
        elif not any(_is_of(family, text) and in_net(parse_ip(text), *net) for net in _nets(network, family, configs)):
            found.append(refuse("address-elsewhere", address=text, network=network.name))
    return found


def _is_of(family: int, text: str) -> bool:
    return is_address(text) and (":" in text) == (family == 6)


def _nets(network: Network, family: int, configs: list[IpamConfig]) -> list[tuple[int, int]]:
    """Where an address may be: pools that are held; before 29, of IPv6 the subnets that were asked for."""
    if family == 6 and network.controller.machine.release.rules.static_ip_needs_subnet:
        return [parse_net(config.subnet) for config in configs if config.subnet]
    return [(data.pool.net, data.pool.plen) for data in (network.ipam if family == 4 else network.ipam6)]
