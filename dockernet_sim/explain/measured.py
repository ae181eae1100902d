"""Who reaches whom, asked of the packets on a copy of a lab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dockernet_sim.explain.probing import connections, pings
from dockernet_sim.explain.said import said
from dockernet_sim.explain.why.aside import aside
from dockernet_sim.reach import Matrix, reaches
from dockernet_sim.world.world import World


@dataclass(frozen=True)
class Measured:
    """The packets' answer to a :class:`~dockernet_sim.reach.Matrix`.

    Attributes
    ----------
    matrix : Matrix
        What Docker's facts say.
    rows : list of int
        Bit sets, as the matrix has them, of what was answered.
    """

    matrix: Matrix
    rows: list[int]

    @property
    def names(self) -> list[str]:
        """Who was asked."""
        return self.matrix.names

    @property
    def port(self) -> int | None:
        """The TCP port; None for pings."""
        return self.matrix.port

    @property
    def different(self) -> list[tuple[str, str]]:
        """The pairs (sender, receiver) of which Docker's facts say something else."""
        pairs = []
        for name, row, other in zip(self.names, self.rows, self.matrix.rows):
            pairs += [(name, to) for number, to in enumerate(self.names) if (row ^ other) >> number & 1]
        return pairs

    def why(self, source: str, target: str, lang: str = "en") -> str:
        """One field in words."""
        names = self.names
        yes = bool(self.rows[names.index(source)] >> names.index(target) & 1)
        answer = said(f"heat.{'answered' if yes else 'unanswered'}", lang)
        if (source, target) not in self.different:
            return answer
        return f"{answer}; {said('heat.but-facts', lang, facts=reaches(self.matrix.facts, source, target, self.port))}"


def measured(world: World, matrix: Matrix, copy: Callable[[], World], fork: bool | None = None) -> Measured:
    """Send a packet from each place to each other one, on a copy of `world`.

    Parameters
    ----------
    world : World
        Left as it is.
    matrix : Matrix
        Who is asked, and for which port.
    copy : callable
        Makes a copy of the world, where it cannot be forked.
    fork : bool, optional
        Whether to fork; as the platform allows, unless given.
    """
    return Measured(matrix, aside(world, lambda other: _ask(other, matrix), copy, fork))


def _ask(world: World, matrix: Matrix) -> list[int]:
    world.trace.on = False
    facts, names, port = matrix.facts, matrix.names, matrix.port
    addresses = [facts.addresses(node) for node in matrix.nodes]
    rows = []
    for number, name in enumerate(names):
        wanted = [(to, ip) for to, several in enumerate(addresses) if to != number for ip in several]
        if port is None:
            answers = pings(world, [(name, ip) for _, ip in wanted])
            reached = {to for to, ip in wanted if answers[name, ip]}
        else:
            connected = connections(world, [(name, ip, port) for _, ip in wanted])
            reached = {to for to, ip in wanted if connected[name, ip, port]}
        rows.append(sum(1 << to for to in reached | {number}))
    return rows
