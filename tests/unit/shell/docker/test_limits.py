"""Options without bearing on networks: shown by inspect,
or refused as on a machine without them (recorded from 20.10.24)."""

import pytest

from .machine import Machine


def test_limits_are_shown_by_inspect(vm: Machine) -> None:
    vm.out("docker run -d --name o1 -m 100m --cpus 0.5 --ulimit nofile=100:200 --log-opt max-size=10m busybox")
    shown = (
        "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}} {{.HostConfig.NanoCpus}} {{json "
        ".HostConfig.LogConfig.Config}}"
    )
    assert vm.out(f"docker inspect -f '{shown}' o1") == '104857600 209715200 500000000 {"max-size":"10m"}\n'
    assert '"Soft":100' in vm.out("docker inspect -f '{{json .HostConfig.Ulimits}}' o1")


@pytest.mark.parametrize(
    ("options", "code", "complaint", "left"),
    [
        ("--gpus all", 125, "failed to discover GPU vendor from CDI: no known GPU vendor found", "o1 created\n"),
        ("--device /dev/nosuch", 127, 'adding custom device "/dev/nosuch": no such file or directory', "o1 created\n"),
        ("--runtime nope", 125, "unknown or invalid runtime name: nope", ""),
        ("--isolation hyperv", 125, "invalid isolation (hyperv): linux only supports 'default'", ""),
        ("--ipc nosuch", 125, "Invalid IPC mode: nosuch", "o1 created\n"),
        ("--security-opt nosuch", 125, 'Invalid --security-opt: "nosuch"', ""),
        ("--storage-opt size=1G", 125, "--storage-opt is supported only for overlay over xfs", ""),
        ("--cpus 100", 125, "range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", ""),
        ("-m 1m", 125, "Minimum memory limit allowed is 6MB", ""),
        ("--cpuset-cpus 99", 125, "Requested CPUs are not available - requested 99, available: 0-1", ""),
        ("--ulimit nosuch=1", 125, "invalid ulimit type: nosuch", ""),
        ("--oom-score-adj 5000", 125, "range for oom score adj is [-1000, 1000]", ""),
        ("--group-add nosuch", 125, "unable to find group nosuch: no matching entries in group file", "o1 created\n"),
        ("--log-driver nosuch", 125, "error looking up logging plugin nosuch", ""),
        ("--log-driver syslog", 127, "the logging driver syslog is not modelled", ""),
        ("--log-opt bad=1", 125, "unknown log opt 'bad' for json-file log driver", ""),
        ("--platform linux/arm64", 127, "option --platform linux/arm64 is not modelled", ""),
    ],
)
def test_what_the_machine_has_not_is_refused(vm: Machine, options: str, code: int, complaint: str, left: str) -> None:
    done = vm(f"docker run -d --name o1 {options} busybox")
    assert done.exit == code
    assert complaint in done.stderr
    assert vm.out("docker ps -a --format '{{.Names}} {{.State}}'") == left


def test_log_without_a_reader(vm: Machine) -> None:
    vm.out("docker run -d --name o1 --log-driver none busybox echo hi")
    assert (
        vm.fails("docker logs o1") == "Error response from daemon: configured logging driver does not support reading\n"
    )


@pytest.mark.parametrize(
    ("line", "code", "complaint"),
    [
        ("docker -H tcp://127.0.0.1:1 ps", 1, "Cannot connect to the Docker daemon at tcp://127.0.0.1:1."),
        ("DOCKER_HOST=unix:///nosuch.sock docker ps", 1, "at unix:///nosuch.sock"),
        ("docker -H tcp://127.0.0.1:1 run busybox", 1, "Cannot connect to the Docker daemon at tcp://127."),
        ("docker --context nosuch ps", 1, 'unable to resolve docker endpoint: context "nosuch": context not found'),
        ("docker -H tcp://nohost:2375 ps", 127, "an engine at tcp://nohost:2375 (DOCKER_HOST, -H) is not modelled"),
        ("DOCKER_HOST=ssh://root@lan docker ps", 127, "an engine at ssh://root@lan (DOCKER_HOST, -H) is not modelled"),
    ],
)
def test_engine_elsewhere_is_not_taken_for_the_machines_own(vm: Machine, line: str, code: int, complaint: str) -> None:
    assert complaint in vm.fails(line, code)


def test_engine_at_its_own_socket_answers(vm: Machine) -> None:
    assert vm.out("DOCKER_HOST=unix:///var/run/docker.sock docker ps -q; docker -c default ps -q") == ""


def test_update_changes_policy_and_limits(vm: Machine) -> None:
    vm.out("docker run -d --name aa busybox")
    assert vm.out("docker update --restart on-failure:3 --cpus 0.5 aa") == "aa\n"
    shown = (
        "{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}} {{.HostConfig.NanoCpus}}"
    )
    assert vm.out(f"docker inspect -f '{shown}' aa") == "on-failure 3 500000000\n"
    assert "you must provide one or more flags" in vm.fails("docker update aa")
    assert "update the memoryswap at the same time" in vm.fails("docker update -m 100m aa")


def test_prune_until_spares_what_is_younger(vm: Machine) -> None:
    vm.out("docker create --name old busybox; docker network create nn; sleep 3; docker create --name new busybox")
    vm.out("docker container prune -f --filter until=2s; docker network prune -f --filter until=24h")
    assert vm.out("docker ps -a --format '{{.Names}}'") == "new\n"
    assert "nn" in vm.out("docker network ls --format '{{.Name}}'")
    complaint = 'failed to parse value as time or duration: "bad"'
    assert complaint in vm.fails("docker container prune -f --filter until=bad")


def test_system_prune_takes_containers_networks_and_volumes(vm: Machine) -> None:
    vm.out("docker create --name old -v data:/d busybox; docker network create nn")
    vm.out("docker create --name own -v /own busybox")
    own = vm.out("docker inspect -f '{{(index .Mounts 0).Name}}' own")
    done = vm.out("docker system prune -f --volumes")
    assert f"Deleted Networks:\nnn\n\nDeleted Volumes:\n{own}\nTotal reclaimed space: 0B\n" in done
    assert vm.out("docker volume ls -q") == "data\n"
