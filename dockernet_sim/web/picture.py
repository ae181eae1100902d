"""The live topology: the project's own picture, and where on it one can click."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from dockernet_sim.explain.draw import paint
from dockernet_sim.explain.fold import FOLDED, folded
from dockernet_sim.explain.layout import lay_out
from dockernet_sim.explain.picture import Picture
from dockernet_sim.explain.sheet import BAR, LANE, STACK, Frame, Layout
from dockernet_sim.explain.survey import survey
from dockernet_sim.explain.topology import Box
from dockernet_sim.explain.way import NoWay, as_way

if TYPE_CHECKING:
    from dockernet_sim.world.world import World


@dataclass(frozen=True)
class Spot:
    """A place on the picture that can be clicked.

    Attributes
    ----------
    kind : str
        ``machine``, ``container``, ``namespace``, ``stack``, ``bridge``, ``device``, ``network`` (folded),
        ``stopped`` or ``outside``.
    where : str
        Whose tables it shows: a machine or a container; empty when it has none.
    name : str
        Its name; for ``network``, what unfolds it.
    table : str
        Which table comes first.
    """

    kind: str
    where: str
    name: str
    x: float
    y: float
    w: float
    h: float
    table: str = ""


def picture(
    world: World, theme: str = "light", lang: str = "en", way: Any = None, unfolded: Collection[str] = ()
) -> dict[str, Any]:
    """The picture of a world as plain data.

    Parameters
    ----------
    world : World
        What is drawn.
    theme, lang : str
        ``light`` or ``dark``; ``en`` or ``zh``.
    way : optional
        Records or an answer whose packets are drawn; nothing is drawn when there is no packet in it.
    unfolded : collection of str
        Networks that are shown container by container on a large machine.

    Returns
    -------
    dict
        ``svg``, ``width``, ``height``, ``spots`` and ``folded`` (whether anything is).

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> lab.sh("docker run -d --name web nginx").exit
    0
    >>> made = picture(lab.world)
    >>> [spot["name"] for spot in made["spots"] if spot["kind"] == "container"]
    ['web']
    """
    taken = None
    if way is not None:
        with suppress(NoWay):  # nothing was sent: the picture alone
            taken = as_way(way)
    whole = survey(world)
    topology = folded(whole, unfolded, taken.namespaces if taken else ())
    layout = lay_out(topology, lang)
    drawn = Picture(paint(layout, f"Topology at {world.clock.now:.3f} s", taken), theme)
    return {
        "svg": drawn.svg,
        "width": drawn.scene.width,
        "height": drawn.scene.height,
        "spots": [asdict(spot) for spot in spots(layout)],
        "folded": topology is not whole,
    }


def spots(layout: Layout) -> Iterator[Spot]:
    """What can be clicked, the largest first."""
    for frame in layout.frames.values():
        yield from _frame(frame)
    for name, card in (*layout.outside.items(), *layout.clouds.items()):
        yield Spot("outside", name, card.words.name, card.x, card.y, card.w, card.h)


def _frame(frame: Frame) -> Iterator[Spot]:
    host = frame.box.name
    yield Spot("machine", host, host, frame.x, frame.y, frame.w, 30.0)
    top, bottom = frame.stack_span
    yield Spot("stack", host, host, frame.stack_x - STACK / 2, top, STACK, bottom - top, "rules")
    for link in frame.links.values():
        yield Spot("device", host, link.words.name, link.x, link.y, link.w, link.h, "addresses")
    for card in frame.guests:
        yield Spot("container", card.words.name, card.words.name, card.x, card.y, card.w, card.h)
    for name, bar in frame.bars.items():
        yield Spot("bridge", host, name, bar.x - BAR, bar.top, BAR * 2, bar.bottom - bar.top, "fdb")
    for lane in frame.lanes:
        yield Spot("device", host, lane.outer, lane.near, lane.y - LANE / 2, (lane.far - lane.near) / 2, LANE, "fdb")
    for space, card in frame.cards.items():
        yield _card(frame.box, space, card.words.name, (card.x, card.y, card.w, card.h))


def _card(box: Box, space: str, name: str, place: tuple[float, float, float, float]) -> Spot:
    if space.startswith(FOLDED):
        return Spot("network", "", space.removeprefix(FOLDED), *place)
    found = next((each for each in box.spaces if each.name == space), None)
    if found is not None and found.containers and found.containers[0].running:
        return Spot("container", found.containers[0].name, name, *place)
    return Spot("namespace" if found is not None and not found.containers else "stopped", "", name, *place)
