"""Request bodies as Go's encoding/json reads them: keys in any case, the last of equal ones, and its complaints.

Real 20.10.24 and 29.7.2 engines gave the texts.
"""

from __future__ import annotations

import json
import re
from typing import Any

from dockernet_sim.api.gosyntax import complaint
from dockernet_sim.api.gotypes import BODIES, WORDS, Named, Struct, of_release
from dockernet_sim.api.message import Request
from dockernet_sim.api.versions import V23, V29, Version
from dockernet_sim.engine.errors import ApiError, BadRequest, ServerError
from dockernet_sim.sim.gonumbers import NoNumber, atoi

Data = dict[str, Any]
PLAINLY_READ = ("container_create", "container_update", "container_commit")  # whose errors 20.10 takes for its own
BITS = {"int": (-63, 63), "int64": (-63, 63), "time.Duration": (-63, 63), "uint16": (None, 16), "uint32": (None, 32),
        "uint64": (None, 64), "uint": (None, 64)}  # fmt: skip
PARSED = ("netip.Addr", "netip.Prefix", "network.HardwareAddr")  # texts that 29 reads at once
POINTED = ("blkiodev.ThrottleDevice", "blkiodev.WeightDevice", "units.Ulimit")  # of which lists hold pointers
OBJECTS = ("blkiodev.", "units.", "mount.", "container.Device")  # whose fields are not read here
BLANK = " \t\r\n"
LONE = re.compile("[\ud800-\udfff]")


class Number(str):
    """A number of JSON, as it is written."""


class Pairs(list[tuple[str, Any]]):
    """An object of JSON: its keys and values, as often as they stand there."""


class WrongType(Exception):
    """A value of another type than its field: what it is, where, and what was wanted."""

    def __init__(self, kind: str, way: tuple[str, ...], owner: str, wanted: str) -> None:
        super().__init__(kind)
        self.kind, self.way, self.owner, self.wanted = kind, way, owner, wanted


def decoded(text: str) -> tuple[Any, int]:
    """The first value of a text, and where it ends; lone surrogates are Go's replacement character.

    Raises
    ------
    ValueError, RecursionError
        For what is no JSON.
    """
    value, end = DECODER.raw_decode(text)
    return (_whole(value) if "\\u" in text else value), end


def _constant(text: str) -> Any:
    raise ValueError(text)


DECODER = json.JSONDecoder(
    object_pairs_hook=Pairs, parse_int=Number, parse_float=Number, parse_constant=_constant, strict=True
)


def _whole(value: Any) -> Any:
    if isinstance(value, Pairs):
        return Pairs((LONE.sub("\ufffd", key), _whole(each)) for key, each in value)
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return LONE.sub("\ufffd", value) if type(value) is str else value


def plain(value: Any) -> Any:
    """A value without a type: the last of equal keys, numbers as Python has them."""
    if isinstance(value, Pairs):
        return {key: plain(each) for key, each in value}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Number):
        try:
            return atoi(value)
        except NoNumber:
            return float(value)
    return value


def go_kind(value: Any) -> str:
    """What Go calls a value of JSON."""
    if isinstance(value, Number):
        return "number"
    kinds: dict[type, str] = {Pairs: "object", list: "array", str: "string", bool: "bool", type(None): "null"}
    return kinds[type(value)]


def zero(wanted: Any) -> Any:
    """The zero value of a type; None, where that is a pointer, a list or a map, or an object whose fields are unknown.

    >>> zero("string"), zero("int64"), zero(["string"])
    ('', 0, None)
    """
    if not isinstance(wanted, str) or wanted.startswith(OBJECTS) or wanted in (WORDS, "[2]uint"):
        return None
    return 0 if wanted in BITS else False if wanted == "bool" else ""


