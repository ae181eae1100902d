"""Saved worlds: a world as plain data, that is its options, the log of its calls and a digest; and such data as a world again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dockernet_sim.engine.catalogue import IMAGE_SETS
from dockernet_sim.world.again import KINDS, advance, repeat
from dockernet_sim.world.errors import BadSave, NotSaved
from dockernet_sim.world.log import Call
from dockernet_sim.world.visible import digest
from dockernet_sim.world.world import Function, World

FORMAT = "dockernet-sim lab"
FORMAT_VERSION = 1
MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
FUNCTION = "function"  # how a registered Python function is written down: {"function": NAME}
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
DETAILS: dict[str, type | tuple[type, ...]] = {
    "limit": (int, float),
    "endless": (int, float, type(None)),
    "daemon_flags": str,
    "http": dict,
    "udp": dict,
    "arguments": list,
    "options": dict,
    "cost": str,
    "argv": list,
    "task": int,
    "lines": list,
    "interrupts": list,
    "stops": list,
}


# -- out ---------------------------------------------------------------------
def to_data(world: World) -> dict[str, Any]:
    """A world as plain data.

    Raises
    ------
    NotSaved
        When something takes part in it that the log of calls cannot bring back, or a call is under way.
    """
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
    """Write a world to a JSON file.

    Raises
    ------
    NotSaved
        When it cannot be saved, or the file not be written.
    """
    text = json.dumps(to_data(world), ensure_ascii=False, indent=1)
    try:
        Path(path).write_text(f"{text}\n", encoding="utf-8")
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
        return {FUNCTION: name}

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
    if data.get("format_version") != FORMAT_VERSION:
        raise BadSave(
            f"{name}: a saved lab of format {data.get('format_version')}; this version reads {FORMAT_VERSION}"
        )
    for key, kind in TYPES.items():
        if not isinstance(data.get(key), kind):
            raise BadSave(f"{name}: a saved lab without a proper {key!r}")
    if data["checksum"] != _checksum(data):
        raise BadSave(f"{name}: a saved lab that somebody has changed since: its checksum does not fit")
    return data


def build(
    data: dict[str, Any],
    new_world: Callable[..., World],
    functions: Mapping[str, Function],
    trace: bool,
    face: Callable[[World], Any],
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

    Raises
    ------
    BadSave
        When it does not come out as it was.
    """
    world = new_world(**_options(data["options"]), trace=trace)
    world.functions.update(functions)
    world.face = face(world)
    try:
        repeat(world, [_call_in(plain, functions) for plain in data["calls"]])
    except MALFORMED as error:  # a file can hold anything; what it was stays readable behind this one
        raise BadSave(f"a saved lab with a call that cannot be made: {error!r}") from error
    advance(world.clock, data["time"], data["taken"])
    if digest(world) != data["digest"]:
        raise BadSave(_differs(data["package"]))
    return world


def _differs(package: str) -> str:
    ours = version("dockernet_sim")
    if package != ours:
        return f"this lab was saved by version {package}; in version {ours} the same calls lead to another state"
    return (
        "the lab cannot be made again: its calls lead to another state. Something was changed past the lab's own methods,"
        " or a registered function does not do the same each time"
    )


def _options(options: dict[str, Any]) -> dict[str, Any]:
    seed, engine, flags = (options.get(name) for name in ("seed", "engine", "daemon_flags"))
    images = options.get("images")
    if not (
        isinstance(seed, int) and isinstance(engine, str | None) and isinstance(flags, str) and images in IMAGE_SETS
    ):
        raise BadSave("a saved lab without proper options")
    return {"seed": seed, "engine": engine, "daemon_flags": flags, "images": images}


def _call_in(plain: Any, functions: Mapping[str, Function]) -> Call:
    """One call from plain data, of the kinds and types that calls have."""
    if not isinstance(plain, dict) or set(plain) != set(Call._fields):
        raise BadSave("a saved lab with something among its calls that is none")
    call = Call(**plain)
    proper = (
        isinstance(call.time, int | float)
        and isinstance(call.taken, int)
        and all(isinstance(text, str) for text in (call.kind, call.where, call.text))
        and isinstance(call.details, dict)
        and all(isinstance(value, DETAILS.get(key, object)) for key, value in call.details.items())
    )
    if not proper or call.kind not in KINDS:
        raise BadSave(f"a saved lab with a call that is none: {str(plain)[:120]}")
    if call.kind == "image":
        call.details["http"] = {int(port): _answer(answer, functions) for port, answer in call.details["http"].items()}
        call.details["udp"] = {int(port): text for port, text in call.details["udp"].items()}
    return call


def _answer(answer: Any, functions: Mapping[str, Function]) -> Any:
    if not isinstance(answer, dict):
        return answer
    name = str(answer.get(FUNCTION))
    if name not in functions:
        raise BadSave(f"the lab needs the function {name!r}: give it, with functions={{{name!r}: ...}}")
    return functions[name]
