"""Seeded identities: ids, MACs, ports and names that differ between things but not between runs."""

from __future__ import annotations

from random import Random

UNUSED = "624:80000000"  # the position of a Mersenne Twister that has been seeded and not asked


class Identity:
    """One seed, and an independent stream of random numbers for each purpose.

    A stream of its own for each purpose keeps one feature from changing another one's numbers.

    Examples
    --------
    >>> Identity(0).hex("container", 12) == Identity(0).hex("container", 12)
    True
    """

    def __init__(self, seed: int | str = 0) -> None:
        self.seed = seed
        self._streams: dict[str, Random] = {}
        self._given: dict[str, list[int]] = {}

    def give(self, purpose: str, value: int) -> None:
        """The number that :meth:`taken` hands out next for this purpose."""
        self._given.setdefault(purpose, []).append(value)

    def taken(self, purpose: str) -> int | None:
        """The next number that was given for this purpose; None without one."""
        given = self._given.get(purpose) if self._given else None
        return given.pop(0) if given else None

    def stream(self, purpose: str) -> Random:
        """The stream of random numbers for this purpose."""
        found = self._streams.get(purpose)
        if found is None:
            found = self._streams[purpose] = Random(f"{self.seed}/{purpose}")
        return found

    def hex(self, purpose: str, digits: int) -> str:
        """So many lower-case hexadecimal digits."""
        return f"{(self._streams.get(purpose) or self.stream(purpose)).getrandbits(digits * 4):0{digits}x}"

    def mac(self, purpose: str, prefix: int | None = None) -> int:
        """A MAC: locally administered and unicast; or ``prefix`` (16 bits) and 32 random bits."""
        stream = self._streams.get(purpose) or self.stream(purpose)
        if prefix is not None:
            return prefix << 32 | stream.getrandbits(32)
        return stream.getrandbits(48) & ~(1 << 40) | (1 << 41)

    def positions(self) -> dict[str, str]:
        """How far each stream has come, as short texts that can be compared; unused streams are left out."""
        states = {purpose: stream.getstate()[1] for purpose, stream in self._streams.items()}
        texts = {purpose: f"{state[-1]}:{state[0]:08x}" for purpose, state in sorted(states.items())}
        return {purpose: text for purpose, text in texts.items() if text != UNUSED}
