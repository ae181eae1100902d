"""Images of one's own: which ports they listen on, and what they answer there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dockernet_sim.engine.images import Image
from dockernet_sim.programs.own.me import OwnProgram, own_program
from dockernet_sim.programs.servers.answering import answering
from dockernet_sim.programs.servers.response import Answer

SERVE = "serve"


def program_image(name: str, program: OwnProgram, ports: Sequence[str]) -> Image:
    """An image whose containers run a function of the user's own,
    and which says of some ports that they are listened on."""
    called = getattr(program, "__name__", SERVE)
    return Image(name, expose=tuple(ports), cmd=(called,), programs={called: own_program(program)})


def web_image(
    name: str, http: Mapping[int, Answer], udp: Mapping[int, str] | None = None, base: Image | None = None
) -> Image:
    """An image whose containers answer HTTP, and datagrams, on each port with a text of its own; in `base`, its own
    programs stay.

    Examples
    --------
    >>> web_image("shop", {8080: "open"}, {53: "who knows"}).expose
    ('8080', '53/udp')
    """
    texts = {port: _line(answer) if isinstance(answer, str) else answer for port, answer in http.items()}
    datagrams = {port: _line(text) for port, text in (udp or {}).items()}
    serve = answering(texts, datagrams)
    if base is not None:
        return replace(base, name=name, cmd=(SERVE,), entrypoint=(), programs={**base.programs, SERVE: serve})
    return Image(
        name,
        expose=(*(str(port) for port in texts), *(f"{port}/udp" for port in datagrams)),
        cmd=(SERVE,),
        programs={SERVE: serve},
    )


def _line(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
