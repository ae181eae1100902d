"""Two families: no literal of one stands outside ``wire/address.py``, and a packet is a ``Packet`` to all that do not make it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import dockernet_sim
import pytest

PACKAGE = Path(dockernet_sim.__file__).parent
HOME = "wire/address.py"
NUMBERS = "wire/numbers.py"

VALUES = {0x01005E000000, 0x333300000000, 0xFFFFFFFF, 0x7F000001, 0x7F000000, 0xE0000000, 0xA9FE0000, 0xA9FE, 1 << 128}
"""Addresses, masks and prefixes that are too special to be another number by chance."""
SHIFTS = {16, 24, 28, 30, 31, 118, 120}
WIDTHS = {32, 128}
MAKERS = {"Route", "Address", "mask", "network", "broadcast", "in_net", "prefix_size", "number", "min", "range"}
"""Calls whose argument 32 is a prefix length, or a limit of one."""
PARSERS = {"ip_int", "parse_ip", "parse_cidr", "parse_net"}
SPECIAL = ("127.0.0.1", "0.0.0.0", "169.254.", "224.", "255.", "::")
BEGINNINGS = ("127.", "169.254.", "fe80:", "ff0")

ALLOWED = {"sim/identity.py: prefix << 32": "a MAC: 16 bits given, 32 random ones"}
"""``file: expression`` that is no literal of a family, with its reason."""


def literals(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """The expressions of a file that hold the value of an address, or the width of a family."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=int(value)) if value in VALUES:
                yield node, "a value of an address"
            case ast.Compare(
                left=ast.BinOp(op=ast.RShift(), right=ast.Constant(value=int(by))), comparators=[ast.Constant()]
            ):
                if by in SHIFTS:
                    yield node, "a prefix"
            case ast.BinOp(op=ast.LShift(), right=ast.Constant(value=int(by))) if by in WIDTHS:
                yield node, "a key or a number of a family's width"
            case ast.BinOp(left=ast.Constant(value=127 | 224 | 169), op=ast.LShift()):
                yield node, "a prefix"
            case ast.BinOp(left=ast.Constant(value=int(left)), op=ast.Sub()) if left in WIDTHS:
                yield node, "a width"
            case ast.Compare(left=left, comparators=others) if _is_limit(left, others):
                yield node, "a width"
            case ast.BoolOp(values=values) if any(_is_width(each) for each in values):
                yield node, "a width"
            case ast.Tuple(elts=[first, last]) if _is_width(last) and not isinstance(first, ast.Constant):
                yield node, "a single address"
            case ast.Call(func=func, args=args, keywords=keywords):
                yield from _called(node, _name(func), [*args, *(each.value for each in keywords)])


