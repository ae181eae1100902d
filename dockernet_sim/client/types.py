"""docker.types: small dictionaries in the Engine API's spelling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked, without
from dockernet_sim.engine.container.request import EndpointRequest, binding, link
from dockernet_sim.sim import arguments as must


class IPAMPool(dict[str, Any]):
    """A subnet for ``IPAMConfig``, as in ``docker network create --subnet ... --ip-range ... --gateway ...``."""

    @asked(
        subnet=must.maybe(must.text), iprange=must.maybe(must.text), gateway=must.maybe(must.text),
        aux_addresses=must.maybe(must.mapping(must.text, must.text, "names with addresses")),
    )  # fmt: skip
    def __init__(
        self,
        subnet: str | None = None,
        iprange: str | None = None,
        gateway: str | None = None,
        aux_addresses: dict[str, str] | None = None,
    ) -> None:
        super().__init__(
            {"Subnet": subnet, "IPRange": iprange, "Gateway": gateway, "AuxiliaryAddresses": aux_addresses}
        )


class IPAMConfig(dict[str, Any]):
    """The ``ipam`` argument of ``networks.create``."""

    @asked(
        driver=must.text, pool_configs=must.maybe(must.sequence(must.plain, "a list of IPAMPool")),
        options=must.maybe(must.mapping(must.text, must.text, "options, by name")),
    )  # fmt: skip
    def __init__(
        self,
        driver: str = "default",
        pool_configs: Sequence[IPAMPool] | None = None,
        options: dict[str, str] | None = None,
    ) -> None:
        super().__init__({"Driver": driver, "Config": list(pool_configs or [])})
        if options:
            self["Options"] = options


class EndpointConfig(dict[str, Any]):
    """How a container is plugged into a network: aliases, links and a given address; IPv6 is not modelled."""

    @asked(
        aliases=must.maybe(must.texts), links=must.maybe(checks.links), ipv4_address=must.maybe(must.text),
        mac_address=must.maybe(must.text), driver_opt=must.maybe(checks.labels), ipv6_address=must.maybe(must.text),
        link_local_ips=must.maybe(must.texts), version=must.maybe(must.text),
    )  # fmt: skip
    def __init__(
        self,
        aliases: Sequence[str] | None = None,
        links: dict[str, str | None] | Sequence[str] | None = None,
        ipv4_address: str | None = None,
        mac_address: str | None = None,
        driver_opt: dict[str, str] | None = None,
        ipv6_address: str | None = None,
        link_local_ips: Sequence[str] | None = None,
        version: str | None = None,
    ) -> None:
        without("EndpointConfig", ipv6_address=ipv6_address, link_local_ips=link_local_ips)
        options = dict(driver_opt) if driver_opt else {}
        asked = EndpointRequest(
            ipv4_address or "", "", (), aliases or None, link_list(links or ()), options, mac_address or ""
        )
        super().__init__(asked.settings())


def link_list(links: dict[str, str | None] | Sequence[Any]) -> list[str]:
    """Links as ``NAME:ALIAS`` texts, out of a mapping, pairs or such texts.

    >>> link_list({"db": "database", "web": None})
    ['db:database', 'web:web']
    """
    pairs: list[Any] = list(links.items()) if isinstance(links, dict) else list(links)
    return [pair if isinstance(pair, str) else link(*pair) for pair in pairs]


def port_bindings(ports: dict[str | int, Any]) -> dict[str, list[dict[str, str]]]:
    """docker-py's ``ports`` argument in the Engine API's spelling.

    >>> port_bindings({"80/tcp": 8080, 53: ("127.0.0.1", 5353)})
    {'80/tcp': [{'HostIp': '', 'HostPort': '8080'}], '53/tcp': [{'HostIp': '127.0.0.1', 'HostPort': '5353'}]}
    """
    bound = {}
    for port, given in ports.items():
        key = str(port) if "/" in str(port) else f"{port}/tcp"
        bound[key] = [_binding(one) for one in (given if isinstance(given, list) else [given])]
    return bound


def _binding(given: Any) -> dict[str, str]:
    if isinstance(given, tuple):
        ip, port = given if len(given) == 2 else (given[0], None)
        return binding(port, ip)
    if isinstance(given, dict):
        return binding(given.get("HostPort", ""), given.get("HostIp", ""))
    return binding(given)
