"""Functions, arrays, conditions and the like. Each answer is that of a real bash 5.2, dash 0.5.12 or busybox 1.35."""

import pytest
from dockernet_sim import Lab
from tests.unit.programs.rootshell import RootShell

BASH = [
    ("f() { local x=1; y=2; return 3; }; f; echo $? [$x] [$y]", "3 [] [2]\n"),
    ('f() { echo $# $1 $2 "$@"; }; f a "b c"', "2 a b c a b c\n"),
    ("function g { echo $1; }; g a; f() { return; }; false; f; echo $?", "a\n1\n"),
    (
        'a=(1 2 "3 4"); echo ${#a[@]} ${a[2]} "${a[@]:1}" ${!a[@]}; a+=(5); echo ${a[-1]}; unset a[0]; echo "${a[*]}"',
        "3 3 4 2 3 4 0 1 2\n5\n2 3 4 5\n",
    ),
    ("declare -A m=([x]=1 [y]=2); m[z]=3; for k in \"${!m[@]}\"; do echo $k=${m[$k]}; done | sort", "x=1\ny=2\nz=3\n"),
    (
        "[[ abc == a* && -n x || -z y ]] && echo yes; [[ abc =~ ^(a)(.)c$ ]]; echo ${BASH_REMATCH[0]} ${BASH_REMATCH[2]}",
        "yes\nabc b\n",
    ),
    ('[[ 3 -lt 10 ]] && echo lt; [[ 3 < 10 ]] || echo not; [[ ! -e /nope ]] && echo none; x="a*"; [[ abc == "$x" ]] || echo q', "lt\nnot\nnone\nq\n"),
    ("for ((i=0; i<3; i++)); do echo $i; done; ((i+=4)); echo $i; ((0)); echo $?; let i=i*2; echo $i",
        "0\n1\n2\n7\n1\n14\n"),
    ('read a b <<< "x y z"; echo $a-$b; IFS=: read -r p q <<< "1:2"; echo $q', "x-y z\n2\n"),
    ("cat <(echo one) <(echo two); while read -r l; do echo [$l]; done < <(printf 'a\\nb\\n')", "one\ntwo\n[a]\n[b]\n"),
    ("trap 'echo bye' EXIT; echo hi", "hi\nbye\n"),
    ("trap 'echo int' INT; trap; trap - INT; trap", "trap -- 'echo int' SIGINT\n"),
    ("printf -v v '%03d' 7; echo $v; mapfile -t l < <(printf 'a\\nb\\n'); echo ${#l[@]} ${l[1]}", "007\n2 b\n"),
    ("x=hello; echo ${x^^} ${x^} ${x/#he/J} ${x/%lo/p} ${x//l/L}; y=x; echo ${!y}",
        "HELLO Hello Jllo help heLLo\nhello\n"),
    ("case foo in f*) echo F ;;& *o) echo O ;; esac; case a in [[:alpha:]]) echo alpha;; esac", "F\nO\nalpha\n"),
    ("exec 3< /etc/hostname; read h <&3; echo $h; exec 3<&-", "vm\n"),
    ("kill -0 $$; echo $?; sleep 5 & kill $!; wait $!; echo $?", "0\n143\n"),
    ("i=5; while ((i-- > 3)); do echo $i; done; a[1+1]=x; echo ${!a[@]}; echo $((a=3, a++, ++a))", "4\n3\n2\n5\n"),
    ('echo "${arr[0]}" "${nope[@]}" x; set --; echo "$@" y', " x\ny\n"),
    ("false | true | false; echo ${PIPESTATUS[@]}", "1 0 1\n"),
    ("f() { [ $1 -le 1 ] && { echo 1; return; }; local p=$(f $(($1-1))); echo $(($1*p)); }; f 15", "1307674368000\n"),
    ("g() { if [ $1 -gt 0 ]; then g $(($1-1)); else echo bottom; fi; }; g 300", "bottom\n"),
    ("trap 'echo t' TERM; kill -TERM $$; echo x", "t\nx\n"),
    ("(set -e; f() { false; echo no; }; if f; then echo yes; fi; f; echo never); echo $?", "no\nyes\n1\n"),
    ("f() { exit 3; }; (f); echo $?; f | cat; echo ${PIPESTATUS[0]}", "3\n3\n"),
    ("expr abc : 'a\\(b\\)'; expr 1 + 2; expr length abc; expr substr hello 2 3; expr 2 \\* 3", "b\n3\n3\nell\n6\n"),
]  # fmt: skip
FAULTS = [
    ("bash", "readonly r=1; r=2; echo next", 1, "bash: line 1: r: readonly variable\n"),
    ("bash", "local x=1", 1, "bash: line 1: local: can only be used in a function\n"),
    ("bash", "set -u; echo $nope; echo after", 127, "bash: line 1: nope: unbound variable\n"),
    ("bash", "select x in a b; do :; done", 127, "bash: `select' is not modelled\n"),
    ("dash", "a=(1 2)", 2, 'sh: 1: Syntax error: "(" unexpected\n'),
    ("dash", "[[ a == a ]] && echo y", 127, "sh: 1: [[: not found\n"),
    ("dash", "f() { local v=3; }; f; function g { :; }", 2, 'sh: 1: Syntax error: "}" unexpected\n'),
    ("dash", "for ((i=0;i<2;i++)); do :; done", 2, "sh: 1: Syntax error: Bad for loop variable\n"),
    ("dash", "echo $((2**3))", 2, 'sh: 1: arithmetic expression: expecting primary: "2**3"\n'),
    ("dash", "set -o pipefail; false | true", 2, "sh: 1: set: Illegal option -o pipefail\n"),
    ("dash", "local x=1; echo $x", 2, "sh: 1: local: not in a function\n"),
    ("dash", "read x <<< a", 2, "sh: 1: Syntax error: redirection unexpected\n"),
    ("dash", "cat <(echo a)", 2, 'sh: 1: Syntax error: "(" unexpected\n'),
    ("dash", "let x=1", 127, "sh: 1: let: not found\n"),
    ("ash", "a=(1 2); echo ${a[1]}", 2, 'sh: syntax error: unexpected "("\n'),
    ("ash", "for ((i=0;i<2;i++)); do :; done", 2, "sh: syntax error: bad for loop variable\n"),
    ("ash", "read x <<< a", 2, "sh: syntax error: unexpected redirection\n"),
    ("ash", "x=a; echo ${x^^}", 2, "sh: syntax error: bad substitution\n"),
    ("ash", "local x=1; echo $x", 2, "sh: local: line 0: not in a function\n"),
]  # fmt: skip
ASH = [
    ("f() { local v=3; echo $v $1; }; f x; function g { echo g; }; g", "3 x\ng\n"),
    ("[[ a == a* ]] && echo y; [[ abc =~ b ]] && echo z", "y\nz\n"),
    ("set -o pipefail; false | true; echo $?; let x=2+3; echo $x; echo $((2**3))", "1\n5\n8\n"),
    ("cat <(echo a); trap 'echo bye' EXIT; x=abc; echo ${x:1:1} ${x/b/X}", "a\nb aXc\nbye\n"),
]


