"""Large machines: one card for each network, with the number of its containers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from dockernet_sim.explain.topology import ROOT, Box, Container, Link, Space, Topology

FOLD = 30  # from so many namespaces on, a machine's networks are folded
FOLDED = "folded:"


def folded(topology: Topology, unfolded: Collection[str] = (), shown: Collection[str] = ()) -> Topology:
    """The topology with one card for each network of a large machine; the same object when none is that large.

    Parameters
    ----------
    topology : Topology
        The whole.
    unfolded : collection of str
        Networks that are shown container by container.
    shown : collection of str
        Namespaces that have cards of their own: those that a way goes through.
    """
    boxes = tuple(_folded(box, unfolded, shown) for box in topology.boxes)
    if all(one is other for one, other in zip(boxes, topology.boxes)):
        return topology
    return replace(topology, boxes=boxes)


def _folded(box: Box, unfolded: Collection[str], shown: Collection[str]) -> Box:
    if len(box.spaces) <= FOLD:
        return box
    bridges = {bridge.name: bridge.network or bridge.name for bridge in box.bridges}
    masters = {link.name: bridges.get(link.master, "") for link in box.root.links if link.master}
    kept, groups = list[Space](), dict[str, list[Space]]()
    for space in box.spaces[1:]:
        nets = sorted(
            {masters[each.peer[2]] for each in space.wires if each.peer[1:2] == (ROOT,) and each.peer[2] in masters}
        )
        key = ", ".join(nets)
        if key and key not in unfolded and space.name not in shown:
            groups.setdefault(key, []).append(space)
        else:
            kept.append(space)
    for key, members in groups.items():
        kept.append(members[0] if len(members) == 1 else Space(FOLDED + key, members[0].links, (_crowd(key, members),)))
    away = tuple(space for members in groups.values() if len(members) > 1 for space in members)
    return replace(box, spaces=(_joined(box.root, groups), *kept), folded=away)


def _joined(root: Space, groups: Mapping[str, list[Space]]) -> Space:
    """The machine's own namespace: the first cable of a folded network leads to its card, the others are left out."""
    first = {members[0].name: FOLDED + key for key, members in groups.items() if len(members) > 1}
    hidden = {space.name for members in groups.values() for space in members[1:]}
    links = [link for link in root.links if link.peer[1:2] == () or link.peer[1] not in hidden]
    return replace(root, links=tuple(_led(link, first) for link in links))


def _led(link: Link, first: Mapping[str, str]) -> Link:
    if link.peer[1:2] == () or link.peer[1] not in first:
        return link
    return replace(link, peer=(link.peer[0], first[link.peer[1]], *link.peer[2:]))


def _crowd(key: str, members: list[Space]) -> Container:
    """One container's card that stands for all of a network."""
    return Container(f"{key}: {len(members)} ×", "", ", ".join(_images(members)), True, "")


def _images(members: list[Space]) -> list[str]:
    return sorted({each.image for space in members for each in space.containers})[:3]
