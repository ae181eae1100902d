"""awk's language: what tutorials' one-liners use; the answers are mawk's and busybox's."""

from __future__ import annotations

import pytest
from dockernet_sim.shell.session import open_world
from dockernet_sim.world.world import World

CASES = [
    (r"""printf 'a 1\nb 2\na 3\n' | awk '{ s[$1] += $2 } END { for (k in s) print k, s[k] }'""", "a 4\nb 2\n"),
    (r"""awk 'BEGIN { for (i = 1; i <= 3; i++) { if (i == 2) continue; print i } while (j < 2) j++; do k++; while (k < 5)
print j, k }'""", "1\n3\n2 5\n"),
    (r"""awk 'function f(n) { return n <= 1 ? 1 : n * f(n - 1) } BEGIN { print f(5) }'""", "120\n"),
    (r"""awk 'BEGIN { n = split("a:b:c", x, ":"); print n, x[1] x[3], length(x) }'""", "3 ac 3\n"),
    (r"""echo 'hello world' | awk '{ gsub(/o/, "0"); print toupper($0); if (match($0, /w.r/)) print RSTART, RLENGTH }'""",
     "HELL0 W0RLD\n7 3\n"),
    (r"""awk 'BEGIN { printf "%-10s|%5.2f|%03d|%c|%x\n", "ab", 3.14159, 7, "zed", 255 }'""",
        "ab        | 3.14|007|z|ff\n"),
    (r"""printf '1 x\n2 y\n1 z\n' | awk '{ c[$1]++ } END { for (k in c) print c[k], k | "sort -rn" }'""", "2 1\n1 2\n"),
    (r"""printf 'x,y\n1,2\n' | awk -F, -v OFS=';' 'NR > 1 { $2 = $2 * 2; print; print NF, $NF, $(NF-1) }'""",
        "1;4\n2;4;1\n"),
    (r"""printf 'a b c\n' | awk '{ for (i = NF; i > 0; i--) printf "%s%s", $i, (i > 1 ? " " : "\n") }'""", "c b a\n"),
    (r"""echo '10 9' | awk '{ print ($1 > $2), ("10" > "9"), !x, x + 0 }'""", "1 0 1 0\n"),
    (r"""printf 'a\nb\na\n' | awk '!seen[$0]++'""", "a\nb\n"),
    (r"""printf 'a b\n' | awk '{ $5 = "e"; print; NF = 2; print }'""", "a b   e\na b\n"),
    (r"""awk 'BEGIN { s = "foo bar"; n = gsub(/o/, "[&]", s); print n, s; sub("bar", "\\&x", s); print s }'""",
     "2 f[o][o] bar\nf[o][o] &x\n"),
    (r"""printf 'p1\np1b\n\np2\n' | awk -v RS= '{ print NR ": " $1 "|" $2 }'""", "1: p1|p1b\n2: p2|\n"),
    (r"""awk 'function g(a,  i) { for (i in a) a[i] *= 2 } BEGIN { v[1] = 4; g(v); print v[1] }'""", "8\n"),
    (r"""awk 'BEGIN { x["a", "b"]; for (k in x) { split(k, p, SUBSEP); print p[2] } if (("a", "b") in x) print "in" }'""", "b\nin\n"),
    (r"""awk 'BEGIN { while ((getline line < "/etc/hostname") > 0) print "got " line; exit 3 }'; echo $?""",
        "got vm\n3\n"),
    (r"""awk 'BEGIN { print -2 ^ 2, 10 / 4, int(-3.7), -7 % 3, 1 / 3, 1e6 }'""", "-4 2.5 -3 -1 0.333333 1000000\n"),
    (r"""awk 'BEGIN { print length("ab") / 2; a = 6; b = a / 3 / 2; print b }'""", "1\n1\n"),
]  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    """One lab for all: awk leaves nothing behind."""
    return open_world(trace=False)


@pytest.mark.parametrize(("line", "text"), CASES)
def test_program_prints_what_mawk_prints(world: World, line: str, text: str) -> None:
    assert world.run_line("vm", line).output == text


@pytest.mark.parametrize(
    "program", ["BEGIN { while (1) x++ }", 'BEGIN { for (;;) x = x x "a" }', "function f() { f() } BEGIN { f() }"]
)
def test_program_without_end_is_ended_by_the_budget(world: World, program: str) -> None:
    done = world.run_line("vm", f"awk '{program}'")
    assert done.exit in (127, 137) and ("Runaway" in done.stderr or "not modelled" in done.stderr)


@pytest.mark.parametrize(
    "program", ['BEGIN { "date" | getline x }', "BEGIN { getline }", 'BEGIN { print system("ls") }', "{ print > }"]
)
def test_what_is_not_modelled_says_so(world: World, program: str) -> None:
    done = world.run_line("vm", f"echo a | awk '{program}'")
    assert done.exit == 127 and "not modelled" in done.stderr
