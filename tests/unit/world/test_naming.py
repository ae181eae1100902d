"""Functions of a user's own: a call that is refused leaves no name behind."""

from collections.abc import Generator
from typing import Any

import pytest
from dockernet_sim import BadArgument, Lab
from dockernet_sim.sim.errors import DockernetError


def program(me: Any) -> Generator[Any, Any, None]:
    yield me.sleep(1.0)


def answer(request: Any) -> str:
    return "hello"


@pytest.mark.parametrize(
    "refused",
    [
        lambda lab: lab.image("Not A Name", [80], program=program),
        lambda lab: lab.image("own", [80], program=program, on="nosuch"),
        lambda lab: lab.image("own", ["x/y/z"], program=program),
        lambda lab: lab.image("own", {80: answer}, on="nosuch"),
        lambda lab: lab.image("own", {80: answer}, {53: answer}),
        lambda lab: lab.image("own", {80: answer, 99999: "x"}),
        lambda lab: lab.image("own", [80]),
        lambda lab: lab.spawn(program, on="nosuch"),
    ],
    ids=["name", "machine", "port", "machine of answers", "udp", "number", "list", "place"],
)
def test_refused_call_leaves_nothing(refused: Any) -> None:
    lab = Lab(engine="29")
    before = len(lab.world.log)
    with pytest.raises(DockernetError):
        refused(lab)
    assert not lab.world.functions and len(lab.world.log) == before
    assert "own" not in {image.name for image in lab.world.engine().daemon.images}


def test_function_of_a_call_that_was_made_keeps_its_name() -> None:
    lab = Lab(engine="29")
    lab.image("own", [80], program=program)
    with pytest.raises(BadArgument):
        lab.image("own", ["x/y/z"], program=program)
    assert lab.world.functions == {"program": program}
    assert lab.copy().world.functions == {"program": program}
