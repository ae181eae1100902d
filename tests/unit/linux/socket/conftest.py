"""Two namespaces on one bridge, and a listener."""

from collections.abc import Generator

import pytest
from dockernet_sim.linux.netns import NetNs
from tests.unit.linux.machines import bridge, host, plug


@pytest.fixture
def pair() -> Generator[tuple[NetNs, NetNs], None, None]:
    """172.17.0.2 and 172.17.0.3 on docker0."""
    vm = host()
    docker0 = bridge(vm, "docker0", "172.17.0.1/16")
    yield plug(vm, docker0, "a", "172.17.0.2/16", "172.17.0.1"), plug(vm, docker0, "b", "172.17.0.3/16", "172.17.0.1")
