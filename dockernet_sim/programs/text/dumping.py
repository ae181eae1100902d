"""od, hexdump, cmp, dd and the pagers: bytes and how they are shown."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.cat import cat
from dockernet_sim.programs.text.options import inputs, options
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]
NAMED = {0: "\\0", 7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}
ROW = 16
MOST = 1 << 30  # bytes that dd copies at most
KEPT = 1 << 20  # and that may go into a file
SPEED = 8e9  # bytes/s of dd: made up, as processors are not modelled
SUFFIXES = {
    "c": 1,
    "w": 2,
    "b": 512,
    "k": 1024,
    "K": 1024,
    "M": 1 << 20,
    "G": 1 << 30,
    "kB": 1000,
    "MB": 10**6,
    "GB": 10**9,
}


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


# -- od and hexdump -------------------------------------------------------------
def _characters(data: bytes) -> str:
    return "".join(f"{NAMED.get(byte) or (chr(byte) if 32 <= byte < 127 else f'{byte:03o}'):>4}" for byte in data)


def _words(data: bytes) -> str:
    return "".join(f" {int.from_bytes(data[at : at + 2], 'little'):06o}" for at in range(0, len(data), 2))


KINDS: dict[str, Callable[[bytes], str]] = {
    "c": _characters,
    "x1": lambda data: "".join(f" {byte:02x}" for byte in data),
    "o1": lambda data: "".join(f" {byte:03o}" for byte in data),
    "u1": lambda data: "".join(f" {byte:3d}" for byte in data),
    "o2": _words,
    "x2": lambda data: "".join(f" {int.from_bytes(data[at : at + 2], 'little'):04x}" for at in range(0, len(data), 2)),
}


@tool("od")
def od(task: Task, busybox: bool = False) -> int:
    """``od [-c|-x|-b] [-A n] [-t c|x1|o1|x2] [-N COUNT] [FILE...]``."""
    given, paths = options(task.args, "cxbvA:t:N:", {"address-radix": "A", "format": "t", "read-bytes": "N"})
    kind = given.get("t", "c" if "c" in given else "x2" if "x" in given else "o1" if "b" in given else "o2")
    addresses = {"o": "{:07o}", "d": "{:07d}", "x": "{:06x}", "n": ""}.get(given.get("A", "o"))
    if kind not in KINDS or addresses is None:
        raise NotModelled(f"od {' '.join(task.args)} is not modelled")
    say = "od: can't open '{path}': {error}" if busybox else "od: {path}: {error}"
    texts, code = inputs(task, paths, say)
    data = _raw("".join(text for _, text in texts))
    data = data[: int(given["N"])] if given.get("N", "").isdigit() else data
    _rows(task, data, addresses, lambda row: KINDS[kind](row), "v" in given)
    return code


def _rows(task: Task, data: bytes, address: str, show: Callable[[bytes], str], every: bool) -> None:
    """Rows of 16 bytes; equal ones are shown once, and ``*``."""
    before, starred = b"", False
    for at in range(0, len(data), ROW):
        row = data[at : at + ROW]
        if row == before and not every:
            task.out("" if starred else "*\n")
            starred = True
            continue
        before, starred = row, False
        task.out(f"{address.format(at)}{show(row)}\n")
    task.out(f"{address.format(len(data))}\n" if address else "")


@tool("hexdump", "hd")
def hexdump(task: Task, busybox: bool = False) -> int:
    """``hexdump -C [FILE...]``."""
    given, paths = options(task.args, "Cvn:")
    if "C" not in given and task.argv[0].rpartition("/")[2] != "hd":
        raise NotModelled("hexdump without -C is not modelled")
    texts, code = inputs(task, paths, "hexdump: {path}: {error}")
    data = _raw("".join(text for _, text in texts))
    _rows(task, data, "{:08x}", _canonical, "v" in given)
    return code


def _canonical(row: bytes) -> str:
    halves = [" ".join(f"{byte:02x}" for byte in half) for half in (row[:8], row[8:])]
    shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
    return f"  {halves[0]:<23}  {halves[1]:<23}  |{shown}|"


# -- dd -------------------------------------------------------------------------
@tool("dd")
def dd(task: Task, busybox: bool = False) -> int | Run:
    """``dd [if=FILE] [of=FILE] [bs=BYTES] [count=N] [status=none]``; from a device a count is needed."""
    given = {}
    for word in task.args:
        name, equals, value = word.partition("=")
        if not equals or name not in ("if", "of", "bs", "count", "status", "conv", "oflag", "iflag"):
            task.err(f"dd: unrecognized operand '{word}'\nTry 'dd --help' for more information.\n")
            return 1
        given[name] = value
    size, count = _bytes(given.get("bs", "512")), _bytes(given.get("count", "-1"))
    if size < 1:
        task.err(f"dd: invalid number: '{given['bs']}'\n")
        return 1
    return _copy(task, given, size, count, busybox)


def _bytes(text: str) -> int:
    digits = text.rstrip("".join(SUFFIXES))
    unit = SUFFIXES.get(text[len(digits) :], 1)
    return int(digits) * unit if digits.lstrip("-").isdigit() else 0


def _copy(task: Task, given: dict[str, str], size: int, count: int, busybox: bool) -> Run:
    source, target = given.get("if", "-"), given.get("of", "")
    data = b""
    try:
        if source in ("/dev/zero", "/dev/urandom", "/dev/random"):
            amount = size * count
            if count < 0 or amount > MOST or (target != "/dev/null" and amount > KEPT):
                raise NotModelled(f"dd of more than {KEPT} bytes (or {MOST} to /dev/null) is not modelled")
            data = b"" if target == "/dev/null" else _made(task, source, amount)
        else:
            data = _raw(task.stdin if source == "-" else task.read(source))
            data = data[: size * count] if count >= 0 else data
            amount = len(data)
        text = data.decode("utf-8", "surrogateescape")
        if target and target != "/dev/null":
            task.write(target, text)
        elif not target:
            task.out(text)
    except NetError as error:
        name = source if source != "-" and error.name == "ENOENT" and not task.exists(source) else target
        task.err(
            f"dd: can't open '{name}': {error.text}\n" if busybox else f"dd: failed to open '{name}': {error.text}\n"
        )
        return 1
    seconds = max(1e-6, amount / SPEED)
    yield task.sleep(seconds)
    if given.get("status") != "none":
        task.err(_report(amount, size, seconds, given.get("status") == "noxfer", busybox))
    return 0


def _made(task: Task, source: str, amount: int) -> bytes:
    task.budget.spend(amount / 1000, "dd")
    if source == "/dev/zero":
        return bytes(amount)
    return task.host.identity.hex("urandom", amount).encode()


def _report(amount: int, size: int, seconds: float, brief: bool, busybox: bool) -> str:
    records = f"{amount // size}+{int(amount % size > 0)}"
    head = f"{records} records in\n{records} records out\n"
    if brief:
        return head
    human = (
        f" ({_human(amount, 1000, 'B')}, {_human(amount, 1024, 'iB')})"
        if amount >= 1024
        else f" ({_human(amount, 1000, 'B')})"
    )
    if busybox:
        return (
            f"{head}{amount} bytes ({_human(amount, 1024, 'B').replace(' ', '').replace('k', 'K')}) copied, "
            f"{seconds:f} seconds, {_human(amount / seconds, 1024, 'B').replace(' ', '')}/s\n"
        )
    shown = human if amount >= 1000 else ""
    return f"{head}{amount} bytes{shown} copied, {seconds:.6g} s, {_human(amount / seconds, 1000, 'B')}/s\n"


def _human(amount: float, base: int, unit: str) -> str:
    """As coreutils' human_readable rounds: one digit behind the point below 10."""
    power = 0
    while amount >= base and power < 4:
        amount, power = amount / base, power + 1
    prefix = ("", "k" if base == 1000 else "K", "M", "G", "T")[power]
    number = f"{amount:.1f}" if power and amount < 9.95 else f"{amount:.0f}"
    return f"{number} {prefix}{unit if power else 'B'}"


