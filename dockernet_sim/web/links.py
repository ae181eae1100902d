"""A lab as text: what a link carries and what a file holds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dockernet_sim.lab import Lab
from dockernet_sim.world import saved as saving
from dockernet_sim.world.errors import BadSave

if TYPE_CHECKING:
    from typing import Any

MOST_EVENTS = 2_000_000  # that a link may take to be made again: about a minute in a browser


def saved(lab: Lab) -> str:
    """The lab as the text of a saved lab, without blanks.

    Raises
    ------
    NotSaved
        When it cannot be saved; the text says what is in the way.

    Examples
    --------
    >>> loaded(saved(Lab(seed=3))).world.options["seed"]
    3
    """
    return json.dumps(saving.to_data(lab.world), ensure_ascii=False, separators=(",", ":"))


def loaded(text: str) -> Lab:
    """The lab from such a text, which need not be trusted.

    Raises
    ------
    BadSave
        When it is none, or does not lead to the state that was saved.
    """
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadSave(f"no saved lab, or only the beginning of one: {error}") from error
    return Lab._again(saving.check(data, "this link"), {}, True, MOST_EVENTS)
