"""Hypothesis profiles: ``quick`` by default, ``ci`` (the same examples every time) where CI is set, ``thorough`` (50 times as many)."""

import os

from hypothesis import HealthCheck, settings

QUICK = 20
SLOW_IS_ALL_RIGHT = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

settings.register_profile(
    "quick", max_examples=QUICK, stateful_step_count=20, deadline=None, suppress_health_check=SLOW_IS_ALL_RIGHT
)
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True, database=None)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=50 * QUICK)
settings.load_profile("ci" if os.environ.get("CI") else "quick")
