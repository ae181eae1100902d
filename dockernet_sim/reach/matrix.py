"""The matrix of who reaches whom, computed set by set: one row of bits for each sender."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from dockernet_sim.reach.facts import ContainerFacts, Facts, HostFacts, NetworkFacts, Node, Outsider
from dockernet_sim.reach.handmade import Change, told
from dockernet_sim.reach.names import Resolution, resolve
from dockernet_sim.reach.paths import Answer, opens, stranded, to_address
from dockernet_sim.reach.questions import arrives, reaches
from dockernet_sim.sim.printable import printable

if TYPE_CHECKING:
    from dockernet_sim.reach.data import MatrixData

SHOWN = 24


class Matrix:
    """Who reaches whom: containers that run, hosts, and machines beyond.

    ``rows[i] >> j & 1`` tells whether ``names[i]`` reaches ``names[j]`` at one of its addresses: by ping or, with
    `port`, by TCP.

    Parameters
    ----------
    facts : Facts
        What Docker says.
    port : int, optional
        Ask for a TCP port instead of ping.
    changes : sequence of Change
        What is not as Docker set it (:func:`dockernet_sim.reach.changes`): then the answers say that they may be wrong.

    Raises
    ------
    NotModelled
        When a network has a driver of an extension.

    Attributes
    ----------
    names : list of str
        Who is in it, in the order of the bits.
    rows : list of int
        The bit sets.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> for line in ("network create apart", "run -d --name aa busybox", "run -d --name bb --network apart busybox"):
    ...     assert lab.sh(f"docker {line}")
    >>> print(lab.reach())
              aa bb vm lan internet
    aa         #  .  #   #        #
    bb         .  #  #   #        #
    vm         #  #  #   #        #
    lan        .  .  #   #        #
    internet   .  .  #   #        #
    >>> print(lab.reach()["aa", "bb"])
    does not arrive at 172.18.0.2: it would have to go from bridge to another bridge, and Docker isolates bridges (isolated)
    """  # noqa: E501

    def __init__(self, facts: Facts, port: int | None = None, changes: Sequence[Change] = ()) -> None:
        facts.refuse_foreign()
        self.facts = facts
        self.port = port
        self.changes = tuple(changes)
        self.nodes: list[Node] = [*facts.running, *facts.machines]
        self.names = [self._name(node) for node in self.nodes]
        self._ways: dict[tuple[str, tuple[str, ...]], int] = {}
        self.rows = [self._row(node) for node in self.nodes]

    def _name(self, node: Node) -> str:
        several = isinstance(node, ContainerFacts) and node.name in self.facts.shared_names
        return f"{node.host}/{node.name}" if several and isinstance(node, ContainerFacts) else node.name

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, pair: tuple[str, str]) -> Answer:
        """The answer for one pair, with its reason."""
        return self._with_changes(reaches(self.facts, *pair, self.port))

    def _with_changes(self, answer: Answer) -> Answer:
        return replace(answer, changed=told(self.changes)) if self.changes else answer

    def pairs(self) -> Iterator[tuple[str, str]]:
        """All (sender, receiver) of which the first reaches the second."""
        for name, row in zip(self.names, self.rows):
            for number in bits(row):
                yield name, self.names[number]

    def reached_from(self, name: str) -> list[str]:
        """Whom one sender reaches; UnknownNode when it is not there, an empty list when it does not run."""
        node = self.facts.node(name)
        row = self.rows[self._number[id(node)]] if id(node) in self._number else 0
        return [self.names[number] for number in bits(row)]

    # -- questions about one thing -------------------------------------------------
    def ping(self, source: str, where: str) -> Answer:
        """What becomes of ``ping WHERE`` at `source`; an address or a name."""
        return self._with_changes(arrives(self.facts, source, where))

    def tcp(self, source: str, where: str, port: int) -> Answer:
        """What becomes of a connection to ``WHERE:PORT`` from `source`."""
        return self._with_changes(arrives(self.facts, source, where, port))

    def resolve(self, source: str, name: str) -> Resolution:
        """What a name resolves to at `source`."""
        return resolve(self.facts, source, name)

    # -- rows ----------------------------------------------------------------------
    @cached_property
    def _number(self) -> dict[int, int]:
        return {id(node): number for number, node in enumerate(self.nodes)}

    @cached_property
    def _sharing(self) -> dict[int, int]:
        """Bits of all that use one stack, by the stack (a container or host)."""
        found: dict[int, int] = {}
        for number, node in enumerate(self.nodes):
            stack = self.facts.stack(node) if isinstance(node, ContainerFacts) else node
            if stack is not None and not isinstance(stack, Outsider):
                found[id(stack)] = found.get(id(stack), 0) | 1 << number
        return found

    @cached_property
    def _members(self) -> dict[str, int]:
        """Bits of all that have an address on a network, by the network."""
        found: dict[str, int] = {}
        for container, endpoint in self.facts.endpoints():
            key = endpoint.network.key
            found[key] = found.get(key, 0) | self._sharing[id(container)]
        return found

    @cached_property
    def _attached(self) -> dict[str, int]:
        """Bits of all that have an address anywhere, by the host."""
        found: dict[str, int] = dict.fromkeys(self.facts.host_named, 0)
        for each in self.facts.networks:
            found[each.host] |= self._members.get(each.key, 0)
        return found

    @cached_property
    def _answering(self) -> dict[str, int]:
        """Those of them that have a way back to others' networks, by the host."""
        found: dict[str, int] = dict.fromkeys(self.facts.host_named, 0)
        for container, _ in self.facts.endpoints():
            if not stranded(self.facts.host_named[container.host], container):
                found[container.host] |= self._sharing[id(container)]
        return found

    def _row(self, node: Node) -> int:
        own = 1 << self._number[id(node)]
        if isinstance(node, Outsider):
            return own | self._beyond(node)
        stack = self.facts.stack(node) if isinstance(node, ContainerFacts) else node
        if stack is None:
            return own
        row = own | self._sharing[id(stack)]
        if isinstance(stack, HostFacts):
            return row | self._attached[stack.name] | self._beyond(stack)
        if not stack.endpoints:
            return row
        return row | self._of_networks(stack) | self._by_links(stack)

    def _of_networks(self, container: ContainerFacts) -> int:
        """What every container on these networks reaches; worked out once for each set of networks."""
        key = (container.host, tuple(endpoint.network.key for endpoint in container.endpoints))
        if key not in self._ways:
            host = self.facts.host_named[container.host]
            reached = 0
            for endpoint in container.endpoints:
                if endpoint.network.icc or not host.iptables:
                    reached |= self._members[endpoint.network.key]
            first = container.endpoints[0].network
            routed = not first.other_gateway and (not first.internal or host.rules.internal_default_route)
            if not host.iptables and host.forwarding and routed:
                reached |= self._answering[host.name]
            if host.iptables and host.forwarding and routed and not first.internal:
                reached |= self._opened(host, {endpoint.network.key for endpoint in container.endpoints})
            self._ways[key] = reached | self._beyond(container)
        return self._ways[key]

    def _opened(self, host: HostFacts, own: set[str]) -> int:
        """Containers on networks whose gateway mode lets others in."""
        reached = 0
        for network in self.facts.networks:
            if network.host == host.name and network.mode != "nat" and network.key not in own:
                for owner in self.facts.members[network.key].values():
                    reached |= self._sharing[id(owner)] if opens(host, network, owner, self.port) else 0
        return reached

    def _beyond(self, sender: Node) -> int:
        """The hosts and the machines beyond that a sender reaches; few, so each is asked for by itself."""
        reached = 0
        for node in self.facts.machines:
            if any(to_address(self.facts, sender, address, self.port) for address in self.facts.addresses(node)):
                reached |= self._sharing[id(node)] if isinstance(node, HostFacts) else 1 << self._number[id(node)]
        return reached

    def _by_links(self, container: ContainerFacts) -> int:
        """Where containers may not talk, links open what their targets expose."""
        own = next((each.network for each in container.endpoints if each.network.default), None)
        reached = 0
        if own is None or own.icc or self.port is None:
            return reached
        for _, target in self.facts.linked(container):
            if target and f"{self.port}/tcp" in target.exposed and self._is_on(target, own):
                reached |= self._sharing[id(target)]
        return reached

    def _is_on(self, container: ContainerFacts, network: NetworkFacts) -> bool:
        return container.running and any(endpoint.network is network for endpoint in container.endpoints)

    # -- to read -------------------------------------------------------------------
    def __str__(self) -> str:
        """A table: rows are senders, ``#`` stands for reached; only the first columns and rows of a big one."""
        names = self.names[:SHOWN]
        left = max((len(name) for name in names), default=0)
        lines = [" ".join([" " * (left + 1), *names])]
        for name, row in zip(names, self.rows):
            cells = [("#" if row >> number & 1 else ".").rjust(len(other)) for number, other in enumerate(names)]
            lines.append(" ".join([f"{name:{left}} ", *cells]))
        if len(self.names) > SHOWN:
            lines.append(f"... and {len(self.names) - SHOWN} more")
        if self.changes:
            lines.append(told(self.changes))
        if self.facts.assumed:
            lines.append(f"{self.facts.assumed[:1].upper()}{self.facts.assumed[1:]}.")
        return printable("\n".join(lines))

    def __repr__(self) -> str:
        how = "ping" if self.port is None else f"TCP port {self.port}"
        changed = f". {told(self.changes)}" if self.changes else ""
        return f"<Matrix of {len(self)} by {how}{changed}>"

    def to_data(self) -> MatrixData:
        """Plain data, for JSON.

        Returns
        -------
        dict
            ``port`` (None: ping), ``names``, ``reached`` (each name, and whom it reaches), and ``changes``: what is not
            as Docker set it, each with ``kind``, ``place``, ``where`` and ``text``; and ``assumed``, where there is
            anything: how a dump's release was told.
        """
        data: MatrixData = {
            "port": self.port,
            "names": list(self.names),
            "reached": {name: [self.names[number] for number in bits(row)] for name, row in zip(self.names, self.rows)},
            "changes": [
                {"kind": each.kind, "place": each.place, "where": each.where, "text": each.text}
                for each in self.changes
            ],
        }
        if self.facts.assumed:
            data["assumed"] = self.facts.assumed
        return data


def bits(row: int) -> Iterator[int]:
    """The numbers of the bits that are set.

    >>> list(bits(0b1010))
    [1, 3]
    """
    text = bin(row)[:1:-1]
    number = text.find("1")
    while number >= 0:
        yield number
        number = text.find("1", number + 1)
