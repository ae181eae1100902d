"""The answer: rows to read, to compare and to compute with."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from dockernet_sim.explain.said import said
from dockernet_sim.sim.printable import escape, printable, width

AUDIENCES = ("internet", "lan", "host")
COLUMNS = (
    "container",
    "service",
    "port",
    "published",
    "wanted",
    *AUDIENCES,
    "containers",
    "reason",
    "rule",
    "fact",
    "notes",
)
OPEN = "open"


@dataclass(frozen=True)
class Exposed:
    """One port, and to whom it is open.

    Attributes
    ----------
    container, service : str
        Whose it is; the service of a compose project, else empty.
    port : str
        ``80/tcp``: where the program listens, or would.
    published : str
        ``0.0.0.0:8080``: where the host's port is bound; empty where nothing is published.
    wanted : str
        What ``-p`` or ``ports:`` asked for where nothing is published.
    listening : bool
        Whether a program listens.
    internet, lan, host : str
        ``open``, ``accepted`` (by docker-proxy, then closed), ``refused``, ``unreachable``, ``dropped``, ``unknown``.
    containers : dict
        The same for each other container that runs.
    reason : str
        A stable name (:data:`dockernet_sim.explain.reasons.REASONS`, or ``host-mode``, ``listening``, ``unknown``).
    rule : str
        The rule that leads to the port, or that closes it; ``docker-proxy`` where that process serves it.
    fact : str
        The deciding fact, in a sentence.
    notes : tuple of str
        What else is worth knowing.
    """

    container: str
    service: str
    port: str
    published: str
    wanted: str
    listening: bool
    internet: str
    lan: str
    host: str
    containers: dict[str, str] = field(default_factory=dict, hash=False)
    reason: str = ""
    rule: str = ""
    fact: str = ""
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it is open to the internet or the LAN."""
        return OPEN in (self.internet, self.lan)

    @property
    def open_to(self) -> list[str]:
        """To whom it is open: ``internet``, ``LAN``, ``host``, and containers."""
        if "unknown" in (self.internet, self.lan, self.host):
            return ["unknown"]
        found = [name if name != "lan" else "LAN" for name in AUDIENCES if getattr(self, name) == OPEN]
        inside = [name for name, verdict in self.containers.items() if verdict == OPEN]
        if len(inside) > 1 and len(inside) == len(self.containers):
            inside = ["all containers"]
        return found + inside

    def to_data(self) -> dict[str, Any]:
        """Plain data, as ``--json`` prints it."""
        facts = {name: getattr(self, name) for name in COLUMNS}
        return facts | {"containers": dict(self.containers), "notes": list(self.notes), "listening": self.listening}

    def cells(self, lang: str = "en") -> tuple[str, str, str, str, str]:
        """The columns of the table: container, port, published as, open to, why."""
        audiences = {"internet", "LAN", "host", "all containers", "unknown"}
        names = [
            said(f"exposure.to-{each.replace(' ', '-')}", lang) if each in audiences else each for each in self.open_to
        ]
        where = self.published or (f"({self.wanted})" if self.wanted else "-")
        why = said("exposure.semicolon", lang).join([self.rule or self.fact, *self.notes])
        return (
            self.container,
            self.port,
            where,
            said("exposure.comma", lang).join(names) or said("exposure.to-nobody", lang),
            why,
        )


@dataclass(frozen=True, repr=False)
class Exposure:
    """All rows; ``print`` shows a table.

    Attributes
    ----------
    rows : tuple of Exposed
        One for each port.
    rules : tuple of str
        A user's own rules in DOCKER-USER and INPUT, and what they apply to.
    assumed : tuple of str
        What the answers rest on where no image says where its program listens.
    lang : str
        The language of the sentences.
    """

    rows: tuple[Exposed, ...]
    rules: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    lang: str = "en"

    def on(self, assumptions: Iterable[str]) -> Exposure:
        """The same, with what it rests on."""
        return replace(self, assumed=tuple(assumptions))

    def __iter__(self) -> Iterator[Exposed]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, name: str) -> list[Exposed]:
        """The rows of a container or service."""
        return [row for row in self.rows if name in (row.container, row.service)]

    def __str__(self) -> str:
        head = ("container", "port", "published", "open-to", "because")
        table = [tuple(said(f"exposure.head-{each}", self.lang) for each in head)]
        table += [row.cells(self.lang) for row in self.rows]
        widths = [max(width(row[column]) for row in table) for column in range(4)]
        lines = [
            "  ".join([*(cell + " " * (most - width(cell)) for cell, most in zip(row, widths, strict=False)), row[4]])
            for row in table
        ]
        rules = [said("exposure.rule", self.lang, rule=rule) for rule in self.rules]
        return printable("\n".join([*lines, *rules, *self.assumed]))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    def to_data(self) -> list[dict[str, Any]]:
        """Plain data, row by row."""
        return [row.to_data() for row in self.rows]

    def csv(self) -> str:
        """The rows as CSV; each list is words with blanks between, containers those to which the port is open."""
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        for row in self.to_data():
            inside = " ".join(name for name, verdict in row["containers"].items() if verdict == OPEN)
            writer.writerow(row | {"containers": inside, "notes": " ".join(row["notes"])})
        return text.getvalue()
