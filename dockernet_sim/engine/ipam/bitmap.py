"""One bit for each address of a pool; the lowest free one is handed out first."""

from __future__ import annotations


class Bitmap:
    """A set of small numbers in which the lowest free one is found quickly.

    Parameters
    ----------
    size : int
        How many numbers there are, from 0.

    Examples
    --------
    >>> bits = Bitmap(8)
    >>> bits.set(0), bits.set_first(), bits.set_first(), bits.set_first(4, 7)
    (True, 1, 2, 4)
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._taken: set[int] = set()
        self._lowest: dict[int, int] = {}  # for each start asked from: below this number nothing is free

    def __contains__(self, number: int) -> bool:
        return number in self._taken

    @property
    def free(self) -> int:
        """How many numbers are free."""
        return self.size - len(self._taken)

    def taken_within(self, first: int, last: int) -> int:
        """How many numbers of a range are taken."""
        return sum(first <= number <= last for number in self._taken)

    def set(self, number: int) -> bool:
        """Take a number; False when it was taken."""
        if number in self._taken:
            return False
        self._taken.add(number)
        return True

    def set_first(self, first: int = 0, last: int | None = None) -> int | None:
        """Take the lowest free number between `first` and `last`; None when there is none."""
        end = self.size - 1 if last is None else min(last, self.size - 1)
        number = self._lowest.get(first, first)
        while number in self._taken:
            number += 1
        self._lowest[first] = number
        if number > end:
            return None
        self._taken.add(number)
        return number

    def clear(self, number: int) -> None:
        """Give a number back."""
        self._taken.discard(number)
        for first, lowest in self._lowest.items():
            if first <= number < lowest:
                self._lowest[first] = number
