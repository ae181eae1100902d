"""The same seed tells the same story."""

import subprocess
import sys

from dockernet_sim.testing import Recipe, labs, promises
from hypothesis import given

from .support import examples


def digest(recipe: Recipe) -> str:
    world = recipe.build()
    list(promises.pings_agree(world))
    list(promises.names_agree(world))
    return world.trace.digest()


@examples(2)
@given(labs(history=True))
def test_the_trace_is_the_same_for_the_same_seed(recipe: Recipe) -> None:
    assert digest(recipe) == digest(recipe), recipe


def test_the_trace_does_not_hang_on_how_python_hashes() -> None:
    code = """
from dockernet_sim.testing import Recipe
lines = "docker network create front;docker run -d --name web --network front -p 80:80 nginx;docker run -d --name db --network front mysql"
world = Recipe(tuple(lines.split(";"))).build()
world.run_line("web", "ping -c 2 db")
print(world.trace.digest())
"""
    found = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(found) == 1
