"""Saved worlds: a world as plain data, that is its options, the log of its calls and a digest;
and such data as a world again."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dockernet_sim.sim import arguments as must
from dockernet_sim.sim import whole
from dockernet_sim.sim.arguments import LATEST
from dockernet_sim.sim.clock import OverBudget
from dockernet_sim.sim.errors import UnknownExtension
from dockernet_sim.world import incoming
from dockernet_sim.world.again import advance, repeat
from dockernet_sim.world.errors import BadSave, NotSaved
from dockernet_sim.world.log import Call
from dockernet_sim.world.visible import digest
from dockernet_sim.world.world import Function, World

FORMAT = "dockernet-sim lab"
FORMAT_VERSION = 2  # 1 was that of version 0.1: its digests held unused random streams, too
NEVER = 1_000_000  # collections of middle-aged objects before one of all objects
LARGEST = 50_000_000  # bytes of a file
TYPES: dict[str, type | tuple[type, ...]] = {
    "format_version": int,
    "package": str,
    "options": dict,
    "time": (int, float),
    "taken": int,
    "calls": list,
    "digest": str,
    "checksum": str,
}


# -- out ---------------------------------------------------------------------
def to_data(world: World) -> dict[str, Any]:
    """A world as plain data.

    Raises
    ------
    NotSaved
        When something takes part in it that the log of calls cannot bring back, or a call is under way.
    """
    with world.clock.lock:
        return _to_data(world)


def _to_data(world: World) -> dict[str, Any]:
    world.refuse_torn()
    if world.clock.running:
        raise NotSaved("a lab whose clock runs cannot be saved or copied: do it between two calls, not in a process")
    if world.clock.strangers:
        raise NotSaved(
            f"the process {world.clock.strangers[0]!r} on lab.env cannot be started again in a copy:"
            " register its function and start it by name (lab.register, lab.process)"
        )
    data: dict[str, Any] = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "package": version("dockernet_sim"),
        "options": world.options,
        "time": world.clock.now,
        "taken": world.clock.taken,
        "calls": [_call_out(world, call) for call in world.log],
        "digest": digest(world),
    }
    data["checksum"] = _checksum(data)
    return data


def save(world: World, path: str | Path) -> None:
    """Write a world to a JSON file: whole, or the file stays as it was.

    Raises
    ------
    NotSaved
        When it cannot be saved, or the file not be written.
    """
    text = json.dumps(to_data(world), ensure_ascii=False, indent=1)
    try:
        whole.write(path, f"{text}\n")
    except OSError as error:
        raise NotSaved(f"{path}: {error.strerror}") from error


def _call_out(world: World, call: Call) -> dict[str, Any]:
    names = {id(function): name for name, function in world.functions.items()}

    def function_out(value: Any) -> dict[str, str]:
        name = names.get(id(value))
        if name is None:
            what = getattr(value, "__name__", None) or repr(value)
            raise NotSaved(
                f"{what} cannot be written down, which is part of `{call}`: if it is a function, give it a name"
                " with lab.register(name, function)"
            )
        return {incoming.FUNCTION: name}

    whole = json.dumps(call._asdict(), default=function_out)
    plain: dict[str, Any] = json.loads(whole)
    return plain


def _checksum(data: Mapping[str, Any]) -> str:
    """Over all but itself."""
    rest = {key: value for key, value in data.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


# -- in ----------------------------------------------------------------------
def read(path: str | Path) -> dict[str, Any]:
    """The data in a file.

    Raises
    ------
    BadSave
        When it cannot be read or is no JSON.
    """
    try:
        if Path(path).stat().st_size > LARGEST:
            raise BadSave(f"{path}: larger than {LARGEST} bytes, which no saved lab is")
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSave(f"{path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadSave(f"{path}: no saved lab, or only the beginning of one: {error}") from error
    return check(data, str(path))


def check(data: Any, name: str = "this") -> dict[str, Any]:
    """Refuse what is no saved world, or was changed since.

    Raises
    ------
    BadSave
        Saying what is wrong with it.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadSave(f"{name}: no saved lab")
    try:
        data = dict(must.plain(data))
    except ValueError as wrong:
        raise BadSave(f"{name}: a saved lab must be {wrong}") from None
    if data.get("format_version") != FORMAT_VERSION:
        raise BadSave(
            f"{name}: a saved lab of format {must.shown(data.get('format_version'))}, made by version"
            f" {must.shown(data.get('package'))}; version {version('dockernet_sim')} reads format {FORMAT_VERSION}"
        )
    for key, kind in TYPES.items():
        if not isinstance(data.get(key), kind) or isinstance(data[key], bool):
            raise BadSave(f"{name}: a saved lab without a proper {key!r}")
    if data["checksum"] != _checksum(data):
        raise BadSave(f"{name}: a saved lab that was changed after it was saved: its checksum does not match")
    return dict(data)


