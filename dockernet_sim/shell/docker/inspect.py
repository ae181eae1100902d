"""``docker inspect`` and its kin."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.engine.inspect.image import image_for
from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.shell.formats.types import VOLUME
from dockernet_sim.shell.templates import Template, TemplateError
from dockernet_sim.shell.templates.gotypes import StructType, raw
from dockernet_sim.sim.errors import NotModelled

Found = tuple[StructType, Any]
OTHER_TYPES = ("node", "service", "task", "plugin", "secret")


class Inspector:
    """What inspect prints: a JSON list, or what a template makes of each thing.

    The template first sees the typed value; when it asks for what Go's type lacks, the JSON itself, and then a missing
    key is an error.
    """

    def __init__(self, template: str, json_word: bool = False) -> None:
        self.found: list[Any] = []
        self.pieces: list[str] = []
        self.missing_error = False
        self.template: Template | None = None
        self.compact = template == "json" and json_word
        template = "{{json .}}" if self.compact else template
        if template:
            try:
                self.template = Template(template)
            except TemplateError as problem:
                raise CliError(f"template parsing error: {problem}", 64) from None

    def add(self, kind: StructType, data: Any) -> None:
        """One thing; TemplateError when the template fails on its JSON too."""
        if self.template is None:
            self.found.append(data)
            return
        try:
            text = self.template.execute(kind.read(data), self.missing_error)
        except TemplateError:
            self.missing_error = True
            text = self.template.execute(raw(data), missing_error=True)
        self.pieces.append(text)

    def text(self) -> str:
        """All of it."""
        if self.compact:
            return f"[{','.join(self.pieces)}]\n"
        if self.template is not None:
            return "".join(f"{piece}\n" for piece in self.pieces) or "\n"
        return json.dumps(self.found, indent=4, ensure_ascii=False) + "\n"


def inspect_all(call: Call, find: Callable[[str], Found]) -> Steps:
    """Inspect each word; what is not there is told at the end."""
    inspector = Inspector(call["format"], call.client.json_word)
    yield call.wait("container_inspect")
    problems = []
    for name in call.words:
        try:
            inspector.add(*find(name))
        except CliError as problem:
            problems.append(call.client.text(problem))
        except TemplateError as problem:
            problems.append(f"template parsing error: {problem}")
    call.task.out(inspector.text())
    if problems:
        raise CliError("\n".join(problems))
    return 0


def finder(call: Call, kind: str) -> Callable[[str], Found]:
    """What looks up things of one kind; CliError when there is none."""
    engine = call.engine
    size = kind == "container" and call["size"]
    version = engine.release.build.api_number
    asks: dict[str, Callable[[str], dict[str, Any]]] = {
        "container": partial(engine.containers.inspect, size=size),
        "network": engine.networks.inspect,
        "image": lambda name: image_for(engine.images.inspect(name), version, version),
        "volume": engine.volumes.inspect,
    }
    go_type, ask = call.client.types.get(kind, VOLUME), asks[kind]

    def find(name: str) -> Found:
        try:
            if not name and kind == "image":
                raise CliError("Error: No such image: ")
            return go_type, ask(call.named(name, kind, asks=False))
        except ApiError as problem:
            raise call.refused(problem, kind, name) from None

    return find


def inspect_containers(call: Call) -> Steps:
    """``docker container inspect``"""
    return (yield from inspect_all(call, finder(call, "container")))


def inspect_networks(call: Call) -> Steps:
    """``docker network inspect``"""
    return (yield from inspect_all(call, finder(call, "network")))


def inspect_images(call: Call) -> Steps:
    """``docker image inspect``"""
    return (yield from inspect_all(call, finder(call, "image")))


def inspect_volumes(call: Call) -> Steps:
    """``docker volume inspect``"""
    return (yield from inspect_all(call, finder(call, "volume")))


def inspect_anything(call: Call) -> Steps:
    """``docker inspect``: containers, then images, networks and volumes."""
    wanted = call["type"]
    if wanted in OTHER_TYPES:
        raise NotModelled(f"option --type {wanted} is not modelled")
    if wanted not in ("", "container", "network", "image", "volume"):
        raise cli_error("bad-type", type=wanted)
    kinds = [wanted] if wanted else ["container", "image", "network", "volume"]

    def find(name: str) -> Found:
        for kind in kinds:
            try:
                found = finder(call, kind)(name)
            except CliError as problem:
                if wanted or not (problem.name == "no-such" or problem.text.startswith("Error: No such ")):
                    raise
                continue
            if call["size"] and kind != "container":
                call.err(f"WARNING: --size ignored for {kind}{'s' if kind == 'image' else ''}")
            return found
        raise cli_error("no-object", name=name)

    return (yield from inspect_all(call, find))
