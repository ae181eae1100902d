"""Rich displays: what notebooks show of the model's objects, registered when the magics are loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.client.container import Container
from dockernet_sim.client.networks import Network
from dockernet_sim.lab import Lab
from dockernet_sim.notebook import markup
from dockernet_sim.notebook.transcript import result_html
from dockernet_sim.reach import Matrix
from dockernet_sim.sim.printable import escape
from dockernet_sim.world.result import Result

CONTAINER_HEAD = ("container", "image", "status", "networks", "published")
NETWORK_HEAD = ("network", "driver", "subnet", "gateway", "containers")


def container_row(container: Container) -> list[str]:
    """One container: name, image, status, addresses by network, published ports."""
    attrs = container.attrs
    networks = attrs["NetworkSettings"]["Networks"] or {}
    ports = attrs["NetworkSettings"]["Ports"] or {}
    return [
        container.name,
        attrs["Config"]["Image"],
        container.status,
        ", ".join(f"{name} {each['IPAddress']}".strip() for name, each in networks.items()),
        ", ".join(
            f"{bound['HostIp']}:{bound['HostPort']} → {port}" for port, all in ports.items() for bound in all or ()
        ),
    ]


def network_row(network: Network) -> list[str]:
    """One network: name, driver, subnet, gateway, containers with their addresses."""
    attrs = network.attrs
    pools = attrs["IPAM"]["Config"]
    pool = pools[0] if pools else None
    members = (attrs.get("Containers") or {}).values()
    return [
        attrs["Name"],
        attrs["Driver"] + (" (internal)" if attrs["Internal"] else ""),
        pool["Subnet"] if pool else "",
        pool.get("Gateway", "") if pool else "",
        ", ".join(f"{each['Name']} {each['IPv4Address'].partition('/')[0]}".strip() for each in members),
    ]


def list_html(items: list[Any]) -> str | None:
    """A list of containers or of networks as one table; other lists are shown as ever."""
    if items and all(isinstance(each, Container) for each in items):
        return markup.table(CONTAINER_HEAD, map(container_row, items))
    if items and all(isinstance(each, Network) for each in items):
        return markup.table(NETWORK_HEAD, map(network_row, items))
    return None


def lab_html(lab: Lab) -> str:
    """A lab as its picture."""
    return str(lab.draw()._repr_html_())


DISPLAYS: dict[type, Callable[[Any], str | None]] = {
    Result: result_html,
    Container: lambda container: markup.table(CONTAINER_HEAD, [container_row(container)]),
    Network: lambda network: markup.table(NETWORK_HEAD, [network_row(network)]),
    list: list_html,
    Lab: lab_html,
    Matrix: lambda matrix: f"<pre>{escape(str(matrix))}</pre>",
}


def register(formatter: Any) -> None:
    """Teach IPython's display formatter these types."""
    html = formatter.formatters["text/html"]
    for type_, display in DISPLAYS.items():
        html.for_type(type_, display)
