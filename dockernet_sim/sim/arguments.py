"""Arguments of public calls, checked before anything is done: what a call cannot take is refused by name."""

from __future__ import annotations

import functools
import inspect
import math
import numbers
from collections.abc import Callable, Iterable, Mapping
from os import PathLike, fspath
from typing import Any, ParamSpec, TypeVar

from dockernet_sim.sim.errors import BadArgument

P = ParamSpec("P")
R = TypeVar("R")
Check = Callable[[Any], Any]
"""Returns the value, as plain as the call needs it; ValueError with what it must be otherwise."""

LONGEST = 1_000_000  # characters of one text
LATEST = 1e9  # simulated seconds: some 30 years
LARGEST = 2**63
SHOWN = 60


def checked(error: type[BadArgument] = BadArgument, /, **checks: Check) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Check a method's arguments by name before it runs.

    Parameters
    ----------
    error : type
        What is raised: a kind of BadArgument.
    **checks
        A check for each parameter; a parameter without a check is passed on as it is.

    Examples
    --------
    >>> class Bell:
    ...     @checked(times=count(1, 3))
    ...     def ring(self, times=1):
    ...         return "ding " * times
    >>> Bell().ring(times=True)
    Traceback (most recent call last):
    dockernet_sim.sim.errors.BadArgument: Bell.ring: times must be a whole number from 1 to 3, not True
    """

    def decorate(method: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(method)
        unknown = set(checks) - set(signature.parameters)
        assert not unknown, f"{method.__qualname__} has no {unknown}"

        @functools.wraps(method)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            owner = args[0] if isinstance(args[0], type) else type(args[0])
            where = f"{owner.__name__}.{method.__name__}".removesuffix(".__init__")
            try:
                bound = signature.bind(*args, **kwargs)
            except TypeError as wrong:
                raise error(f"{where}: {wrong}") from None
            for name, value in bound.arguments.items():
                if name in checks:
                    bound.arguments[name] = verified(where, name, value, checks[name], error)
            return method(*bound.args, **bound.kwargs)

        call.checks = checks  # type: ignore[attr-defined]  # for the test that every parameter has one
        return call

    return decorate


def verified(where: str, name: str, value: Any, check: Check, error: type[BadArgument] = BadArgument) -> Any:
    """The value, checked; BadArgument that names the call and the argument."""
    try:
        return check(value)
    except (ValueError, OverflowError, RecursionError) as wrong:
        raise error(f"{where}: {name} must be {wrong}, not {shown(value)}") from None


def shown(value: Any) -> str:
    """A value for a message: short, and without control characters."""
    try:
        text = ascii(value)
    except Exception:  # repr() is a user's own code
        return f"a {type(value).__name__}"
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


# -- checks ---------------------------------------------------------------------
def text(value: Any) -> str:
    """A text that can be written to a file."""
    if not isinstance(value, str):
        raise ValueError("a text (str)")
    if len(value) > LONGEST:
        raise ValueError(f"a text of at most {LONGEST} characters")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("a text without lone surrogates") from None
    return value if type(value) is str else str(value)


def name(value: Any) -> str:
    """A text that is not empty."""
    if isinstance(value, str) and not value.strip():
        raise ValueError("a text that is not empty")
    return text(value)


def flag(value: Any) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise ValueError("True or False")
    return value


def count(least: int = -LARGEST, most: int = LARGEST) -> Check:
    """A whole number in a range."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, numbers.Integral) or not least <= int(value) <= most:
            limits = (
                f" from {least} to {most}" if most < LARGEST else f" of at least {least}" if least > -LARGEST else ""
            )
            raise ValueError(f"a whole number{limits}")
        return int(value)

    return check


port = count(1, 65535)


def seconds(value: Any) -> float:
    """A time or a time span in simulated seconds."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise ValueError("a number of seconds")
    number = int(value) if isinstance(value, numbers.Integral) else float(value)
    if not math.isfinite(number) or not 0 <= number <= LATEST:
        raise ValueError(f"a number of seconds from 0 to {LATEST:g}")
    return number


def span(value: Any) -> float:
    """A time span in simulated seconds, above 0."""
    number = seconds(value)
    if not number:
        raise ValueError("a number of seconds above 0")
    return number


def number(least: float, most: float) -> Check:
    """A finite number in a range."""

    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, numbers.Real) or not least <= float(value) <= most:
            raise ValueError(f"a number from {least:g} to {most:g}")
        return float(value)

    return check


def choice(*choices: str) -> Check:
    """One of some texts."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(f"one of {', '.join(map(repr, choices))}")
        return value

    return check


def maybe(check: Check) -> Check:
    """The same, or None."""

    def or_none(value: Any) -> Any:
        try:
            return None if value is None else check(value)
        except ValueError as wrong:
            raise ValueError(f"{wrong}, or None") from None

    return or_none


def either(*checks: Check) -> Check:
    """What one of several checks lets pass."""

    def check(value: Any) -> Any:
        said = []
        for each in checks:
            try:
                return each(value)
            except ValueError as wrong:
                said.append(str(wrong))
        raise ValueError(", or ".join(said))

    return check


def kind(*types: type, what: str) -> Check:
    """An object of one of some types."""

    def check(value: Any) -> Any:
        if not isinstance(value, types):
            raise ValueError(what)
        return value

    return check


def sequence(check: Check, what: str, least: int = 0) -> Check:
    """A list or tuple of things; it comes out as a list."""

    def all_of(value: Any) -> list[Any]:
        if not isinstance(value, (list, tuple)) or len(value) < least:
            raise ValueError(what)
        try:
            return [check(each) for each in value]
        except ValueError as wrong:
            raise ValueError(f"{what} (each {wrong})") from None

    return all_of


texts = sequence(text, "a list of texts")


def mapping(key: Check, value: Check, what: str) -> Check:
    """A mapping; it comes out as a dict."""

    def all_of(given: Any) -> dict[Any, Any]:
        if not isinstance(given, Mapping):
            raise ValueError(what)
        try:
            return {key(k): value(v) for k, v in given.items()}
        except ValueError as wrong:
            raise ValueError(f"{what} ({wrong})") from None

    return all_of


def function(value: Any) -> Any:
    """A function."""
    if not callable(value):
        raise ValueError("a function")
    return value


def path(value: Any) -> Any:
    """The path of a file."""
    if not isinstance(value, (str, PathLike)):
        raise ValueError("a path (str or Path)")
    written = fspath(value)
    if not isinstance(written, str) or not written or "\0" in written:
        raise ValueError("a path (str or Path)")
    text(written)
    return value


def plain(value: Any, depth: int = 0) -> Any:
    """Plain data, as JSON holds it; tuples become lists."""
    if depth > 50:
        raise ValueError("plain data that is not nested this deeply")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(value)
    if isinstance(value, numbers.Integral):
        return count()(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, (list, tuple)):
        return [plain(each, depth + 1) for each in value]
    if isinstance(value, Mapping):
        return {text(key): plain(each, depth + 1) for key, each in value.items()}
    raise ValueError("plain data: texts, finite numbers, True, False, None, and lists and dicts of them")


def iterable(value: Any) -> Any:
    """Something to go through, and not a text."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise ValueError("a slice of the trace, such as lab.trace.since(0)")
    return value