def go_type(wanted: Any, most: Version) -> str:
    """A type as Go writes it.

    >>> go_type(["string"], V29), go_type({"*": "string"}, V29)
    ('[]string', 'map[string]string')
    """
    wanted = of_release(wanted, most)
    if isinstance(wanted, (Struct, Named)):
        return wanted.name
    if isinstance(wanted, list):
        pointed = "*" if wanted[0] in POINTED else ""
        return f"[]{pointed}{go_type(wanted[0], most)}"
    if isinstance(wanted, dict):
        return f"map[string]{go_type(wanted['*'], most)}"
    return "string" if wanted == WORDS else str(wanted)


class Reader:
    """Reads values into types, as a release does; `most` is its newest API version."""

    def __init__(self, most: Version) -> None:
        self._most = most

    def read(self, value: Any, wanted: Any, way: tuple[str, ...] = (), owner: str = "", before: Any = None) -> Any:
        """A value by its type; `way` leads to it, `owner` is the struct that it is in, and `before` what an equal key
        has brought.

        Raises
        ------
        WrongType
            For the first that does not fit.
        """
        wanted = of_release(wanted, self._most)
        if value is None:
            return before if isinstance(wanted, str) and wanted != WORDS else None
        if wanted is None:
            return plain(value)
        inner = wanted.of if isinstance(wanted, Named) else wanted
        if isinstance(inner, list) and type(value) is list:
            return [self._element(each, inner[0], (*way, str(place)), owner) for place, each in enumerate(value)]
        if isinstance(inner, dict) and isinstance(value, Pairs):
            return self._map(value, inner["*"], way, owner, before)
        if isinstance(inner, Struct) and isinstance(value, Pairs):
            return self._struct(value, inner, way, before)
        if isinstance(inner, str):
            return self._plain(value, inner, way, owner)
        raise WrongType(go_kind(value), way, owner, go_type(wanted, self._most))

    def _element(self, value: Any, wanted: Any, way: tuple[str, ...], owner: str) -> Any:
        """A value in a list or a map, where null leaves the zero value."""
        return self.read(value, wanted, way, owner) if value is not None else zero(of_release(wanted, self._most))

    def _map(self, value: Pairs, wanted: Any, way: tuple[str, ...], owner: str, before: Any) -> Data:
        found: Data = before or {}  # in place: a body may hold one key very often
        for key, each in value:
            found[key] = self._element(each, wanted, (*way, f"/{key}"), owner)
        return found

    def _struct(self, value: Pairs, wanted: Struct, way: tuple[str, ...], before: Any) -> Data:
        found: Data = before or {}
        for key, each in value:
            name = wanted.field(key) or key
            if wanted.is_gone(name, self._most):
                continue
            shown = key if self._most >= V29 else name  # json/v2 tells the key as it was sent
            found[name] = self.read(each, wanted.fields.get(name), (*way, shown), wanted.name, found.get(name))
        return found

    def _plain(self, value: Any, wanted: str, way: tuple[str, ...], owner: str) -> Any:
        kind = go_kind(value)
        if wanted in BITS and kind == "number":
            return self._number(value, wanted, way, owner)
        if wanted == WORDS:
            fits = kind == "string" or (kind == "array" and {go_kind(each) for each in value} <= {"string", "null"})
            value = [each or "" for each in value] if kind == "array" else value
        elif wanted == "[2]uint" and kind == "array":
            return self.read(value, ["uint"], way, owner)
        elif wanted.startswith(OBJECTS):
            fits = kind == "object"
        else:
            kinds = {"bool": "bool", "[2]uint": "array"}
            fits = kind == kinds.get(wanted, "number" if wanted in BITS else "string")
        if not fits:
            more = ": JSON value must be string type" if wanted in PARSED else ""
            raise WrongType(kind, way, owner, go_type(wanted, self._most) + more)
        return plain(value)

    def _number(self, value: str, wanted: str, way: tuple[str, ...], owner: str) -> int:
        least, most = BITS[wanted]
        try:
            number = int(value) if len(value) <= len(str(1 << 64)) else 1 << 64
        except ValueError:
            number = 1 << 64
        if not (-(1 << 63) if least else 0) <= number < 1 << most:
            raise WrongType(f"number {value}", way, owner, wanted)
        return number


