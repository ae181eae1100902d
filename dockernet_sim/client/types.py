"""docker.types: small dictionaries in the Engine API's spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked
from dockernet_sim.client.errors import InvalidArgument
from dockernet_sim.client.streams import CancellableStream
from dockernet_sim.engine.container.request import EndpointRequest, binding
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from typing import Unpack

    from dockernet_sim.client.arguments import (
        Endpoints,
        HealthOptions,
        Labels,
        Links,
        LogOptions,
        Ports,
        Texts,
        UlimitOptions,
    )

__all__ = [
    "CancellableStream",
    "EndpointConfig",
    "Healthcheck",
    "IPAMConfig",
    "IPAMPool",
    "LogConfig",
    "Mount",
    "NetworkingConfig",
    "Ulimit",
]
OPTIONS = must.maybe(must.mapping(must.text, must.text, "options, by name"))


def __getattr__(name: str) -> NoReturn:
    """docker-py's other types are for services and devices: refused by name."""
    if name.startswith("_") or not name[0].isupper():
        raise AttributeError(name)
    raise NotModelled(f"docker.types.{name} is not modelled")


class IPAMPool(dict[str, object]):
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
        aux_addresses: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(
            {"Subnet": subnet, "IPRange": iprange, "Gateway": gateway, "AuxiliaryAddresses": aux_addresses}
        )


