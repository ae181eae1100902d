"""Places to run programs in."""

import pytest
from tests.unit.programs.places import Places


@pytest.fixture
def places() -> Places:
    """A fresh small world."""
    return Places()
