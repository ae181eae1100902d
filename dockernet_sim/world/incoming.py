"""Saved labs as input that cannot be trusted:
every call is checked to be one that a log can hold, before any is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dockernet_sim.engine.catalogue import IMAGE_SETS
from dockernet_sim.sim import arguments as must
from dockernet_sim.wire.address import ip_int
from dockernet_sim.world.calling import ENGINE_CALLS
from dockernet_sim.world.checks import DIRECTION, link_values
from dockernet_sim.world.errors import BadSave
from dockernet_sim.world.given import PURPOSES
from dockernet_sim.world.log import Call

FUNCTION = "function"  # how a registered Python function is written down: {"function": NAME}
SIGNALS = ("INT", "TERM", "KILL")


def _port(value: Any) -> int:
    """JSON has texts as keys."""
    if not isinstance(value, str) or not value.isdecimal() or len(value) > 5:
        raise ValueError("a port number")
    return int(must.port(int(value)))


def _written_function(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or set(value) != {FUNCTION}:
        raise ValueError("a function's name")
    return {FUNCTION: must.name(value[FUNCTION])}


def _moment(value: Any) -> list[Any]:
    time, taken = value if isinstance(value, list) and len(value) == 2 else (None, None)
    return [must.seconds(time), must.count(0)(taken)]


def _dialled(value: Any) -> str:
    address, _, port = must.text(value).rpartition(":")
    ip_int(address)
    _port(port)
    return str(value)


def _bytes(value: Any) -> str:
    """Each character stands for one."""
    must.text(value).encode("latin-1")
    return str(value)


PLAIN_LIST = must.sequence(must.plain, "a list of plain data")
PLAIN_MAPPING = must.mapping(must.text, must.plain, "a mapping of plain data")
EXTENSIONS = must.mapping(must.name, must.text, "versions by the names of extensions")
STOPS = must.sequence(must.count(1), "counts of events")
ANSWERS = must.mapping(_port, must.either(must.text, _written_function), "answers by port")
DETAILS: dict[str, dict[str, must.Check]] = {
    "line": {"limit": must.seconds, "endless": must.maybe(must.seconds)},
    "host": {"daemon_flags": must.text},
    "image": {"http": ANSWERS, "udp": must.mapping(_port, must.text, "texts by port")},
    "run": {},
    "fault": {},
    "link": {"direction": DIRECTION, "values": link_values},
    "api": {"arguments": PLAIN_LIST, "options": PLAIN_MAPPING, "cost": must.text},
    "wait": {"limit": must.seconds},
    "task": {"argv": must.sequence(must.text, "a list of texts", least=1)},
    "signal": {"task": must.count(0)},
    "process": {"arguments": PLAIN_LIST},
    "program": {"arguments": PLAIN_LIST},
    "program image": {"program": must.name, "ports": must.sequence(must.text, "ports")},
    "id": {"value": must.text},
    "hold": {"addresses": must.sequence(must.text, "addresses")},
    "free": {"addresses": must.sequence(must.text, "addresses")},
    "anonymous": {},
    "terminal": {},
    "exec": {"stdin": must.flag, "tty": must.flag},
    "attach": {"stdin": must.flag},
    "input": {"line": must.count(0)},
    "input end": {"line": must.count(0)},
    "line signal": {"line": must.count(0)},
    "detach": {"line": must.count(0)},
    "address": {},
    "next port": {},
    "tunnel": {},
    "tunnel data": {"tunnel": must.count(0)},
    "tunnel end": {"tunnel": must.count(0)},
    "tunnel reset": {"tunnel": must.count(0)},
    "tunnel hold": {"tunnel": must.count(0)},
    "tunnel read": {"tunnel": must.count(0)},
    "asker": {},
    "asker data": {"asker": must.count(0)},
    "asker end": {"asker": must.count(0)},
    "console": {
        "lines": must.sequence(must.maybe(must.text), "lines"),
        "interrupts": must.sequence(_moment, "moments"),
    },
}
"""The kinds of calls, and what details each has."""
OPTIONAL: dict[str, dict[str, must.Check]] = {"image": {"base": must.text}}
TEXTS: dict[str, must.Check] = {
    "id": must.choice(*PURPOSES),
    "run": lambda text: repr(must.seconds(float(text))),
    "api": must.choice(*sorted(ENGINE_CALLS)),
    "signal": must.choice(*SIGNALS),
    "line signal": must.choice(*SIGNALS),
    "next port": lambda text: str(_port(text)),
    "tunnel": _dialled,
    "tunnel data": _bytes,
    "asker": _dialled,
    "asker data": _bytes,
}


def options(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a world; BadSave when they are none."""
    checks: dict[str, must.Check] = {
        "seed": must.count(),
        "engine": must.maybe(must.name),
        "daemon_flags": must.text,
        "images": must.choice(*IMAGE_SETS),
    }
    found = {name: _verified(f"the option {name}", given.get(name), check) for name, check in checks.items()}
    if "extensions" in given:
        versions = _verified("the option extensions", given["extensions"], EXTENSIONS)
        found["extensions"] = tuple(versions)
    return found


