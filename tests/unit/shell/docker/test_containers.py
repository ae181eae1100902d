"""docker run and its kin, typed at vm."""

import re

import pytest

from .machine import Machine


def test_run_prints_an_id_and_the_foreground_gives_output_and_code(vm: Machine) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}\n", vm.out("docker run -d --name web nginx"))
    assert vm.out("docker run --rm busybox echo hello") == "hello\n"
    done = vm("docker run --rm busybox sh -c 'echo out; echo err >&2; exit 7'")
    assert (done.exit, done.stdout, done.stderr) == (7, "out\n", "err\n")
    assert vm.out("docker ps -a --format '{{.Names}}'") == "web\n"


@pytest.mark.lab(engine="20.10")
def test_ps(vm: Machine) -> None:
    first = vm.out("docker run -d -p 8081:8080 --name t1 tomcat")
    vm.out("docker create --name cold busybox")
    vm.world.pass_time(3.0)
    assert vm.out("docker ps").splitlines() == [
        (
            "CONTAINER ID   IMAGE     COMMAND                  CREATED         STATUS         PORTS                   "
            "                    NAMES"
        ),
        (
            f'{first[:12]}   tomcat    "/bin/busybox httpd …"   3 seconds ago   Up 3 seconds   '
            "0.0.0.0:8081->8080/tcp, :::8081->8080/tcp   t1"
        ),
    ]
    assert vm.out("docker ps -q") == f"{first[:12]}\n"
    assert vm.out("docker ps -q --no-trunc") == first
    assert (
        vm.out("docker ps -a --format '{{.Names}} {{.State}} {{.Status}}'")
        == "cold created Created\nt1 running Up 3 seconds\n"
    )
    assert vm.out("docker ps -l --format '{{.Names}}'") == "cold\n"
    assert vm.out("docker ps --filter publish=8081 --filter name=t --format '{{.Names}}'") == "t1\n"
    assert (
        vm.out("docker container ls --format 'table {{.Names}}\\t{{.Networks}}'")
        == "NAMES     NETWORKS\nt1        bridge\n"
    )
    assert vm.out("docker ps --format '{{.Names}}' -s").strip() == "t1"
    assert vm.out("docker ps -s").splitlines()[1].endswith("0B (virtual 73.8MB)")


@pytest.mark.lab(engine="20.10")
def test_filters_are_checked_whatever_containers_there_are(vm: Machine) -> None:
    assert vm.fails("docker ps --filter foo=bar") == "Error response from daemon: Invalid filter 'foo'\n"
    assert vm.fails("docker ps --filter status=bad") == "Error response from daemon: Invalid filter 'status=bad'\n"
    assert vm.fails("docker ps --filter since=nosuch") == "Error response from daemon: no such container nosuch\n"


def test_sizes_are_asked_for_where_they_show(vm: Machine) -> None:
    vm.out("docker create --name cold busybox")
    assert '"Size":"0B (virtual 73.8MB)"' in vm.out("docker ps -a --format '{{json .}}'")
    assert "SizeRootFs" in vm.out("docker inspect -s cold") and "SizeRootFs" not in vm.out("docker inspect cold")


def test_processes_are_numbered_as_runc_leaves_them(vm: Machine) -> None:
    vm.out("docker run -d --name web nginx")
    shown = vm.out("docker exec web ps -o pid,args")
    assert shown == "PID   COMMAND\n    1 /bin/busybox httpd -f -p 80 -h /www\n    7 ps -o pid,args\n"
    assert vm.out("docker top web").endswith(" /bin/busybox httpd -f -p 80 -h /www\n")


@pytest.mark.lab(engine="20.10")
def test_several_at_once_go_on_after_failures(vm: Machine) -> None:
    vm.out("docker create --name one busybox")
    done = vm("docker rm nosuch one nosuch2")
    assert (done.exit, done.stdout) == (1, "one\n")
    assert done.stderr == "Error: No such container: nosuch\nError: No such container: nosuch2\n"
    assert vm("docker rm -f nosuch").exit == 0
    done = vm("docker start nosuch nosuch2")
    assert done.stderr.splitlines()[-1] == "Error: failed to start containers: nosuch, nosuch2"


