"""Help texts, version, info, images and events."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.shell.docker.help import command_help, wrap
from dockernet_sim.shell.docker.table import ROOT

from .machine import Machine


def test_long_texts_are_wrapped_as_pflag_wraps_them() -> None:
    assert wrap(39, "Read in a file of environment variables") == "Read in a file of environment variables"


@pytest.mark.lab(engine="20.10")
def test_the_help_of_a_command(vm: Machine) -> None:
    assert vm.out("docker restart --help") == (
        "\nUsage:  docker restart [OPTIONS] CONTAINER [CONTAINER...]\n\nRestart one or more containers\n\nOptions:\n"
        "  -t, --time int   Seconds to wait for stop before killing the container\n                   (default 10)\n"
    )
    assert vm.out("docker help restart") == vm.out("docker restart --help")
    assert vm("docker ps -h").stderr == "Flag shorthand -h has been deprecated, please use --help\n"


def test_hidden_options_are_not_shown() -> None:
    command = ROOT.find("run")
    assert command is not None
    text = command_help(command, "docker run")
    assert "--network-alias list" in text
    assert "--net " not in text
    assert "--net-alias" not in text


def test_docker_alone_shows_help_on_stderr(vm: Machine) -> None:
    done = vm("docker")
    assert (done.exit, done.stdout) == (0, "")
    assert done.stderr == vm("docker --help").stdout
    assert vm("docker network").stderr == vm("docker network --help").stdout
    assert vm.fails("docker help nosuch") == "unknown help topic: nosuch\n"


@pytest.mark.parametrize("group", ["container", "image", "network", "system"])
@pytest.mark.lab(engine="20.10")
def test_groups_list_their_commands(vm: Machine, group: str) -> None:
    assert vm.out(f"docker {group} --help").startswith(f"\nUsage:  docker {group} COMMAND\n")


@pytest.mark.lab(engine="20.10")
def test_version_and_info(vm: Machine) -> None:
    assert vm.out("docker --version") == "Docker version 20.10.24+dfsg1, build 297e128\n"
    assert vm.out("docker version -f '{{.Server.Version}}'") == "20.10.24+dfsg1\n"
    assert "\n Engine:\n  Version:          20.10.24+dfsg1\n" in vm.out("docker version")
    vm.out("docker run -d nginx")
    assert vm.out("docker info -f '{{.ContainersRunning}} {{.Name}}'") == "1 vm\n"
    assert "\n Containers: 1\n  Running: 1\n" in vm.out("docker info")


def test_images(vm: Machine) -> None:
    lines = vm.out("docker images --format table").splitlines()
    assert lines[0].split() == ["REPOSITORY", "TAG", "IMAGE", "ID", "CREATED", "SIZE"]
    assert sorted(line.split()[0] for line in lines[1:]) == ["busybox", "mysql", "nginx", "tomcat"]
    assert vm.out("docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}' nginx") == "nginx:latest 73.8MB\n"
    assert vm.out("docker image inspect -f '{{.Config.ExposedPorts}}' nginx") == "map[80/tcp:{}]\n"
    done = vm("docker pull nosuch")
    assert (done.exit, done.stdout) == (1, "Using default tag: latest\n")


def test_events(vm: Machine) -> None:
    vm.out("docker run -d --name web nginx")
    vm.world.pass_time(1.0)
    shown = vm.out("docker events --since 10s --until 0s --filter type=container --format '{{.Action}}'")
    assert shown == "create\nstart\n"
    line = vm.out("docker events --since 10s --until 0s --filter event=start").strip()
    assert " container start " in line
    assert line.endswith("(image=nginx, name=web)")


def test_version_and_info_of_29s_client_have_its_lines() -> None:
    lab = Lab(engine="29")
    version, info = lab.sh("docker version").stdout, lab.sh("docker info").stdout.splitlines()
    assert version.count("Experimental") == 1 and " Context:           default\n\nServer:" in version
    assert info[1] == " Version:    29.7.2" and " init version: de40ad0" in info
    assert " Firewall Backend: iptables" in info and not [
        line for line in info if line.startswith((" Registry", " Labels"))
    ]
    assert "FirewallBackend" not in Lab(engine="26").docker.info()
