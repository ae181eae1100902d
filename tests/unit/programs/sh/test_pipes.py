"""The sides of a pipe run at once; what never ends is stopped, and says what it was. Answers of a real bash 5.2."""

import pytest
from dockernet_sim import Lab
from tests.unit.programs.rootshell import RootShell

LINES = [
    ("yes | head -2", "y\ny\n"),
    ("seq 1 1000000000 | head -1", "1\n"),
    ("set -o pipefail; yes | head -1; echo $?", "y\n141\n"),
    ("while :; do echo y; done | head -1", "y\n"),
    ("seq 5 | (read x; cat)", "2\n3\n4\n5\n"),
    ("seq 3 | while read l; do echo $l; cat; done", "1\n2\n3\n"),
    ("(sleep 1; echo late) | while read x; do echo got $x; done", "got late\n"),
    ("yes | sed 1q; yes | grep -m 1 y; yes | awk '{print NR; exit}'", "y\ny\n1\n"),
    ("echo a | tee /tmp/f | cat; cat /tmp/f", "a\na\n"),
    ("true | false; echo $?; ! true | false; echo $?", "1\n0\n"),
    ("printf 'a\\nb\\n' | xargs -n 1 echo | head -1", "a\n"),
]  # fmt: skip
ENDLESS = [
    "while true; do ping -c 1 127.0.0.1; done", "while :; do :; done", "until false; do :; done",
    "while :; do sleep 0; done",
    "while :; do sleep 1 & done", "while true; do docker ps; done | grep -c c",  "yes > /tmp/x", "sleep infinity | cat",
]  # fmt: skip
TOO_MUCH = [
    ("x=1; while true; do x=$x$x$x; done", "a word of more than 1048576 characters"),
    ("for i in {1..1000}; do for j in {1..1000}; do :; done; done", "steps of work"),
    ("seq 1 1000000000", "characters of output"),
    ("yes | sort | head -1", "characters of output"),
    ("echo {1..100000}{1..100000}", "out of braces are not modelled"),
    (
        "echo {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}",
        "out of braces",
    ),
    ('printf "%*d" 1000000000 5', "not modelled"),
    ("a=$(printf 'a%.0s' {1..100000}); echo ${a//a/$a}", "a value of more than"),
    ('x=\'$(eval "$x")\'; eval "$x"', "not modelled"),
    ("echo $(( $(printf '(%.0s' {1..500}) ))", "nested this deeply"),
]


@pytest.mark.parametrize(("line", "out"), LINES, ids=[line for line, _ in LINES])
def test_the_sides_of_a_pipe_run_at_once(line: str, out: str) -> None:
    assert RootShell().out(line) == out


def test_a_pipe_takes_as_long_as_its_slowest_side() -> None:
    lab = Lab(trace=False)
    assert lab.sh("sleep 1 | true").seconds == pytest.approx(1.0, abs=0.1)
    assert lab.sh("ping -i 0.2 172.17.0.1 | head -3 | wc -l").seconds == pytest.approx(0.4, abs=0.1)


@pytest.mark.parametrize("line", ENDLESS)
def test_what_has_no_end_is_stopped_after_the_seconds_that_the_lab_gives_it(line: str) -> None:
    lab = Lab(trace=False)
    told = lab.sh(line)
    assert told.seconds == pytest.approx(4.0, abs=0.1)
    assert told.exit == 130


@pytest.mark.parametrize(("line", "complaint"), TOO_MUCH, ids=[line for line, _ in TOO_MUCH])
def test_what_would_make_too_much_is_refused_by_name(line: str, complaint: str) -> None:
    told = Lab(trace=False).sh(line)
    assert complaint in told.stderr


def test_a_loop_in_the_background_uses_up_its_own_budget_only() -> None:
    lab = Lab(trace=False)
    lab.sh("while :; do :; done &")
    lab.run(600)
    assert lab.sh("echo here").stdout == "here\n"
    assert not [task for task in lab.world.machine("vm").host.processes.values() if task.title.startswith("bash")]


def test_a_container_that_a_pipe_reads_from_ends_its_client_with_the_reader() -> None:
    lab = Lab(trace=False)
    told = lab.sh("docker run --rm busybox ping -i 0.1 172.17.0.1 | head -2")
    assert told.stdout.count("\n") == 2
    assert told.seconds < 2.0
