"""The ports that a container wants, out of -p, -P and EXPOSE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dockernet_sim.engine.ports.binding import PortBinding, PublishOrder


def exposed_ports(
    config: Mapping[str, Any], host_config: Mapping[str, Any], order: PublishOrder
) -> list[tuple[int, str]]:
    """All exposed ports, those that are bound included, in the order in which they are published."""
    return [port for port, _ in _ordered(config, host_config, order)]


def wanted_bindings(
    config: Mapping[str, Any], host_config: Mapping[str, Any], order: PublishOrder
) -> list[PortBinding]:
    """What is to be published, in that order; ``-P`` binds what is exposed and not bound."""
    everything = host_config["PublishAllPorts"]
    wanted: list[PortBinding] = []
    for (port, proto), bindings in _ordered(config, host_config, order):
        wanted += bindings or ([PortBinding(port, proto)] if everything else [])
    return wanted


def _ordered(
    config: Mapping[str, Any], host_config: Mapping[str, Any], order: PublishOrder
) -> list[tuple[tuple[int, str], list[PortBinding]]]:
    bound = host_config["PortBindings"] or {}
    asked = {_split(key): _bindings(key, bound.get(key) or ()) for key in [*config["ExposedPorts"], *bound]}
    highest = {port: max(each.host_port for each in bindings) for port, bindings in asked.items() if bindings}
    by_host_port = {port: sorted(bindings, key=lambda each: -each.host_port) for port, bindings in asked.items()}
    return [(port, by_host_port[port]) for port in order(asked, highest)]


def _bindings(key: str, asked: Sequence[Mapping[str, str]]) -> list[PortBinding]:
    port, proto = _split(key)
    return [PortBinding(port, proto, each["HostIp"], *_range(each["HostPort"])) for each in asked]


def _split(port: str) -> tuple[int, str]:
    number, _, proto = port.partition("/")
    return int(number[-5:]), proto or "tcp"


def _range(text: str) -> tuple[int, int]:
    """A host port or range, (0, 0) for none.

    >>> _range("8000-8010"), _range("80"), _range("")
    ((8000, 8010), (80, 80), (0, 0))
    """
    first, _, last = text.partition("-")
    start = int(first[-5:] or 0)
    return start, int(last[-5:] or start)