class IPAMConfig(dict[str, object]):
    """The ``ipam`` argument of ``networks.create``."""

    @asked(
        driver=must.text, pool_configs=must.maybe(must.sequence(must.plain, "a list of IPAMPool")), options=OPTIONS,
    )  # fmt: skip
    def __init__(
        self,
        driver: str = "default",
        pool_configs: Sequence[IPAMPool] | None = None,
        options: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__({"Driver": driver, "Config": list(pool_configs or [])})
        if options:
            self["Options"] = options


class EndpointConfig(dict[str, object]):
    """How a container is plugged into a network: aliases, links and a given address."""

    @asked(
        version=must.maybe(must.text), aliases=must.maybe(must.texts), links=must.maybe(checks.links),
        ipv4_address=must.maybe(must.text), ipv6_address=must.maybe(must.text), link_local_ips=must.maybe(must.texts),
        driver_opt=must.maybe(checks.labels), mac_address=must.maybe(must.text),
    )  # fmt: skip
    def __init__(
        self,
        version: str | None = None,
        aliases: Texts | None = None,
        links: Links | None = None,
        ipv4_address: str | None = None,
        ipv6_address: str | None = None,
        link_local_ips: Texts | None = None,
        driver_opt: Mapping[str, str] | None = None,
        mac_address: str | None = None,
    ) -> None:
        request = EndpointRequest(
            ipv4_address or "", ipv6_address or "", link_local_ips or (), aliases or None,
            link_list(links) if links else (), dict(driver_opt or {}), mac_address or "",
        )  # fmt: skip
        super().__init__(request.settings())


class NetworkingConfig(dict[str, object]):
    """The ``networking_config`` of a container: networks with how to plug it in there."""

    @asked(endpoints_config=must.maybe(must.mapping(must.text, must.plain, "networks with their EndpointConfig")))
    def __init__(self, endpoints_config: Endpoints | None = None) -> None:
        super().__init__({"EndpointsConfig": endpoints_config} if endpoints_config else {})


class Healthcheck(dict[str, object]):
    """How a container's health is checked: a test, and times in nanoseconds."""

    def __init__(self, **given: Unpack[HealthOptions]) -> None:
        plain = must.verified("Healthcheck", "healthcheck", given, CHECK, InvalidArgument)
        found = {field: plain.get(name, plain.get(field)) for name, field in HEALTH.items()}
        if isinstance(found["Test"], str):
            found["Test"] = ["CMD-SHELL", found["Test"]]
        super().__init__(found)


CHECK = must.mapping(must.text, must.plain, "test, interval, timeout, retries and start_period")
HEALTH = {"test": "Test", "interval": "Interval", "timeout": "Timeout", "retries": "Retries",
          "start_period": "StartPeriod"}  # fmt: skip


class LogConfig(dict[str, object]):
    """A container's log driver."""

    def __init__(self, **given: Unpack[LogOptions]) -> None:
        plain = must.verified("LogConfig", "log_config", given, CHECK, InvalidArgument)
        config = plain.get("config", plain.get("Config")) or {}
        super().__init__({"Type": plain.get("type", plain.get("Type")), "Config": config})


class Ulimit(dict[str, object]):
    """A limit of a container's programs."""

    def __init__(self, **given: Unpack[UlimitOptions]) -> None:
        plain = must.verified("Ulimit", "ulimits", given, CHECK, InvalidArgument)
        super().__init__({field: plain.get(field.lower(), plain.get(field)) for field in ("Name", "Soft", "Hard")})
        must.verified("Ulimit", "name", self["Name"], must.name, InvalidArgument)


class Mount(dict[str, object]):
    """A volume, a folder of the host or a tmpfs in a container."""

    @asked(
        target=must.text, source=must.maybe(must.text), type=must.choice("bind", "volume", "tmpfs", "npipe"),
        read_only=must.flag, propagation=must.maybe(must.text), no_copy=must.flag, labels=must.maybe(checks.labels),
        tmpfs_size=must.maybe(must.either(must.count(0), must.text)), tmpfs_mode=must.maybe(must.count(0)),
        subpath=must.maybe(must.text),
    )  # fmt: skip
    def __init__(
        self,
        target: str,
        source: str | None,
        type: str = "volume",
        read_only: bool = False,
        propagation: str | None = None,
        no_copy: bool = False,
        labels: Labels | None = None,
        tmpfs_size: int | str | None = None,
        tmpfs_mode: int | None = None,
        subpath: str | None = None,
    ) -> None:
        super().__init__({"Target": target, "Source": source, "Type": type, "ReadOnly": read_only})
        size = None if tmpfs_size is None else in_bytes(tmpfs_size)
        options: dict[str, dict[str, object]] = {
            "bind": {"Propagation": propagation},
            "volume": {"NoCopy": no_copy or None, "Labels": labels, "Subpath": subpath},
            "tmpfs": {"SizeBytes": size, "Mode": tmpfs_mode},
        }
        for kind, values in options.items():
            given = {key: value for key, value in values.items() if value}
            if given and kind != type:
                raise InvalidArgument(f"Incompatible options have been provided for the {type} type mount.")
            if given:
                self[f"{kind.capitalize()}Options"] = given


def link_list(links: Links) -> list[str]:
    """Links as ``NAME:ALIAS`` texts, sorted, out of a mapping, pairs or such texts.

    >>> link_list({"web": None, "db": "database"})
    ['db:database', 'web']
    """
    pairs: list[Any] = list(links.items()) if isinstance(links, Mapping) else list(links)
    texts = [pair if isinstance(pair, str) else f"{pair[0]}:{pair[1]}" if pair[1] else pair[0] for pair in pairs]
    return sorted(texts)


def port_bindings(ports: Ports) -> dict[str, list[dict[str, str]]]:
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
        ip, port = given if len(given) == 2 else (given[0], None) if isinstance(given[0], str) else ("", given[0])
        return binding(port, ip)
    if isinstance(given, dict):
        return binding(given.get("HostPort", ""), given.get("HostIp", ""))
    return binding(given)


UNITS = {"b": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


def in_bytes(size: int | float | str) -> int | float:
    """A size in bytes.

    >>> in_bytes("64m"), in_bytes("1kb"), in_bytes(5)
    (67108864, 1024, 5)
    """
    if not isinstance(size, str):
        return size
    text = size.strip().lower()
    text = text[:-1] if text[-2:-1].isalpha() and text.endswith("b") else text
    unit = UNITS.get(text[-1:], 0) if not text[-1:].isdigit() else 1
    try:
        return int(float(text.rstrip("bkmg")) * unit) if unit or not text else int("")
    except ValueError:
        raise InvalidArgument(f"a size in bytes, with b, k, m or g behind it: {must.shown(size)}") from None
