"""A match and a target of iptables."""

from typing import ClassVar

from dockernet_sim.extension import CONTINUE, DROP, Devices, Match, NetNs, Option, Packet, Rule, Target


class OctetMatch(Match):
    """``-m octet [!] --src-octet N``: the last octet of the packet's source address."""

    options: ClassVar[dict[str, Option]] = {"--src-octet": Option(negatable=True)}
    per_flow = True  # all packets of a flow's direction have the same source
    __slots__ = ("negated", "value")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.value: int | None = None
        self.negated = False

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the number."""
        self.value, self.negated = self.number(option, words[0], 0, 255), negated

    def finish(self, rule: Rule) -> None:
        """A number must be given."""
        self.require("--src-octet", self.value)

    def test(self, packet: Packet, devices: Devices) -> bool:
        """Whether it is that number."""
        return (packet.src & 0xFF == self.value) is not self.negated

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{'! ' if self.negated else ''}--src-octet {self.value}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"src octet {'!' if self.negated else ''}{self.value}"


class ThinTarget(Target):
    """``-j THIN --keep N``: drops all packets but each N-th, which goes on to the next rule."""

    options: ClassVar[dict[str, Option]] = {"--keep": Option()}
    tables = ("filter",)
    __slots__ = ("keep", "seen")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.keep, self.seen = 0, 0

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the number."""
        self.keep = self.number(option, words[0], 1, 1000)

    def finish(self, rule: Rule) -> None:
        """A number must be given."""
        self.require("--keep", self.keep or None)

    def apply(self, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        """Count, and drop."""
        self.seen += 1
        return DROP if self.seen % self.keep else CONTINUE

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"--keep {self.keep}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"THIN keep 1 of {self.keep}"
