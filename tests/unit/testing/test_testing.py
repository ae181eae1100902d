"""The package's face: what needs Hypothesis is fetched late, and its absence is told with the extra's name."""

import sys

import dockernet_sim.testing as testing
import pytest
from dockernet_sim.testing import strategies


@pytest.mark.parametrize("name", testing.__all__)
def test_each_public_name_is_there(name: str) -> None:
    assert getattr(testing, name) is not None


def test_strategies_of_the_face_are_those_of_the_module() -> None:
    there = {name for name in testing.__all__ if hasattr(strategies, name)} - {"Recipe"}
    assert there == set(strategies.__all__) - {"releases"}


@pytest.mark.parametrize("name", ["labs", "DockerMachine"])
def test_missing_hypothesis_is_told_with_the_extra(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ImportError, match=rf"testing\.{name} needs Hypothesis: pip install 'dockernet_sim\[testing\]'"):
        getattr(testing, name)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'zebras'"):
        _ = testing.zebras  # type: ignore[attr-defined]
