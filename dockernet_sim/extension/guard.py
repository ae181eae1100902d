"""Runs the code of extensions so that its exceptions say whose they are, and where."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.extension.finding import Found
from dockernet_sim.linux import drops
from dockernet_sim.linux.netfilter.xtables import DROP, Devices
from dockernet_sim.programs.own.me import OwnProgram, own_program
from dockernet_sim.programs.registry import Program
from dockernet_sim.sim.errors import BrokenExtension, DockernetError

if TYPE_CHECKING:
    from dockernet_sim.linux.netfilter.rule import Rule
    from dockernet_sim.wire.packet import Packet

OWNED = "report it to its authors, or make the lab without it"
DRIVER_CALLS = (
    "__init__", "check", "skips_gateway", "create_network", "restore_network", "delete_network", "create_endpoint",
    "delete_endpoint", "join", "leave", "program_ports", "revoke_ports", "published",
)  # fmt: skip


def said(found: Found, what: str, error: Exception) -> str:
    """One sentence: whose code, what it was for, the exception, its file and line, what to do."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    file = last.filename.replace("\\", "/").rpartition("/")[2]
    return f"{what} of {found} failed: {type(error).__name__}: {error} ({file}, line {last.lineno}); {OWNED}"


def program(found: Found, name: str, function: OwnProgram) -> Program:
    """A program whose exceptions become a line on standard error and exit code 1."""
    return own_program(function, lambda error: said(found, f"the program {name}", error))


def guarded(found: Found, what: str, kind: type, calls: Iterable[str], more: Mapping[str, Any]) -> type:
    """A subclass, with `more` attributes, whose `calls` raise nothing but the package's own errors."""
    refuse = ServerError if "driver" in what else BrokenExtension
    names = {name: _wrapped(found, what, getattr(kind, name), refuse) for name in calls if hasattr(kind, name)}
    return type(kind.__name__, (kind,), {"__slots__": (), "__module__": kind.__module__, **names, **more})


def _wrapped(found: Found, what: str, call: Callable[..., Any], refuse: type[DockernetError]) -> Callable[..., Any]:
    @wraps(call)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return call(*arguments, **options)
        except DockernetError:
            raise
        except Exception as error:
            raise refuse(said(found, what, error)) from error

    return run


def recorded(kind: type) -> Callable[..., int]:
    """A target's ``apply`` that records the packet's drop by its rule."""
    inner = kind.apply  # type: ignore[attr-defined]

    @wraps(inner)
    def apply(self: Any, rule: Rule, hook: int, packet: Packet, devices: Devices) -> int:
        verdict: int = inner(self, rule, hook, packet, devices)
        if verdict == DROP:
            indev, outdev, physin, _ = devices
            self.ns.drop(packet, physin or indev or outdev, drops.FILTER, rule.label)
        return verdict

    return apply
