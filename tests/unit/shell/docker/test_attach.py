"""Shells that stay open, docker attach, docker logs -f."""

import pytest

from .machine import Machine


@pytest.mark.parametrize("options", ["-dit", "-dt", "-di", "-itd", "-d -t"])
def test_shell_with_an_open_input_stays_up(vm: Machine, options: str) -> None:
    vm.out(f"docker run {options} --name c1 busybox sh")
    assert vm.out("docker ps --format '{{.Names}} {{.State}}'") == "c1 running\n"
    assert vm.out("docker exec c1 hostname -i") == "172.17.0.2\n"


def test_shell_without_an_open_input_ends(vm: Machine) -> None:
    vm.out("docker run -d --name c1 busybox sh")
    assert vm.out("docker ps -q") == ""


def test_attach_types_into_an_open_shell(vm: Machine) -> None:
    vm.out("docker run -di --name c1 busybox sh")
    done = vm("echo 'hostname -i; exit 4' | docker attach c1")
    assert (done.exit, done.stdout) == (4, "172.17.0.2\n")
    assert vm.out("docker logs c1") == "172.17.0.2\n"


def test_cat_with_an_open_input_writes_what_is_typed(vm: Machine) -> None:
    vm.out("docker run -di --name c1 busybox cat")
    assert vm.out("echo hello | timeout -s KILL 1 docker attach c1 || true") == "hello\n"
    assert vm.out("docker logs c1") == "hello\n"
    assert vm.out("docker ps --format '{{.State}}'") == "running\n"


@pytest.mark.parametrize("command", ["logs -f", "attach --sig-proxy=false"])
@pytest.mark.parametrize("signal", ["INT", "TERM"])
def test_interrupted_client_leaves_the_container_up(vm: Machine, command: str, signal: str) -> None:
    vm.out("docker run -d --name pi busybox ping -i 1 172.17.0.1")
    vm(f"timeout -s {signal} 2 docker {command} pi >/dev/null")
    assert vm.out("docker ps --format '{{.Names}}'") == "pi\n"
    assert "kill" not in vm.out("docker events --since 1m --until 0s --format '{{.Action}}'")


def test_attach_hands_on_an_interrupt(vm: Machine) -> None:
    vm.out("docker run -d --name pi busybox ping -i 1 172.17.0.1")
    vm("timeout -s INT 2 docker attach pi >/dev/null")
    assert vm.out("docker ps -q") == ""


def test_stop_of_a_shell_at_a_terminal_needs_a_kill(vm: Machine) -> None:
    vm.out("docker run -dit --name c1 busybox sh")
    vm.out("docker stop -t 1 c1")
    assert vm.out("docker inspect -f '{{.State.ExitCode}}' c1") == "137\n"


def test_start_attached_with_input_gives_output_and_code(vm: Machine) -> None:
    vm.out("docker create -i --name k1 busybox sh")
    done = vm("echo 'echo one; exit 5' | docker start -ai k1")
    assert (done.exit, done.stdout) == (5, "one\n")
