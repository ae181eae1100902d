"""Variants: names, ports and subnets of an exercise drawn from a seed, so that neighbours get different ones."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

NAMES: dict[str, tuple[str, ...]] = {
    "web": ("web", "site", "portal", "kiosk", "page", "lobby"),
    "api": ("api", "orders", "engine", "desk", "logic", "till"),
    "db": ("db", "store", "ledger", "vault", "archive", "records"),
    "cache": ("cache", "memo", "shelf", "scratch", "buffer", "quick"),
    "client": ("client", "probe", "tester", "visitor", "caller", "reader"),
    "admin": ("admin", "office", "console", "manager", "cockpit", "panel"),
    "alice": ("alice", "amara", "anton", "aiko", "adam", "asha"),
    "bob": ("bob", "bella", "bruno", "bao", "boris", "bibi"),
    "carol": ("carol", "chen", "clara", "cem", "cosmo", "cleo"),
    "front": ("front", "street", "outer", "public", "shore", "north"),
    "back": ("back", "cellar", "inner", "private", "deep", "south"),
}
PORTS = (8000, 8010, 8081, 8085, 8090, 8099, 8180, 8282, 8383, 8484, 8686, 8787, 8888, 9001, 9080, 9090, 9191, 9292)


class Variant:
    """What a seed chooses for one exercise. Without a seed, every choice is the first one, which lessons refer to.

    Parameters
    ----------
    exercise : str
        The exercise's name: one seed gives different choices in different exercises.
    seed : str
        A student's name or number; case and blanks around it do not matter.

    Attributes
    ----------
    values : dict
        What was chosen, by label: solutions are written with these labels.

    Examples
    --------
    >>> Variant("two-rooms").name("web"), Variant("two-rooms", "Anna").name("web")
    ('web', 'kiosk')
    >>> Variant("two-rooms", " anna").port("http", 80) == Variant("two-rooms", "Anna").port("http", 80)
    True
    """

    def __init__(self, exercise: str, seed: str | int = "") -> None:
        self.exercise = exercise
        self.seed = normal(seed)
        self.values: dict[str, Any] = {}

    def _number(self, label: str) -> int:
        """A number that depends on nothing but exercise, seed and label."""
        text = f"{self.exercise}\n{self.seed}\n{label}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def one(self, label: str, choices: Sequence[T]) -> T:
        """One of the choices, written down under the label."""
        chosen = choices[self._number(label) % len(choices)] if self.seed else choices[0]
        self.values[label] = chosen
        return chosen

    def name(self, role: str) -> str:
        """A name for a container or network in that role, one of :data:`NAMES`."""
        return self.one(role, NAMES[role])

    def port(self, label: str, plain: int) -> int:
        """A port of the host; no two labels of one variant get the same."""
        if not self.seed:
            return self.one(label, (plain,))
        taken = set(self.values.values())
        return self.one(label, [port for port in PORTS if port not in taken])

    def net(self, label: str, plain: str) -> str:
        """The first three bytes of a /24, as ``10.23.7``; no two labels of one variant get the same /16."""
        if not self.seed:
            return self.one(label, (plain,))
        taken = {value.split(".")[1] for value in self.values.values() if _is_net(value)}
        second = [each for each in range(20, 120) if str(each) not in taken]
        number = self._number(label)
        return self.one(label, (f"10.{second[number % len(second)]}.{number // 200 % 200 + 1}",))


def _is_net(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("10.") and value.count(".") == 2


def normal(seed: str | int) -> str:
    """A seed as it counts.

    >>> normal("  Anna Schmidt "), normal(4711)
    ('anna schmidt', '4711')
    """
    return " ".join(unicodedata.normalize("NFKC", str(seed)).casefold().split())


def lab_seed(seed: str) -> int:
    """The seed of the lab of a variant, from which its MAC addresses, identifiers and names of devices come.

    >>> lab_seed("")
    0
    """
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big") if seed else 0
