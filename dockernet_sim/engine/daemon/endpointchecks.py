"""Whether a network can give a container what is asked of it there: an address, aliases, sysctls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.engine.container.endpoint_options import unreadable_sysctls
from dockernet_sim.engine.container.validate import is_address, is_user_defined
from dockernet_sim.engine.errors import ApiError, BadRequest
from dockernet_sim.wire.address import ip_int

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.network import Network
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
    if network is not None and not problems:
        problems += _address_problems(daemon, network, settings)
    if daemon.release.rules.endpoint_options:
        problems += [daemon.refuse("endpoint-sysctl", text=each) for each in unreadable_sysctls(settings.driver_opts)]
    if problems:
        error, text = problems[0], "\n".join(each.text for each in problems)
        raise daemon.refuse.within("endpoint-settings", error.with_text(text))


def _address_problems(daemon: Daemon, network: Network, settings: EndpointSettings) -> list[ApiError]:
    rules, refuse = daemon.release.rules, daemon.refuse
    needs_subnet = bool(settings.ipv4) and rules.static_ip_needs_subnet
    without = needs_subnet and not any(config.subnet for config in network.ipam_config)
    if not rules.checked_early:  # no network has an IPv6 subnet here
        return [refuse("needs-subnet")] if settings.ipv6 or without else []
    if without:
        return [refuse("needs-subnet")]
    found: list[ApiError] = []
    for family, text in ((4, settings.ipv4), (6, settings.ipv6)):
        if not text:
            continue
        if not is_address(text) or (":" in text) == (family == 4):
            found.append(BadRequest(f"invalid IPv{family} address: {text}"))
            continue
        inside = ":" not in text and any(ip_int(text) in data.pool for data in network.ipam)
        found += [] if inside else [refuse("address-elsewhere", address=text, network=network.name)]
    return found
