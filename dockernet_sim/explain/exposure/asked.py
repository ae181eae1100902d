"""The questions behind each row, put to the packets; and the sentence that explains their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dockernet_sim.explain import reasons
from dockernet_sim.explain.exposure.doors import Door
from dockernet_sim.explain.exposure.row import Exposed
from dockernet_sim.explain.said import said
from dockernet_sim.explain.why.answer import Why
from dockernet_sim.explain.why.examine import examine
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.question import TCP, Question
from dockernet_sim.plans.asking import ACCEPTED, DROPPED, OPEN, REFUSED, UNKNOWN, UNREACHABLE, Wanted, ask_all
from dockernet_sim.reach import ContainerFacts
from dockernet_sim.reach.live import INTERNET, LAN
from dockernet_sim.wire.address import LOOPBACK, UNSPECIFIED, ip_text, is_loopback

BEST = (OPEN, ACCEPTED, REFUSED, DROPPED, UNREACHABLE)
PROXY = "docker-proxy"
Key = tuple[str, int, int, str]  # who asks, at which address and port, by which protocol


@dataclass(frozen=True)
class Meeting:
    """One question of a door: who asks, and at which address and port."""

    source: str
    address: int
    port: int


class Asked:
    """All doors of a world, with the answers.

    Parameters
    ----------
    land : Land
        The world, which may be used up.
    found : sequence of Door
        The ports.
    unknown : mapping
        Containers of which nothing is told, and why.
    lang : str
        In which language the sentences are.
    """

    def __init__(self, land: Land, found: Sequence[Door], unknown: Mapping[str, str], lang: str = "en") -> None:
        self.land = land
        self.lang = lang
        self.unknown = unknown
        self.doors = [each for each in found if each.container.name not in unknown]
        self.refused = [each for each in found if each.container.name in unknown]
        self.senders = [each for each in land.facts.running if each.endpoints and each.name not in unknown]
        self.joined = {each.name: {end.network.name for end in each.endpoints} for each in self.senders}
        self.hosts = {host.name: host.address for host in land.facts.hosts}
        held = [each for each in found if each.host_port or (each.on_host and each.listening)]
        self.bound = {(each.container.host, each.host_port or each.port, each.proto): each for each in held}
        self.asking = {door: list(self.meetings(door)) for door in self.doors}
        self.answers = self._ask()

    def holder(self, door: Door) -> Door | None:
        """The port that is bound where this one was asked for and is not."""
        asked = 0 if door.host_port else asked_port(door)
        return self.bound.get((door.container.host, asked, door.proto)) if asked else None

    # -- questions -----------------------------------------------------------------
    def meetings(self, door: Door) -> Iterator[Meeting]:
        """Who may ask at a door, and where."""
        inside = [each for each in self.senders if each.host == door.container.host and each is not door.container]
        for source in (INTERNET, LAN, door.container.host, *(each.name for each in inside)):
            for address, port in self.places(door, source):
                yield Meeting(source, address, port)

    def places(self, door: Door, source: str) -> Iterator[tuple[int, int]]:
        """The addresses at which a door can be asked for: the host's, and the container's own."""
        owner, joined = self.land.owner(door.container), self.joined.get(source, set())
        own = owner.endpoints if door.container.running and not door.on_host else ()
        for endpoint in sorted(own, key=lambda each: each.network.name not in joined):
            yield endpoint.address, door.port
        host = door.container.host
        at_host = door.host_port or (door.port if door.on_host else asked_port(door))
        if not door.container.running or self.holder(door) is not None:
            at_host = 0  # what answers there is not this container
        if at_host:
            yield self.hosts[host], at_host
            if source == host:
                yield LOOPBACK, at_host
            if door.host_ip not in (UNSPECIFIED, self.hosts[host], LOOPBACK):
                yield door.host_ip, at_host

    def _ask(self) -> dict[Key, str]:
        """TCP is asked by all at once, UDP one by one; a container that got through at one address asks at no other."""
        inside = {each.name for each in self.senders}
        waiting: dict[tuple[Door, str], list[Key]] = {}
        answers: dict[Key, str] = {}
        for door, meetings in self.asking.items():
            for each in meetings:
                key = each.source, each.address, each.port, door.proto
                waiting.setdefault((door, each.source), []).append(key)
        while waiting:
            now = [key for (_, source), keys in waiting.items() for key in (keys[:1] if source in inside else keys)]
            answers |= self._answers(dict.fromkeys(key for key in now if key not in answers))
            waiting = {
                who: keys[1:]
                for who, keys in waiting.items()
                if who[1] in inside and keys[1:] and answers[keys[0]] != OPEN
            }
        return answers

    def _answers(self, keys: Iterable[Key]) -> dict[Key, str]:
        """Answers to some questions."""
        world = self.land.world
        wanted = {Wanted(key[0], TCP, address=key[1], port=key[2]): key for key in keys if key[3] == TCP}
        world.trace.on = False
        heard = ask_all(world, wanted)
        world.trace.on = True
        answers = {wanted[each]: found.verdict for each, found in heard}
        return answers | {key: self._datagram(key) for key in keys if key[3] != TCP}

    def _datagram(self, key: Key) -> str:
        source, address, port, proto = key
        if proto != "udp":
            return UNKNOWN
        found = examine(self.land.seen_from(source), Question(source, proto, ip_text(address), port))
        return OPEN if found else REFUSED if found.reason == reasons.REFUSED else DROPPED

    # -- rows ------------------------------------------------------------------------
    def rows(self) -> Iterator[Exposed]:
        """A row for each door."""
        for door in self.doors:
            yield self.row(door)
        for door in self.refused:
            why = self.unknown[door.container.name]
            verdicts = dict.fromkeys(("internet", "lan", "host"), UNKNOWN)
            yield told(door, verdicts, {}, reason=UNKNOWN, fact=self.say("exposure.unknown", why=why))

    def say(self, key: str, **values: object) -> str:
        """A sentence."""
        return said(key, self.lang, **values)

    def row(self, door: Door) -> Exposed:
        """One door, with the sentence that explains it."""
        best: dict[str, str] = defaultdict(lambda: UNREACHABLE)
        for each in self.asking[door]:
            verdict = self.answers.get((each.source, each.address, each.port, door.proto))
            if verdict is None:
                continue  # it got through at another address
            if verdict == UNKNOWN or BEST.index(verdict) <= BEST.index(best[each.source]):
                best[each.source] = verdict
        host = door.container.host
        outside = {"internet": best[INTERNET], "lan": best[LAN], "host": best[host]}
        inside = {name: verdict for name, verdict in best.items() if name not in (INTERNET, LAN, host)}
        reason, rule, fact, notes = self.explained(door, outside, inside)
        return told(door, outside, inside, reason=reason, rule=rule, fact=fact, notes=tuple(notes))

    def explained(
        self, door: Door, outside: Mapping[str, str], inside: Mapping[str, str]
    ) -> tuple[str, str, str, list[str]]:
        """Reason, rule, sentence and notes."""
        container = door.container
        if not container.running:
            return reasons.NOT_RUNNING, "", self.idle(container), []
        if door.on_host:
            return self.on_host(door)
        if door.host_port or asked_port(door):
            return self.at_host(door, outside)
        notes = [self.say("exposure.nothing-on", port=door.wanted)] if door.wanted else []
        if OPEN in (outside["internet"], outside["lan"]):
            return self.direct(door, notes)
        if container.mode == "none":
            return "listening", "", self.say("exposure.no-network"), notes
        where = self.land.networks_of(container)
        return "listening", "", self.say("exposure.inside", where=where), notes

    def idle(self, container: ContainerFacts) -> str:
        """Why a container does not run."""
        state = self.land.inspect(container)["State"]
        error = state.get("Error", "") or (f"exit code {state['ExitCode']}" if state["Status"] == "exited" else "")
        if error:
            return self.say("exposure.failed", container=container.name, error=error)
        return self.say("exposure.idle", container=container.name)

    def on_host(self, door: Door) -> tuple[str, str, str, list[str]]:
        """Programs in the host's own namespace."""
        if not door.wanted:
            return "host-mode", "", self.say("exposure.host-mode", port=door.port), []
        note = self.say("exposure.own-port", port=door.port) if door.listening else self.say("exposure.silent")
        return "host-mode", "", self.say("exposure.discarded"), [note]

    def at_host(self, door: Door, outside: Mapping[str, str]) -> tuple[str, str, str, list[str]]:
        """Ports of the host, published or asked for:
        LAN's question tells, and the internet's where it fares otherwise."""
        port = door.host_port or asked_port(door)
        holder = self.holder(door)
        if holder is not None:
            text = self.say("exposure.held", port=port, place=door.container.host, other=holder.container.name)
            return reasons.PORT_TAKEN, "", text, []
        loopback = is_loopback(door.host_ip)
        first = self.why(
            door.container.host if loopback else LAN,
            LOOPBACK if loopback else self.hosts[door.container.host],
            port,
            door,
        )
        notes = []
        if outside["internet"] != outside["lan"]:
            other = self.why(INTERNET, self.hosts[door.container.host], port, door)
            notes.append(self.say("exposure.from-internet", fact=other.fact))
        if not door.host_port:
            return first.reason, "", self.say("exposure.nothing", fact=first.fact), notes
        if not door.listening:
            notes.append(self.say("exposure.no-listener", port=door.port, container=door.container.name))
            notes += [self.say("exposure.accepts")] * (outside["host"] == ACCEPTED)
        if loopback:
            notes.append(self.say("exposure.loopback", address=ip_text(door.host_ip)))
        if not first and first.decisive is not None and door.listening:
            return first.reason, rule_of(first), first.fact.text(self.lang), notes
        return first.reason, leading(first), first.fact.text(self.lang), notes

    def direct(self, door: Door, notes: list[str]) -> tuple[str, str, str, list[str]]:
        """Open from outside at the container's own address."""
        for endpoint in self.land.owner(door.container).endpoints:
            for source in (INTERNET, LAN):
                if self.answers.get((source, endpoint.address, door.port, door.proto)) == OPEN:
                    found = self.why(source, endpoint.address, door.port, door)
                    address = ip_text(endpoint.address)
                    return found.reason, "", self.say("exposure.direct", address=address, fact=found.fact), notes
        return "listening", "", self.say("exposure.not-published"), notes

    def why(self, source: str, address: int, port: int, door: Door) -> Why:
        """The answer to one question, examined."""
        return examine(self.land.seen_from(source), Question(source, door.proto, ip_text(address), port))


def told(door: Door, outside: Mapping[str, str], inside: Mapping[str, str], **words: object) -> Exposed:
    """A row of a door."""
    return Exposed(
        door.container.name,
        door.service,
        f"{door.port}/{door.proto}",
        door.published,
        door.wanted,
        door.listening,
        outside["internet"],
        outside["lan"],
        outside["host"],
        dict(sorted(inside.items())),
        **words,  # type: ignore[arg-type]
    )


def asked_port(door: Door) -> int:
    """The host's port that was asked for; 0 without one, and for a range or one of the engine's choice."""
    port = door.wanted.rpartition(":")[2]
    return int(port) if port.isdigit() and not door.on_host else 0


def leading(answer: Why) -> str:
    """The rule that led to the container, or docker-proxy."""
    for record in answer.records:
        if record.event == "rule" and record.verdict == "dnat":
            return record.cause
    return PROXY if any(record.cause.startswith(PROXY) for record in answer.records) else ""


def rule_of(answer: Why) -> str:
    """The rule that dropped or rejected; empty where no rule did."""
    record = answer.decisive
    return (
        record.cause
        if record is not None and (record.event == "rule" or " -j " in record.cause or ": policy" in record.cause)
        else ""
    )
