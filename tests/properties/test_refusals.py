"""What was refused changes nothing, and what was removed leaves nothing."""

from dockernet_sim.testing import Recipe, commands, labs
from dockernet_sim.testing.recipe import Typed
from hypothesis import assume, given
from hypothesis import strategies as st

from .support import booted_anew, differences, examples, visible

LEAVES_SOMETHING = ("docker run", "docker restart", "docker network connect")
"""A run that fails at the start leaves a container that was created, a restart one that was stopped; a connect that
fails at the ports leaves a device behind. Where Typed.type had to heal the lab, the last line typed is another one."""


@examples(3)
@given(labs(history=True), st.lists(commands(), min_size=1, max_size=10))
def test_a_refused_command_changes_nothing(recipe: Recipe, lines: list[str]) -> None:
    lab = Typed(recipe.build(trace=False), recipe.daemon, list(recipe.lines))
    for line in lines:
        before = visible(lab.world)
        if lab.type(line) or line.startswith(LEAVES_SOMETHING) or lab.lines[-1] != line:
            continue
        assert before == visible(lab.world), f"{line}:\n{differences(before, visible(lab.world))}\nThe lab:\n{lab}"


@examples(3)
@given(labs(history=True), st.lists(commands(), max_size=5))
def test_a_run_that_fails_leaves_a_created_container_or_nothing(recipe: Recipe, lines: list[str]) -> None:
    lab = Typed(recipe.build(trace=False), recipe.daemon, list(recipe.lines))
    for line in lines:
        before = visible(lab.world)
        if not line.startswith("docker run") or lab.type(line) or lab.lines[-1] != line:
            continue
        after = visible(lab.world)
        known = {row.split()[0] for row in before["containers"].splitlines()}
        grown = [row for row in after["containers"].splitlines() if row.split()[0] not in known]
        assert len(grown) <= 1 and all(row.split()[2] == "created" for row in grown), f"{line}\nThe lab:\n{lab}"
        del before["containers"], after["containers"]
        assert before == after, f"{line}:\n{differences(before, after)}\nThe lab:\n{lab}"


@examples(3)
@given(labs(history=True))
def test_removing_everything_gives_back_the_first_state(recipe: Recipe) -> None:
    """Cursors aside: the next pool and the next interface index go on, as on a real host;
    what one sees is as it was."""
    first = visible(Recipe((), recipe.daemon, engine=recipe.engine).build(trace=False))
    world = recipe.build(trace=False)
    assume(not booted_anew(world))  # to be healed: docker0 and its network are other ones then
    world.run_line("vm", "docker rm -f $(docker ps -aq)")
    world.run_line("vm", "docker network prune -f")
    last = visible(world)
    assert first == last, f"{differences(first, last)}\nThe lab:\n{recipe}"
