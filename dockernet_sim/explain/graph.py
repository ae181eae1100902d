"""The topology as a networkx graph: down to devices, where :func:`dockernet_sim.reach.graph` stops at networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.explain.figures.need import MissingExtra
from dockernet_sim.explain.ties import loops, tied
from dockernet_sim.explain.topology import ROOT, Box, Link, Space, Topology

if TYPE_CHECKING:
    import networkx


def to_graph(topology: Topology) -> networkx.MultiGraph:
    """Machines, bridges and namespaces as nodes, wires as edges.

    Nodes are named ``vm`` (a machine's own namespace), ``vm/docker0`` (a bridge), ``vm/web`` (a namespace), and
    ``segment``.

    Parameters
    ----------
    topology : Topology
        What ``lab.topology()`` gave.

    Returns
    -------
    networkx.MultiGraph
        Every node has ``kind`` (``machine``, ``bridge``, ``netns``, ``segment``) and ``label``. Machines have
        ``address`` and ``engine``; bridges ``network``, ``subnet``, ``gateway``, ``internal``, ``icc`` and ``machine``;
        namespaces ``containers`` (names), ``image``, ``ports`` (texts) and ``machine``. Every edge has ``kind``,
        ``device`` (its key, too) and ``address``: ``veth`` (the device inside, with ``outer``, the other end, and
        ``mac``), ``gateway`` (a machine's own address on a bridge) or ``line`` (to the segment). A pair between two
        namespaces is one edge, with the device of one end.

    Raises
    ------
    MissingExtra
        Without networkx.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> lab.sh("docker run -d --name web nginx").exit
    0
    >>> to_graph(lab.topology()).edges["vm/web", "vm/docker0", "eth0"]["address"]
    '172.17.0.2/16'
    """
    try:
        import networkx
    except ImportError as error:
        raise MissingExtra("graphs need networkx: pip install networkx") from error
    graph = networkx.MultiGraph()
    for name, attributes in nodes(topology):
        graph.add_node(name, **attributes)
    for first, second, attributes in edges(topology):
        graph.add_edge(first, second, key=attributes["device"], **attributes)
    return graph


def nodes(topology: Topology) -> list[tuple[str, dict[str, Any]]]:
    """All nodes with their attributes, without networkx."""
    found: list[tuple[str, dict[str, Any]]] = [("segment", {"kind": "segment", "label": topology.segment})]
    for box in topology.boxes:
        found.append((box.name, {"kind": "machine", "label": box.name, "address": box.address, "engine": box.engine}))
        for bridge in box.bridges:
            facts = {
                "label": bridge.network or bridge.name,
                "network": bridge.network,
                "subnet": bridge.subnet,
                "gateway": bridge.gateway,
                "internal": bridge.internal,
                "icc": bridge.icc,
                "machine": box.name,
            }
            found.append((f"{box.name}/{bridge.name}", {"kind": "bridge", **facts}))
        found += [(f"{box.name}/{space.name}", _space(box, space)) for space in box.spaces[1:]]
    return found


def _space(box: Box, space: Space) -> dict[str, Any]:
    names = tuple(each.name for each in space.containers)
    return {
        "kind": "netns",
        "label": ", ".join(names) or space.name,
        "containers": names,
        "image": space.containers[0].image if space.containers else "",
        "ports": tuple(str(port) for each in space.containers for port in each.ports),
        "machine": box.name,
    }


def edges(topology: Topology) -> list[tuple[str, str, dict[str, Any]]]:
    """All wires with their attributes, without networkx."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    for box in topology.boxes:
        masters = {link.name: link.master for link in box.root.links if link.master}
        for bridge in box.bridges:
            facts = {"kind": "gateway", "device": bridge.name, "address": bridge.gateway}
            found.append((box.name, f"{box.name}/{bridge.name}", facts))
        for space in box.spaces[1:]:
            for link in space.wires:
                if link.peer and link.peer[:2] == (box.name, ROOT):
                    found.append((f"{box.name}/{space.name}", _at(box, masters.get(link.peer[2])), _veth(link)))
            for link in tied(box, space):
                if (space.name, link.name) < link.peer[1:]:
                    found.append((f"{box.name}/{space.name}", f"{box.name}/{link.peer[1]}", _veth(link)))
        for link, other in loops(box):
            found.append((_at(box, link.master), _at(box, other.master), _veth(link)))
        for link in box.root.wires:
            if link.peer and link.peer[0] != box.name:
                facts = {"kind": "line", "device": link.name, "address": " ".join(link.addresses)}
                found.append((box.name, "segment", facts))
    return found


def _at(box: Box, bridge: str | None) -> str:
    """Where an end in the machine's own namespace is plugged in."""
    return f"{box.name}/{bridge}" if bridge else box.name


def _veth(link: Link) -> dict[str, Any]:
    facts = {"device": link.name, "outer": link.peer[2], "address": " ".join(link.addresses), "mac": link.mac}
    return {"kind": "veth", **facts}
