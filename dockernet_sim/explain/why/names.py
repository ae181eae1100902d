"""Questions that are about a name, or that ended at one."""

from __future__ import annotations

from collections.abc import Sequence

from dockernet_sim.explain import reasons as why
from dockernet_sim.explain.causes import cause_of
from dockernet_sim.explain.said import Said, listed, say
from dockernet_sim.explain.why.judgement import Judgement
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.probe import Outcome
from dockernet_sim.explain.why.question import Question
from dockernet_sim.linux.errors import NetError
from dockernet_sim.reach import ContainerFacts, NetworkFacts
from dockernet_sim.reach.handmade import NO_RULE
from dockernet_sim.reach.names import names_on
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.address import ip_text

EMBEDDED = "127.0.0.11"
RESOLV_CONF = "/etc/resolv.conf"
NO_SERVER = "no server"  # as the embedded server's record says


def judge_name(land: Land, question: Question, outcome: Outcome, records: Sequence[Record]) -> Judgement:
    """What became of a look-up."""
    if outcome.addresses:
        return _known(land, question, outcome, records)
    return _unknown(land, question, outcome, records)


def _known(land: Land, question: Question, outcome: Outcome, records: Sequence[Record]) -> Judgement:
    found = listed(land.who(address) for address in outcome.addresses)
    words = {"name": question.host, "source": question.source, "found": found, "by": _answered_by(records)}
    if len(outcome.addresses) > 1:
        return Judgement(why.NAME_SHARED, say("name-shared.several", **words, count=len(outcome.addresses)))
    if any(record.event == "dns" and record.verdict == "hosts-file" for record in records):
        return Judgement(why.NAME_KNOWN, say("name-known.hosts", **words))
    return Judgement(why.NAME_KNOWN, say("name-known.dns", **words))


def _answered_by(records: Sequence[Record]) -> str:
    own = any(record.event == "dns" and record.verdict == "answer" and record.device == "lo" for record in records)
    return EMBEDDED if own else "/".join(dict.fromkeys(_forwarded(records))) or RESOLV_CONF


def _forwarded(records: Sequence[Record]) -> list[str]:
    return [
        record.cause.rpartition(": ")[2] for record in records if record.event == "dns" and record.verdict == "forward"
    ]


def _unknown(land: Land, question: Question, outcome: Outcome, records: Sequence[Record]) -> Judgement:
    name, source = question.host, question.source
    container = land.container(source)
    words = {"name": name, "source": source, "servers": listed(name_servers(land, source)) or "-"}
    notes: list[Said] = []
    if container is not None:
        shared, container = container, land.owner(container)
        notes = _shares(shared, container)
    if container is None or container.mode == "host":
        if land.container(name):
            return Judgement(why.NAME_UNKNOWN, say("name-unknown.machine", **words))
        return _nobody(land, name, words)
    judgement = _at_container(land, container, outcome, records, words)
    judgement.notes[:0] = notes
    return judgement


def _shares(container: ContainerFacts, owner: ContainerFacts) -> list[Said]:
    """That a container uses another one's network, where it does."""
    return [say("note.shares", name=container.name, owner=owner.name)] if owner is not container else []


def _at_container(
    land: Land, container: ContainerFacts, outcome: Outcome, records: Sequence[Record], words: dict[str, str]
) -> Judgement:
    name, servers = words["name"], words["servers"].split(", ")
    if container.mode == "none" and not container.endpoints:
        return Judgement(why.NAME_ELSEWHERE, say("name-on-another-network.asker-none", **words))
    user = [each.network for each in container.endpoints if not each.network.default]
    if user and container.mode != "host" and EMBEDDED not in servers:
        return Judgement(why.NAME_SERVER_CHANGED, say("name-server-changed.file", **words))
    if outcome.error == "AGAIN" and not known_on(land, name) and land.container(name) is None:
        return _silent_server(land, container, records, words)
    return _of_container(land, container, user, name, words)