@pytest.mark.parametrize(
    ("line", "code", "text"),
    [
        ("docker run --foo busybox", 125, "unknown flag: --foo\nSee 'docker run --help'.\n"),
        ("docker run -p abc busybox", 125, "docker: Invalid containerPort: abc.\nSee 'docker run --help'.\n"),
        ("docker create -p abc busybox", 125, "docker: Invalid containerPort: abc.\nSee 'docker create --help'.\n"),
        ("docker run --mac-address zz busybox", 125, "docker: zz is not a valid mac address.\nSee 'docker run --help'.\n"),
        ("docker run --restart always --rm busybox", 125,
         "docker: Conflicting options: --restart and --rm.\nSee 'docker run --help'.\n"),
        ("docker run --pid foo busybox", 125, "docker: --pid: invalid PID mode.\nSee 'docker run --help'.\n"),
        ("docker run -d -a stdout busybox", 1, "Conflicting options: -a and -d\n"),
        ("docker run --dns foo busybox", 125,
         'invalid argument "foo" for "--dns" flag: foo is not an ip address\nSee \'docker run --help\'.\n'),
        ("docker run --network a --network a busybox", 125,
         'docker: network "a" is specified multiple times.\nSee \'docker run --help\'.\n'),
        ("docker run --network bridge --network-alias x busybox", 125,
         "docker: network-scoped aliases are only supported for user-defined networks.\nSee 'docker run --help'.\n"),
        ("docker create", 1, '"docker create" requires at least 1 argument.\nSee \'docker create --help\'.\n\n'
         "Usage:  docker create [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nCreate a new container\n"),
        ("docker port", 1, '"docker port" requires at least 1 and at most 2 arguments.\nSee \'docker port --help\'.\n\n'
         "Usage:  docker port CONTAINER [PRIVATE_PORT[/PROTO]]\n\nList port mappings or a specific mapping for the container\n"),
        ("docker exec nosuch ls", 1, "Error: No such container: nosuch\n"),
        ("docker stop nosuch", 1, "Error response from daemon: No such container: nosuch\n"),
        ("docker foo", 1, "docker: 'foo' is not a docker command.\nSee 'docker --help'\n"),
        ("docker swarm ca", 127, "docker: docker swarm ca is not modelled\n"),
        ("docker build .", 127, "docker: docker build is not modelled: docker commit --change 'CMD [...]' CONTAINER NAME "
         "makes an image of a container, lab.image(...) one from Python\n"),
        ("docker run -d --platform linux/arm64 busybox", 127, "docker: option --platform linux/arm64 is not modelled: all images are linux/amd64\n"),
        ("docker ps --format '{{.Foo'", 1, "failed to parse template: template: :1: unclosed action\n"),
    ],
)  # fmt: skip
@pytest.mark.lab(engine="20.10")
def test_what_is_refused(vm: Machine, line: str, code: int, text: str) -> None:
    assert vm.fails(line, code) == text


def test_options_without_meaning_here_are_accepted(vm: Machine) -> None:
    vm.out(
        "docker run -d --name web --memory 64m --cpus 1.5 -v data:/data --label a=b -u root --ulimit nofile=10 nginx"
    )
    assert vm.out("docker ps --filter label=a=b --format '{{.Names}} {{.Label \"a\"}}'") == "web b\n"


def test_exec(vm: Machine) -> None:
    vm.out("docker run -d --name web nginx")
    assert vm("docker exec web sh -c 'exit 3'").exit == 3
    assert "A=b" in vm.out("docker exec -e A=b web env").splitlines()
    assert vm.out("echo ping | docker exec -i web cat") == "ping\n"
    assert vm.out("docker exec -it web hostname") == vm.out("docker exec web hostname")
    assert vm.out("docker exec -d web sleep 1") == ""


