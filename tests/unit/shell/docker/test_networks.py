"""docker network, typed at vm."""

import json

import pytest

from .machine import Machine


def test_ls(vm: Machine) -> None:
    vm.out("docker network create --label team=a net10")
    vm.out("docker network create net9")
    lines = vm.out("docker network ls").splitlines()
    assert lines[0] == "NETWORK ID     NAME      DRIVER    SCOPE"
    assert [line.split()[1] for line in lines[1:]] == ["bridge", "host", "net9", "net10", "none"]  # numbers by value
    assert vm.out("docker network ls --filter label=team --format '{{.Name}}: {{.Driver}}'") == "net10: bridge\n"
    assert len(vm.out("docker network ls -q --no-trunc").splitlines()[0]) == 64
    assert vm.out("docker network ls --format 'table {{.Name}}\\t{{.Label \"team\"}}' --filter name=net10") == (
        "NAME      team\nnet10     a\n"
    )


@pytest.mark.lab(engine="20.10")
def test_inspect_prints_json_as_docker_does(vm: Machine) -> None:
    vm.out("docker network create --subnet 10.1.0.0/24 net1")
    text = vm.out("docker network inspect net1")
    assert text.startswith('[\n    {\n        "Name": "net1",\n        "Id": "')
    assert json.loads(text)[0]["IPAM"]["Config"] == [{"Subnet": "10.1.0.0/24"}]
    done = vm("docker network inspect -f '{{.Name}}' net1 nosuch bridge")
    assert (done.exit, done.stdout, done.stderr) == (1, "net1\nbridge\n", "Error: No such network: nosuch\n")
    done = vm("docker inspect nosuch")
    assert (done.exit, done.stdout, done.stderr) == (1, "[]\n", "Error: No such object: nosuch\n")


def test_a_template_falls_back_to_the_json(vm: Machine) -> None:
    assert vm.out("docker network inspect -f '{{.Id | len}}' bridge") == "64\n"
    done = vm("docker network inspect -f '{{.Nope}}' bridge")
    assert (done.exit, done.stdout) == (1, "\n")
    assert (
        done.stderr
        == 'template parsing error: template: :1:2: executing "" at <.Nope>: map has no entry for key "Nope"\n'
    )
    assert vm("docker network inspect -f '{{' bridge").exit == 64


def test_connect_and_disconnect_are_silent(vm: Machine) -> None:
    vm.out("docker network create --subnet 10.1.0.0/24 net1")
    vm.out("docker run -d --name web nginx")
    assert vm.out("docker network connect --ip 10.1.0.9 --alias www,site net1 web") == ""
    assert vm.out("docker inspect -f '{{.NetworkSettings.Networks.net1.IPAddress}}' web") == "10.1.0.9\n"
    assert vm.out("docker network disconnect net1 web") == ""
    assert (
        vm.fails("docker network disconnect net1 nosuch") == "Error response from daemon: No such container: nosuch\n"
    )


@pytest.mark.lab(engine="20.10")
def test_rm_and_prune(vm: Machine) -> None:
    vm.out("docker network create one")
    vm.out("docker network create two")
    done = vm("docker network rm nosuch one bridge")
    assert (done.exit, done.stdout) == (1, "one\n")
    assert done.stderr.splitlines() == [
        "Error: No such network: nosuch",
        "Error response from daemon: bridge is a pre-defined network and cannot be removed",
    ]
    assert vm.out("docker network prune").endswith("[y/N] ")
    assert vm.out("docker network prune -f") == "Deleted Networks:\ntwo\n\n"
    assert vm.out("docker network prune -f") == ""


@pytest.mark.parametrize(
    ("line", "code", "text"),
    [
        ("docker network create", 1, '"docker network create" requires exactly 1 argument.'),
        ("docker network ls x", 1, '"docker network ls" accepts no arguments.'),
        ("docker network foo", 1, ""),
        ("docker network --foo ls", 125, "unknown flag: --foo"),
        ("docker network create --internal=x n", 125,
         'invalid argument "x" for "--internal" flag: strconv.ParseBool: parsing "x": invalid syntax'),
        ("docker network create --gateway 10.0.0.1 n", 1, "every ip-range or gateway must have a corresponding subnet"),
        ("docker network ls --filter foo=bar", 1, "Error response from daemon: Invalid filter 'foo'"),
    ],
)  # fmt: skip
@pytest.mark.lab(engine="20.10")
def test_what_is_refused(vm: Machine, line: str, code: int, text: str) -> None:
    assert vm.fails(line, code).splitlines()[0] == text


def test_macvlan_without_a_parent_hangs_on_a_dummy_that_the_kernel_lacks(vm: Machine) -> None:
    assert vm.fails("docker network create -d macvlan m1") == "Error response from daemon: operation not supported\n"
    assert vm.fails("docker network create -d macvlan -o parent=eth0 m1", 127).endswith("is not modelled\n")


def test_unknown_driver_is_looked_for_before_it_is_refused(vm: Machine) -> None:
    began = vm.world.clock.now
    assert (
        vm.fails("docker network create --driver nosuch n") == 'Error response from daemon: plugin "nosuch" not found\n'
    )
    assert vm.world.clock.now - began > 15.0
