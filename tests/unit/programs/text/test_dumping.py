"""od, hexdump, dd, cmp, diff, the pagers and tail -f; the answers are coreutils', diffutils' and busybox's."""

from __future__ import annotations

import pytest
from dockernet_sim.shell.session import open_world
from dockernet_sim.world.world import World

FILES = r"printf 'a\nb\n' > /tmp/a; printf 'a\nc\n' > /tmp/b; printf 'a\nb\nx\ny\nz\n' > /tmp/c; "
CASES = [
    ("echo abc | od -c", "0000000   a   b   c  \\n\n0000004\n"),
    ("echo abc | od", "0000000 061141 005143\n0000004\n"),
    ("echo abc | od -An -tx1", " 61 62 63 0a\n"),
    ("dd if=/dev/zero bs=512 count=1 status=none | od -c", "0000000" + "  \\0" * 16 + "\n*\n0001000\n"),
    ("echo hello | hexdump -C", "00000000  68 65 6c 6c 6f 0a                                 |hello.|\n00000006\n"),
    ("diff /tmp/a /tmp/b", "2c2\n< b\n---\n> c\n"),
    ("diff /tmp/a /tmp/c", "2a3,5\n> x\n> y\n> z\n"),
    ("diff /tmp/c /tmp/a", "3,5d2\n< x\n< y\n< z\n"),
    ("diff -u /tmp/a /tmp/c | tail -n +3", "@@ -1,2 +1,5 @@\n a\n b\n+x\n+y\n+z\n"),
    ("diff -q /tmp/a /tmp/b", "Files /tmp/a and /tmp/b differ\n"),
    ("diff /tmp/a /tmp/a", ""),
    ("diff /tmp/a /tmp/nope", "diff: /tmp/nope: No such file or directory\n"),
    ("diff <(echo 1) <(echo 2)", "1c1\n< 1\n---\n> 2\n"),
    ("cmp /tmp/a /tmp/b", "/tmp/a /tmp/b differ: char 3, line 2\n"),
    ("less /tmp/a; cat /tmp/b | more", "a\nb\na\nc\n"),
    ("dd if=/dev/zero of=/dev/null bs=1M count=10 2>&1 | head -n 2", "10+0 records in\n10+0 records out\n"),
    ("dd if=/nope of=/dev/null", "dd: failed to open '/nope': No such file or directory\n"),
    ("dd foo=1", "dd: unrecognized operand 'foo=1'\nTry 'dd --help' for more information.\n"),
    ("dd if=/dev/zero of=/tmp/z bs=1k count=4 status=none; wc -c < /tmp/z", "4096\n"),
    ("timeout 3 tail -f /tmp/a & sleep 1; echo new >> /tmp/a; wait", "a\nb\nnew\n"),
]


@pytest.fixture(scope="module")
def world() -> World:
    """One lab for all."""
    return open_world(trace=False)


@pytest.mark.parametrize(("line", "text"), CASES)
def test_program_answers_as_the_real_one(world: World, line: str, text: str) -> None:
    assert world.run_line("vm", FILES + line).output == text


def test_tail_f_streams_until_it_is_interrupted(world: World) -> None:
    done = world.run_line("vm", FILES + "tail -f /tmp/a", limit=5)
    assert done.interrupted and done.stdout == "a\nb\n"


def test_dd_without_count_from_a_device_is_refused(world: World) -> None:
    done = world.run_line("vm", "dd if=/dev/zero of=/tmp/full")
    assert done.exit == 127 and "not modelled" in done.stderr


@pytest.mark.parametrize("option", ["-c", "-color", "-br -c"])
def test_ip_takes_color_and_prints_none(world: World, option: str) -> None:
    done = world.run_line("vm", f"ip {option} addr show docker0")
    assert done.exit == 0 and "172.17.0.1/16" in done.stdout and "\x1b" not in done.stdout