def call(plain: Any, functions: Mapping[str, Callable[..., Any]], before: float) -> Call:
    """One call from plain data, not earlier than the one before; BadSave when it is none."""
    if not isinstance(plain, dict) or set(plain) != set(Call._fields):
        raise BadSave("a saved lab with something among its calls that is none")
    kind, details = plain["kind"], plain["details"]
    if not isinstance(kind, str) or kind not in DETAILS or not isinstance(details, dict):
        raise BadSave(f"a saved lab with a call that is none: {must.shown(plain)}")
    what = f"a {kind} call"
    time = _verified(f"the time of {what}", plain["time"], must.seconds)
    if time < before:
        raise BadSave(f"a saved lab whose calls go back in time, from {before!r} s to {time!r} s")
    optional = OPTIONAL.get(kind, {}) | {"stops": STOPS}
    if set(details) - set(optional) != set(DETAILS[kind]):
        raise BadSave(f"a saved lab with a call that is none: {must.shown(plain)}")
    checks = DETAILS[kind] | optional
    found = {name: _verified(f"{name} of {what}", value, checks[name]) for name, value in details.items()}
    return Call(
        time,
        _verified(f"taken of {what}", plain["taken"], must.count(0)),
        kind,
        _verified(f"the place of {what}", plain["where"], must.text),
        _verified(f"the text of {what}", plain["text"], TEXTS.get(kind, must.text)),
        _with_functions(kind, plain["text"], found, functions),
    )


def _verified(what: str, value: Any, check: must.Check) -> Any:
    try:
        return check(value)
    except (ValueError, OverflowError) as wrong:
        raise BadSave(f"a saved lab in which {what} must be {wrong}, and is {must.shown(value)}") from None


def _with_functions(
    kind: str, text: str, details: dict[str, Any], functions: Mapping[str, Callable[..., Any]]
) -> dict[str, Any]:
    """Registered functions in the place of their names."""

    def found(value: Any) -> Any:
        return _function(value[FUNCTION], functions) if isinstance(value, dict) and set(value) == {FUNCTION} else value

    if kind == "program image":
        _function(details["program"], functions)
    if kind in ("process", "program"):
        _function(text, functions)
        return details | {"arguments": [found(value) for value in details["arguments"]]}
    if kind == "image":
        return details | {"http": {port: found(answer) for port, answer in details["http"].items()}}
    return details


def _function(name: str, functions: Mapping[str, Callable[..., Any]]) -> Callable[..., Any]:
    if name not in functions:
        raise BadSave(f"the lab needs the function {name!r}: give it, with functions={{{name!r}: ...}}")
    return functions[name]
