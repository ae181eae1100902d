"""What of that which is out the peer holds, what is lost, and what was sent again (RFC 2018, RFC 6675)."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from dockernet_sim.linux.socket.sequence import MASK, ahead

DUPLICATES = 3
Range = tuple[int, int]


class Scoreboard:
    """Ranges are offsets in bytes from the first unacknowledged one; without SACK, duplicates stand for them (as in
    Reno)."""

    __slots__ = ("changes", "duplicates", "everything", "held", "resent", "sack", "total")

    def __init__(self) -> None:
        self.sack = False  # both ends said sackOK
        self.held: list[Range] = []  # by the peer, in order, apart from each other
        self.resent: list[tuple[int, int, int]] = []  # begin, end, and up to where had been sent as it was sent again
        self.everything = 0  # after a time-out: all that is not held below this offset is lost
        self.duplicates = 0
        self.total = 0  # bytes that are held
        self.changes = 0  # so far: what was worked out before the last one does not hold

    def __bool__(self) -> bool:
        return bool(self.held or self.everything or self.duplicates or self.resent)

    def clear(self) -> None:
        """All is acknowledged."""
        self.held, self.resent, self.everything, self.duplicates, self.total = [], [], 0, 0, 0
        self.changes += 1

    def take(self, blocks: Iterable[Range], una: int, out: int) -> bool:
        """The peer says what it holds, in sequence numbers; whether any of it is news."""
        before = self.total
        for left, right in blocks:
            begin, end = ahead(left & MASK, una), ahead(right & MASK, una)
            if 0 < begin < end <= out:
                self._hold(begin, end)
        self.changes += 1
        return self.total > before

    def _hold(self, begin: int, end: int) -> None:
        held = self.held
        number = bisect_left(held, (begin, 0))
        if number and held[number - 1][1] >= begin:
            number -= 1
            begin = held[number][0]
        last = number
        while last < len(held) and held[last][0] <= end:
            end = max(end, held[last][1])
            self.total -= held[last][1] - held[last][0]
            last += 1
        held[number:last] = [(begin, end)]
        self.total += end - begin

    def advance(self, count: int) -> None:
        """So many more bytes are acknowledged."""
        self.held = [(max(0, left - count), right - count) for left, right in self.held if right > count]
        self.resent = [
            (max(0, left - count), right - count, top - count) for left, right, top in self.resent if right > count
        ]
        self.total = sum(right - left for left, right in self.held)
        self.everything = max(0, self.everything - count)
        self.duplicates = 0
        self.changes += 1

    def timed_out(self, out: int) -> None:
        """All that is not held is lost, also what was sent again."""
        self.everything, self.resent = out, []
        self.changes += 1

    def loses_first(self, mss: int) -> bool:
        """Whether the first unacknowledged segment counts as lost: three segments behind it arrived."""
        if not self.sack:
            return self.duplicates >= DUPLICATES
        return len(self.held) >= DUPLICATES or self.total > (DUPLICATES - 1) * mss

    def lost(self, mss: int, recovering: bool) -> list[Range]:
        """What is lost and was not sent again, or whose second copy is lost, too."""
        found, place = [], 0
        behind, parts = self.total, len(self.held)
        for left, right in self.held:
            if left > place and (parts >= DUPLICATES or behind > (DUPLICATES - 1) * mss or left <= self.everything):
                found.append((place, left))
            place, behind, parts = right, behind - (right - left), parts - 1
        if place < self.everything:
            found.append((place, self.everything))
        if recovering and (not found or found[0][0] > 0) and not (self.held and self.held[0][0] == 0):
            found.insert(0, (0, min(mss, self.held[0][0]) if self.held else mss))
        return self._not_sent_again(found, mss)

    def _not_sent_again(self, ranges: list[Range], mss: int) -> list[Range]:
        """Both lists are in order: one pass over them."""
        top = self.held[-1][1] if self.held else 0
        under_way = [(left, right) for left, right, sent in self.resent if top <= sent + (DUPLICATES - 1) * mss]
        if not under_way:
            return ranges
        found, number = [], 0
        for left, right in ranges:
            while number < len(under_way) and under_way[number][1] <= left:
                number += 1
            place = number
            while place < len(under_way) and under_way[place][0] < right:
                if under_way[place][0] > left:
                    found.append((left, under_way[place][0]))
                left = max(left, under_way[place][1])
                place += 1
            if left < right:
                found.append((left, right))
        return found

    def sent_again(self, begin: int, end: int, out: int) -> None:
        """A range was sent again when so many bytes were out."""
        resent = self.resent
        if resent and resent[-1][1] > begin:
            resent = self.resent = [each for each in resent if each[1] <= begin or each[0] >= end]
            insort(resent, (begin, end, out))
        else:
            resent.append((begin, end, out))

    def flight(self, out: int, mss: int, lost: Sequence[Range]) -> int:
        """Bytes of those that are out that are still on their way ("pipe"): neither held nor :meth:`lost`."""
        held = self.total if self.sack else min(out, self.duplicates * mss)
        missing = sum(right - left for left, right in lost)
        return max(0, out - held - missing)
