"""Networks that only hold a configuration (``--config-only``), and those that are made from one (``--config-from``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.errors import Forbidden, NotFound

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.network import Network

OPERATOR = ("Ingress", "Internal", "Attachable", "Scope")
OWN_OPERATOR = (
    "configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | "  # noqa: E501
    "attachable | scope ] are not supported."
)
OWN_CONFIG = "user specified configurations are not supported if the network depends on a configuration network"
OWN_OPTIONS = "network driver options are not supported if the network depends on a configuration network"


def source_of(body: dict[str, Any]) -> str:
    """The network whose configuration a new one is to have; ``""`` for its own."""
    return (body.get("ConfigFrom") or {}).get("Network") or ""


def check_configuration(body: dict[str, Any]) -> None:
    """Refuse what a network that holds a configuration, or is made from one, cannot have (libnetwork's
    validateConfiguration).

    Raises
    ------
    Forbidden
        With libnetwork's text.
    """
    ipam = body.get("IPAM") or {}
    if body.get("ConfigOnly"):
        if any(body.get(key) for key in OPERATOR):
            raise Forbidden(OWN_OPERATOR)
        if source_of(body):
            raise Forbidden("a configuration network cannot depend on another configuration network")
    elif source_of(body):
        other_driver = ipam.get("Driver") not in (None, "", "default")
        if other_driver or body.get("EnableIPv6") or body.get("Labels") or ipam.get("Options") or ipam.get("Config"):
            raise Forbidden(OWN_CONFIG)
        if body.get("Options"):
            raise Forbidden(OWN_OPTIONS)


def configuration_of(networks: Iterable[Network], name: str) -> Network:
    """The network of that name that holds a configuration; an id does not count, nor does a network that works.

    Raises
    ------
    NotFound
        With libnetwork's text.
    """
    for network in networks:
        if network.config_only and network.name == name:
            return network
    raise NotFound(f'configuration network "{name}" does not exist')
