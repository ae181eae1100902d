"""What the tests here start from."""

import pytest

from .machine import Machine


@pytest.fixture
def vm(request: pytest.FixtureRequest) -> Machine:
    """A fresh standard lab's vm; ``@pytest.mark.lab(engine="20.10")`` gives its release, where a test holds a release's texts."""
    mark = request.node.get_closest_marker("lab")
    return Machine(**(mark.kwargs if mark else {}))
