"""The tools about files, as GNU's and busybox's answered on Debian 12."""

import pytest
from tests.unit.programs.rootshell import RootShell

MADE = "cd /tmp; echo hello > a; echo x > .h; mkdir d; touch d/f; ln -s a l; "
GNU = [
    ("ls -l", "total 8\n-rw-r--r-- 1 root root    6 Jan  1 00:00 a\ndrwxr-xr-x 2 root root 4096 Jan  1 00:00 d\n"
              "lrwxrwxrwx 1 root root    1 Jan  1 00:00 l -> a\n"),
    ("ls -F; ls -d d; ls -A", "a\nd/\nl@\nd\n.h\na\nd\nl\n"),
    ("ls -R", ".:\na\nd\nl\n\n./d:\nf\n"),
    ("readlink l; readlink a; echo $?; realpath l; cat l", "a\n1\n/tmp/a\nhello\n"),
    ("chmod +x a; ls -l a; chmod 600 a; stat -c '%a %s %n' a", "-rwxr-xr-x 1 root root 6 Jan  1 00:00 a\n600 6 a\n"),
    ("mv a b; cp b c; mkdir -p q/r; cp -r q z; ls z; rm -r z; ls", "r\nb\nc\nd\nl\nq\n"),
    ("find . -type f | sort; find . -name 'f' -exec echo got {} \\;", "./.h\n./a\n./d/f\ngot ./d/f\n"),
    ("basename /a/b.c .c; dirname /a/b", "b\n/a\n"),
    ("echo hi | md5sum; echo hi | base64; echo aGkK | base64 -d", "764efa883dda1e11db47671c4a3bbd9e  -\naGkK\nhi\n"),
    ("date -u +%Y-%m-%dT%H:%M:%S; date; date -d @0 +%s", "2024-01-01T00:00:00\nMon Jan  1 00:00:00 UTC 2024\n0\n"),
]  # fmt: skip
BUSYBOX = [
    ("ls -l", "total 8\n-rw-r--r--    1 root     0                6 Jan  1 00:00 a\n"
              "drwxr-xr-x    2 root     0             4096 Jan  1 00:00 d\n"
              "lrwxrwxrwx    1 root     0                1 Jan  1 00:00 l -> a\n"),
    ("ls -l /dev/null", "crw-rw-rw-    1 root     0           1,   3 Jan  1 00:00 /dev/null\n"),
]  # fmt: skip
ERRORS = [
    ("ls nosuch", "ls: cannot access 'nosuch': No such file or directory\n", "ls: nosuch: No such file or directory\n"),
    ("ln -s a l", "ln: failed to create symbolic link 'l': File exists\n", "ln: l: File exists\n"),
    ("rm d", "rm: cannot remove 'd': Is a directory\n", "rm: 'd' is a directory\n"),
    ("rmdir d", "rmdir: failed to remove 'd': Directory not empty\n", "rmdir: 'd': Directory not empty\n"),
    ("rmdir n", "rmdir: failed to remove 'n': No such file or directory\n", "rmdir: 'n': No such file or directory\n"),
    ("mv n q", "mv: cannot stat 'n': No such file or directory\n", "mv: can't rename 'n': No such file or directory\n"),
    ("cp n q", "cp: cannot stat 'n': No such file or directory\n", "cp: can't stat 'n': No such file or directory\n"),
    ("cp d q", "cp: -r not specified; omitting directory 'd'\n", "cp: omitting directory 'd'\n"),
    ("mkdir q/r", "mkdir: cannot create directory 'q/r': No such file or directory\n",
     "mkdir: can't create directory 'q/r': No such file or directory\n"),
    ("cat d", "cat: d: Is a directory\n", "cat: read error: Is a directory\n"),
    ("find n", "find: 'n': No such file or directory\n", "find: n: No such file or directory\n"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "out"), GNU, ids=[line for line, _ in GNU])
def test_gnu_tool_answers_as_recorded(line: str, out: str) -> None:
    assert RootShell()(MADE + line) == (0, out, "")


@pytest.mark.parametrize(("line", "out"), BUSYBOX, ids=[line for line, _ in BUSYBOX])
def test_busybox_tool_answers_as_recorded(line: str, out: str) -> None:
    assert RootShell("ash")(MADE + line) == (0, out, "")


@pytest.mark.parametrize(("line", "gnu", "busybox"), ERRORS, ids=[line for line, _, _ in ERRORS])
def test_complaint_is_the_tools_own(line: str, gnu: str, busybox: str) -> None:
    assert RootShell()(MADE + line)[2] == gnu
    assert RootShell("ash")(MADE + line)[2] == busybox


def test_symbolic_links_in_a_circle_end() -> None:
    assert RootShell()("cd /tmp; ln -s b a; ln -s a b; cat a")[2] == "cat: a: Too many levels of symbolic links\n"