def _called(node: ast.Call, name: str, values: list[ast.expr]) -> Iterator[tuple[ast.expr, str]]:
    texts = [each.value for each in values if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    if name in MAKERS and any(_is_width(each) for each in values):
        yield node, "a width"
    if name in PARSERS and any(text.startswith(SPECIAL) and text != "127.0.0.11" for text in texts):
        yield node, "a special address"
    if name == "startswith" and any(text in BEGINNINGS for text in texts):
        yield node, "a prefix"


def _is_limit(left: ast.expr, others: list[ast.expr]) -> bool:
    numbers = {each.value for each in (left, *others) if isinstance(each, ast.Constant)}
    if _name(left) in ("plen", "prefixlen", "bits") and numbers & {30, 31, 127}:
        return True
    return 32 in numbers and 127 not in numbers  # between both are the characters that print


def _is_width(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in WIDTHS and type(node.value) is int


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def hits() -> dict[str, str]:
    """All of the package, by file and expression."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).as_posix()
        if own not in (HOME, NUMBERS):
            for node, what in literals(ast.parse(path.read_text(encoding="utf-8"))):
                found[f"{own}: {ast.unparse(node)}"] = f"line {node.lineno}: {what}"
    return found


def test_no_literal_of_a_family_stands_outside_its_file() -> None:
    found = hits()
    assert {key: what for key, what in found.items() if key not in ALLOWED} == {}, "use a name of wire/address.py"
    assert set(ALLOWED) <= set(found), "allowed, but no longer there"


@pytest.mark.parametrize(
    "text",
    [
        "ip >> 24 == 127", "ip >> 28 != 14", "x = 0xFFFFFFFF", "ifindex << 32 | ip", "127 << 24 | 1", "1 << (32 - plen)",
        "route.plen == 32", "plen > 32", "plen < 31", "plen or 32", "(ip, 32)", "Route(ip, 32, dev)", "Address(ip, plen=32)", "range(33) and mask(32)",
        'ip_int("127.0.0.1")', 'parse_cidr("169.254.0.0/16")', 'text.startswith("127.")', "LOOPBACK = 2130706433",
    ],
)  # fmt: skip
def test_the_search_finds_each_kind_of_literal(text: str) -> None:
    assert list(literals(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "x >> 24 & 255",
        '"=" * 32',
        "getrandbits(32)",
        "exit == 127",
        "32 <= byte < 127",
        "code < 128",
        'ip_int("203.0.113.10")',
        "a >> 8 == 2",
    ],
)
def test_the_search_leaves_other_numbers_alone(text: str) -> None:
    assert not list(literals(ast.parse(text)))


MAKES_IPV4 = {
    "wire/": "where it is, and where its bytes are made",
    "linux/ip/": "the room of IPv4",
    "linux/fast/": "fast paths are for IPv4 alone",
    "linux/netfilter/targets/reject.py": "makes a TCP reset",
    "linux/socket/connection.py": "makes packets",
    "linux/socket/tcp.py": "makes a reset for a port without a socket",
    "linux/socket/udp.py": "makes packets",
    "programs/ping/probes.py": "makes echo requests",
    "programs/traceroute/probes.py": "makes probes",
}
"""Files and folders that may name ``IPv4``, with the reason; all others take a ``Packet``."""


def names_of_ipv4(tree: ast.AST) -> tuple[list[int], list[int]]:
    """The lines in which ``IPv4`` is named, and those of them in which it is not called or asked for by ``isinstance``."""
    called = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called |= {id(node.func)} | (
                {id(each) for each in node.args} if _name(node.func) == "isinstance" else set()
            )
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "IPv4"]
    return [node.lineno for node in named], [node.lineno for node in named if id(node) not in called]


def test_a_packet_is_a_packet_where_its_family_does_not_matter() -> None:
    unlisted, types, used = [], [], set()
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).as_posix()
        named, as_type = names_of_ipv4(ast.parse(path.read_text(encoding="utf-8")))
        entry = next((each for each in MAKES_IPV4 if own.startswith(each)), "")
        if named and not entry:
            unlisted += [f"{own}:{line}" for line in named]
        elif named:
            used.add(entry)
            types += [f"{own}:{line}" for line in as_type if entry != "wire/"]
    assert not unlisted, "take a Packet"
    assert not types, "IPv4 is for making packets: as a type, use Packet"
    assert used == set(MAKES_IPV4), "listed, but IPv4 is not named there any more"


@pytest.mark.parametrize(
    ("text", "named", "as_type"),
    [
        ("IPv4(1, 2, 6, data)", 1, 0), ("isinstance(packet, IPv4)", 1, 0), ("def take(packet: IPv4): ...", 1, 1),
        ("def take() -> IPv4 | None: ...", 1, 1), ("seen: dict[IPv4, int] = {}", 1, 1), ("packet: Packet", 0, 0),
    ],
)  # fmt: skip
def test_the_search_tells_types_from_calls(text: str, named: int, as_type: int) -> None:
    found = names_of_ipv4(ast.parse(text))
    assert (len(found[0]), len(found[1])) == (named, as_type)
