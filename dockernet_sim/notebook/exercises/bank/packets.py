"""Goals about addresses, and about what a line shows where it is typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both, filled
from dockernet_sim.notebook.exercises.goal import Goal

VM = "172.31.179.120"
INTERNET = "203.0.113.10"
INET = re.compile(r"inet (?!127\.)(\d+\.\d+\.\d+\.\d+)")


def talks(
    source: str,
    address: str,
    port: int | None = None,
    *,
    text: Both | None = None,
    target: str = "",
    points: float = 1.0,
    hints: Sequence[str] = (),
) -> Goal:
    """An address answers `source`: over TCP with a `port`, to a ping without."""

    def test(bench: Bench) -> Finding:
        if port is None:
            return bench.pings(source, address, target)
        return bench.connects(source, address, port, target)

    return Goal(text or _text(source, address, port, True), test, tuple(hints), points)


def silent(
    source: str,
    addresses: Callable[[Bench], Iterable[str]],
    ports: Sequence[int | None],
    *,
    text: Both,
    points: float = 1.0,
    hints: Sequence[str] = (),
) -> Goal:
    """None of the addresses answers `source`: to a ping (None), or over TCP at a port."""

    def test(bench: Bench) -> Finding:
        bench_place(bench, source)
        for address in addresses(bench):
            for port in ports:
                found = bench.pings(source, address) if port is None else bench.connects(source, address, port)
                if found:
                    return Finding(False, found.seen)
        return Finding(True, filled("nothing answers {a}", "没有任何地址回答 {a}", a=source))

    return Goal(text, test, tuple(hints), points, forbids=True)


def shows(
    text: Both,
    line: str,
    wanted: str,
    *,
    on: str = "vm",
    points: float = 1.0,
    hints: Sequence[str] = (),
    forbids: bool = False,
) -> Goal:
    """A line typed in the copy shows what matches `wanted`."""

    def test(bench: Bench) -> Finding:
        bench_place(bench, on)
        result = bench.lab.sh(line, on=on)
        said = str(result).strip()
        ok = re.search(wanted, said) is not None
        last = said.splitlines()[-1] if said else Both("nothing", "什么也没有")
        return Finding(ok, filled("`{line}` shows: {said}", "`{line}` 显示：{said}", line=line, said=last))

    return Goal(text, test, tuple(hints), points, forbids=forbids)


def bench_place(bench: Bench, name: str) -> None:
    """Raise Missing for a container that does not run."""
    if name not in bench.lab.world.machines:
        bench.container(name)


def of_vm(bench: Bench) -> list[str]:
    """Every IPv4 address that vm has, but loopback."""
    return INET.findall(bench.lab.sh("ip -4 addr").stdout)


def _text(source: str, address: str, port: int | None, reached: bool) -> Both:
    en, zh = ("{a} reaches {b}", "{a} 能访问 {b}") if reached else ("{a} does not reach {b}", "{a} 不能访问 {b}")
    return filled(en, zh, a=source, b=f"{address}:{port}" if port else address)
