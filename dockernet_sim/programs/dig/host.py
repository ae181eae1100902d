"""host(1), of BIND: the addresses of a name, or the name of an address, in one line each."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Stream, Task
from dockernet_sim.programs.text.processes import attend, find
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int

Run = Generator[Any, Any, int]


@program("host")
def host(task: Task) -> Run:
    """``host [-t A|AAAA|PTR|MX] NAME|ADDRESS [SERVER]``: what dig's answers say in host's words."""
    words, kinds = list(task.args), ["A", "AAAA", "MX"]
    while words and words[0].startswith("-"):
        word = words.pop(0)
        if word == "-t" and words:
            kinds = [words.pop(0).upper()]
        else:
            raise NotModelled(f"host {word} is not modelled")
    if not 1 <= len(words) <= 2 or set(kinds) - {"A", "AAAA", "MX", "PTR"}:
        raise NotModelled(f"host {' '.join(task.args)} is not modelled")
    server = [f"@{words[1]}"] if len(words) == 2 else []
    if server:
        raise NotModelled("host NAME SERVER is not modelled: host NAME is")
    name, by_address = words[0], _is_address(words[0])
    asked = ["PTR"] if by_address else kinds
    shown = ".".join(reversed(name.split("."))) + ".in-addr.arpa." if by_address else name
    for number, kind in enumerate(asked):
        status, lines = yield from _ask(task, ["-x", name] if by_address else ["+search", "-t", kind, name])
        if status != "NOERROR":
            text = ";; connection timed out; no servers could be reached\n"
            said = {"NXDOMAIN": 3, "SERVFAIL": 2, "REFUSED": 5}.get(status, 1)
            task.out(text if status == "timeout" else f"Host {shown} not found: {said}({status})\n")
            if not number:
                return 1
            continue
        task.out("".join(_said(owner, *record) for owner, *record in lines))
        if not lines and len(asked) == 1:
            task.out(f"{name} has no {kind} record\n")
    return 0


def _said(owner: str, kind: str, value: str) -> str:
    words = {"A": "has address", "CNAME": "is an alias for", "PTR": "domain name pointer"}
    return f"{owner} {words[kind]} {value}{'.' if kind == 'CNAME' else ''}\n" if kind in words else ""


def _is_address(word: str) -> bool:
    try:
        ip_int(word)
    except ValueError:
        return False
    return True


def _ask(task: Task, words: list[str]) -> Generator[Any, Any, tuple[str, list[tuple[str, str, str]]]]:
    """Status and answers of one question, by dig."""
    out = Stream()
    dig = find(task, "dig")
    assert dig is not None
    child = Task(
        task.place,
        ["dig", "+noall", "+comments", "+answer", *words],
        stdout=out,
        stderr=Stream(),
        program=dig,
        parent=task,
    )
    if (yield from attend(child)) == 127:
        raise NotModelled(f"host's question {' '.join(words)} is not modelled")
    status, lines = "timeout", []
    for line in out.text.splitlines():
        if "status: " in line:
            status = line.partition("status: ")[2].partition(",")[0]
        elif line and not line.startswith(";"):
            owner, _, _, kind, value = line.split(None, 4)
            lines.append((owner.rstrip("."), kind, value if kind == "PTR" else value.removesuffix(".")))
    return status, lines