# -- cmp and the pagers -----------------------------------------------------------
@tool("cmp")
def cmp(task: Task, busybox: bool = False) -> int:
    """``cmp [-s] FILE FILE``."""
    given, paths = options(task.args, "s")
    if len(paths) != 2:
        raise NotModelled("cmp is modelled with two files only")
    texts, code = inputs(task, paths, "cmp: {path}: {error}")
    if code:
        return 2
    (first, a), (second, b) = texts
    if a == b:
        return 0
    at = next((index for index, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    if at == min(len(a), len(b)):
        shorter = first if len(a) < len(b) else second
        said = f"cmp: EOF on {shorter} after byte {at}, line {a[:at].count(chr(10))}\n"
        task.err("" if "s" in given else said)
    elif "s" not in given:
        task.out(f"{first} {second} differ: char {at + 1}, line {a[:at].count(chr(10)) + 1}\n")
    return 1


@tool("less", "more")
def less(task: Task, busybox: bool = False) -> Any:
    """``less [FILE...]``: as into a pipe, everything at once; at a terminal the pages could not be turned."""
    name = task.argv[0].rpartition("/")[2]
    words = [word for word in task.args if not (word[:1] in "-+" and len(word) > 1)]
    if not words and isinstance(task.source, str) and not task.source:
        task.err('Missing filename ("less --help" for help)\n' if name == "less" else "more: bad usage\n")
        return 1
    task.argv = ["cat", *words]
    return cat(task, busybox)
