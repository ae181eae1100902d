"""Projects stood up and asked by packets, held against what a real engine 20.10 answered (tests/plans/recordings)."""

import json
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim.plans.load import load
from dockernet_sim.plans.questions import Project
from dockernet_sim.plans.standing import stand
from dockernet_sim.shell.session import open_world

HERE = Path(__file__).resolve().parents[2] / "plans"
ARGUMENTS = {"overrides": ("compose.yaml", "prod.yaml")}
BESIDE = {"legacy-links": "docker run -d --name outsider mysql"}


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    """What tells a question from the others."""
    return row["from"], row["ask"], row.get("name") or (row.get("to"), row.get("net")), row.get("port")


def answer(row: dict[str, Any]) -> Any:
    """The answer: names by what they lead to."""
    return sorted(row["answer"]) if row["ask"] == "name" else row["verdict"]


@pytest.mark.parametrize("name", ["gateways", "legacy-links", "overrides", "sandbox", "vote"])
def test_project_answers_as_the_recorded_engine_did(name: str) -> None:
    files = [HERE / "files" / name / file for file in ARGUMENTS.get(name, ("compose.yaml",))]
    world = open_world(trace=False, engine="20.10", images="recorder")
    if name in BESIDE:
        world.run_line("vm", BESIDE[name], 60.0)
    plan = load(*files)
    assert stand(world, plan).refused == []
    told = {key(row): answer(row) for row in Project(world, plan).rows()}
    recorded = json.loads((HERE / "recordings" / f"{name}.recording.json").read_text(encoding="utf-8"))["rows"]
    real = {
        key(row): answer(row) for row in recorded if not row.get("unstable") and "outsider" not in str(key(row)[:3])
    }
    assert {question: told.get(question) for question in real} == real
