"""One entry of the catalogue: its data for a tag, and the image that follows from it."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dockernet_sim.engine.catalogue.accounts import with_user
from dockernet_sim.engine.catalogue.bases import Base, base, release, stand_in
from dockernet_sim.engine.catalogue.suites import members
from dockernet_sim.engine.images import STANDARD, Image
from dockernet_sim.engine.references import Reference
from dockernet_sim.programs.clients import CLIENTS
from dockernet_sim.programs.registry import Program
from dockernet_sim.programs.servers.pages import Page
from dockernet_sim.programs.servers.service import (
    Options,
    Spoken,
    absent,
    complainer,
    entrypoint,
    interpreter,
    limited,
    printer,
    service,
)

STAND_INS = {image.name: image for image in STANDARD}
DAY = 86400.0
MB = 1_000_000
NUMBER = re.compile(r"v?(\d+(?:\.\d+)*)")
WRAPPERS = ("tini", "dumb-init")  # they run the words behind them
DEFAULT_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
BINARIES = frozenset(("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"))


@dataclass(frozen=True)
class Entry:
    """What the catalogue says of a repository.

    Parameters
    ----------
    name : str
        Its repository as Docker shows it.
    data : mapping
        Its table of images.toml.
    """

    name: str
    data: Mapping[str, Any]

    def image(self, reference: Reference) -> Image:
        """The image of a tag, under the name that it was asked for by."""
        data = self._of_tag(reference.tag)
        found = base(data.get("base", "debian"), reference.tag)
        if data.get("stands_in"):
            return self._stand_in(reference, found)
        return _build(str(reference), data, found, self._version(reference.tag))

    def _of_tag(self, tag: str) -> dict[str, Any]:
        """The data, with what its ``tags`` say of tags with a certain word."""
        data = dict(self.data)
        for word, more in data.pop("tags", {}).items():
            if word in re.split(r"[-_.]", tag):
                data |= more
        return data

    def _version(self, tag: str) -> str:
        number = NUMBER.match(tag)
        return number[1] if number else str(self.data.get("version", "1"))

    def _stand_in(self, reference: Reference, found: Base) -> Image:
        image = stand_in(self.name, found.name)
        if str(reference) == image.reference:
            return image
        return replace(image, name=str(reference), libc=found.libc, created=image.created - DAY)


def _build(name: str, data: Mapping[str, Any], found: Base, version: str) -> Image:
    filled = _fill(data, version)
    command = (*filled.get("entrypoint", ()), *filled.get("cmd", ()))
    return Image(
        name,
        expose=tuple(filled.get("expose", ())),
        cmd=tuple(filled.get("cmd", ())),
        entrypoint=tuple(filled.get("entrypoint", ())),
        env=_environment(filled.get("env", ())),
        volumes=tuple(filled.get("volumes", ())),
        user=filled.get("user", ""),
        workdir=filled.get("workdir", ""),
        stop_signal=filled.get("stop_signal", ""),
        programs=_programs(filled, command, found.programs),
        files={
            **with_user(found.files, filled.get("user", ""), int(filled.get("uid", 1000))),
            **({f"{filled['root']}/index.html": filled["http"]["80"]} if "root" in filled else {}),
            **({"/etc/os-release": release(filled["os"][0], filled["os"][1], version)} if "os" in filled else {}),
        },
        common=found.programs,
        libc=found.libc,
        size=int(filled.get("size", 100) * MB),
        comment="",
        depth=found.depth + bool(filled.get("http") or filled.get("speaks") or filled.get("runs")) * 4,
        created=-21 * DAY,
    )


def _fill(value: Any, version: str) -> Any:
    """The data with the version in its texts."""
    if isinstance(value, str):
        return value.replace("{version}", version)
    if isinstance(value, list):
        return [_fill(each, version) for each in value]
    return {key: _fill(each, version) for key, each in value.items()} if isinstance(value, dict) else value


def _environment(env: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(env) if any(word.startswith("PATH=") for word in env) else (DEFAULT_PATH, *env)


# -- programs -----------------------------------------------------------------
def _programs(data: Mapping[str, Any], command: tuple[str, ...], common: Container[str]) -> dict[str, Program]:
    """The image's own programs by name, its main one among them; of `common` ones none is taken for missing."""
    names = (*members(data.get("suites", ())), *data.get("programs", ()))
    found = {name: CLIENTS.get(name) or absent(name) for name in names if name in CLIENTS or name not in common}
    found |= {name: interpreter(name) for name in data.get("runs", ())}
    wrappers, server = _main(data, command)
    main = _main_program(data, server)
    if main is not None:
        found |= _named(server, main)
    for wrapper in wrappers:
        complaint = data.get("complaint", "").lstrip("\n")
        wrapped = entrypoint(_bare(server), data.get("needs", ()), complaint, data.get("prefix", False))
        found |= _named(wrapper, wrapped)
    return found


def _main(data: Mapping[str, Any], command: tuple[str, ...]) -> tuple[list[str], str]:
    """The scripts that the command begins with, and the program that they run."""
    words = [word for word in command if not (word.startswith("-") and len(word) < 3)]
    wrappers = []
    while words and _is_wrapper(words[0]):
        wrappers.append(words.pop(0))
    return wrappers, str(data.get("serves") or (words[0] if words else wrappers[-1]))


def _is_wrapper(word: str) -> bool:
    name = _bare(word)
    return name in WRAPPERS or "entrypoint" in name or name in ("run.sh", "jenkins.sh")


def _main_program(data: Mapping[str, Any], server: str) -> Program | None:
    if "says" in data:
        return printer(data["says"])
    if data.get("waits"):
        return service({})
    if "fails" in data:
        return complainer(data["fails"])
    root = data.get("root", "")
    ports: dict[int, Spoken] = {
        int(port): Page(root=root) if root else _page(page) for port, page in data.get("http", {}).items()
    }
    ports |= {int(port): name for port, name in data.get("speaks", {}).items()}
    if ports:
        serving = service(ports, Options(data.get("port", ""), data.get("bind", "")))
        return limited(serving, data.get("only", ()), data.get("refuses", ()))
    return None


def _page(data: str | Mapping[str, Any]) -> Page:
    return Page(data) if isinstance(data, str) else Page(**data)


def _named(path: str, program: Program) -> dict[str, Program]:
    """Under its bare name, and under its path where that is not a folder of programs."""
    return {_bare(path): program, path: program}


def _bare(path: str) -> str:
    return path.rpartition("/")[2]
