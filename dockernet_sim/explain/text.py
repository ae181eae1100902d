"""The topology as text that other tools draw: Mermaid and Graphviz's DOT."""

from __future__ import annotations

from typing import Any

from dockernet_sim.explain.graph import edges, nodes
from dockernet_sim.explain.topology import Topology
from dockernet_sim.sim.printable import printable

SHAPES = {"machine": ("[", "]"), "bridge": ("[/", "/]"), "netns": ("(", ")"), "segment": ("{{", "}}")}
DOT_SHAPES = {"machine": "box3d", "bridge": "box", "netns": "component", "segment": "hexagon"}


def to_mermaid(topology: Topology) -> str:
    """A Mermaid flowchart; machines with bridges or namespaces are subgraphs.

    >>> from dockernet_sim import Lab
    >>> print(to_mermaid(Lab().topology()).splitlines()[0])
    flowchart LR
    """
    found = nodes(topology)
    ids = {name: f"n{number}" for number, (name, _) in enumerate(found)}
    lines = ["flowchart LR"]
    for box in topology.boxes:
        inner = [(name, each) for name, each in found if name == box.name or each.get("machine") == box.name]
        lines.append(f'  subgraph {ids[box.name]}box["{_clean(box.name)}"]')
        lines += [f"    {_mermaid_node(ids[name], each)}" for name, each in inner]
        lines.append("  end")
    lines += [f"  {_mermaid_node(ids[name], each)}" for name, each in found if each["kind"] == "segment"]
    for first, second, each in edges(topology):
        lines.append(f'  {ids[first]} ---|"{_clean(_wire(each))}"| {ids[second]}')
    return "\n".join(lines) + "\n"


def _mermaid_node(key: str, attributes: dict[str, Any]) -> str:
    start, end = SHAPES[attributes["kind"]]
    return f'{key}{start}"{"<br>".join(_clean(line) for line in _words(attributes))}"{end}'


def to_dot(topology: Topology) -> str:
    """A Graphviz graph; each machine is a cluster.

    >>> from dockernet_sim import Lab
    >>> to_dot(Lab().topology()).startswith("graph topology {")
    True
    """
    found = nodes(topology)
    lines = [
        "graph topology {",
        "  rankdir=LR;",
        '  node [fontname="sans-serif"]; edge [fontname="monospace", fontsize=9];',
    ]
    for number, box in enumerate(topology.boxes):
        lines += [f"  subgraph cluster_{number} {{", f'    label="{_quoted(box.name)}";']
        inner = [(name, each) for name, each in found if name == box.name or each.get("machine") == box.name]
        lines += [f"    {_dot_node(name, each)}" for name, each in inner]
        lines.append("  }")
    lines += [f"  {_dot_node(name, each)}" for name, each in found if each["kind"] == "segment"]
    for first, second, each in edges(topology):
        lines.append(f'  "{_quoted(first)}" -- "{_quoted(second)}" [label="{_quoted(_wire(each))}"];')
    return printable("\n".join([*lines, "}"]) + "\n")


def _dot_node(name: str, attributes: dict[str, Any]) -> str:
    label = r"\n".join(_quoted(line) for line in _words(attributes))
    return f'"{_quoted(name)}" [shape={DOT_SHAPES[attributes["kind"]]}, label="{label}"];'


def _words(attributes: dict[str, Any]) -> list[str]:
    """What stands in a node."""
    kind = attributes["kind"]
    if kind == "machine":
        docker = [f"Docker {attributes['engine']}"] if attributes["engine"] else []
        return ["IP stack", attributes["address"], *docker]
    if kind == "bridge":
        return [attributes["label"], attributes["subnet"], *(["internal"] if attributes["internal"] else [])]
    if kind == "netns":
        return [attributes["label"], *([attributes["image"]] if attributes["image"] else []), *attributes["ports"]]
    return ["segment", attributes["label"]]


def _wire(attributes: dict[str, Any]) -> str:
    outer = f" | {attributes['outer']}" if "outer" in attributes else ""
    return f"{attributes['device']} {attributes['address']}".strip() + outer


def _clean(text: str) -> str:
    return text.replace('"', "#quot;").replace("|", "/")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
