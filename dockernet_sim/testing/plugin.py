"""The pytest plugin (entry point ``pytest11``):
a fresh ``lab`` for every test that asks for one, and ``docker_host``, which serves it."""

from __future__ import annotations

import sys
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
    DOCKER_HOST leads to it, for this process and those that it starts; published ports are bound on the loopback."""
    with lab.serve(publish=True) as served:
        monkeypatch.setenv("DOCKER_HOST", served.host)
        _prepare_testcontainers(monkeypatch)
        yield served.host


def _prepare_testcontainers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Published ports are on the loopback even where tests run inside a container themselves, and Ryuk, which removes
    what a crashed test leaves, has nothing to do: a lab goes with its test.

    testcontainers reads its variables once, when it is imported.
    """
    monkeypatch.setenv("TESTCONTAINERS_HOST_OVERRIDE", "localhost")
    monkeypatch.setenv("TESTCONTAINERS_CONNECTION_MODE", "docker_host")
    monkeypatch.setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
    module = sys.modules.get("testcontainers.core.config")
    config = getattr(module, "testcontainers_config", None)
    if module is not None and config is not None:
        monkeypatch.setattr(config, "tc_host_override", "localhost", raising=False)
        monkeypatch.setattr(config, "ryuk_disabled", True, raising=False)
        if hasattr(module, "ConnectionMode"):
            monkeypatch.setattr(config, "connection_mode_override", module.ConnectionMode("docker_host"), raising=False)