@contextmanager
def _young_collected() -> Iterator[None]:
    """Let Python's collector look at young objects only: a large lab stays, and a look at all of it takes as long as
    making a fifth of it."""
    young, middle, old = gc.get_threshold()
    if old == NEVER:  # another thread loads
        yield
        return
    gc.set_threshold(young, middle, NEVER)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, old)


def build(
    data: dict[str, Any],
    new_world: Callable[..., World],
    functions: Mapping[str, Function],
    trace: bool,
    face: Callable[[World], Any],
    budget: int | None = None,
) -> World:
    """Make the world again.

    Parameters
    ----------
    data : dict
        As :func:`to_data` or :func:`read` gives it.
    new_world : callable
        Makes a world from options.
    functions : mapping
        The functions that take part by name.
    trace : bool
        Whether the new world records what happens.
    face : callable
        Given the new world, returns what its registered processes are given.
    budget : int, optional
        The most events that its calls may take.

    Raises
    ------
    BadSave
        When it does not come out as it was.
    """
    calls, before = [], 0.0
    for plain in data["calls"]:
        calls.append(incoming.call(plain, functions, before))
        before = calls[-1].time
    if not before <= data["time"] <= LATEST or data["taken"] < 0:
        raise BadSave(f"a saved lab that ends at {data['time']!r} s, with its last call at {before!r} s")
    try:
        world = new_world(**incoming.options(data["options"]), trace=trace)
        world.functions.update(functions)
        world.face = face(world)
        world.clock.allow(budget)
        with _young_collected():
            repeat(world, calls)
            advance(world.clock, data["time"], data["taken"])
            world.clock.allow(None)
            found = digest(world)
    except OverBudget:
        raise BadSave(
            f"a saved lab whose calls take more than {budget} events: Lab.load(path, budget=...) allows more"
        ) from None
    except UnknownExtension as missing:
        raise BadSave(f"the lab needs {_needs(data)}: {missing}") from None
    except BadSave:
        raise
    except Exception as error:  # a file can hold anything; what it was stays readable behind this one
        raise BadSave(f"a saved lab with a call that cannot be made: {error!r}") from error
    if found != data["digest"]:
        raise BadSave(_differs(data["package"]) + _other_versions(data, world))
    return world


def _needs(data: Mapping[str, Any]) -> str:
    """The extensions that a lab was made with: ``the extension chaos 1.2``."""
    named = [f"{name} {version}" for name, version in data["options"]["extensions"].items()]
    return f"the extension{'s' if len(named) > 1 else ''} {' and '.join(named)}"


def _other_versions(data: Mapping[str, Any], world: World) -> str:
    if data["options"].get("extensions") == world.options.get("extensions"):
        return ""
    ours = ", ".join(f"{name} {version}" for name, version in world.options["extensions"].items())
    return f". It was made with {_needs(data)}; installed is {ours}"


def _differs(package: str) -> str:
    ours = version("dockernet_sim")
    if package != ours:
        return f"this lab was saved by version {package}; in version {ours} the same calls lead to another state"
    return (
        "the lab cannot be made again: its calls lead to another state. Something was changed past the lab's own methods,"  # noqa: E501
        " or a registered function does not do the same each time"
    )
