"""Stories: any slice of the trace in sentences, hop by hop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from dockernet_sim.explain.causes import cause_of
from dockernet_sim.explain.flow import Relays, arp_of, conversation, key_of, packet_of, turned
from dockernet_sim.explain.gaps import gap
from dockernet_sim.explain.said import Said, say
from dockernet_sim.linux import drops
from dockernet_sim.sim.printable import escape, printable
from dockernet_sim.sim.trace import Record, Trace
from dockernet_sim.wire.address import ip_text, mac_text
from dockernet_sim.wire.arp import REQUEST
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.packet import Packet

Shown = Callable[[str, str], str]
SMALL_PRINT = re.compile(r", (?:seq [\d:]+|ack \d+|win \d+|options \[[^]]*\]|id \d+)|, length 0$")
DNS_PRINT = re.compile(r"(: )\d+\S* \d+/\d+/\d+ ?| \(\d+\)$")
ROUNDS = 2
ADDRESS = re.compile(r"\d+\.\d+\.\d+\.\d+")
NOISE = frozenset((drops.OTHER_HOST, drops.NO_PORT))


@dataclass(frozen=True)
class Step:
    """One step of a story.

    Attributes
    ----------
    time, serial
        Of the record that it tells.
    place : str
        A container or a machine.
    device : str
        Where in it, if at a device.
    said : Said
        What happened.
    """

    time: float
    serial: int
    place: str
    device: str
    said: Said

    def text(self, lang: str = "en") -> str:
        """``web: ...``"""
        return f"{self.place}{'：' if lang == 'zh' else ': '}{self.said.text(lang)}"

    def __str__(self) -> str:
        return self.text()


class Story(tuple[Step, ...]):
    """Steps in order; ``str()`` is one line for each.

    ``text("zh")`` tells it in Chinese.
    """

    def text(self, lang: str = "en") -> str:
        """One line for each step."""
        return printable("\n".join(f"{number:2}. {step.text(lang)}" for number, step in enumerate(self, 1)))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return f'<pre style="white-space:pre-wrap">{escape(self.text())}</pre>'


def story(
    trace: Trace | Iterable[Record], since: int = 0, flow: Record | Packet | None = None, shown: Shown | None = None
) -> Story:
    """Tell what happened.

    Packets that went the very way of an earlier one, in the same conversation, are counted, not told again.

    Parameters
    ----------
    trace : Trace or iterable of Record
        What happened.
    since : int
        Only what came after the record of this serial number.
    flow : Record or IPv4, optional
        Only the conversation that this packet is part of.
    shown : callable, optional
        What a namespace is called: given machine and namespace.

    Returns
    -------
    Story

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> before = lab.trace.serial
    >>> lab.sh("ping -c 1 172.31.176.1").exit
    0
    >>> story(lab.trace, since=before)
     1. vm: sends 172.31.179.120 > 172.31.176.1: ICMP echo request, length 64, by the route 172.31.176.0/20 dev eth0 proto kernel scope link src 172.31.179.120
     2. vm: asks on eth0 who has 172.31.176.1
     3. vm: hears that 172.31.176.1 is at 00:16:3e:00:00:fe
     4. lan: comes in at eth0 (00:16:3e:00:00:01 > 00:16:3e:00:00:fe)
     5. lan: kernel takes it
     6. lan: sends 172.31.176.1 > 172.31.179.120: ICMP echo reply, length 64, by the route 172.31.176.0/20 dev eth0 proto kernel scope link src 172.31.176.1
     7. vm: comes in at eth0 (00:16:3e:00:00:fe > 00:16:3e:00:00:01)
     8. vm: kernel takes it
    """  # noqa: E501
    records = trace.since(since) if isinstance(trace, Trace) else [each for each in trace if each.serial > since]
    if flow is not None:
        packet = packet_of(flow) if isinstance(flow, Record) else flow
        keys = () if packet is None else (key_of(packet), turned(key_of(packet)))
        records = conversation(records, lambda sent, _record: key_of(sent) in keys)
    told, missing = tell(records, shown), gap(trace.since(since) if isinstance(trace, Trace) else trace)
    if missing is None:
        return told
    return Story([Step(records[0].time if records else 0.0, 0, "...", "", missing), *told])


def tell(records: Sequence[Record], shown: Shown | None = None) -> Story:
    """The same for records that are at hand."""
    teller = _Teller(shown or _plainly)
    for record in records:
        teller.hear(record)
    return Story(teller.story())


def _plainly(host: str, netns: str) -> str:
    return host if netns == "root" else netns


def brief(packet: Packet) -> str:
    """A packet without its small print."""
    return SMALL_PRINT.sub("", str(packet))


class _Teller:
    def __init__(self, shown: Shown) -> None:
        self.shown = shown
        self.steps: dict[int, list[Step]] = {}  # by trail; 0: what belongs to no packet
        self.arp: dict[tuple[str, str, int], Step] = {}
        self.ports: dict[int, tuple[str, str, str]] = {}  # where a trail's packet came in last

    def hear(self, record: Record) -> None:
        packet, arp = packet_of(record), arp_of(record)
        said: Said | None = None
        trail = 0
        if packet is not None:
            trail, said = packet.trail, self._of_packet(record, packet)
        elif arp is not None:
            said = self._of_arp(record)
        elif record.event == "dns":
            said = say(f"step.dns-{_dns_kind(record)}", cause=DNS_PRINT.sub(r"\1", record.cause).strip())
        if said is not None:
            place = self.shown(record.host, record.netns)
            self.steps.setdefault(trail, []).append(Step(record.time, record.serial, place, record.device, said))

    # -- packets -----------------------------------------------------------------
    def _of_packet(self, record: Record, packet: Packet) -> Said | None:
        event = record.event
        if event == "send":
            return say("step.send", packet=brief(packet), route=record.cause)
        if event == "rx":
            return self._arrives(record, packet)
        if event == "bridge" and record.verdict != "learn":
            return say(f"step.bridge-{record.verdict}", bridge=record.device, entry=record.cause)
        if event == "rule":
            return say("step.rule", rule=record.cause, verdict=record.verdict)
        if event == "nat":
            return say(f"step.nat-{record.verdict}", packet=brief(packet))
        if event == "route":
            return say("step.route", route=record.cause, before=packet.ttl, after=packet.ttl - 1)
        if event == "deliver":
            owner = record.cause.partition(" (")[0]
            return say("step.deliver-kernel") if owner == "kernel" else say("step.deliver", owner=owner)
        if event == "drop" and record.verdict not in NOISE:
            return say("step.drop", cause=cause_of(record.cause), reason=record.verdict)
        return None

    def _arrives(self, record: Record, packet: Packet) -> Said:
        here = (record.host, record.netns, record.device)
        before = self.ports.get(packet.trail)
        self.ports[packet.trail] = here
        frame = record.packet
        if before is not None and before[:2] == here[:2] and isinstance(frame, Frame) and record.device != "lo":
            return say("step.up", bridge=record.device)
        if not isinstance(frame, Frame) or not frame.src:
            return say("step.in-plain", device=record.device)
        return say("step.in", device=record.device, src=mac_text(frame.src), dst=mac_text(frame.dst))

    # -- ARP ---------------------------------------------------------------------
    def _of_arp(self, record: Record) -> Said | None:
        arp = arp_of(record)
        assert arp is not None
        key = (record.host, record.netns, arp.tpa if arp.op == REQUEST else arp.spa)
        asks = record.event == "tx" and record.packet is not None and record.packet.src == arp.sha
        if arp.op == REQUEST and asks and key not in self.arp:
            said = say("step.arp-asks", address=ip_text(arp.tpa), device=record.device)
            namespace = self._own(record, arp.sha)
            if namespace:
                self.arp[key] = Step(record.time, record.serial, "", "", said)
                return said
        elif arp.op != REQUEST and record.event == "rx" and key in self.arp:
            del self.arp[key]
            return say("step.arp-answer", address=ip_text(arp.spa), mac=mac_text(arp.sha))
        return None

    @staticmethod
    def _own(record: Record, mac: int) -> bool:
        """Whether the question was made here: a bridge's port that passes one on is told of elsewhere."""
        return not record.device.startswith(("veth", "port"))

    # -- the whole ---------------------------------------------------------------
    def story(self) -> list[Step]:
        told: set[tuple[object, ...]] = set()
        again = 0
        kept: list[Step] = list(self.steps.pop(0, ()))
        last: Step | None = None
        for steps in self.steps.values():
            way = (_ends(steps[0].said), *((step.place, step.device, _shape(step.said)) for step in steps))
            if way in told:
                again += 1
                last = steps[-1]
                continue
            told.add(way)
            kept += _without_rounds(steps)
        kept.sort(key=lambda step: (step.time, step.serial))
        if again and last is not None:
            kept.append(Step(last.time, last.serial, "...", "", say("step.again", count=again)))
        return kept


