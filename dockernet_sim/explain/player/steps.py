"""Steps: each record of the trace with what a learner wants to see of it, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from dockernet_sim.explain.decisions import decided, identity
from dockernet_sim.explain.ladder import name_of
from dockernet_sim.explain.player.fields import Fields, changes, fields
from dockernet_sim.explain.player.flows import Flows
from dockernet_sim.explain.player.looked_up import Looker
from dockernet_sim.explain.said import said
from dockernet_sim.explain.short import ends, short
from dockernet_sim.sim.trace import Record

if TYPE_CHECKING:
    from dockernet_sim.world.world import World

LAYERS = {
    "tx": "link", "rx": "link", "bridge": "bridge", "rule": "netfilter", "nat": "netfilter", "route": "IP",
    "send": "IP", "neigh": "ARP",
    "deliver": "transport", "dns": "names", "call": "program",
}  # fmt: skip
DROP_LAYERS = {
    "filter-rule": "netfilter",
    "filter-policy": "netfilter",
    "neighbour-failed": "ARP",
    "no-route": "IP",
    "ttl-exceeded": "IP",
}
TOLD = ("link", "bridge", "transport", "names", "program")  # layers that have names of their own in each language
DECISIONS = ("drop", "rule", "nat", "route", "send", "bridge", "deliver", "dns")
Key = tuple[str, str, int]


@dataclass
class Step:
    """One happening.

    Attributes
    ----------
    where, device, layer : str
        Machine or container, device, and the layer that acted.
    text : str
        What happened, in a sentence.
    packet : str
        The packet in a few words.
    flow : int
        The number of its flow, 0 for none.
    account : list of (layer, text)
        What each layer has done with the packet in this namespace so far.
    fields : list of (field, before, after)
        The header fields before and after this step.
    tables : list of (name, lines, number)
        The tables that mattered, and which line decided (-1: none of them).
    """

    number: int
    time: float
    where: str
    device: str
    event: str
    layer: str
    text: str
    packet: str
    flow: int
    account: list[tuple[str, str]] = field(default_factory=list)
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    tables: list[tuple[str, list[str], int]] = field(default_factory=list)

    @property
    def decision(self) -> bool:
        """Whether something was decided here, and not only carried on."""
        return self.event in DECISIONS

    @property
    def drop(self) -> bool:
        """Whether a packet ended here."""
        return self.event == "drop"

    def to_data(self) -> dict[str, Any]:
        """As plain data."""
        return {**asdict(self), "decision": self.decision, "drop": self.drop}


def steps(records: Iterable[Record], world: World | None = None, lang: str = "en") -> tuple[list[Step], Flows]:
    """Steps out of records; with a world, tables are shown as they are there now."""
    records = list(records)
    flows = Flows(records)
    reader = _Reader(flows, Looker(world, lang), lang)
    return [reader.step(number, record) for number, record in enumerate(records, 1)], flows


class _Reader:
    """Reads records in order and remembers what was before."""

    def __init__(self, flows: Flows, looker: Looker, lang: str) -> None:
        self.flows = flows
        self.looker = looker
        self.lang = lang
        self.came: set[Key] = set()  # visits that begin with coming in
        self.before: dict[int, Fields] = {}
        self.accounts: dict[Key, list[tuple[str, str]]] = {}

    def step(self, number: int, record: Record) -> Step:
        name = name_of((record.host, record.netns))
        layer = (
            DROP_LAYERS.get(record.verdict, "link")
            if record.event == "drop"
            else LAYERS.get(record.event, record.event)
        )
        layer = said(f"layer.{layer}", self.lang) if layer in TOLD else layer
        text = sentence(record, self.lang)
        packet = f"{short(record.packet)} · {ends(record.packet)}" if record.packet is not None else ""
        made = Step(number, record.time, name, record.device, record.event, layer, text, packet, self.flows.of(record))
        if record.packet is not None:
            self._packet(made, record)
        made.tables = self.looker.tables(record)
        return made

    def _packet(self, made: Step, record: Record) -> None:
        me = identity(record)
        key = (record.host, record.netns, me)
        if record.event == "rx" and not self._goes_up(record, key):
            self.accounts[key] = []
            self.came.add(key)
        account = self.accounts.setdefault(key, [])
        account.append((made.layer, made.text))
        made.account = list(account)
        now = fields(record.packet)
        before = self.before.get(me, {})
        made.fields = changes(before, now)
        self.before[me] = {**before, **now}

    def _goes_up(self, record: Record, key: Key) -> bool:
        """Whether a bridge hands up what came in at a port: the same visit goes on."""
        return key in self.came and len(self.accounts.get(key, ())) == 1


def sentence(record: Record, lang: str = "en") -> str:
    """What happened, in a few words.

    >>> sentence(Record(0.0, 1, "vm", "root", "docker0", "rx", None, "", ""))
    'came in at docker0'
    """
    if record.event in ("tx", "rx"):
        return said(f"did.{record.event}", lang, device=record.device)
    return decided(record, lang)
