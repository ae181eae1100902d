"""Engines and machines that stop and start again."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.client.errors import APIError


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.sh("docker network create gone; docker network create mynet; docker network rm gone")
    for policy in ("no", "always", "unless-stopped", "on-failure"):
        lab.sh(f"docker run -d --name {policy} --restart {policy} --network mynet nginx")
    lab.sh(
        "docker run -d --name byhand --restart always nginx; docker run -d --name left --restart unless-stopped nginx"
    )
    lab.sh(
        "docker stop -t 0 byhand left; docker create --name made --restart always nginx; docker run -d --rm "
        "--name brief nginx"
    )
    return lab


def states(lab: Lab) -> dict[str, str]:
    lines = lab.sh("docker ps -a --format '{{.Names}} {{.State}}'").stdout.splitlines()
    return dict(line.split() for line in lines)


AFTER = {
    "no": "exited", "always": "running", "unless-stopped": "running", "on-failure": "running", "byhand": "running",
    "left": "exited", "made": "created",
}  # fmt: skip


def settle(lab: Lab) -> None:
    lab.run(until=lab.env.now + 30)


@pytest.mark.parametrize(
    "line", ["systemctl restart docker", "systemctl stop docker; systemctl start docker", "reboot"]
)
def test_restart_policy_decides_which_containers_come_back(lab: Lab, line: str) -> None:
    lab.sh(line)
    settle(lab)
    assert states(lab) == AFTER
    assert lab.docker.containers.get("no").attrs["State"]["ExitCode"] == 137


def test_a_crash_is_found_when_the_engine_looks(lab: Lab) -> None:
    lab.fault("crash vm")
    settle(lab)
    assert states(lab) == AFTER
    assert lab.docker.containers.get("no").attrs["State"]["ExitCode"] == 255


@pytest.mark.parametrize("line", ["systemctl restart docker", "reboot"])
def test_user_networks_keep_their_ids_and_the_default_one_gets_a_new_one(lab: Lab, line: str) -> None:
    before = {net.name: net.id for net in lab.docker.networks.list()}
    lab.sh(line)
    settle(lab)
    after = {net.name: net.id for net in lab.docker.networks.list()}
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] != before[name]} == {"bridge"}
    assert lab.docker.networks.get("mynet").attrs["IPAM"]["Config"][0]["Subnet"] == "172.19.0.0/16"
    assert lab.sh("docker exec always ping -c 1 unless-stopped")
    again = lab.docker.networks.create("again")
    assert again.attrs["IPAM"]["Config"][0]["Subnet"] == "172.18.0.0/16"  # the search for pools begins at the first one
    lab.sh("docker run -d --network again --name fresh nginx")
    assert not lab.sh("docker exec fresh ping -c 1 -W 1 172.19.0.2")


def test_what_a_person_added_to_the_firewall_survives_the_engine_and_not_the_machine() -> None:
    lab = Lab()
    lab.sh("iptables -A DOCKER-USER -s 9.9.9.9 -j DROP; iptables -I FORWARD -s 8.8.8.8 -j DROP")
    before = sorted(lab.sh("iptables-save | grep ^-A").stdout.splitlines())
    lab.sh("systemctl restart docker")
    assert sorted(lab.sh("iptables-save | grep ^-A").stdout.splitlines()) == before
    lab.sh("reboot")
    settle(lab)
    after = lab.sh("iptables-save | grep ^-A").stdout
    assert "9.9.9.9" not in after
    assert sorted(after.splitlines()) == [line for line in before if "9.9.9.9" not in line and "8.8.8.8" not in line]


def test_calls_fail_while_the_engine_is_stopped(lab: Lab) -> None:
    assert lab.sh("systemctl stop docker; systemctl is-active docker").stdout == "inactive\n"
    ps = lab.sh("docker ps")
    assert (ps.exit, ps.stderr[:36]) == (1, "failed to connect to the docker API ")
    assert lab.sh("docker run nginx").exit == 1  # 125 up to 28
    with pytest.raises(APIError, match="Cannot connect"):
        lab.docker.containers.list()


def test_a_published_port_answers_again(lab: Lab) -> None:
    lab.sh("docker run -d --name shop --restart always -p 8080:80 nginx")
    for line in ("systemctl restart docker", "reboot"):
        lab.sh(line)
        settle(lab)
        assert lab.sh("curl -s 172.31.179.120:8080", on="lan").stdout == "hello\n"


def test_links_are_there_again_and_targets_start_first() -> None:
    lab = Lab()
    lab.sh("docker run -d --name db --restart always nginx; docker run -d --name web --link db --restart always nginx")
    lab.sh("docker run -d --name side --network container:db --restart always busybox; systemctl restart docker")
    assert set(states(lab).values()) == {"running"}
    assert lab.sh("docker exec web ping -c 1 db")
    assert lab.sh("docker exec side hostname -i").stdout == lab.sh("docker exec db hostname -i").stdout


def test_a_machine_boots_as_it_was(lab: Lab) -> None:
    lab.sh("ip link add br7 type bridge; ip netns add blue; sysctl -w net.ipv4.ip_forward=0; echo kept > /root/file")
    lab.sh("ip addr add 10.7.7.7/24 dev eth0; ip route add 10.8.0.0/16 via 10.7.7.1")
    lab.sh("reboot")
    assert lab.sh("cat /root/file").stdout == "kept\n"  # this line had to wait for the prompt
    assert lab.sh("ip netns").stdout == ""
    links = [line.split()[1] for line in lab.sh("ip -o link").stdout.splitlines()]
    assert links[:3] == ["lo:", "eth0@if2:", "docker0:"]
    assert "10.7" not in lab.sh("ip addr; ip route").stdout
    assert lab.sh("sysctl -n net.ipv4.ip_forward").stdout == "1\n"
    assert lab.sh("ping -c 1 example.com")


def test_lan_boots_with_its_services() -> None:
    lab = Lab()
    lab.sh("reboot", on="lan")
    assert lab.sh("hostname", on="lan").stdout == "lan\n"
    assert lab.sh("curl -s example.com").stdout == "internet\n"


def test_a_machine_in_a_hurry() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web --restart always nginx")
    lab.task(["systemctl", "restart", "docker"])
    lab.fault("in 10.6s crash vm")
    lab.fault("in 11s crash vm")
    lab.fault("in 12s restart engine")
    settle(lab)
    settle(lab)
    assert states(lab) == {"web": "running"}
    assert lab.copy().env.now == lab.env.now


def test_two_restarts_at_once_are_one() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web --restart always nginx")
    for _ in range(2):
        lab.fault("in 1s restart engine")
    settle(lab)
    assert states(lab) == {"web": "running"}
