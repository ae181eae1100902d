"""``-m hashlimit``: a token bucket for each address or port,
shared by all rules that name the same table (xt_hashlimit.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.netfilter.errors import misused
from dockernet_sim.linux.netfilter.extension import Option
from dockernet_sim.linux.netfilter.matches.base import Match, match
from dockernet_sim.linux.netfilter.matches.packet import PERIODS, LimitMatch
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import WIDTH, network
from dockernet_sim.wire.packet import PROTO_TCP, PROTO_UDP

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

RATES = ("--hashlimit", "--hashlimit-upto", "--hashlimit-above")
MODES = ("srcip", "srcport", "dstip", "dstport")
SHOWN = ("srcip", "dstip", "srcport", "dstport")
MASKS = {"--hashlimit-srcmask": "srcip", "--hashlimit-dstmask": "dstip"}
ACCEPTED = (
    "--hashlimit-htable-size",
    "--hashlimit-htable-max",
    "--hashlimit-htable-expire",
    "--hashlimit-htable-gcinterval",
)

Key = tuple[int, ...]


@match("hashlimit")
class HashlimitMatch(Match):
    """``-m hashlimit --hashlimit-upto|--hashlimit-above N/PERIOD --hashlimit-mode LIST --hashlimit-name NAME``."""

    options: ClassVar[dict[str, Option]] = {
        **{name: Option() for name in (*RATES, *MASKS, *ACCEPTED)},
        "--hashlimit-burst": Option(), "--hashlimit-mode": Option(), "--hashlimit-name": Option(),
        "--hashlimit-rate-match": Option(0), "--hashlimit-rate-interval": Option(),
    }  # fmt: skip
    per_flow = False
    __slots__ = ("above", "buckets", "burst", "count", "modes", "period", "plens", "sizes", "table")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.count, self.period, self.burst = 0, "sec", 5
        self.above = False
        self.modes: list[str] = []
        self.plens = {"srcip": WIDTH, "dstip": WIDTH}
        self.sizes: dict[str, int] = {}
        self.table: str | None = None
        self.buckets: dict[Key, tuple[float, float]] = {}  # tokens, and when they were counted

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take rate, burst, what makes the key, or the table."""
        text = words[0] if words else ""
        if option in RATES:
            self._rate(text)
            self.above = option == "--hashlimit-above"
        elif option == "--hashlimit-burst":
            self.burst = self.number(option, text, 1, 1000000)
        elif option == "--hashlimit-mode":
            self.modes = text.split(",")
            if any(mode not in MODES for mode in self.modes):
                raise self.bad(f'Bad value for "--hashlimit-mode" option: "{text}"')
        elif option == "--hashlimit-name":
            self.table = text
        elif option in MASKS:
            self.plens[MASKS[option]] = self.number(option, text, 0, WIDTH)
        elif option in ACCEPTED:
            self.sizes[option] = self.number(option, text)
        else:
            raise NotModelled(f"hashlimit option {option} is not modelled")

    def _rate(self, text: str) -> None:
        count, slash, period = text.partition("/")
        if count[-1:] == "b":
            raise NotModelled("a hashlimit in bytes is not modelled")
        unit = LimitMatch.unit(period) if slash else "sec"
        if not count.isdigit() or not int(count) or not unit:
            raise self.bad(f'Bad value for "--hashlimit-upto" option: "{text}"')
        self.count, self.period = int(count), unit

    def finish(self, rule: Rule) -> None:
        """A rate and a table must be given."""
        if not self.count:
            raise misused("You have to specify --hashlimit")
        self.require("--hashlimit-name", self.table)
        self.buckets = self._shared()

    def _shared(self) -> dict[Key, tuple[float, float]]:
        for table in self.ns.nf.tables.values():
            for chain in table.chains.values():
                for each in (part for rule in chain.rules for part in rule.matches):
                    if isinstance(each, HashlimitMatch) and each.table == self.table:
                        return each.buckets
        return {}

    def _key(self, packet: Packet) -> Key:
        payload = packet.payload
        ported = packet.proto in (PROTO_TCP, PROTO_UDP)
        values = {
            "srcip": network(packet.src, self.plens["srcip"]),
            "dstip": network(packet.dst, self.plens["dstip"]),
            "srcport": payload.sport if ported else 0,
            "dstport": payload.dport if ported else 0,
        }
        return tuple(values[mode] for mode in SHOWN if mode in self.modes)

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Whether the key's bucket has a token left (upto), or has none (above)."""
        key, now = self._key(packet), self.ns.clock.t
        tokens, since = self.buckets.get(key, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - since) * self.count / PERIODS[self.period])
        within = tokens >= 1.0
        self.buckets[key] = (tokens - 1.0 if within else tokens, now)
        return within is not self.above

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = [f"--hashlimit-{'above' if self.above else 'upto'} {self.count}/{self.period}"]
        words.append(f"--hashlimit-burst {self.burst}")
        if self.modes:
            words.append(f"--hashlimit-mode {','.join(mode for mode in SHOWN if mode in self.modes)}")
        words.append(f"--hashlimit-name {self.table}")
        words += [f"{option} {value}" for option, value in self.sizes.items()]
        words += [f"{option} {self.plens[side]}" for option, side in MASKS.items() if self.plens[side] != WIDTH]
        return " ".join(words)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        words = [f"limit: {'above' if self.above else 'up to'} {self.count}/{self.period} burst {self.burst}"]
        if self.modes:
            words.append(f"mode {'-'.join(mode for mode in SHOWN if mode in self.modes)}")
        words += [f"{option[12:]} {value}" for option, value in self.sizes.items()]
        words += [f"{option[12:]} {self.plens[side]}" for option, side in MASKS.items() if self.plens[side] != WIDTH]
        return " ".join(words)
