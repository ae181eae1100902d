"""The questions that people ask: does A reach B, and what becomes of what is typed at A."""

from __future__ import annotations

from dataclasses import replace

from dockernet_sim.reach import reasons
from dockernet_sim.reach.facts import ContainerFacts, Facts, Node, Outsider
from dockernet_sim.reach.names import resolve
from dockernet_sim.reach.paths import Answer, to_address
from dockernet_sim.wire.address import ip_int


def reaches(facts: Facts, source: str, target: str, port: int | None = None) -> Answer:
    """Whether `source` reaches `target` at any of its addresses: by ping, or by TCP at a port.

    Parameters
    ----------
    facts : Facts
        What Docker says.
    source, target : str
        Containers (name or id), hosts or outsiders.
    port : int, optional
        A TCP port; a ping without one.

    Examples
    --------
    >>> from dockernet_sim import Lab, reach
    >>> lab = Lab()
    >>> _ = lab.sh("docker run -d --name web nginx")
    >>> bool(reach.reaches(reach.of(lab.world), "vm", "web", 80))
    True
    """
    facts.refuse_foreign()
    return _with_assumed(facts, _reaches(facts, source, target, port))


def _reaches(facts: Facts, source: str, target: str, port: int | None) -> Answer:
    sender, receiver = facts.node(source), facts.node(target)
    for each in (sender, receiver):
        if isinstance(each, ContainerFacts) and not each.running:
            return Answer(False, reasons.NOT_RUNNING, each.name)
    if _same_stack(facts, sender, receiver):
        return Answer(True, reasons.ITSELF, receiver.name)
    answers = [to_address(facts, sender, address, port) for address in facts.addresses(receiver)]
    first = answers[0] if answers else Answer(False, reasons.NO_ROUTE, receiver.name)
    return next((answer for answer in answers if answer), first)


def arrives(facts: Facts, source: str, where: str, port: int | None = None) -> Answer:
    """What becomes of ``ping WHERE``, or a connection to ``WHERE:PORT``, typed at `source`; `where` is an address or a
    name.

    A name is resolved as `source` would do it, and its first address is asked.

    Examples
    --------
    >>> from dockernet_sim import Lab, reach
    >>> lab = Lab()
    >>> _ = lab.sh("docker run -d --name web nginx")
    >>> bool(reach.arrives(reach.of(lab.world), "lan", "172.17.0.2"))
    False
    """
    facts.refuse_foreign()
    return _with_assumed(facts, _arrives(facts, source, where, port))


def _with_assumed(facts: Facts, answer: Answer) -> Answer:
    return replace(answer, assumed=facts.assumed) if facts.assumed else answer


def _arrives(facts: Facts, source: str, where: str, port: int | None) -> Answer:
    sender = facts.node(source)
    if isinstance(sender, ContainerFacts) and not sender.running:
        return Answer(False, reasons.NOT_RUNNING, sender.name)
    try:
        address = ip_int(where)
    except ValueError:
        found = resolve(facts, source, where)
        if not found.addresses:
            return Answer(False, reasons.UNRESOLVED, where)
        address = found.addresses[0]
    return to_address(facts, sender, address, port)


def _same_stack(facts: Facts, sender: Node, receiver: Node) -> bool:
    if isinstance(sender, Outsider) or isinstance(receiver, Outsider):
        same = isinstance(sender, Outsider) and isinstance(receiver, Outsider) and sender.machine == receiver.machine
        return sender is receiver or same
    ends = [facts.stack(each) if isinstance(each, ContainerFacts) else each for each in (sender, receiver)]
    return sender is receiver or (ends[0] is not None and ends[0] is ends[1])
