"""For all tests: a defect of a program fails the test that ran into it.

Hypothesis profiles: ``quick`` by default, ``ci`` (the same examples every time) where CI is set, ``thorough`` (50 times
as many), ``mutations`` (``ci`` without the search for a smaller failure).

A test that does not end is ended by pytest-timeout, which names it: after TIMEOUT seconds, under ``thorough`` after 50
times as many.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from dockernet_sim.linux.host import Host
from hypothesis import HealthCheck, Phase, settings

QUICK = 20
THOROUGH = 50  # times as many examples
TIMEOUT = 300.0  # seconds
SLOW_IS_ALL_RIGHT = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

settings.register_profile(
    "quick", max_examples=QUICK, stateful_step_count=20, deadline=None, suppress_health_check=SLOW_IS_ALL_RIGHT
)
settings.register_profile("ci", settings.get_profile("quick"), derandomize=True, database=None)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=THOROUGH * QUICK)
settings.register_profile("mutations", settings.get_profile("ci"), phases=(Phase.explicit, Phase.generate))
settings.load_profile("ci" if os.environ.get("CI") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give every test a time-out, unless it says its own."""
    thorough = settings().max_examples >= THOROUGH * QUICK
    for item in items:
        if config.pluginmanager.hasplugin("timeout") and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(TIMEOUT * (THOROUGH if thorough else 1)))


DEFECTS: list[list[str]] = []  # the list of every host that a test made
make_host = Host.__init__


def make_watched_host(host: Host, *arguments: Any, **options: Any) -> None:
    make_host(host, *arguments, **options)
    DEFECTS.append(host.internal_errors)


Host.__init__ = make_watched_host  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def no_program_has_a_defect() -> Iterator[None]:
    """To whoever typed the command it is a line on stderr; here it is a failure."""
    yield
    found = [text for defects in DEFECTS for text in defects]
    for defects in DEFECTS:
        defects.clear()
    assert not found, "\n".join(found)
