"""Matches: what a rule asks of a packet beside addresses, devices and protocol (iptables-extensions(8))."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from dockernet_sim.linux.netfilter.extension import Extension, no

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet


class Match(Extension):
    """A match. ``per_flow`` when its answer is the same for all packets of a flow that take the same way."""

    per_flow: ClassVar[bool] = True
    needs_frame: ClassVar[bool] = False
    __slots__ = ()

    @property
    def only_states(self) -> int:
        """States of a flow, if it asks for one of these and for nothing else; else 0."""
        return 0

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Whether the packet is meant."""
        raise NotImplementedError


class Single(Match):
    """A match with one option, whose value is compared with one thing of a packet; ``!`` turns the answer round."""

    per_flow: ClassVar[bool] = False
    title: ClassVar[str]  # what stands before the value in the last column of ``-L``
    __slots__ = ("negated", "value")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.value: Any = None
        self.negated = False

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the value."""
        self.value, self.negated = self.read(option, words[0]), negated

    def read(self, option: str, text: str) -> Any:
        """The value that a text stands for."""
        raise NotImplementedError

    def finish(self, rule: Rule) -> None:
        """The value must be given."""
        self.require(next(iter(self.options)), self.value)

    def hit(self, packet: Packet, indev: Device | None) -> bool | None:
        """Whether the packet has the value; None where there is nothing to compare: then the answer is always no."""
        raise NotImplementedError

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Whether the packet has the value, or has another one where ``!`` was given."""
        hit = self.hit(packet, indev)
        return hit is not None and hit is not self.negated

    def text(self) -> str:
        """The value as it is printed."""
        return str(self.value)

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}{next(iter(self.options))} {self.text()}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"{self.title}{'!' if self.negated else ''}{self.text()}"


Kind = TypeVar("Kind", bound=type[Match])
MATCHES: dict[str, type[Match]] = {}


def match(name: str) -> Callable[[Kind], Kind]:
    """Register a class as ``-m NAME``."""

    def register(kind: Kind) -> Kind:
        kind.name = name
        MATCHES[name] = kind
        return kind

    return register
