"""The shell: what it understands, and its complaints.

Each answer is that of a real bash 5.2, dash 0.5.12 or busybox 1.35.
"""

import pytest
from dockernet_sim import Lab
from tests.unit.programs.rootshell import RootShell

LINES = [
    ("true && echo a || echo b; false && echo c || echo d", "a\nd\n"),
    ("x=5; echo $x ${x}y \"${x}\" '$x' $((x+1))", "5 5y 5 $x 6\n"),
    ('x="a  b"; echo $x; echo "$x"', "a b\na  b\n"),
    ("for i in 1 2 3; do if [ $i = 2 ]; then continue; fi; echo $i; done", "1\n3\n"),
    ("i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done", "0\n1\n2\n"),
    ("until true; do :; done; echo $?", "0\n"),
    ("if false; then echo a; elif true; then echo b; else echo c; fi", "b\n"),
    ("case abc in x|a*) echo yes;; *) echo no;; esac", "yes\n"),
    ('echo $(echo a b) "$(echo "c  d")" `echo e`', "a b c  d e\n"),
    ("(exit 4); echo $?; ! true; echo $?; false | true; echo $?", "4\n1\n0\n"),
    ("echo a b | { read x y; echo $y; }", "b\n"),
    ("seq 3 | while read n; do echo n$n; done", "n1\nn2\nn3\n"),
    (
        'set -- a \'b c\' d; for i in "$@"; do echo "[$i]"; done; echo $# $2; shift; echo $1',
        "[a]\n[b c]\n[d]\n3 b c\nb c\n",
    ),
    (
        "x=abc.tar.gz; echo ${x%.*} ${x%%.*} ${x#*.} ${x##*.} ${#x} ${y:-def} ${x:+set}",
        "abc.tar abc tar.gz gz 10 def set\n",
    ),
    ("x=a.b.a; echo ${x/a/z} ${x//a/z} ${x:2:1}", "z.b.a z.b.z b\n"),
    ('IFS=:; x=a:b::c; for i in $x; do echo "[$i]"; done', "[a]\n[b]\n[]\n[c]\n"),
    ("cat <<E\nhi $((1+1))\nE\ncat <<'E'\n$x\nE\ncat <<< word", "hi 2\n$x\nword\n"),
    ("echo one > /tmp/f; echo two >> /tmp/f; cat < /tmp/f", "one\ntwo\n"),
    ("{ echo a; echo b >&2; } 2>&1 | cat", "a\nb\n"),
    ("echo {a,b}{1..3} {3..1} {01..03} {a..e..2}", "a1 a2 a3 b1 b2 b3 3 2 1 01 02 03 a c e\n"),
    ("echo $'a\\tb' a#b # c", "a\tb a#b\n"),
    ("x=1; { x=2; }; echo $x; (x=3); echo $x", "2\n2\n"),
    ("foo=bar sh -c 'echo $foo $0 $1' name arg; bash -c 'exit 5'; echo $?", "bar name arg\n5\n"),
    ("sleep 1 & sleep 2 & wait; echo done", "done\n"),
    ("touch /tmp/a1 /tmp/a2; echo /tmp/a* '/tmp/a*' /tmp/x*", "/tmp/a1 /tmp/a2 /tmp/a* /tmp/x*\n"),
    ("cd /tmp; pwd; cd ..; pwd; echo x > tmp/y; cat /tmp/y", "/tmp\n/\nx\n"),
    ("echo $((0x10)) $((010)) $((5/2)) $((-5%3)) $((1<2&&3>2)) $((1?2:3))", "16 8 2 -2 1 2\n"),
    ("eval 'echo a; echo b'; command -v ls; export A=1; env | grep ^A", "a\nb\n/usr/bin/ls\nA=1\n"),
]
COMPLAINTS = [
    ("bash", "echo (", 2,
        "bash: -c: line 1: syntax error near unexpected token `newline'\nbash: -c: line 1: `echo ('\n"),
    ("bash", 'echo "a', 2, "bash: -c: line 1: unexpected EOF while looking for matching `\"'\n"),
    ("bash", "if true; then", 2, "bash: -c: line 2: syntax error: unexpected end of file\n"),
    ("bash", "a & & b", 2, "bash: -c: line 1: syntax error near unexpected token `&'\nbash: -c: line 1: `a & & b'\n"),
    ("bash", "nosuch", 127, "bash: line 1: nosuch: command not found\n"),
    ("bash", "true\nnosuch", 127, "bash: line 2: nosuch: command not found\n"),
    ("bash", "/x/nosuch", 127, "bash: line 1: /x/nosuch: No such file or directory\n"),
    ("bash", "cat < nx", 1, "bash: line 1: nx: No such file or directory\n"),
    ("bash", "echo a > /nx/y", 1, "bash: line 1: /nx/y: No such file or directory\n"),
    ("bash", "cd /nx", 1, "bash: line 1: cd: /nx: No such file or directory\n"),
    ("bash", "echo x > /proc/sys/net/ipv4/ip_forward", 1, "bash: line 1: echo: write error: Invalid argument\n"),
    ("bash", "set -u; echo $zz", 127, "bash: line 1: zz: unbound variable\n"),
    ("bash", "echo $((1/0))", 1, 'bash: line 1: 1/0: division by 0 (error token is "0")\n'),
    ("bash", "echo >&3", 1, "bash: line 1: 3: Bad file descriptor\n"),
    ("dash", "nosuch", 127, "sh: 1: nosuch: not found\n"),
    ("dash", "echo (", 2, 'sh: 1: Syntax error: end of file unexpected (expecting ")")\n'),
    ("dash", "cd /nx", 2, "sh: 1: cd: can't cd to /nx\n"),
    ("ash", "nosuch", 127, "sh: nosuch: not found\n"),
    ("ash", "echo 'a", 2, "sh: syntax error: unterminated quoted string\n"),
    ("ash", "cat /nx", 1, "cat: can't open '/nx': No such file or directory\n"),
    ("ash", "vi", 127, "vi: busybox's vi is not modelled\n"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "out"), LINES, ids=[line.replace("\n", " ") for line, _ in LINES])
