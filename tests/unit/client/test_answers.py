"""The types of answers are the answers': each key and value of the model's, in many situations on three engines, and no
key more."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Any, Literal, NotRequired, TypedDict, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from dockernet_sim.client import answers

from .situations import situations

ENGINES = ("20.10", "28", "29")


@cache
def keys(kind: type) -> dict[str, Any]:
    """A type's keys with their own types, `NotRequired` and all."""
    return get_type_hints(kind, include_extras=True)


def mismatches(kind: Any, value: Any, where: str) -> Iterator[str]:
    """Where a value is not of a type."""
    origin = get_origin(kind)
    if origin is NotRequired:
        yield from mismatches(get_args(kind)[0], value, where)
    elif origin is UnionType:
        found = [list(mismatches(each, value, where)) for each in get_args(kind)]
        yield from () if [] in found else max(found, key=len)
    elif origin is Literal:
        yield from () if value in get_args(kind) else (f"{where}: {value!r}",)
    elif origin is list and type(value) is list:
        for each in value:
            yield from mismatches(get_args(kind)[0], each, f"{where}[]")
    elif origin is dict and type(value) is dict:
        for each in value.values():
            yield from mismatches(get_args(kind)[1], each, f"{where}[*]")
    elif is_typeddict(kind) and isinstance(value, dict):
        yield from of_keys(kind, value, where)
    elif not (value is None if kind is type(None) else type(value) is kind):
        yield f"{where}: {value!r} is no {kind}"


def of_keys(kind: Any, value: dict[str, Any], where: str) -> Iterator[str]:
    """Where the keys of an object are not those of its type."""
    known = keys(kind)
    yield from (f"{where}: no key {key} in {kind.__name__}" for key in value.keys() - known.keys())
    yield from (f"{where}: {key} is missing" for key in kind.__required_keys__ - value.keys())
    for key in known.keys() & value.keys():
        yield from mismatches(known[key], value[key], f"{where}.{key}")


def note(kind: Any, value: Any, seen: dict[Any, set[str]]) -> None:
    """Write down which keys of which types a value has."""
    origin = get_origin(kind)
    if is_typeddict(kind):
        if isinstance(value, dict):
            seen[kind] |= value.keys()
            for key, each in value.items():
                note(keys(kind)[key], each, seen)
    elif origin in (list, dict):
        for each in (value.values() if isinstance(value, dict) else value) or ():
            note(get_args(kind)[-1], each, seen)
    elif origin in (NotRequired, UnionType):
        for each in get_args(kind):
            note(each, value, seen)


@pytest.fixture(scope="module")
def answered() -> list[tuple[str, str, Any]]:
    return [(engine, name, value) for engine in ENGINES for name, value in situations(engine)]


def test_each_answer_is_of_its_type(answered: list[tuple[str, str, Any]]) -> None:
    wrong = {
        each
        for engine, name, value in answered
        for each in mismatches(getattr(answers, name), value, f"{engine} {name}")
    }
    assert sorted(wrong) == []


def test_each_key_of_a_type_is_in_some_answer(answered: list[tuple[str, str, Any]]) -> None:
    seen: dict[Any, set[str]] = defaultdict(set)
    for _, name, value in answered:
        note(getattr(answers, name), value, seen)
    unseen = {
        f"{kind.__module__}.{kind.__name__}.{key}"
        for module in MODULES
        for kind in vars(module).values()
        if is_typeddict(kind) and kind.__module__ == module.__name__ and kind.__name__ not in ("_Older", "Usage")
        for key in keys(kind).keys() - seen[kind]
    }
    assert unseen == {"dockernet_sim.client.answers.config.ContainerRequest.OnBuild"}  # an image's alone
    assert {name for _, name, _ in answered} == set(answers.__all__) - PARTS


MODULES = [getattr(answers, name) for name in ("config", "containers", "daemon", "events", "images", "networks", "stats",
                                               "swarm", "volumes")]  # fmt: skip
PARTS = {"ContainerConfig", "Endpoint", "Healthcheck", "PortBinding"}
"""Types that are only parts of answers."""


def test_a_wrong_answer_is_seen() -> None:
    class Small(TypedDict):
        A: int
        B: NotRequired[list[str] | None]

    assert list(mismatches(Small, {"A": 1, "B": ["x"]}, "s")) == []
    assert list(mismatches(Small, {"A": True}, "s")) == ["s.A: True is no <class 'int'>"]
    assert list(mismatches(Small, {"C": 1}, "s")) == ["s: no key C in Small", "s: A is missing"]
    assert list(mismatches(Small, {"A": 1, "B": [2]}, "s")) == ["s.B[]: 2 is no <class 'str'>"]
