"""sed: each answer is that of a real GNU sed 4.9."""

import pytest
from tests.unit.programs.rootshell import RootShell

LINES = [
    ("echo 'aa bb' | sed 's/\\(a*\\) \\(b*\\)/\\2 \\1/;s/b/X/2'", "bX aa\n"),
    ("echo foo.bar | sed 'y/abc/xyz/'", "foo.yxr\n"),
    ("printf 'x\\ny\\nz\\n' | sed -n '2,$p;1!{s/y/Y/p}'", "y\nY\nz\n"),
    ("printf 'a\\nb\\n' | sed '1a new'", "a\nnew\nb\n"),
    ("printf 'a\\nb\\n' | sed -e '/a/i\\' -e 'before'", "before\na\nb\n"),
    ("echo a | sed ':a;s/^.\\{1,3\\}$/x&/;ta'", "xxxa\n"),
    ("seq 4 | sed -n '$!N;P'; seq 3 | sed -n 'H;${x;s/\\n/,/g;p}'", "1\n3\n,1,2,3\n"),
    ("seq 5 | sed 2q; seq 5 | sed '2,+1d'", "1\n2\n1\n4\n5\n"),
    ("echo abc | sed 's/b/[&]/;s/c/\\u&\\n/'", "a[b]C\n\n"),
    ("printf 'a\\nb\\n' > /tmp/f; sed -i s/a/x/ /tmp/f; cat /tmp/f", "x\nb\n"),
]  # fmt: skip
FAULTS = [
    ("s/\\(/x/", "sed: -e expression #1, char 7: Unmatched ( or \\(\n"),
    ("s/a", "sed: -e expression #1, char 3: unterminated `s' command\n"),
    ("k", "sed: -e expression #1, char 1: unknown command: `k'\n"),
]


@pytest.mark.parametrize(("line", "out"), LINES, ids=[line for line, _ in LINES])
def test_sed(line: str, out: str) -> None:
    assert RootShell().out(line) == out


@pytest.mark.parametrize(("script", "complaint"), FAULTS)
def test_a_script_that_is_wrong_is_refused_in_sed_s_words(script: str, complaint: str) -> None:
    assert RootShell()(f"echo a | sed '{script}'") == (1, "", complaint)


@pytest.mark.parametrize("script", [":a;ba", ":a;s/a/aa/;ta"])
def test_a_script_without_an_end_is_stopped_by_name(script: str) -> None:
    code, _, complaint = RootShell()(f"echo a | sed '{script}'")
    assert code == 137 and complaint.startswith("sed: Runaway:")
