"""The pytest plugin (entry point ``pytest11``):
a fresh ``lab`` for every test that asks for one, and ``docker_host``, which serves it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from dockernet_sim import Lab


@pytest.fixture
def lab(request: pytest.FixtureRequest) -> Lab:
    """The standard lab; ``@pytest.mark.lab(daemon="--icc=false", seed=3)`` gives :class:`Lab`'s parameters."""
    from dockernet_sim import Lab

    mark = request.node.get_closest_marker("lab")
    options: dict[str, Any] = mark.kwargs if mark else {}
    return Lab(**options)


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "lab(**options): parameters of the Lab that the lab fixture makes")


@pytest.fixture
def docker_host(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The test's ``lab``, served to real clients:
    DOCKER_HOST leads to it, for this process and those that it starts."""
    with lab.serve() as served:
        monkeypatch.setenv("DOCKER_HOST", served.host)
        yield served.host