def test_what_it_understands(line: str, out: str) -> None:
    assert RootShell().out(line) == out


@pytest.mark.parametrize(("shell", "line", "code", "err"), COMPLAINTS)
def test_complaints(shell: str, line: str, code: int, err: str) -> None:
    assert RootShell(shell)(line)[::2] == (code, err)


def test_a_line_takes_the_time_of_its_parts() -> None:
    sh = RootShell()
    sh("sleep 1; sleep 2 & sleep 0.5; wait")
    assert sh.host.clock.now == 3.0


def test_settings_are_written_through_files() -> None:
    sh = RootShell()
    assert sh.out("echo 1 > /proc/sys/net/ipv4/ip_forward; cat /proc/sys/net/ipv4/ip_forward") == "1\n"
    assert sh.host.root.ip_forward
    sh.place.proc_sys_writable = False
    assert sh("echo 0 > /proc/sys/net/ipv4/ip_forward") == (
        1, "", "bash: line 1: /proc/sys/net/ipv4/ip_forward: Read-only file system\n"
    )  # fmt: skip


def test_ctrl_c_reaches_the_child_and_ends_the_line() -> None:
    sh = RootShell()
    task = sh.start("echo before; sleep 100; echo after")
    sh.host.clock.run(until=1.0)
    task.signal("INT")
    sh.host.clock.run(until=2.0)
    assert (task.exit_code, task.stdout.text) == (130, "before\n")


def test_ctrl_c_that_a_child_minds_lets_the_line_go_on() -> None:
    sh = RootShell()
    task = sh.start("ping 127.0.0.1 > /dev/null; echo after")
    sh.host.clock.run(until=1.5)
    task.signal("INT")
    sh.host.clock.run(until=2.0)
    assert (task.exit_code, task.stdout.text) == (0, "after\n")


def test_errexit_and_pipefail() -> None:
    sh = RootShell()
    assert sh("set -e; false; echo no")[:2] == (1, "")
    assert sh("set -e; false || true; if false; then :; fi; echo yes")[:2] == (0, "yes\n")
    assert sh("set -o pipefail; false | true")[0] == 1


def test_environment_order_is_that_of_the_shells_table() -> None:
    assert RootShell("ash").out("env").split()[0].startswith("SHLVL=")
    assert RootShell().out("env | grep -o '^[A-Z]*'") == "PWD\nHOME\nSHLVL\nPATH\n"


def test_help_says_what_can_be_typed_and_refuses_by_name() -> None:
    lab = Lab(engine="29")
    assert "docker run, ps" in str(lab.sh("help")) and "这是一台模拟的主机" in str(lab.sh("LANG=zh_CN.UTF-8; help"))
    assert all(len(line) <= 76 for line in lab.sh("help").stdout.split("\n"))
    refused = lab.sh("docker run --rm busybox sh -c help")
    assert refused.exit == 127 and "the builtin help is not modelled" in refused.stderr
    assert "help cd is not modelled" in lab.sh("help cd").stderr
