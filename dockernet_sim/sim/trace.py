"""The one trace: every happening is one record; stories, pictures, captures and tests read it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from dockernet_sim.sim.errors import MissingExtra

EVENTS = ("tx", "rx", "drop", "rule", "nat", "route", "neigh", "bridge", "deliver", "send", "dns", "call")
KEPT = 100_000
if TYPE_CHECKING:
    from pandas import DataFrame

    from dockernet_sim.wire.ethernet import Frame
    from dockernet_sim.wire.packet import Packet

COLUMNS = ("time", "serial", "host", "netns", "device", "event", "src_mac", "dst_mac", "protocol", "src", "dst",
    "sport",
           "dport", "flags", "ttl", "length", "reason", "cause")  # fmt: skip
Cell = str | float | None  # of a row
SPARE = 128  # records above those that are kept, at most: where as much goes as comes, Python's collector has no work
COMPACT = 4  # fields of an entry that stands for all records of a path


class Record(NamedTuple):
    """One happening.

    ``time`` in simulated seconds; ``serial`` breaks ties; ``event`` is one of :data:`EVENTS`; ``packet`` is the frame
    or IPv4 value it happened to (or None); ``verdict`` a short word (for a drop: its reason); ``cause`` the rule, route
    or entry that decided, as text.

    Examples
    --------
    >>> print(Record(0.5, 1, "vm", "root", "docker0", "drop", None, "filter-rule", "-A FORWARD -j DROP"))
    0.500000000 1 vm/root/docker0 drop filter-rule -A FORWARD -j DROP
    """

    time: float
    serial: int
    host: str
    netns: str
    device: str
    event: str
    packet: Frame | Packet | None
    verdict: str
    cause: str

    def __str__(self) -> str:
        where = f"{self.host}/{self.netns}/{self.device}"
        parts = [
            f"{self.time:.9f}",
            str(self.serial),
            where,
            self.event,
            self.verdict,
            self.cause,
            str(self.packet or ""),
        ]
        return " ".join(p for p in parts if p)


class Template(Protocol):
    """The records that one path gives, whatever packet takes it."""

    length: int

    def expand(self, serial: int, time: float, packet: Any) -> list[tuple[Any, ...]]:
        """Those of a packet that set off at `time`, numbered from `serial` on."""


class Slice(list[Record]):
    """A part of a trace.

    Attributes
    ----------
    lost : int
        How many records of it are missing: they were dropped when newer ones came.
    kept : int
        How many records the trace keeps.
    on : bool
        Whether the trace records.

    Examples
    --------
    >>> Slice([], lost=3, kept=100, on=True).lost
    3
    """

    def __init__(self, records: Iterable[Record], lost: int, kept: int, on: bool) -> None:
        super().__init__(records)
        self.lost = lost
        self.kept = kept
        self.on = on


class Trace:
    """A bounded list of records; `kept` of them, the last ones. ``on`` False records nothing.

    ``lost`` tells how many older ones were dropped.

    Examples
    --------
    >>> trace = Trace()
    >>> trace.add(0.5, "vm", "root", "docker0", "drop", None, "filter-rule", "-A FORWARD -j DROP")
    >>> print(next(iter(trace)))
    0.500000000 1 vm/root/docker0 drop filter-rule -A FORWARD -j DROP
    """

    def __init__(self, on: bool = True, kept: int = KEPT) -> None:
        self.on = on
        self.serial = 0
        self.trails = 0
        self.kept = kept
        self._cleared = 0  # the serial number when records were last forgotten
        self._listeners: list[tuple[str, Callable[[Record], object]]] = []
        self._failed: list[Exception] = []
        self._records: deque[tuple[Any, ...]] = (
            deque()
        )  # a record, or (time, first serial, template, packet) for several
        self._full = kept + SPARE  # the serial number at which older ones are thrown away next

    def __repr__(self) -> str:
        state = "" if self.on else ", off"
        lost = f", {self.lost} older ones dropped" if self.lost else ""
        return f"<Trace of {len(self)} records{lost}{state}>"

    @property
    def lost(self) -> int:
        """How many records were dropped because more than `kept` came."""
        return self.serial - self._cleared - len(self)

    def add(
        self,
        time: float,
        host: str,
        netns: str,
        device: str,
        event: str,
        packet: Frame | Packet | None,
        verdict: str = "",
        cause: object = "",
    ) -> None:
        """Record one happening; callers look at ``on`` before they build anything for it."""
        self.serial = serial = self.serial + 1
        self._records.append((time, serial, host, netns, device, event, packet, verdict, cause))
        if self._listeners:
            self._tell([self._records[-1]])
        if serial >= self._full:
            self._trim()

    def add_path(self, template: Template, time: float, packet: Frame | Packet) -> None:
        """Record all that happens to a packet on a path that is known, or to a frame that many stations hear:
        one entry, which counts as many as it stands for."""
        first = self.serial + 1
        self._records.append((time, first, template, packet))
        self.serial += template.length
        if self._listeners:
            self._tell(template.expand(first, time, packet))
        if self.serial >= self._full:
            self._trim()

    def listen(self, event: str, listener: Callable[[Record], object]) -> Callable[[], None]:
        """Call a function with each record of an event from now on; what is given back ends that."""
        entry = event, listener
        self._listeners.append(entry)
        return lambda: self._end(entry)

    def _end(self, entry: tuple[str, Callable[[Record], object]]) -> None:
        self._listeners = [each for each in self._listeners if each is not entry]

    def _tell(self, records: Iterable[tuple[Any, ...]]) -> None:
        for record in records:
            for entry in list(self._listeners):
                if entry[0] in ("*", record[5]):
                    try:
                        entry[1](_readable(record))
                    except Exception as error:  # a user's: what is simulated goes on as if there were no listener
                        self._end(entry)
                        self._failed.append(error)

    def raise_failed(self) -> None:
        """Raise the first exception of a listener since the last look, if there was one."""
        failed, self._failed = self._failed, []
        if failed:
            raise failed[0]

    def rows(self) -> list[dict[str, Cell]]:
        """All kept records as plain rows, with the columns of :data:`COLUMNS`."""
        return [flat(record) for record in self]

    def to_json(self) -> str:
        """The rows as JSON, one on each line."""
        return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in self.rows())

    def to_pandas(self) -> DataFrame:
        """The rows as a pandas frame.

        Raises
        ------
        MissingExtra
            When pandas is not installed.
        """
        try:
            import pandas
        except ModuleNotFoundError as missing:
            raise MissingExtra("Trace.to_pandas", "pandas", "sweep") from missing
        return pandas.DataFrame(self.rows(), columns=list(COLUMNS))

    def _trim(self) -> None:
        """Throw away entries that have no record among the last `kept` ones."""
        records, kept = self._records, self.serial - self.kept + 1
        while len(records) > 1 and records[1][1] <= kept:  # where the next entry begins, this one has ended
            records.popleft()
        self._full = self.serial + SPARE

    def _latest(self, count: int) -> list[tuple[Any, ...]]:
        """The last records, expanded, by time, then by serial number."""
        first = self.serial - count + 1
        found: list[tuple[Any, ...]] = []
        for record in reversed(self._records):
            if len(record) == COMPACT:
                time, serial, template, packet = record
                found += template.expand(serial, time, packet)
                if serial <= first:
                    break
            else:
                found.append(record)
                if record[1] <= first:
                    break
        return sorted((record for record in found if record[1] >= first), key=_order)

    def new_trail(self) -> int:
        """A number for a packet that is being sent, by which it can be followed through all its copies."""
        self.trails += 1
        return self.trails

    def __len__(self) -> int:
        return min(self.serial - self._cleared, self.kept)

    def __iter__(self) -> Iterator[Record]:
        """All kept records, by time, then by serial number."""
        for record in self._latest(len(self)):
            yield _readable(record)

    def since(self, serial: int) -> Slice:
        """The records made after the one numbered `serial`; its ``lost`` tells how many of them were dropped."""
        made = self.serial - max(serial, self._cleared)
        count = max(0, min(len(self), made))
        return Slice(map(_readable, self._latest(count)), max(0, made - count), self.kept, self.on)

    def clear(self) -> None:
        """Forget all records; numbering goes on."""
        self._records.clear()
        self._cleared = self.serial
        self._full = self.serial + self.kept + SPARE

    def digest(self) -> str:
        """SHA-256 over the text of all kept records: equal digests mean byte-identical traces."""
        import hashlib  # takes long to load, and most traces are never digested

        whole = hashlib.sha256()
        for record in self:
            whole.update(f"{record}\n".encode())
        return whole.hexdigest()


def flat(record: Record) -> dict[str, Cell]:
    """A record as one row: addresses as texts, None for what it does not have.

    >>> row = flat(Record(0.5, 1, "vm", "root", "docker0", "drop", None, "filter-rule", "-A FORWARD -j DROP"))
    >>> row["event"], row["reason"], row["src"]
    ('drop', 'filter-rule', None)
    """
    packet = record.packet.flat() if record.packet is not None else {}
    own = {**record._asdict(), "reason": record.verdict or None, "cause": record.cause or None}
    return {column: {**packet, **own}.get(column) for column in COLUMNS}


def _order(record: tuple[Any, ...]) -> tuple[float, int]:
    return record[0], record[1]


def _readable(record: tuple[Any, ...]) -> Record:
    """With the cause as text: until then it is an object."""
    return Record._make((*record[:8], str(record[8])))
