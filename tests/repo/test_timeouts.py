"""No test can hang without its name being told."""

import pytest


def test_every_test_has_a_time_out(request: pytest.FixtureRequest) -> None:
    pytest.importorskip("pytest_timeout")
    marker = request.node.get_closest_marker("timeout")
    assert marker is not None and marker.args[0] > 0
