"""The player: a place in a list of steps, and filters on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dockernet_sim.explain.gaps import gap
from dockernet_sim.explain.player.steps import Step, steps
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.trace import Record

if TYPE_CHECKING:
    from dockernet_sim.world.world import World

KEPT = 1500


class NoSuchStep(DockernetError, LookupError):
    """There is no step of that number, or no flow."""


class Player:
    """Walks through what happened, forward and back.

    Parameters
    ----------
    records : iterable of Record
        A slice of the trace; the last `kept` of them are walked through.
    world : World, optional
        Whose tables and topology are shown beside the steps.
    theme : str
        For HTML: ``light``, ``dark``, or ``auto``: as the page is.
    kept : int
        How many records at most.
    lang : str
        Of what is said: ``en`` or ``zh``.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> lab.sh("ping -c 1 172.31.176.1").exit
    0
    >>> player = lab.step()
    >>> player.step.text
    'sent by route: 172.31.176.0/20 dev eth0 proto kernel scope link src 172.31.179.120'
    >>> player.forward().text
    'left through eth0'
    """

    def __init__(
        self,
        records: Iterable[Record],
        world: World | None = None,
        theme: str = "auto",
        kept: int = KEPT,
        lang: str = "en",
    ) -> None:
        missing = gap(records)
        self.missing = missing.text(lang) if missing is not None else ""
        records = list(records)
        self.left_out = max(0, len(records) - kept)
        self.records = records[self.left_out :]
        self.world = world
        self.theme = theme
        self.lang = lang
        self.all, self.flows = steps(self.records, world, lang)
        self.steps = self.all
        self.at = 0
        self.filter = ""

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        missing = f". {self.missing}" if self.missing else ""
        return f"<Player at step {self.at + 1 if self.steps else 0} of {len(self)}{self._note()}{missing}>"

    def _note(self) -> str:
        return f", only {self.filter}" if self.filter else ""

    # -- moving --------------------------------------------------------------
    @property
    def step(self) -> Step:
        """Where it is; NoSuchStep when there is none."""
        if not self.steps:
            raise NoSuchStep(f"there is no step to show{self._note()}{f': {self.missing}' if self.missing else ''}")
        return self.steps[self.at]

    def forward(self) -> Step:
        """One step on; the last one stays."""
        self.at = min(self.at + 1, len(self.steps) - 1)
        return self.step

    def back(self) -> Step:
        """One step back; the first one stays."""
        self.at = max(self.at - 1, 0)
        return self.step

    def go(self, number: int) -> Step:
        """To the step of this number, or the first shown one behind it."""
        found = next((i for i, each in enumerate(self.steps) if each.number >= number), None)
        if found is None or number < 1:
            raise NoSuchStep(f"there is no step {number}; the last one is {self.steps[-1].number if self.steps else 0}")
        self.at = found
        return self.step

    def next_decision(self) -> Step:
        """On to the next step at which something was decided; to the last one without."""
        return self._on(lambda each: each.decision)

    def next_drop(self) -> Step:
        """On to the next step at which a packet ended; to the last one without."""
        return self._on(lambda each: each.drop)

    def _on(self, wanted: Callable[[Step], bool]) -> Step:
        ahead = (i for i in range(self.at + 1, len(self.steps)) if wanted(self.steps[i]))
        self.at = next(ahead, max(0, len(self.steps) - 1))
        return self.step

    # -- filters -------------------------------------------------------------
    def only(self, flow: int | None = None, device: str | None = None, drops: bool = False) -> Player:
        """Show some steps only; without arguments all of them again.

        Parameters
        ----------
        flow : int, optional
            The number of a flow: see ``flow_names``.
        device : str, optional
            ``docker0``, or ``web/eth0``.
        drops : bool
            Only where packets ended.

        Raises
        ------
        NoSuchStep
            When there is no such flow.
        """
        if flow is not None and flow not in self.flows.names:
            raise NoSuchStep(f"there is no flow {flow}; there are 1 to {len(self.flows.names)}")
        words = [f"flow {flow}"] if flow is not None else []
        words += [f"device {device}"] if device is not None else []
        words += ["drops"] if drops else []
        self.filter = ", ".join(words)
        number = self.steps[self.at].number if self.steps else 1
        self.steps = [each for each in self.all if _fits(each, flow, device, drops)]
        self.at = next((i for i, each in enumerate(self.steps) if each.number >= number), max(0, len(self.steps) - 1))
        return self

    @property
    def flow_names(self) -> dict[int, str]:
        """Flows by number: protocol and ends, as they were at the beginning."""
        return self.flows.names

    # -- shown ---------------------------------------------------------------
    def html(self) -> str:
        """The player as an HTML fragment that stands for itself."""
        from dockernet_sim.explain.player.html import fragment

        return fragment(self)

    def save(self, path: str | Path) -> Path:
        """Write a page that needs nothing but a browser.

        Parameters
        ----------
        path : str or Path
            The ``.html`` file.
        """
        from dockernet_sim.explain.player.html import page

        path = Path(path)
        path.write_text(page(self), encoding="utf-8")
        return path

    def _repr_html_(self) -> str:
        return self.html()

    def to_data(self) -> dict[str, Any]:
        """Steps and flows as plain data."""
        return {
            "steps": [each.to_data() for each in self.steps],
            "flows": [[number, name] for number, name in self.flow_names.items()],
            "left_out": self.left_out,
            "missing": self.missing,
        }


def _fits(step: Step, flow: int | None, device: str | None, drops: bool) -> bool:
    if flow is not None and step.flow != flow:
        return False
    if device is not None and device not in (step.device, f"{step.where}/{step.device}"):
        return False
    return step.drop or not drops
