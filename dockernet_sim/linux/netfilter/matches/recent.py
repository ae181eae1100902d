"""``-m recent``: lists of addresses that packets were seen with,
shared by all rules that name the same list (xt_recent.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dockernet_sim.linux.netfilter.errors import Unfit, misused
from dockernet_sim.linux.netfilter.extension import Option
from dockernet_sim.linux.netfilter.matches.base import Match, match
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import WIDTH, ip_int, ip_text, mask

if TYPE_CHECKING:
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.wire.packet import Packet

LIST_TOTAL = 100  # addresses in a list (ip_list_tot): the one not seen for longest goes
STAMPS = 255  # times kept for an address, at most
WORDS = {"--set": "SET", "--rcheck": "CHECK", "--update": "UPDATE", "--remove": "REMOVE"}


class Seen:
    """When packets with an address were seen, and with which TTL the last time."""

    __slots__ = ("stamps", "ttl")

    def __init__(self) -> None:
        self.stamps: list[float] = []
        self.ttl = 0


@match("recent")
class RecentMatch(Match):
    """``-m recent --name LIST --set|--rcheck|--update|--remove [--seconds S] [--hitcount N] [--rttl]
    [--rsource|--rdest]``."""

    options: ClassVar[dict[str, Option]] = {
        **{name: Option(0, negatable=True) for name in WORDS},
        "--seconds": Option(), "--hitcount": Option(), "--name": Option(), "--mask": Option(),
        "--rttl": Option(0), "--reap": Option(0), "--rsource": Option(0), "--rdest": Option(0),
    }  # fmt: skip
    per_flow = False
    __slots__ = ("do", "hitcount", "list", "listname", "mask", "negated", "rdest", "reap", "rttl", "seconds")

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.do = ""
        self.listname, self.mask = "DEFAULT", mask(WIDTH)
        self.seconds = self.hitcount = 0
        self.negated = self.rttl = self.reap = self.rdest = False
        self.list: dict[int, Seen] = {}

    def parse(self, option: str, words: list[str], negated: bool) -> None:
        """Take what to do, or one of its conditions."""
        if option in WORDS:
            if self.do:
                raise self.bad(f'option "{option}" cannot be used together with "{self.do}".')
            self.do, self.negated = option, negated
        elif option == "--seconds":
            self.seconds = self.number(option, words[0], 1)
        elif option == "--hitcount":
            self.hitcount = self.number(option, words[0])
        elif option == "--name":
            self.listname = words[0]
        elif option == "--mask":
            try:
                self.mask = ip_int(words[0])
            except ValueError:
                raise misused(f'recent: Bad value for "--mask" option: "{words[0]}"') from None
        elif option in ("--rsource", "--rdest"):
            self.rdest = option == "--rdest"
        else:
            setattr(self, option[2:], True)

    def finish(self, rule: Rule) -> None:
        """Something must be done; conditions go with looking only."""
        if not self.do:
            raise misused("recent: you must specify one of `--set', `--rcheck' `--update' or `--remove'")
        looks = self.do in ("--rcheck", "--update")
        if not looks and (self.seconds or self.hitcount or self.reap):
            raise Unfit
        if self.reap and not self.seconds:
            raise Unfit
        if self.hitcount > STAMPS:
            raise NotModelled(f"recent option --hitcount above {STAMPS} is not modelled")
        self.list = self._shared()

    def _shared(self) -> dict[int, Seen]:
        """The list of that name, which lives as long as any rule names it."""
        for table in self.ns.nf.tables.values():
            for chain in table.chains.values():
                for each in (part for rule in chain.rules for part in rule.matches):
                    if isinstance(each, RecentMatch) and each.listname == self.listname:
                        return each.list
        return {}

    def test(
        self, packet: Packet, indev: Device | None, outdev: Device | None, physin: Device | None, physout: Device | None
    ) -> bool:
        """Look the address up, and note the packet where the rule says so."""
        address = (packet.dst if self.rdest else packet.src) & self.mask
        ttl = packet.ttl + (outdev is not None and indev is not None)  # as it was before forwarding
        seen = self.list.get(address)
        if seen is not None and self.rttl and seen.ttl != ttl:
            seen = None
        if self.do == "--set":
            self._note(address, ttl)
            return not self.negated
        if seen is None:
            return self.negated
        if self.do == "--remove":
            del self.list[address]
            return not self.negated
        hit = self._recently(seen)
        if self.do == "--update" and hit is not self.negated:
            self._note(address, ttl)
        return hit is not self.negated

    def _recently(self, seen: Seen) -> bool:
        since = self.ns.clock.t - self.seconds if self.seconds else -1.0
        hits = sum(1 for stamp in seen.stamps if stamp >= since)
        if self.reap:
            seen.stamps = [stamp for stamp in seen.stamps if stamp >= since]
        return hits >= max(1, self.hitcount)

    def _note(self, address: int, ttl: int) -> None:
        seen = self.list.pop(address, None) or Seen()
        if address not in self.list and len(self.list) >= LIST_TOTAL:
            del self.list[next(iter(self.list))]
        self.list[address] = seen
        seen.stamps = [*seen.stamps[1 - STAMPS :], self.ns.clock.t]
        seen.ttl = ttl

    def _conditions(self, seconds: str, hitcount: str, rttl: str, reap: str) -> list[str]:
        return [
            *([f"{seconds} {self.seconds}"] if self.seconds else []),
            *([reap] if self.reap else []),
            *([f"{hitcount} {self.hitcount}"] if self.hitcount else []),
            *([rttl] if self.rttl else []),
        ]

    def save(self) -> str:
        """As ``-S`` prints it."""
        words = [f"{'! ' if self.negated else ''}{self.do}"]
        words += self._conditions("--seconds", "--hitcount", "--rttl", "--reap")
        words += [f"--name {self.listname}", f"--mask {ip_text(self.mask)}", "--rdest" if self.rdest else "--rsource"]
        return " ".join(words)

    def listing(self, numeric: bool) -> str:
        """As ``-L`` prints it."""
        words = [f"{'! ' if self.negated else ''}recent: {WORDS[self.do]}"]
        words += self._conditions("seconds:", "hit_count:", "TTL-Match", "reap")
        side = "dest" if self.rdest else "source"
        return " ".join([*words, f"name: {self.listname} side: {side} mask: {ip_text(self.mask)}"])
