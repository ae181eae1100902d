"""The answer is the real engine's: every recorded step, replayed on the model.

`differences.json` lists the steps that still differ, each with its cause; nothing else may differ, and what no longer
differs has to leave the list. `docs/background/fidelity.md` shows the same list.
"""

import json
from pathlib import Path

import pytest
from dockernet_sim.shell.replay import load, play

from .compare import compare

HERE = Path(__file__).parent
CASES = HERE.parents[1] / "docs" / "how-to" / "cases"
OLDEST = "20.10"  # whose recordings stand beside the folders of the others
RECORDED = sorted((HERE / "recordings").glob("*.json")) + sorted((HERE / "recordings").glob("*/*.json"))
NAMES = [path.relative_to(HERE / "recordings").with_suffix("").as_posix() for path in RECORDED]
DIFFERENCES = json.loads((HERE / "differences.json").read_text(encoding="utf-8"))


def scenario_of(name: str) -> Path:
    """What was recorded: a scenario of these tests, or one of the cases in the docs."""
    bare = name.rpartition("/")[2]
    own = HERE / "scenarios" / f"{bare}.scn"
    return own if own.exists() else CASES / f"{bare}.scn"


@pytest.mark.parametrize("name", NAMES)
def test_agrees_with_the_recording(name: str) -> None:
    real = json.loads((HERE / "recordings" / f"{name}.json").read_text(encoding="utf-8"))
    sim = play(load(scenario_of(name)), engine=name.partition("/")[0] if "/" in name else OLDEST)
    differ = {}
    numbers = {id(step): number for number, step in enumerate(real["steps"], 1)}
    for step, agrees, expected, got in compare(real, sim):
        if not agrees:
            differ[f"{numbers[id(step)]}: {step['at']}$ {step['cmd']}"] = (expected, got)
    unknown = {step: views for step, views in differ.items() if step not in DIFFERENCES.get(name, {})}
    assert not unknown, "\n".join(f"{s}\n  real {a}\n  sim  {b}" for s, (a, b) in unknown.items())
    assert set(DIFFERENCES.get(name, {})) <= set(differ), "a listed difference is gone: take it off the list"