@pytest.mark.parametrize(("line", "out"), BASH, ids=[line for line, _ in BASH])
def test_bash(line: str, out: str) -> None:
    assert RootShell().out(line) == out


@pytest.mark.parametrize(("line", "out"), ASH, ids=[line for line, _ in ASH])
def test_ash_has_more_than_posix(line: str, out: str) -> None:
    assert RootShell("ash").out(line) == out


@pytest.mark.parametrize(("shell", "line", "code", "complaint"), FAULTS, ids=[f"{one[0]}: {one[1]}" for one in FAULTS])
def test_each_shell_complains_in_its_own_words(shell: str, line: str, code: int, complaint: str) -> None:
    answer = RootShell(shell)(line)
    assert (answer[0], answer[2]) == (code, complaint)


def test_dev_tcp_is_a_connection() -> None:
    lab = Lab(trace=False)
    told = lab.sh("exec 3<>/dev/tcp/172.31.176.1/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3 | tail -1")
    assert told.stdout.strip() == "internet"
    assert lab.sh("timeout 1 bash -c '</dev/tcp/172.31.176.1/80' && echo open").stdout == "open\n"
    refused = lab.sh("(echo > /dev/tcp/172.17.0.1/9) 2>&1; echo $?").stdout
    assert refused == (
        "bash: connect: Connection refused\nbash: line 1: /dev/tcp/172.17.0.1/9: Connection refused\n1\n"
    )


