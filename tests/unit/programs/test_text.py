"""The small tools, as GNU's and busybox's answer."""

import pytest
from tests.unit.programs.rootshell import RootShell

LINES = [
    ("printf 'b\\na\\nc\\na\\n' | sort -u", "a\nb\nc\n"),
    ("printf '10 a\\n9 b\\n1 c\\n' | sort -n; printf 'x 3\\ny 1\\n' | sort -k2,2n", "1 c\n9 b\n10 a\ny 1\nx 3\n"),
    ("printf 'a\\na\\nb\\n' | uniq -c", "      2 a\n      1 b\n"),
    ("printf 'a b\\nc\\n' | wc; printf 'a b\\n' | wc -l", "      2       3       6\n1\n"),
    ("printf 'a b c\\n' | cut -d' ' -f1,3; echo abcdef | cut -c2-4", "a c\nbcd\n"),
    ("echo 'a  b' | tr -s ' ' | tr a-c A-C", "A B\n"),
    ("seq 5 | head -n -3; seq 5 | tail -n +4; seq 5 | head -1", "1\n2\n4\n5\n1\n"),
    ("printf 'foo 12\\nbar\\n' | grep -oE '[a-z]+ ?[0-9]+'; seq 4 | grep -A1 2", "foo 12\n2\n3\n"),
    ("printf 'ab\\nxaby\\n' | grep -w ab; printf 'a.b\\nacb\\n' | grep -F a.b; seq 3 | grep -vn 2",
        "ab\na.b\n1:1\n3:3\n"),
    ("echo x | grep y; echo $?; echo x | grep -q x; echo $?", "1\n0\n"),
    ("printf 'aa b\\n' | sed 's/a/X/g; s/\\(.\\) \\(.\\)/\\2 \\1/'; seq 3 | sed -n '2,$p'; seq 3 | sed 2d",
        "Xb X\n2\n3\n1\n3\n"),
    ("printf 'a 1\\nb 2\\n' | awk '$2 > 1 {print $1} END {print NR}'; echo a:b | awk -F: '{print $2}'", "b\n2\nb\n"),
    ("awk 'BEGIN {printf \"%s=%d\\n\", \"a\", 7/2; print 1+2*3, length(\"abc\")}'", "a=3\n7 3\n"),
    ("echo a b c | xargs -n2 echo x; echo a | xargs -I{} echo '<{}>'", "x a b\nx c\n<a>\n"),
    ("mkdir /tmp/d; touch /tmp/d/f; ls /tmp/d; rm -r /tmp/d; ls /tmp", "f\n"),
    ("printf 'x\\n' | tee /tmp/t; cat -n /tmp/t; cp /tmp/t /tmp/u; mv /tmp/u /tmp/v; cat /tmp/v", "x\n     1\tx\nx\n"),
    ("timeout 1 sleep 5; echo $?; timeout 5 sleep 1; echo $?", "124\n0\n"),
    ("id -u; whoami; uname; hostname; pwd", "0\nroot\nLinux\nvm\n/\n"),
    ("env -i A=1 env; printf '%5d|%-5s|%05.1f|%x\\n' 3 ab 2.5 255", "A=1\n    3|ab   |002.5|ff\n"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "out"), LINES, ids=[line for line, _ in LINES])
def test_gnu(line: str, out: str) -> None:
    assert RootShell().out(line) == out


def test_complaints_differ() -> None:
    assert RootShell()("cat /nx; ls /nx; sleep x")[2] == (
        "cat: /nx: No such file or directory\nls: cannot access '/nx': No such file or directory\n"
        "sleep: invalid time interval 'x'\nTry 'sleep --help' for more information.\n"
    )
    assert RootShell("ash")("cat /nx; ls /nx; sleep x")[2] == (
        "cat: can't open '/nx': No such file or directory\nls: /nx: No such file or directory\nsleep: invalid "
        "number 'x'\n"
    )


def test_unknown_options_are_not_guessed() -> None:
    assert RootShell()("sort -z")[::2] == (127, "sort: option -z is not modelled\n")


def test_kill_ends_a_task_and_a_containers_first_process_stays() -> None:
    sh = RootShell()
    assert sh("sleep 100 & kill $!; wait $!; echo $?")[1] == "143\n"
    sh.place.own_pids = True
    first = sh.start("sleep 100")
    assert first.inner_pid == 1 and sh("kill 1")[0] == 0 and first.running
