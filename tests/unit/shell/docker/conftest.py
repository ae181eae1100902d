"""What the tests here start from."""

import pytest

from .machine import Machine


@pytest.fixture
def vm() -> Machine:
    """A fresh standard lab's vm."""
    return Machine()
