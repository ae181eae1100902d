"""The topology as plain data, read from the live machines: what pictures, graphs and texts are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx


ROOT = "root"


@dataclass(frozen=True)
class Link:
    """A device, with what it hangs on.

    Attributes
    ----------
    name, mac, state : str
        As `ip link` shows them.
    addresses : tuple of str
        ``172.17.0.2/16``.
    peer : tuple of str
        Of a veth: machine, namespace and name of its other end; empty for others.
    master : str
        The bridge that it is a port of.
    up : bool
        Whether it was taken up (``ip link set ... up``); it may still have no carrier.
    """

    name: str
    mac: str
    state: str
    addresses: tuple[str, ...] = ()
    peer: tuple[str, ...] = ()
    master: str = ""
    up: bool = True

    @property
    def fault(self) -> str:
        """Why nothing passes, in the words of ``ip link``: ``DOWN``, ``NO-CARRIER`` or nothing."""
        return "" if self.state in ("UP", "UNKNOWN") else "NO-CARRIER" if self.up else "DOWN"


@dataclass(frozen=True)
class Port:
    """A published port: where the host listens, and what it leads to."""

    host_ip: str
    host_port: int
    port: int
    proto: str = "tcp"

    def __str__(self) -> str:
        return f"{self.host_ip}:{self.host_port}->{self.port}/{self.proto}"


@dataclass(frozen=True)
class Container:
    """A container; ``names`` are those by which others find it, network by network."""

    name: str
    id: str
    image: str
    running: bool
    mode: str
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ports: tuple[Port, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Space:
    """A network namespace with the containers that live in it; without a container it was made by hand."""

    name: str
    links: tuple[Link, ...]
    containers: tuple[Container, ...] = ()

    @property
    def wires(self) -> tuple[Link, ...]:
        """Its links, loopback left out."""
        return tuple(link for link in self.links if link.name != "lo")


@dataclass(frozen=True)
class Bridge:
    """A bridge of a machine; ``network`` is the Docker network that it carries (empty for others)."""

    name: str
    addresses: tuple[str, ...]
    ports: tuple[str, ...]
    state: str
    network: str = ""
    subnet: str = ""
    internal: bool = False
    icc: bool = True
    down: bool = False  # ip link set ... down; one without ports has no carrier, which is no fault

    @property
    def gateway(self) -> str:
        """Its own address, without the prefix length."""
        return self.addresses[0].partition("/")[0] if self.addresses else ""


@dataclass(frozen=True)
class Box:
    """A machine: its bridges, and the namespaces in it, its own first.

    Attributes
    ----------
    engine : str
        The release of its Docker, or empty.
    stopped : tuple of Container
        Containers that do not run, and so live in no namespace.
    others : tuple of str
        Addresses that it answers for beside its own: on ``lan``, the whole internet's.
    folded : tuple of Space
        Namespaces that are drawn as one card for each network; their published ports are shown.
    """

    name: str
    address: str
    engine: str
    bridges: tuple[Bridge, ...]
    spaces: tuple[Space, ...]
    stopped: tuple[Container, ...] = ()
    others: tuple[str, ...] = ()
    folded: tuple[Space, ...] = ()

    @property
    def containers(self) -> tuple[Container, ...]:
        """All its containers, those that do not run last."""
        return (*(each for space in self.spaces for each in space.containers), *self.stopped)

    @property
    def root(self) -> Space:
        """The machine's own namespace."""
        return self.spaces[0]

    def bridge(self, name: str) -> Bridge | None:
        """The bridge of that device name."""
        return next((each for each in self.bridges if each.name == name), None)


@dataclass(frozen=True)
class Topology:
    """Everything at one moment; ``segment`` is the subnet that joins the machines.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> lab.sh("docker run -d --name web nginx").exit
    0
    >>> [(space.name, [link.name for link in space.wires]) for space in lab.topology().boxes[0].spaces[1:]]
    [('web', ['eth0'])]
    """

    time: float
    segment: str
    boxes: tuple[Box, ...]

    def box(self, name: str) -> Box | None:
        """The machine of that name."""
        return next((each for each in self.boxes if each.name == name), None)

    def container(self, name: str) -> tuple[Box, Container] | None:
        """The container of that name or short id, with its machine."""
        for box in self.boxes:
            for each in box.containers:
                if name in (each.name, each.id):
                    return box, each
        return None

    def graph(self) -> networkx.MultiGraph:
        """As a networkx graph; :func:`dockernet_sim.explain.graph.to_graph` tells its attributes."""
        from dockernet_sim.explain.graph import to_graph

        return to_graph(self)

    def mermaid(self) -> str:
        """As a Mermaid flowchart."""
        from dockernet_sim.explain.text import to_mermaid

        return to_mermaid(self)

    def dot(self) -> str:
        """As a Graphviz graph."""
        from dockernet_sim.explain.text import to_dot

        return to_dot(self)

    def links(self) -> Iterator[tuple[Box, Space, Link]]:
        """All links of all namespaces."""
        for box in self.boxes:
            for space in box.spaces:
                for link in space.links:
                    yield box, space, link