def read_body(request: Request, call: str, most: Version) -> Data:
    """A request's JSON object, as a release reads it for a call; `most` is its newest API version.

    Raises
    ------
    BadRequest, ServerError
        In its words.
    """
    refused = ServerError if most < V23 and call in PLAINLY_READ else BadRequest
    before = "invalid JSON: " if most >= V23 else ""
    text = request.body.decode("utf-8", "replace").strip(BLANK)
    if not text:
        return _empty(call, most, refused, before)
    value, end = _decoded(text, refused, before, most)
    if value is None and call == "container_create":
        word = "config" if most >= V29 else "Config"
        raise BadRequest(f"{word} cannot be empty in order to create a container")
    older, newer, fields = BODIES.get(call, ("", "", {}))
    root = Struct(newer if most >= V29 else older, fields)
    try:
        found: Data = Reader(most).read(value, root)
    except WrongType as wrong:
        raise refused(before + _told(wrong, root.name, call, most)) from None
    if text[end:].lstrip(BLANK)[:1] not in ("", "]", "}") and most >= V23:  # as Go's More looks
        raise BadRequest("unexpected content after JSON")
    return found or {}


def _decoded(text: str, refused: type[ApiError], before: str, most: Version) -> tuple[Any, int]:
    try:
        value, end = decoded(text)
    except (ValueError, RecursionError):
        raise refused(before + complaint(text, most >= V29)) from None
    wrong = complaint(text, most >= V29) if isinstance(value, Number) else ""  # Python reads 1. as 1
    if wrong:
        raise refused(before + wrong)
    return value, end


def _empty(call: str, most: Version, refused: type[ApiError], before: str) -> Data:
    if call == "container_commit" or (most >= V23 and call != "container_create"):
        return {}
    if call in PLAINLY_READ and (most < V23 or most >= V29):
        raise refused(f"{before}EOF")
    raise refused(f"{before}got EOF while reading request body")


def _told(wrong: WrongType, root: str, call: str, most: Version) -> str:
    if not wrong.way:
        return f"json: cannot unmarshal {wrong.kind} into Go value of type {wrong.wanted}"
    place = wrong.way[-1].isdecimal()
    if most >= V29:
        owner = "" if call == "container_create" else root.rpartition(".")[2]
        way = ".".join(each.removeprefix("/").replace("/", "~1") if each[:1] == "/" else each for each in wrong.way)
    else:
        owner = wrong.owner.rpartition(".")[2]
        way = ".".join(each for each in wrong.way if not each.startswith("/") and not each.isdecimal())
    field = "" if place and most >= V29 else "Go struct field "
    return f"json: cannot unmarshal {wrong.kind} into {field}{owner}.{way} of type {wrong.wanted}"


def read_filters(text: str, most: Version) -> dict[str, list[str]]:
    """``filters`` of a query.

    Raises
    ------
    BadRequest, ServerError
        In the release's words, for what is no map of lists or of maps to booleans.
    """
    refused = BadRequest if most >= V23 else ServerError
    try:
        value, _ = decoded(text.strip(BLANK))
    except (ValueError, RecursionError):
        why = complaint(text, False).replace("unexpected EOF", "unexpected end of JSON input")
        raise refused("invalid filter" if most >= V23 else why) from None
    read = plain(value)
    maps = "map[string]map[string]bool"
    wrong = value if value is not None and not isinstance(value, Pairs) else None
    for _, values in value if isinstance(value, Pairs) else ():
        fits = isinstance(values, Pairs) or (type(values) is list and all(type(each) is str for each in values))
        if not fits and values is not None:
            wrong, maps = values, "map[string]bool"
    if wrong is not None:
        why = f"json: cannot unmarshal {go_kind(wrong)} into Go value of type {maps}"
        raise refused("invalid filter" if most >= V23 else why)
    return {
        key: [each for each, on in values.items() if on] if isinstance(values, dict) else list(values or ())
        for key, values in (read or {}).items()
    }
