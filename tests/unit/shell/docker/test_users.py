"""``--user``, `exec -u` and an image's USER, as a real 20.10.24 answered."""

from __future__ import annotations

import pytest
from dockernet_sim.shell.session import open_world
from tests.unit.shell.docker.machine import Machine

NO_USER = "docker: Error response from daemon: unable to find {} nope: no matching entries in {} file.\n"


@pytest.fixture
def vm() -> Machine:
    """A machine with the recorder's images and engine."""
    return Machine("recorder", engine="20.10")


@pytest.fixture
def one(vm: Machine) -> Machine:
    """A machine with container `u1` that runs as user 1000."""
    vm.out("docker run -d --name u1 --user 1000 busybox")
    return vm


@pytest.mark.parametrize(
    ("user", "complaint"),
    [
        ("nope", "unable to find user nope: no matching entries in passwd file\n"),
        ("1000:nope", "unable to find group nope: no matching entries in group file\n"),
        ("-5", "uids and gids must be in range 0-2147483647\n"),
        ("99999999999", "uids and gids must be in range 0-2147483647\n"),
    ],
)
def test_exec_with_unknown_user_is_refused_in_runcs_words(one: Machine, user: str, complaint: str) -> None:
    done = one(f"docker exec -u {user} u1 env")
    assert (done.exit, done.stdout) == (126, complaint)


@pytest.mark.parametrize(
    ("user", "kind", "file"),
    [("nope", "user", "passwd"), ("1000:nope", "group", "group"), ("root:nope", "group", "group")],
)
def test_run_with_unknown_user_leaves_a_created_container(vm: Machine, user: str, kind: str, file: str) -> None:
    assert vm.fails(f"docker run --name u2 --user {user} busybox env", 125).startswith(NO_USER.format(kind, file))
    assert vm.out("docker ps -a --format '{{.Names}} {{.Status}}'") == "u2 Created\n"


def test_user_without_a_line_in_passwd_has_its_number_and_home_of_root_folder(one: Machine) -> None:
    status = one.out("docker exec u1 cat /proc/self/status")
    for line in ("Uid:\t1000\t1000\t1000\t1000", "Gid:\t0\t0\t0\t0", "Groups:\t0 ", "CapEff:\t0000000000000000",
                 "CapBnd:\t00000000a80425fb"):  # fmt: skip
        assert f"\n{line}\n" in status
    assert "HOME=/\n" in one.out("docker exec u1 env")
    assert one.out("docker exec u1 ps").splitlines()[1] == "    1 1000     /bin/busybox sleep 1000000"
    assert one.out("docker inspect u1 --format '{{.Config.User}}'") == "1000\n"


def test_user_may_ping_and_may_not_configure(one: Machine) -> None:
    assert "1 received" in one.out("docker exec u1 ping -c 1 127.0.0.1")
    assert "127.0.0.1" in one.out("docker exec u1 traceroute -I -n 127.0.0.1")
    assert one.fails("docker exec u1 ip link set eth0 down", 2) == "RTNETLINK answers: Operation not permitted\n"
    assert one.fails("docker exec u1 arping -c 1 -I eth0 172.17.0.1").startswith(
        "arping: libnet_init(LIBNET_LINK, eth0)"
    )
    assert one.fails("docker exec u1 hostname foo") == "hostname: sethostname: Operation not permitted\n"


def test_files_of_root_are_not_writable(one: Machine) -> None:
    for path in ("/etc/hosts", "/f"):
        done = one(f"docker exec u1 sh -c 'echo x > {path}'")
        assert (done.exit, done.stderr) == (1, f"sh: can't create {path}: Permission denied\n")
    assert one.fails("docker exec u1 sh -c 'busybox touch /x'") == "touch: /x: Permission denied\n"
    assert (
        one.fails("docker exec u1 sh -c 'busybox mkdir /x'")
        == "mkdir: can't create directory '/x': Permission denied\n"
    )


def test_tmpfs_is_writable_and_its_files_are_the_users(vm: Machine) -> None:
    listed = vm.out("docker run --rm --user 1000 --tmpfs /t busybox sh -c 'busybox touch /t/a; ls -ld /t; ls -l /t'")
    assert listed.startswith("drwxrwxrwt ") and listed.splitlines()[2].startswith("-rw-r--r--    1 1000     0  ")


def test_processes_of_another_user_cannot_be_signalled(one: Machine) -> None:
    done = one("docker exec -u 7 u1 sh -c 'kill 1; kill -0 1'")
    assert done.stderr == "sh: can't kill pid 1: Operation not permitted\n" * 2


def test_port_below_the_unprivileged_ones_is_refused(vm: Machine) -> None:
    start = "net.ipv4.ip_unprivileged_port_start=1024"
    command = "busybox busybox httpd -f -p 80"
    assert vm.fails(f"docker run --rm --user 1000 --sysctl {start} {command}") == "httpd: bind: Permission denied\n"
    assert vm.out(f"docker run -d --user 1000 {command}")


def test_ping_without_group_range_and_capability_is_refused(vm: Machine) -> None:
    said = vm.fails(
        "docker run --rm --user 1000 --sysctl net.ipv4.ping_group_range='1 0' busybox ping -c1 127.0.0.1", 2
    )
    assert said.startswith("ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n")


def test_privileged_exec_as_another_user_cannot_apply_its_capabilities(one: Machine) -> None:
    done = one("docker exec --user 1000 --privileged u1 env")
    assert (
        done.exit == 126
        and "unable to start container process: unable to apply caps: operation not permitted" in done.stdout
    )


@pytest.mark.parametrize(
    ("image", "user", "text"),
    [
        ("alpine", "nobody", "uid=65534(nobody) gid=65534(nobody) groups=65534(nobody)"),
        ("debian", "www-data", "uid=33(www-data) gid=33(www-data) groups=33(www-data)"),
        ("debian", "1000:5", "uid=1000 gid=5(tty) groups=5(tty)"),
        ("busybox", "nobody", "uid=65534(nobody) gid=65534(nobody) groups=65534(nobody)"),
    ],
)
def test_id_in_an_image_of_the_catalogue_knows_the_distributions_users(image: str, user: str, text: str) -> None:
    result = open_world(trace=False).run_line("vm", f"docker run --rm -u {user} {image} id")
    assert result.stdout == f"{text}\n"


@pytest.mark.parametrize(
    ("image", "text"),
    [
        ("prom/prometheus", "uid=65534(nobody)"),
        ("grafana/grafana", "uid=472"),
        ("jenkins/jenkins", "uid=1000(jenkins)"),
    ],
)
def test_image_with_a_user_runs_as_that_user_and_may_write_its_volumes(image: str, text: str) -> None:
    world = open_world(trace=False)
    world.run_line("vm", f"docker run -d --name srv {image}")
    assert world.run_line("vm", "docker exec srv id").stdout.startswith(text)
    if image == "jenkins/jenkins":
        assert world.run_line("vm", "docker exec srv touch /var/jenkins_home/x").exit == 0


def test_top_shows_the_columns_of_ps(one: Machine) -> None:
    aux = one.out("docker top u1 aux").splitlines()
    assert aux[0].split() == ["USER", "PID", "%CPU", "%MEM", "VSZ", "RSS", "TTY", "STAT", "START", "TIME", "COMMAND"]
    assert aux[1].split()[0] == "1000" and aux[1].endswith("/bin/busybox sleep 1000000")
    assert one.out("docker top u1 -o pid,user,cmd").split()[:3] == ["PID", "USER", "CMD"]
    assert one.fails("docker top u1 -o user") == "Error response from daemon: Couldn't find PID field in ps output\n"
