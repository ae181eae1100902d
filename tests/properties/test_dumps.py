"""A lab, dumped by snapshot's own lines typed in it, and stood up again from the text, is reached as before."""

import pytest
from dockernet_sim.lab import Lab
from dockernet_sim.plans.asking import ask_all
from dockernet_sim.plans.hosts import reading, snapshot
from dockernet_sim.plans.hosts.asking import HostProject
from dockernet_sim.plans.hosts.standing import flags, stand
from dockernet_sim.testing import Recipe, labs
from dockernet_sim.world.world import World
from hypothesis import given
from hypothesis import strategies as st

from .support import examples


def dump_of(world: World) -> str:
    """What snapshot's lines print."""
    return "".join(world.run_line("vm", line).stdout for line in (*snapshot.LINES, snapshot.INSIDE))


@pytest.mark.parametrize("engine", ["20.10", "26", "28", "29"])
@examples(0.5)
@given(data=st.data())
def test_lab_from_its_own_dump_is_reached_as_the_lab(engine: str, data: st.DataObject) -> None:
    recipe: Recipe = data.draw(labs(engine=engine))
    world = recipe.build()
    dump = reading.from_texts([("host.txt", dump_of(world))])
    again = Lab(engine=engine, daemon=flags(dump)).world
    project = HostProject(stand(again, dump))

    wanted = [each for each in project.questions() if each.ask != "name" and not each.name]
    first = ask_all(world, wanted)
    second = ask_all(again, wanted)
    different = [
        f"{one.source} {one.ask} {one.to}@{one.net}:{one.port}: {before.verdict} in the lab, {after.verdict} from its dump"
        for (one, before), (_, after) in zip(first, second, strict=True)
        if before.verdict != after.verdict
    ]
    assert not different, f"{recipe}\n" + "\n".join([*different, *dump.notes])