@pytest.mark.parametrize("line", [":(){ :|:& };:", "f() { f & f & }; f; wait", "b() { b | b & b; }; b"])
def test_a_fork_bomb_meets_the_host_s_limit_of_processes(line: str) -> None:
    told = Lab(trace=False).sh(line)
    assert "fork: Resource temporarily unavailable" in told.stderr or "steps of work" in told.stderr


def test_a_function_without_an_end_is_stopped_by_name() -> None:
    code, _, complaint = RootShell()("f() { f; }; f")
    assert code == 137 and "the function f calls itself more than 1000 times over" in complaint


@pytest.mark.parametrize("refused", ["alias ll=ls", "echo a > >(cat)", "shopt -s nullglob", "echo {1..1000}{1..1000}"])
def test_what_is_not_modelled_fails_its_command_only(refused: str) -> None:
    shell = RootShell()
    code, out, complaint = shell(f"{refused}; echo $?")
    assert "not modelled" in complaint
    assert (code, out) == (0, "127\n") or (code == 127 and out == "")  # the latter where it cannot be read


def test_kill_finds_the_last_of_many_tasks() -> None:
    lab = Lab()
    sleepers = "for i in $(seq 20); do sleep 500 & done"
    assert lab.sh(f"{sleepers}; kill $!; echo $?; wait $!; echo $?").stdout == "0\n143\n"
    assert "(99999) - No such process" in lab.sh("kill 99999").stderr


def test_kill_of_a_job_is_refused_by_name() -> None:
    refused = Lab().sh("sleep 5 & kill %1")
    assert refused.exit == 127 and "the job %1 is not modelled: give the process id ($!)" in refused.stderr


@pytest.mark.parametrize(
    ("line", "out", "err"),
    [
        (
            "echo $((99999999999999999999)) $((10#08)) $((16#ff)) $((62#Z)) $((36#z))",
            "7766279631452241919 8 255 61 35\n",
            "",
        ),
        ("echo $((08))", "", 'bash: line 1: 08: value too great for base (error token is "08")\n'),
        ("echo $((65#1))", "", 'bash: line 1: 65#1: invalid arithmetic base (error token is "65#1")\n'),
        ("printf '\\303\\251\\n' | wc -c", "3\n", ""),
        ("printf '%b|' '\\101' '\\0101'; printf '\\0101'", "A|A|\x081", ""),
        ("echo -e '\\101 \\0101'", "\\101 A\n", ""),
        ("printf '%q ' 'a b' '' 'é~' '#'", "a\\ b '' é~ \\# ", ""),
        ("bash -c 'cat <<EOF'", "", ""),
        ("kill -l", "", "bash: kill -l is not modelled\n"),
    ],
)
def test_numbers_and_escapes_are_bashs(line: str, out: str, err: str) -> None:
    """Asked of bash 5.2."""
    done = Lab(engine="29").sh(line)
    assert (done.stdout, done.stderr) == (out, err)


def test_a_machine_sees_and_ends_its_containers_processes() -> None:
    """SIGKILL from outside ends a container's first process, SIGTERM only where it has a trap for it."""
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web nginx")
    pid = lab.sh("docker inspect -f '{{.State.Pid}}' web").stdout.strip()
    assert pid in lab.sh("ls /proc").stdout.split()
    assert lab.sh("pidof httpd").stdout.strip() == pid
    assert lab.sh(f"kill {pid}; sleep 1; docker ps -q | wc -l").stdout == "1\n"
    assert lab.sh(f"kill -9 {pid}; sleep 1; docker inspect -f '{{{{.State.ExitCode}}}}' web").stdout == "137\n"
    assert lab.sh("pgrep dockerd").exit == 127
    assert lab.sh("uname -r").stdout == lab.sh("docker info -f '{{.KernelVersion}}'").stdout
