"""A world's faults and links: what is kept of them is made with the first one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dockernet_sim.world.calling import Calling

if TYPE_CHECKING:
    from dockernet_sim.world.faulting import Faults, Planned
    from dockernet_sim.world.faults import Fault
    from dockernet_sim.world.links import Links


class Mishaps(Calling):
    """What goes wrong, and what links are like."""

    @cached_property
    def faults(self) -> Faults:
        """What goes wrong in it; imported with the first fault."""
        from dockernet_sim.world.faulting import Faults

        return Faults(self)  # type: ignore[arg-type]  # a World

    @cached_property
    def links(self) -> Links:
        """Its links that are not as they were built; imported with the first of them."""
        from dockernet_sim.world.links import Links

        return Links(self)  # type: ignore[arg-type]  # a World

    def fault(self, fault: Fault | str) -> Planned:
        """Let something go wrong, now or later.

        Raises
        ------
        BadFault
            When it cannot be read, or cannot be.
        """
        from dockernet_sim.world.faults import parse

        fault = parse(str(fault))
        with self.call("fault", text=str(fault)):
            return self.faults.plan(fault)

    def link(self, place: str, to: str, direction: str, values: Mapping[str, Any]) -> None:
        """Say what a link is like; BadLink, BadFault, UnknownPlace."""
        from dockernet_sim.world.linkfault import LinkFault

        end = self.links.between(place, to) if to else self.links.named(place)
        wanted = LinkFault(place, direction=direction, **values) if values else None
        with self.call("link", place, to, direction=direction, values=dict(values)):
            self.links.want(end, wanted, direction)
