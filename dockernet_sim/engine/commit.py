"""docker commit: a container's files and settings as an image, with changes that are written as in a Dockerfile."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.errors import BadRequest
from dockernet_sim.engine.images import Committed, Image
from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.engine.container.container import Container

OWN = frozenset(("/etc/hosts", "/etc/resolv.conf", "/etc/hostname"))  # Docker's files are no part of an image
ABSENT = ("healthcheck", "onbuild")
EXPOSED = re.compile("0*([0-9]{1,5})(?:-0*([0-9]{1,5}))?(?:/(tcp|udp|sctp)?)?")


@dataclass
class Draft:
    """The settings of an image to be, which changes are applied to."""

    cmd: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    expose: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    user: str = ""
    volumes: tuple[str, ...] = ()
    workdir: str = ""


def commit(
    container: Container,
    files: Mapping[str, str],
    name: str,
    changes: Iterable[str],
    comment: str,
    author: str,
    now: float,
) -> Image:
    """The image that a container's state makes; BadRequest for a change that is none.

    Parameters
    ----------
    container : Container
        What is committed.
    files : mapping
        All files that are in it.
    name : str
        The image's name; without one it has none, too.
    changes : iterable of str
        ``CMD ["httpd"]``, ``EXPOSE 80``, ``ENV A=b``...
    comment, author : str
        What is said about it.
    now : float
        The time in seconds.
    """
    config, parent = container.config, container.image
    draft = Draft(
        tuple(config["Cmd"] or ()),
        tuple(config["Entrypoint"] or ()),
        {key: value for key, _, value in (word.partition("=") for word in config["Env"] or ())},
        tuple(config["ExposedPorts"]),
        dict(config["Labels"] or {}),
        config["User"],
        tuple(config["Volumes"] or ()),
        config["WorkingDir"],
    )
    for change in changes:
        _apply(draft, change)
    links = parent.links if container.files is None else container.files.links()
    kept = {path: text for path, text in files.items() if path not in OWN and path not in links}
    added = sum(len(text.encode()) for path, text in kept.items() if container.blueprint.files.get(path) != text)
    return replace(
        parent,
        name=name,
        expose=draft.expose,
        cmd=draft.cmd,
        entrypoint=draft.entrypoint,
        env=tuple(f"{key}={value}" for key, value in draft.env.items()),
        labels=draft.labels,
        user=draft.user,
        volumes=draft.volumes,
        workdir=draft.workdir,
        files=kept,
        links=links,
        below=tuple(parent.layers),
        parent=parent.id,
        comment=comment,
        author=author,
        size=parent.size + added,
        created=now,
        committed=Committed(container.id, container.hostname, config, parent, added),
    )


# -- changes ------------------------------------------------------------------
def _apply(draft: Draft, change: str) -> None:
    word, _, rest = change.strip().partition(" ")
    name = word.lower()
    if name in ABSENT:
        raise NotModelled(f"--change {word} is not modelled")
    if name not in CHANGES:
        raise BadRequest(f"{name} is not a valid change command")
    if not rest.strip():
        raise BadRequest(f"{word.upper()} requires at least one argument")
    CHANGES[name](draft, rest.strip())


def _words(text: str) -> tuple[str, ...]:
    """The JSON form, or the shell form of a command."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if isinstance(found, list) and all(isinstance(word, str) for word in found):
        return tuple(found)
    return ("/bin/sh", "-c", text)


def _list(text: str) -> tuple[str, ...]:
    return _words(text) if text.startswith("[") else tuple(text.split())


def _pairs(text: str) -> dict[str, str]:
    """``A=b C="d e"``, or the old form ``A b``."""
    if "=" not in text.partition(" ")[0]:
        name, _, value = text.partition(" ")
        return {name: value.strip()}
    return {key: value for key, _, value in (word.partition("=") for word in shlex.split(text))}


def _cmd(draft: Draft, text: str) -> None:
    draft.cmd = _words(text)


def _entrypoint(draft: Draft, text: str) -> None:
    draft.entrypoint, draft.cmd = _words(text), ()


def _env(draft: Draft, text: str) -> None:
    draft.env |= _pairs(text)


def _expose(draft: Draft, text: str) -> None:
    for port in text.split():
        found = EXPOSED.fullmatch(port)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if found is None or not 0 < first <= last < 65536:
            raise BadRequest(f"Invalid containerPort: {port}")
        ports = (f"{number}/{found[3] or 'tcp'}" for number in range(first, last + 1))
        draft.expose = tuple(dict.fromkeys((*draft.expose, *ports)))


def _label(draft: Draft, text: str) -> None:
    draft.labels |= _pairs(text)


def _user(draft: Draft, text: str) -> None:
    draft.user = text


def _volume(draft: Draft, text: str) -> None:
    draft.volumes = tuple(dict.fromkeys((*draft.volumes, *_list(text))))


def _workdir(draft: Draft, text: str) -> None:
    draft.workdir = text if text.startswith("/") else f"{draft.workdir or ''}/{text}"


Change = Callable[[Draft, str], None]
CHANGES: Mapping[str, Change] = {
    "cmd": _cmd,
    "entrypoint": _entrypoint,
    "env": _env,
    "expose": _expose,
    "label": _label,
    "user": _user,
    "volume": _volume,
    "workdir": _workdir,
}


# -- docker history -----------------------------------------------------------
def history(image: Image, tags: Callable[[Image], list[str]]) -> list[dict[str, Any]]:
    """``GET /images/NAME/history``: what each layer was made by, the newest first."""
    found: list[dict[str, Any]] = []
    made = image
    while made.committed is not None:
        by = " ".join((*(made.committed.config["Entrypoint"] or ()), *(made.committed.config["Cmd"] or ())))
        found.append(_step(made.id, made.created, by, made.committed.added, made.comment, tags(made)))
        made = made.committed.parent
    if made.comment:
        return [*found, _step(made.id, made.created, "", made.size, made.comment, tags(made))]
    steps = [_step("<missing>", made.created, by, size, "", []) for by, size in _dockerfile(made)]
    return [*found, {**steps[0], "Id": made.id, "Tags": tags(made) or None}, *steps[1:]]


def _step(id: str, created: float, by: str, size: int, comment: str, tags: list[str]) -> dict[str, Any]:
    return {"Id": id, "Created": created, "CreatedBy": by, "Size": size, "Comment": comment, "Tags": tags or None}


def _dockerfile(image: Image) -> list[tuple[str, int]]:
    """Instructions that would have made it, the last one first, each with the bytes that it added."""
    base, *more = image.layers
    step = image.size // len(image.layers)
    made = [(f"/bin/sh -c #(nop) ADD file:{base[7:71]} in / ", image.size - step * len(more))]
    made += [("/bin/sh -c #(nop)  ENV " + variable, 0) for variable in image.env]
    made += [(f"/bin/sh -c #(nop) COPY file:{layer[7:71]} in / ", step) for layer in more]
    made += [(f"/bin/sh -c #(nop)  VOLUME [{path}]", 0) for path in image.volumes]
    made += [(f"/bin/sh -c #(nop) WORKDIR {image.workdir}", 0)] if image.workdir else []
    made += [(f"/bin/sh -c #(nop)  EXPOSE {port}", 0) for port in image.exposed_ports()]
    for word, value in (("ENTRYPOINT", image.entrypoint), ("CMD", image.cmd)):
        made += [(f"/bin/sh -c #(nop)  {word} {json.dumps(list(value))}", 0)] if value else []
    return made[::-1]
