"""What is written on cards: namespaces with their containers, published ports, guests of the host's namespace."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.explain.said import said
from dockernet_sim.explain.scene import clipped, text_width
from dockernet_sim.explain.topology import Box, Container, Port, Space

SIZE, NOTE = 12.0, 10.0
LINE = 14.0
MAX_WIDTH = 250.0


@dataclass
class Wording:
    """The lines of a card, the first of them bold;
    ``role`` is how it is painted, ``name`` what is looked for in tests."""

    lines: list[str]
    name: str
    title: str = ""
    role: str = "card"

    def __post_init__(self) -> None:
        first, *rest = self.lines or [""]
        self.lines = [
            clipped(first, SIZE, MAX_WIDTH, bold=True),
            *(clipped(line, NOTE, MAX_WIDTH, mono=True) for line in rest),
        ]

    @property
    def width(self) -> float:
        """With room at both sides."""
        first, *rest = self.lines
        return max([text_width(first, SIZE, bold=True), *(text_width(line, NOTE, mono=True) for line in rest)]) + 22

    @property
    def height(self) -> float:
        """With room above and below."""
        return 10 + LINE * len(self.lines)


def wording(space: Space, compact: bool, lang: str = "en") -> Wording:
    """What a namespace's card says."""
    if not space.containers:
        kind = [] if compact else [said("picture.netns", lang)]
        return Wording([space.name, *kind], space.name, role="own-space")
    first = space.containers[0]
    facts = " ".join([first.image, *(port_text(port) for port in unique(first.ports))])
    role = "card" if first.running else "asleep"
    note = facts if first.running else said("picture.asleep", lang, image=first.image)
    lines = [first.name] if compact else [first.name, note]
    lines += [f"--link {child}:{alias}" for child, alias in first.links if not compact]
    lines += [said("picture.shares", lang, name=each.name) for each in space.containers[1:]]
    if not space.wires and first.running and not compact:
        lines.append(said("picture.only-lo", lang))
    return Wording(lines, first.name, _title(first), role)


def _title(container: Container) -> str:
    names = "; ".join(f"on {network}: {', '.join(names)}" for network, names in container.names)
    ports = ", ".join(map(str, container.ports))
    return "\n".join(filter(None, [f"{container.name} {container.id} {container.image}", names, ports]))


def host_side(box: Box) -> tuple[list[Wording], list[Wording]]:
    """Published ports, and the containers that live in the machine's own namespace."""
    spaces = (*box.spaces, *box.folded)
    ports = [(port, each.name) for space in spaces for each in space.containers for port in unique(each.ports)]
    ports.sort(key=lambda pair: (pair[0].host_port, pair[0].proto, pair[0].host_ip))
    pills = [Pill([_published(port, name)], name, str(port), "pill") for port, name in ports]
    guests = [Wording([each.name, each.image], each.name, _title(each)) for each in box.root.containers]
    return list(pills), guests


def _published(port: Port, name: str) -> str:
    proto = "" if port.proto == "tcp" else f"/{port.proto}"
    return f"{port.host_ip}:{port.host_port}{proto} → {name}:{port.port}"


class Pill(Wording):
    """One small line."""

    def __post_init__(self) -> None:
        self.lines = [clipped(self.lines[0], NOTE, MAX_WIDTH, mono=True)]

    @property
    def width(self) -> float:
        """With little room."""
        return text_width(self.lines[0], NOTE, mono=True) + 18

    @property
    def height(self) -> float:
        """One line."""
        return 16.0


def port_text(port: Port) -> str:
    """``:8080→80``."""
    return f":{port.host_port}→{port.port}{'' if port.proto == 'tcp' else '/' + port.proto}"


def unique(ports: tuple[Port, ...]) -> list[Port]:
    """Ports without the IPv6 twins of IPv4 ones."""
    four = {(port.host_port, port.port, port.proto) for port in ports if ":" not in port.host_ip}
    return [p for p in ports if ":" not in p.host_ip or (p.host_port, p.port, p.proto) not in four]