def _dns_kind(record: Record) -> str:
    if record.verdict in ("hosts-file", "forward"):
        return record.verdict
    if record.verdict == "answer":
        return "answer" if record.device else "found"
    return "failed"


def _shape(said: Said) -> tuple[object, ...]:
    """A sentence without what differs from packet to packet on the same way."""
    return (said.key, *(value for name, value in said.values.items() if name not in ("packet", "before", "after")))


def _ends(said: Said) -> tuple[str, ...]:
    """The two addresses of the packet that is spoken of first."""
    return tuple(ADDRESS.findall(said.values.get("packet", ""))[:2])


def _without_rounds(steps: Sequence[Step]) -> list[Step]:
    """A packet that goes round is followed for two rounds; the rest is counted."""
    seen: dict[tuple[object, ...], int] = {}
    kept: list[Step] = []
    left_out: list[Step] = []
    for step in steps:
        shape = (step.place, step.device, _shape(step.said))
        seen[shape] = seen.get(shape, 0) + 1
        (kept if seen[shape] <= ROUNDS else left_out).append(step)
    if left_out:
        last = left_out[-1]
        kept.append(Step(last.time, last.serial, "...", "", say("step.round", count=len(left_out))))
        kept.sort(key=lambda step: (step.time, step.serial))
    return kept


__all__ = ["Relays", "Step", "Story", "brief", "story", "tell"]
