"""Starting a program in a container: what runc looks at, and what it says when there is no such program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dockernet_sim.programs.busybox import APPLET_NAMES, APPLETS, itself
from dockernet_sim.programs.registry import Program, Started
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.vfs.files import Files

BIN = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
NOT_FOUND, NOT_EXECUTABLE = 127, 126


@dataclass
class NoProgram(Exception):
    """runc cannot start it: why, and the exit code that Docker makes of it."""

    reason: str
    exit_code: int


def find_program(place: Place, argv: Sequence[str], workdir: str = "/") -> Program:
    """The program that `argv` names; NoProgram when there is none.

    ``/bin/busybox NAME ...`` is busybox's NAME, which ps goes on showing as it was typed.
    """
    name = argv[0] if argv else ""
    bare = _in_path(name)
    if bare == "busybox" and "busybox" not in place.programs:
        return _busybox
    found = place.programs.get(bare)
    if found is None:
        raise _missing(place.files, name, workdir)
    return found


def _busybox(task: Task) -> Started:
    """busybox itself: the applet that its first argument names."""
    name = task.argv[1] if len(task.argv) > 1 else ""
    applet = APPLETS.get(name)
    if applet is None:
        code = itself(task, name)
        if code is not None:
            return code
        if name in APPLET_NAMES:
            raise NotModelled(f"busybox's {name} is not modelled")
        task.err(f"{name}: applet not found\n")
        return 127
    task.argv = _tail(tuple(task.argv))
    return applet(task)


@lru_cache
def _tail(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:]


def _in_path(name: str) -> str:
    """The bare name, for a name without a folder or with one that programs are in; else the name itself."""
    folder, slash, bare = name.rpartition("/")
    return bare if not slash or folder in BIN else name


def _missing(files: Files, name: str, workdir: str) -> NoProgram:
    if "/" not in name:
        return NoProgram(f'exec: "{name}": executable file not found in $PATH', NOT_FOUND)
    path = name if name.startswith("/") else f"{workdir.rstrip('/')}/{name}"
    if files.exists(path) or path in BIN:
        return NoProgram(f'exec: "{name}": permission denied', NOT_EXECUTABLE)
    return NoProgram(f'exec: "{name}": stat {name}: no such file or directory', NOT_FOUND)


class Variables(Mapping[str, str]):
    """The variables that many containers have in common, with a HOSTNAME of one's own."""

    __slots__ = ("_common", "_hostname")

    def __init__(self, common: Mapping[str, str], hostname: str) -> None:
        self._common = common
        self._hostname = hostname

    def __getitem__(self, name: str) -> str:
        return self._hostname if name == "HOSTNAME" else self._common[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._common)

    def __len__(self) -> int:
        return len(self._common)


def as_mapping(variables: list[str], home: str = "/root") -> Mapping[str, str]:
    """``KEY=VALUE`` words as a table, with the HOME that runc adds.

    >>> dict(as_mapping(["A=1"]))
    {'A': '1', 'HOME': '/root'}
    """
    pairs = {key: value for key, _, value in (variable.partition("=") for variable in variables)}
    return {**pairs, "HOME": pairs.get("HOME", home)}
