"""Recipes and the machine: a lab from its lines, and a failure that is made smaller within a bound."""

import time
from types import SimpleNamespace

import hypothesis.internal.conjecture.engine as engine
import pytest
from dockernet_sim import Lab
from dockernet_sim.testing import DockerMachine, Recipe
from hypothesis import HealthCheck, assume, settings
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

LINES = ("docker network create front", "docker run -d --name web --network front nginx")


def test_recipe_gives_a_lab_as_it_builds_a_world() -> None:
    recipe = Recipe(LINES, "--icc=false", seed=3, engine="20.10")
    lab = recipe.lab()
    assert isinstance(lab, Lab)
    assert lab.sh("docker ps").stdout == recipe.build().run_line("vm", "docker ps").stdout
    assert recipe.lab(trace=False).env.now == recipe.build().clock.now


def test_lab_of_a_recipe_can_be_copied() -> None:
    lab = Recipe(LINES, engine="20.10").lab()
    assert lab.copy().sh("docker ps").stdout == lab.sh("docker ps").stdout


def test_false_invariant_is_found_and_shrinking_is_bounded() -> None:
    usual, bounds = engine.MAX_SHRINKING_SECONDS, []

    class Machine(DockerMachine):
        shrinking = 0.0

        @invariant()
        def nothing_runs(self) -> None:
            assert not self.world.engine().containers.list()

        def teardown(self) -> None:
            super().teardown()
            bounds.append(engine.MAX_SHRINKING_SECONDS)

    quick = settings(database=None, derandomize=True, max_examples=20, stateful_step_count=10, deadline=None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Machine, settings=quick)
    assert 0.0 in bounds
    assert usual == engine.MAX_SHRINKING_SECONDS


def test_assumption_that_does_not_hold_is_no_failure() -> None:
    usual = engine.MAX_SHRINKING_SECONDS

    class Machine(DockerMachine):
        @rule()
        def assumes(self) -> None:
            assume(False)

    quick = settings(
        database=None, derandomize=True, max_examples=10, stateful_step_count=5, deadline=None,
        suppress_health_check=[*HealthCheck],
    )  # fmt: skip
    run_state_machine_as_test(Machine, settings=quick)
    assert usual == engine.MAX_SHRINKING_SECONDS


def test_default_bound_stops_shrinking_after_its_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in examples on a clock of the test's own, of one second for each: 20 of them, and the last replays."""
    began: list[bool] = []  # of each example, whether one had failed before it

    class Machine(DockerMachine):
        failed = False

        def __init__(self) -> None:
            super().__init__()
            began.append(Machine.failed)

        @invariant()
        def nothing_runs(self) -> None:
            if self.world.engine().containers.list():
                Machine.failed = True
                raise AssertionError("a container runs")

    clock = SimpleNamespace(**vars(time) | {"perf_counter": lambda: float(len(began))})
    monkeypatch.setattr(engine, "time", clock)
    quick = settings(database=None, derandomize=True, max_examples=20, stateful_step_count=10, deadline=None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Machine, settings=quick)
    assert 20 <= sum(began) <= 30
