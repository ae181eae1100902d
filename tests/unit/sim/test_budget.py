"""The budget of work."""

import pytest
from dockernet_sim.sim.budget import Budget
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.errors import Runaway


def test_work_beyond_the_budget_is_refused_and_says_what_it_was() -> None:
    budget = Budget(Clock(), most=10)
    budget.spend(10)
    with pytest.raises(Runaway, match="more than 10 steps of work, last a loop"):
        budget.spend(1, "a loop")


def test_simulated_time_gives_work_back() -> None:
    clock = Clock()
    budget = Budget(clock, most=10)
    budget.spend(10)
    clock.run(until=1.0)
    budget.spend(10)
    with pytest.raises(Runaway):
        budget.spend(1000)
