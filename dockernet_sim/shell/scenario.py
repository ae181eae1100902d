"""Scenario files: lines of ``WHERE$ COMMAND`` that are played on a fresh lab;
behind ``fault$`` stands what goes wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from dockernet_sim.engine.catalogue import IMAGE_SETS, RECORDER
from dockernet_sim.engine.versions import RELEASES
from dockernet_sim.sim.errors import DockernetError

LINE = re.compile(r"(?P<at>(?P<machine>host|lan|fault)|tap (?P<tap>\S+)(?P<lan> lan)?)\$ (?P<command>.*)")
FAULT = "fault"
FLAGS = re.compile(r"# daemon: (.*)")
IMAGES = re.compile(r"# images: *(.*?) *")
EXTENSIONS = re.compile(r"# extensions: *(.*?) *")
ENGINE = re.compile(r"# engine: *(.*?) *")


class BadScenario(DockernetError):
    """A file that is no scenario; the text says which line cannot be read, and why."""


class Step(NamedTuple):
    """One line: ``at`` as written, the machine it runs on, the device that is captured meanwhile (or none), the
    command.

    The machine of a fault is called ``fault``, and its command is a line of the fault language.
    """

    at: str
    machine: str
    tap: str
    command: str


@dataclass(frozen=True)
class Scenario:
    """Steps under a name, the flags of the daemon they start with, which images it has, its release (``""``:
    any), and its extensions."""

    name: str
    steps: tuple[Step, ...]
    daemon: str = ""
    images: str = RECORDER
    engine: str = ""
    extensions: tuple[str, ...] = ()


def parse(text: str, name: str = "scenario") -> Scenario:
    """Read a scenario.

    Raises
    ------
    BadScenario
        At a line that is neither ``host$``, ``lan$``, ``tap IFACE$``, ``tap IFACE lan$`` or ``fault$`` nor a comment,
        or at a fault that cannot be read.

    Examples
    --------
    >>> parsed = parse("# daemon: --icc=false\\nhost$ docker ps\\n")
    >>> parsed.steps, parsed.daemon, parsed.images
    ((Step(at='host', machine='host', tap='', command='docker ps'),), '--icc=false', 'recorder')
    """
    steps, daemon, images, engine = [], "", RECORDER, ""
    extensions: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        flags = FLAGS.fullmatch(line)
        if flags and not daemon:
            daemon = flags[1]
        chosen = IMAGES.fullmatch(line)
        if chosen:
            images = _image_set(chosen[1], f"{name}, line {number}")
        named = ENGINE.fullmatch(line)
        if named:
            engine = _release(named[1], f"{name}, line {number}")
        wanted = EXTENSIONS.fullmatch(line)
        if wanted:
            extensions += tuple(wanted[1].split())
        if not line.strip() or line.startswith("#"):
            continue
        found = LINE.fullmatch(line)
        if found is None:
            raise BadScenario(
                f"{name}, line {number}: not `WHERE$ COMMAND`, WHERE being host, lan, tap IFACE or fault: {line[:80]!r}"
            )
        tap = found["tap"] or ""
        machine = found["machine"] or ("lan" if found["lan"] else "host")
        if machine == FAULT:
            _check_fault(found["command"], f"{name}, line {number}")
        steps.append(Step(found["at"], machine, tap, found["command"]))
    return Scenario(name, tuple(steps), daemon, images, engine, extensions)


def _release(text: str, where: str) -> str:
    if text not in RELEASES:
        raise BadScenario(f"{where}: `# engine:` is {' or '.join(RELEASES)}, not {text[:80]!r}")
    return text


def _image_set(text: str, where: str) -> str:
    if text not in IMAGE_SETS:
        raise BadScenario(f"{where}: `# images:` is {' or '.join(IMAGE_SETS)}, not {text[:80]!r}")
    return text


def _check_fault(text: str, where: str) -> None:
    from dockernet_sim.world import faults  # most scenarios have none

    try:
        faults.parse(text)
    except faults.BadFault as error:
        raise BadScenario(f"{where}: {error}") from error


def load(path: str | Path) -> Scenario:
    """Read a scenario file; its name is the file's without its ending.

    Raises
    ------
    BadScenario
        When the file cannot be read, or is no scenario.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadScenario(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadScenario(f"{path}: not a text file in UTF-8") from error
    return parse(text, path.stem)
