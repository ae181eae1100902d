"""systemctl and service on docker.service; daemon.json at the engine's next start."""

from dockernet_sim.shell.session import open_world
from dockernet_sim.world.result import Result
from dockernet_sim.world.world import World


def typed(world: World, line: str) -> Result:
    return world.run_line("vm", line)


def with_file(text: str) -> World:
    world = open_world()
    typed(world, f"mkdir -p /etc/docker; echo '{text}' > /etc/docker/daemon.json")
    return world


def test_daemon_json_is_read_at_the_next_start() -> None:
    world = with_file('{"bip": "10.77.0.1/24", "default-address-pools": [{"base": "10.78.0.0/16", "size": 24}]}')
    assert "172.17.0.1/16" in typed(world, "ip -4 addr show docker0").stdout
    assert typed(world, "systemctl restart docker").exit == 0
    assert "10.77.0.1/24" in typed(world, "ip -4 addr show docker0").stdout
    typed(world, "docker network create pp")
    shown = typed(world, "docker network inspect -f '{{(index .IPAM.Config 0).Subnet}}' pp").stdout
    assert shown == "10.78.0.0/24\n"


def test_bad_daemon_json_keeps_the_engine_down_until_it_is_mended() -> None:
    world = with_file('{"nosuch": 1}')
    failed = typed(world, "systemctl restart docker")
    assert failed.exit == 1
    assert failed.stderr.startswith("Job for docker.service failed because the control process exited with error code.")
    status = typed(world, "systemctl status docker")
    assert status.exit == 3
    assert "don't match any configuration option: nosuch" in status.stdout
    assert "failed to connect to the docker API" in typed(world, "docker ps").stderr
    assert typed(world, "rm /etc/docker/daemon.json; service docker start; docker ps -q").exit == 0


def test_key_without_a_model_is_refused_and_the_engine_stays_up() -> None:
    world = with_file('{"ipv6": true}')
    refused = typed(world, "systemctl restart docker")
    assert (refused.exit, refused.stderr) == (127, 'systemctl: "ipv6" in /etc/docker/daemon.json is not modelled\n')
    assert typed(world, "docker ps -q").exit == 0


def test_hosts_are_ignored_with_a_warning() -> None:
    world = with_file('{"hosts": ["tcp://0.0.0.0:2375"]}')
    done = typed(world, "systemctl restart docker")
    assert done.exit == 0
    assert done.stderr.startswith('Warning: "hosts" in /etc/docker/daemon.json has no effect')


def test_status_and_reload() -> None:
    world = open_world()
    assert "Active: active (running)" in typed(world, "systemctl status docker").stdout
    assert typed(world, "systemctl reload docker").exit == 0
    typed(world, "systemctl stop docker")
    assert typed(world, "systemctl is-active docker").stdout == "inactive\n"
    assert typed(world, "service docker status").exit == 3
    assert typed(world, "systemctl reload docker").exit == 1
