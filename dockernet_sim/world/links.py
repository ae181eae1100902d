"""What links are like: as they were built, as `lab.link` wants them, and what is wrong with them at the moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.link.veth import CROSSING, Veth
from dockernet_sim.world.errors import BadLink, UnknownPlace
from dockernet_sim.world.linkfault import BOTH, IN, OUT, LinkFault

if TYPE_CHECKING:
    from dockernet_sim.world.world import World


class Links:
    """The links of one world that are not as they were built."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._shaped: list[_Shaped] = []

    # -- which device ---------------------------------------------------------
    def named(self, name: str) -> Veth:
        """The device of a name: ``PLACE`` (its only one), ``PLACE/DEVICE``, or a device of vm.

        Raises
        ------
        BadLink, UnknownPlace
            When it is no end of a veth pair, or there are several; when there is no such place.
        """
        place, _, device = name.rpartition("/")
        try:
            return self._only_device(name)
        except UnknownPlace:
            ns = self.world.place(place or "vm").ns
            found = ns.devices.get(device)
            if found is None and not place:
                raise
            found = found or ns.device(device)
        if not isinstance(found, Veth):
            raise BadLink(f"{name} is a {found.kind}: only the two ends of a veth pair have a link between them")
        return found

    def _only_device(self, name: str) -> Veth:
        place = self.world.place(name)
        machine = next((each for each in self.world.machines.values() if each.place is place), None)
        ends = [each for each in place.ns.devices.values() if isinstance(each, Veth)]
        if machine is not None:
            ends = [each for each in ends if each.name == "eth0"]
        if len(ends) != 1:
            names = ", ".join(f"{name}/{each.name}" for each in ends) or "none"
            raise BadLink(f"{name} has not one link but {len(ends)} ({names}): say which")
        return ends[0]

    def between(self, name: str, other: str) -> Veth:
        """The device of the first of two places whose link leads straight to the other one."""
        end, far = self.named(name), self.named(other)
        if end.peer is not far:
            raise BadLink(
                f"{name} and {other} are not joined by one link, but by {end.peer.ns.host.name}'s bridge:"
                f" shape the link of {name}, or of {other}"
            )
        return end

    # -- what it is like ------------------------------------------------------
    def want(self, end: Veth, wanted: LinkFault | None, direction: str = BOTH) -> None:
        """From now on it is like this, beside what is wrong with it; None: as it was built."""
        shaped = self._of(end)
        for each in (OUT, IN):
            if direction in (BOTH, each):
                shaped.wanted[each if end is shaped.end else _other(each)] = wanted
        shaped.lay()

    def add(self, end: Veth, trouble: LinkFault) -> None:
        """Something goes wrong with it."""
        shaped = self._of(end)
        shaped.troubles.append((end, trouble))
        shaped.lay()

    def remove(self, end: Veth, trouble: LinkFault) -> None:
        """That is over."""
        shaped = self._of(end)
        shaped.troubles.remove((end, trouble))
        shaped.lay()

    def changed(self, end: Veth) -> bool:
        """Whether a link is not as it was built."""
        return any(end in (each.end, each.end.peer) and not each.sound_now for each in self._shaped)

    def _of(self, end: Veth) -> _Shaped:
        for shaped in self._shaped:
            if shaped.end in (end, end.peer):
                return shaped
        self._shaped = [each for each in self._shaped if not each.sound_now]
        self._shaped.append(_Shaped(end))
        return self._shaped[-1]


def _other(direction: str) -> str:
    return IN if direction == OUT else OUT


class _Shaped:
    """One veth pair; directions are those of ``end``."""

    def __init__(self, end: Veth) -> None:
        self.end = end
        self.built = end.line
        self.wanted: dict[str, LinkFault | None] = {OUT: None, IN: None}
        self.troubles: list[tuple[Veth, LinkFault]] = []

    @property
    def sound_now(self) -> bool:
        return not self.troubles and not any(self.wanted.values())

    def lay(self) -> None:
        """Lay the lines for both directions."""
        if self.sound_now:
            self.end.lay(self.built, self.built)
        else:
            self.end.lay(self._line(OUT), self._line(IN))

    def _line(self, direction: str) -> Line | None:
        wanted = self.wanted[direction]
        whats = [] if wanted is None else [wanted]
        for end, trouble in self.troubles:
            if trouble.towards(direction if end is self.end else _other(direction)):
                whats.append(trouble)
        if not whats:
            return self.built
        line = self.built if self.built is not None else Line(delay=CROSSING)
        for what in whats:
            line = what.on(line)
        return line