def test_ctrl_c_reaches_a_program_at_a_terminal_only(vm: Machine) -> None:
    vm.out("docker run -d --name web nginx")
    assert "packets transmitted" in vm("docker exec -it web ping 172.17.0.1", limit=3.0).stdout
    cut = vm("docker exec web ping 172.17.0.1", limit=3.0)
    assert (cut.exit, "packets transmitted" in cut.stdout) == (130, False)
    assert "ping 172.17.0.1" in vm.out("docker top web")  # it goes on inside


def test_stop_waits_and_the_clock_moves(vm: Machine) -> None:
    vm.out("docker run -d --name one busybox")
    began = vm.world.clock.now
    vm.out("docker stop one")
    assert 10.0 < vm.world.clock.now - began < 10.5
    vm.out("docker start one")
    began = vm.world.clock.now
    vm.out("docker stop -t 0 one")
    assert vm.world.clock.now - began < 0.5


@pytest.mark.lab(engine="20.10")
def test_port_and_logs(vm: Machine) -> None:
    vm.out("docker run -d --name web -p 8080:80 -p 53:53/udp nginx")
    assert vm.out("docker port web 80") == "0.0.0.0:8080\n:::8080\n"
    assert "53/udp -> 0.0.0.0:53" in vm.out("docker port web").splitlines()
    assert vm.fails("docker port web 9") == "Error: No public port '9/tcp' published for web\n"
    vm.out("docker run --name said busybox sh -c 'echo one; echo two'")
    assert vm.out("docker logs said") == "one\ntwo\n"
    assert vm.out("docker logs -n 1 said") == "two\n"
    assert re.fullmatch(r"2024-01-01T\S+Z one\n2024-01-01T\S+Z two\n", vm.out("docker logs -t said"))


def test_sizes_are_those_of_what_was_written(vm: Machine) -> None:
    vm.out("docker run -d --name big busybox")
    vm.out("docker exec big sh -c 'printf %01000d 1 > /tmp/f; echo 12345 > /etc/g; rm /etc/g'")
    assert vm.out("docker ps -s").splitlines()[1].endswith("1kB (virtual 73.8MB)")
    assert "1kB       0B (0%)" in vm.out("docker system df").splitlines()[2]
    vm.out("docker stop -t 0 big")
    assert "1kB (100%)" in vm.out("docker system df").splitlines()[2]
    assert vm.out("echo y | docker container prune").endswith("\n\nTotal reclaimed space: 1kB\n")


def test_rename_wait_kill_and_prune(vm: Machine) -> None:
    vm.out("docker run -d --name one busybox")
    assert vm.out("docker rename one two") == ""
    assert vm.out("docker kill two") == "two\n"
    assert vm.out("docker wait two") == "137\n"
    pruned = vm.out("echo y | docker container prune")
    assert pruned.startswith(
        "WARNING! This will remove all stopped containers.\nAre you sure you want to continue? [y/N] Deleted"
    )
    assert pruned.endswith("\n\nTotal reclaimed space: 0B\n")
    assert vm.out("docker ps -aq") == ""


def test_a_foreground_start_that_fails(vm: Machine) -> None:
    said = vm.fails("docker run --name gone busybox nosuchprog", 127)
    assert 'exec: "nosuchprog": executable file not found in $PATH' in said
    assert "error waiting for container" not in said
    old = Machine(engine="20.10").fails("docker run --name gone busybox nosuchprog", 127)
    assert old.splitlines()[-1].endswith('level=error msg="error waiting for container: context canceled"')


def test_cidfile(vm: Machine) -> None:
    made = vm.out("docker run -d --cidfile /tmp/cid busybox")
    assert vm.out("cat /tmp/cid") == made.strip()
    assert "container ID file found" in vm.fails("docker run -d --cidfile /tmp/cid busybox", 125)
