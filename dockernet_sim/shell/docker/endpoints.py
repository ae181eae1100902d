"""``--network`` and what goes with it: the settings of a new container's endpoints."""

from __future__ import annotations

from typing import Any

from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.errors import CliError

MIXED = "conflicting options: cannot attach both user-defined and non-user-defined network-modes"


def is_user_defined(name: str) -> bool:
    """Whether a network's name is none of those that are always there."""
    return (
        name not in ("default", "bridge", "host", "none") and not name.startswith("container:") and name != "container"
    )


def endpoint_settings(call: Call) -> dict[str, dict[str, Any]]:
    """EndpointsConfig; the options without a network of their own go to the first one."""
    networks = call["network"]
    endpoints: dict[str, dict[str, Any]] = {}
    kinds = {is_user_defined(network["target"]) for network in networks}
    for number, network in enumerate(networks):
        settings = one_endpoint(call, network, first=number == 0)
        if network["target"] in endpoints:
            raise CliError(f'network "{network["target"]}" is specified multiple times')
        if settings or len(networks) > 1:
            endpoints[network["target"]] = settings
    if len(kinds) > 1:
        raise CliError(MIXED)
    return dict(sorted(endpoints.items()))  # as JSON has them


def one_endpoint(call: Call, network: dict[str, Any], first: bool) -> dict[str, Any]:
    """The settings of one endpoint; {} when nothing was asked for."""
    aliases, links = list(network["aliases"]), []
    if first and aliases and call["network-alias"]:
        raise CliError("conflicting options: cannot specify both --network-alias and per-network alias")
    if first:
        aliases, links = aliases or call["network-alias"], call["link"]
    if not network["target"].strip():
        raise CliError("no name set for network")
    if not is_user_defined(network["target"]):
        if aliases:
            raise CliError("network-scoped aliases are only supported for user-defined networks")
        if links:
            raise CliError("links are only supported for user-defined networks")
    settings: dict[str, Any] = {}
    if first and call["ip"]:
        settings["IPAMConfig"] = {"IPv4Address": call["ip"]}
    settings.update({"Links": links} if links else {})
    settings.update({"Aliases": aliases} if aliases else {})
    settings.update({"DriverOpts": network["options"]} if network["options"] else {})
    return settings