def _silent_server(
    land: Land, container: ContainerFacts, records: Sequence[Record], words: dict[str, str]
) -> Judgement:
    shut = [each.network.name for each in container.endpoints if each.network.internal]
    if len(shut) == len(container.endpoints) > 0 and _asked(records) == NO_SERVER:
        fact = say("name-server-silent.internal", **words, networks=listed(shut))
        return Judgement(why.NO_NAME_SERVER, fact, [say("note.internal", network=shut[0])])
    fact = say("name-server-silent.asked", **words, asked=_asked(records) or words["servers"])
    end = next((record for record in records if record.event == "drop"), None)
    if end is None:
        return Judgement(why.NO_NAME_SERVER, fact)
    notes = [say("note.query-ended", place=land.shown(end.host, end.netns), cause=cause_of(end.cause))]
    internal = next((each for (_, device), each in land.bridges.items() if each.internal and device in end.cause), None)
    missing = sum(each.kind == NO_RULE and each.place == end.host for each in land.changes)
    if internal is not None:
        notes.append(say("note.internal", network=internal.name))
    elif missing:
        notes.append(say("note.missing", place=end.host, count=missing))
    return Judgement(why.NO_NAME_SERVER, fact, notes, end)


def _nobody(land: Land, name: str, words: dict[str, str]) -> Judgement:
    """A name that nothing has; perhaps it is misspelt."""
    near = land.near(name)
    notes = [say("note.near", name=near)] if near else []
    return Judgement(why.NAME_UNKNOWN, say("name-unknown.nobody", **words), notes)


def _of_container(
    land: Land, container: ContainerFacts, user: list[NetworkFacts], name: str, words: dict[str, str]
) -> Judgement:
    elsewhere = known_on(land, name)
    own = land.networks_of(container)
    if elsewhere:
        there = listed(each.name for each in elsewhere)
        return Judgement(why.NAME_ELSEWHERE, say("name-on-another-network.known", **words, there=there, own=own))
    target = land.container(name)
    if target is not None:
        return _of_target(land, container, target, bool(user), {**words, "own": own})
    private = _private_alias(land, name)
    if private is not None:
        return Judgement(
            why.NAME_UNKNOWN, say("name-unknown.private-alias", **words, owner=private[0], target=private[1])
        )
    return _nobody(land, name, words)


def _of_target(
    land: Land, container: ContainerFacts, target: ContainerFacts, user: bool, words: dict[str, str]
) -> Judgement:
    """A container has that name, and still the name is not known."""
    if not target.running:
        return Judgement(why.NOT_RUNNING, say("not-running.target", target=target.name))
    if target.host != container.host:
        return Judgement(why.NAME_ELSEWHERE, say("name-on-another-network.host", **words, there=target.host))
    if target.mode == "host":
        return Judgement(why.NAME_UNKNOWN, say("name-unknown.host-mode", **words))
    if target.mode.startswith("container:"):
        owner = land.owner(target)
        return Judgement(why.NAME_UNKNOWN, say("name-unknown.container-mode", **words, owner=owner.name))
    if not target.endpoints:
        return Judgement(why.NAME_ELSEWHERE, say("name-on-another-network.none", **words))
    words["address"] = listed(ip_text(address) for address in land.facts.addresses(target))
    together = {each.network.key for each in container.endpoints} & {each.network.key for each in target.endpoints}
    linked_back = any(each is container for _, each in land.facts.linked(target))
    if linked_back:
        return Judgement(why.NAME_UNKNOWN, say("name-unknown.one-way", **words))
    if together and not target.named:
        return Judgement(why.NAME_UNKNOWN, say("name-unknown.made-up", **words))
    if together:
        return Judgement(why.NAME_UNKNOWN, say("name-unknown.default-bridge", **words))
    there = land.networks_of(target)
    return Judgement(why.NAME_ELSEWHERE, say("name-on-another-network.apart", **words, there=there))


def _private_alias(land: Land, name: str) -> tuple[str, str] | None:
    """Whose link a name is, and what it leads to."""
    for container, endpoint in land.facts.endpoints():
        target = dict(endpoint.links).get(name)
        if target:
            return container.name, target
        for alias, linked in land.facts.linked(container):
            if alias == name and linked is not None:
                return container.name, linked.name
    return None


def known_on(land: Land, name: str) -> list[NetworkFacts]:
    """The networks on which a name is known."""
    return [each for each in land.facts.networks if name.lower() in names_on(land.facts, each)]


def name_servers(land: Land, source: str) -> list[str]:
    """The name servers in a place's resolv.conf, as it stands."""
    try:
        text = land.world.place(source).files.read(RESOLV_CONF)
    except NetError:
        return []
    lines = [line.split() for line in text.splitlines()]
    return [words[1] for words in lines if len(words) > 1 and words[0] == "nameserver"]


def _asked(records: Sequence[Record]) -> str:
    return listed(dict.fromkeys(_forwarded(records)))
