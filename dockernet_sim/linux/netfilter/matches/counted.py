"""Which packets and how many: ``-m statistic``, ``-m quota``, ``-m connlimit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.netfilter.errors import misused
from dockernet_sim.linux.netfilter.extension import Option, no
from dockernet_sim.linux.netfilter.matches.base import Match, match
from dockernet_sim.wire.address import WIDTH, mask

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.flow import Tuple
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

CERTAIN = 0x80000000  # a probability of 1
CLOSED = ("TIME_WAIT", "CLOSE")


@match("statistic")
class StatisticMatch(Match):
    """``-m statistic --mode nth --every N --packet P`` or ``--mode random --probability P`` (seeded)."""

    options: ClassVar[dict[str, Option]] = {
        "--mode": Option(),
        "--probability": Option(negatable=True),
        "--every": Option(negatable=True),
        "--packet": Option(),
    }
    per_flow = False
    __slots__ = ("count", "dice", "every", "first", "mode", "negated", "probability")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.mode = "random"
        self.probability: int | None = None
        self.every: int | None = None
        self.first: int | None = None
        self.negated = False
        self.count = 0
        self.dice = ns.host.identity.stream(f"statistic/{ns.name}")

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the mode or one of its numbers."""
        if option == "--mode":
            if words[0] not in ("random", "nth"):
                raise misused(f'Bad mode "{words[0]}"')
            self.mode = words[0]
        elif option == "--probability":
            self.probability, self.negated = self._probability(words[0]), negated
        elif option == "--every":
            self.every, self.negated = self.number(option, words[0], 1), negated
        else:
            self.first = self.number(option, words[0])

    def _probability(self, text: str) -> int:
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0.0 <= value <= 1.0:
            raise self.bad('bad value for option "--probability", or out of range (0-1).')
        return round(CERTAIN * value)

    def finish(self, rule: Rule) -> None:
        """The numbers of the mode must be there."""
        if self.mode == "random":
            if self.probability is None:
                raise misused("--probability must be specified when using random mode")
            return
        if self.every is None:
            raise misused("--every and --packet must be specified when using nth mode")
        if self.first is None:
            raise self.bad('option "--every" also requires "--packet".')
        if self.first >= self.every:
            raise misused("the --packet p must be 0 <= p <= n-1")

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Every n-th packet from packet number `first` on, or a throw of the dice."""
        if self.mode == "random":
            assert self.probability is not None
            return (self.dice.getrandbits(31) < self.probability) is not self.negated
        assert self.every is not None and self.first is not None
        hit = self.count % self.every == self.first
        self.count += 1
        return hit is not self.negated

    def _number(self) -> str:
        return (
            f"probability {(self.probability or 0) / CERTAIN:.11f}" if self.mode == "random" else f"every {self.every}"
        )

    def save(self) -> str:
        """As ``-S`` prints it."""
        packet = f" --packet {self.first}" if self.mode == "nth" else ""
        return f"--mode {self.mode} {no(self.negated)}--{self._number()}{packet}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        packet = f" packet {self.first}" if self.mode == "nth" and self.first else ""
        return f"statistic mode {self.mode} {no(self.negated)}{self._number()}{packet}"


@match("quota")
class QuotaMatch(Match):
    """``-m quota --quota BYTES``: until so many bytes have passed."""

    options: ClassVar[dict[str, Option]] = {"--quota": Option(negatable=True)}
    per_flow = False
    __slots__ = ("left", "negated", "quota")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.quota: int | None = None
        self.left, self.negated = 0, False

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the number of bytes."""
        self.quota = self.left = self.number(option, words[0], high=0xFFFFFFFFFFFFFFFF)
        self.negated = negated

    def finish(self, rule: Rule) -> None:
        """A number must be given."""
        self.require("--quota", self.quota)

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Once a packet does not fit any more, none does."""
        fits = self.left >= packet.length
        self.left = self.left - packet.length if fits else 0
        return fits is not self.negated

    def save(self) -> str:
        """As ``-S`` prints it."""
        return f"{no(self.negated)}--quota {self.quota}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"quota: {self.quota} bytes"


@match("connlimit")
class ConnlimitMatch(Match):
    """``-m connlimit --connlimit-above N --connlimit-mask BITS``: how many connections an address (or subnet) has."""

    options: ClassVar[dict[str, Option]] = {
        "--connlimit-upto": Option(negatable=True),
        "--connlimit-above": Option(negatable=True),
        "--connlimit-mask": Option(),
        "--connlimit-saddr": Option(0),
        "--connlimit-daddr": Option(0),
    }
    needs_conntrack = True
    per_flow = False
    __slots__ = ("above", "connections", "daddr", "limit", "plen")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.limit: int | None = None
        self.above = True
        self.plen, self.daddr = WIDTH, False
        self.connections: dict[int, dict[Tuple, None]] = {}  # those that were tested, by masked address

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take the limit, the length of the prefix, or the side."""
        if option == "--connlimit-mask":
            self.plen = min(WIDTH, self.number(option, words[0]))
        elif words:
            if self.limit is not None:
                raise self.bad('option "--connlimit-upto" cannot be used together with "--connlimit-above".')
            self.limit = self.number(option, words[0])
            self.above = (option == "--connlimit-above") is not negated
        else:
            self.daddr = option == "--connlimit-daddr"

    def finish(self, rule: Rule) -> None:
        """A limit must be given."""
        if self.limit is None:
            raise misused('You must specify "--connlimit-above" or "--connlimit-upto".')

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Count the living connections of the address, this packet's included (nf_conncount.c)."""
        direction = packet.ct
        if direction is None or direction.flow.table is None or self.limit is None:
            return False
        key = (packet.dst if self.daddr else packet.src) & mask(self.plen)
        own = direction.flow.original.tuple
        known = self.connections.get(key, {})
        now = {each: None for each in known if each != own and self._alive(each)}
        now[own] = None
        self.connections[key] = now
        return (len(now) > self.limit) is self.above

    def _alive(self, of: Tuple) -> bool:
        direction = self.ns.nf.conntrack.directions.get(of)
        return (
            direction is not None and direction.flow.expires >= self.ns.clock.t and direction.flow.state not in CLOSED
        )

    def save(self) -> str:
        """As ``-S`` prints it."""
        kind, side = "above" if self.above else "upto", "daddr" if self.daddr else "saddr"
        return f"--connlimit-{kind} {self.limit} --connlimit-mask {self.plen} --connlimit-{side}"

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        return f"#conn {'dst' if self.daddr else 'src'}/{self.plen} {'>' if self.above else '<='} {self.limit}"
