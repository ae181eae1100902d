"""What a dockerd 29.7.2 and its client, built from their tags, did when they were asked; 20.10 beside it where it differs."""

from __future__ import annotations

import json

import pytest
from dockernet_sim import Lab

FAILED = "docker: Error response from daemon: "
FORWARDING = "WARNING: IPv4 forwarding is disabled. Networking will not work."


def outputs(lab: Lab, *lines: str) -> list[str]:
    """What each line printed, on both streams."""
    found = [lab.sh(line) for line in lines]
    return [each.stdout + each.stderr for each in found]


def test_ports_of_29_are_sorted_by_address_whatever_the_order_of_the_options() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web -p 8082:80 -p 127.0.0.1:8081:80 -p 9000-9002:81 nginx")
    rules = lab.sh("iptables -t nat -S DOCKER").stdout
    assert [port for port in ("8081", "8082", "9000") if port in rules] == ["8081", "8082", "9000"]
    assert rules.index("--dport 8081") < rules.index("--dport 8082") < rules.index("--dport 9000")


@pytest.mark.parametrize(("engine", "port"), [("20.10", ""), ("29", "9102")])
def test_range_that_programs_of_the_host_use_is_tried_further_on_29(engine: str, port: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("nc -lk -p 9100 &")
    lab.sh("nc -lk -p 9101 &")
    lab.sh("sleep 1")
    done = lab.sh("docker run -d --name web -p 9100-9103:80 nginx")
    assert (done.exit == 0) is bool(port)
    assert (f"0.0.0.0:{port}" in lab.sh("docker port web").stdout) is bool(port)


def test_taken_port_is_told_with_the_address_that_has_it() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name one -p 127.0.0.1:8081:80 nginx")
    assert (
        "Bind for 127.0.0.1:8081 failed: port is already allocated" in lab.sh("docker run -d -p 8081:80 nginx").stderr
    )


@pytest.mark.parametrize(("engine", "forwards"), [("20.10", "0"), ("29", "1")])
def test_new_network_lets_the_host_of_29_forward_again(engine: str, forwards: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("sysctl -w net.ipv4.ip_forward=0")
    lab.sh("docker network create n1")
    assert lab.sh("cat /proc/sys/net/ipv4/ip_forward").stdout.strip() == forwards


@pytest.mark.parametrize(("engine", "warned"), [("20.10", True), ("29", False)])
def test_warning_about_forwarding_is_what_dockerd_of_29_saw_at_its_start(engine: str, warned: bool) -> None:
    lab = Lab(engine=engine)
    lab.sh("sysctl -w net.ipv4.ip_forward=0")
    assert (FORWARDING in lab.sh("docker run -d busybox").stderr) is warned


def test_daemon_of_29_that_must_not_forward_warns_of_it() -> None:
    lab = Lab(engine="29", daemon="--ip-forward=false")
    assert FORWARDING in lab.sh("docker run -d busybox").stderr
    assert FORWARDING not in lab.sh("docker run -d --network none busybox").stderr


def test_bridge_of_29_is_refused_an_mtu_and_a_name_that_cannot_be() -> None:
    lab = Lab(engine="29")
    too_small = lab.sh("docker network create -o com.docker.network.driver.mtu=50 small").stderr
    assert too_small == "Error response from daemon: invalid argument\n"
    assert (
        "networks have same bridge name"
        in lab.sh("docker network create -o com.docker.network.bridge.name=docker0 b").stderr
    )
    assert lab.sh("docker network create ''").stderr == "Error response from daemon: invalid name: name is empty\n"


def test_sysctl_of_an_interface_goes_with_its_endpoint_on_29() -> None:
    lab = Lab(engine="29")
    said = lab.sh("docker run -d --sysctl net.ipv4.conf.eth0.log_martians=1 busybox").stderr
    assert "must be supplied using driver option 'com.docker.network.endpoint.sysctls'" in said
    lab.sh("docker network create n1")
    option = "name=n1,driver-opt=com.docker.network.endpoint.sysctls=net.ipv4.conf.IFNAME.nosuch=1"
    assert (
        "/proc/sys/net/ipv4/conf/eth0/nosuch is not a sysctl file"
        in lab.sh(f"docker run -d --network {option} busybox").stderr
    )


def test_start_on_29_asks_for_the_network_of_the_mode() -> None:
    lab = Lab(engine="29")
    for line in (
        "docker network create n1",
        "docker network create n2",
        "docker create --name app --network n1 busybox",
    ):
        assert lab.sh(line).exit == 0
    lab.sh("docker network connect n2 app; docker network disconnect n1 app; docker network rm n1")
    assert (
        "could not find a network matching network mode n1: network n1 not found" in lab.sh("docker start app").stderr
    )


def test_start_on_29_without_any_network_asks_for_none() -> None:
    lab = Lab(engine="29")
    lab.sh("docker network create n1; docker create --name app --network n1 busybox; docker network rm n1")
    lab.sh("docker network disconnect n1 app")
    assert lab.sh("docker start app").exit == 0


def test_ports_of_a_routed_network_stay_open_beside_another_gateway() -> None:
    lab = Lab(engine="29")
    mode = "-o com.docker.network.bridge.gateway_mode_ipv4=routed"
    lab.sh(f"docker network create --subnet 10.51.0.0/24 {mode} rt; docker network create --subnet 10.50.0.0/24 nat")
    lab.sh("docker run -d --name web --network nat -p 8080:80 nginx; docker network connect rt web")
    lab.sh("ip route add 10.51.0.0/24 via 172.31.179.120", on="lan")
    for address in ("172.31.179.120:8080", "10.51.0.2"):
        assert lab.sh(f"curl -s -m 1 http://{address}/", on="lan").exit == 0, address
    assert "-A DOCKER -d 10.51.0.2/32" in lab.sh("iptables -S DOCKER").stdout
    lab.sh("docker network disconnect rt web")
    assert "-d 10.51.0.2/32" not in lab.sh("iptables -S DOCKER").stdout


@pytest.mark.parametrize(("engine", "last"), [("20.10", "nameserver 172.31.176.1"), ("29", "# Overrides: []")])
def test_resolv_conf_of_the_hosts_mode_has_comments_on_29(engine: str, last: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker run -d --name app --network host busybox")
    assert lab.sh("docker exec app cat /etc/resolv.conf").stdout.splitlines()[-1] == last


def test_problems_of_an_address_are_listed_together_on_29() -> None:
    said = Lab(engine="29").sh("docker run -d --network host --ip 1.2.3.4 busybox").stderr
    assert (
        "\n* user-specified IP address is supported on user-defined networks only\n* no configured subnet contains"
        in said
    )


def test_filters_of_29_with_values_that_mean_nothing_are_refused() -> None:
    lab = Lab(engine="29")
    health, exited = outputs(lab, "docker ps --filter health=bogus", "docker ps --filter exited=abc")
    assert "invalid value for health (bogus): must be one of none, starting, healthy, unhealthy" in health
    assert """invalid filter 'exited=abc': strconv.Atoi: parsing "abc": invalid syntax""" in exited
    assert 'must be "true" (or "1")' in lab.sh("docker network ls --filter dangling=bogus").stderr
    assert "can't evaluate field Nosuch" in lab.sh("docker ps --format '{{.Nosuch}}'").stderr


def test_word_json_is_a_format_of_later_clients() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web nginx")
    shown = json.loads(lab.sh("docker ps --format json").stdout)
    assert (shown["Names"], shown["HealthStatus"], shown["Platform"]) == ("web", "none", None)
    assert json.loads(lab.sh("docker network ls --filter name=bridge --format json").stdout)["IPv4"] == "true"
    assert json.loads(lab.sh("docker inspect -f json web").stdout)[0]["Name"] == "/web"
    assert Lab(engine="20.10").sh("docker network ls --filter name=bridge --format json").stdout == "json\n"


@pytest.mark.parametrize(("engine", "said"), [("20.10", "Error: No such container: gone\n"), ("29", "")])
def test_forced_removal_of_what_is_gone_is_silent_on_29(engine: str, said: str) -> None:
    done = Lab(engine=engine).sh("docker rm -f gone")
    assert (done.exit, done.stderr) == (0, said)


@pytest.mark.parametrize(
    ("engine", "line", "said"),
    [
        ("20.10", "docker run -p abc:80 nginx", "docker: Invalid hostPort: abc."),
        ("26", "docker run -p abc:80 nginx", "docker: invalid hostPort: abc."),
        ("29", "docker run -p 8005-8000:80 nginx", "docker: invalid hostPort: 8005-8000\n"),
        ("29", "docker run -p 300.1.1.1:80:80 nginx", "docker: invalid IP address: 300.1.1.1\n"),
        ("29", "docker run --expose 80-70 nginx", "docker: invalid range format for --expose: invalid port range: 80-70\n"),
        ("28", "docker run --expose 80-70 nginx", "80-70, error: invalid range specified for port: 80-70\n"),
        ("29", "docker run --dns bogus nginx", 'for "--dns" flag: IP address is not correctly formatted: bogus'),
        ("29", "docker run --network name=n,ip=bogus nginx", 'ParseAddr("bogus"): unable to parse IP'),
        ("29", "docker inspect --type bogus x", 'unknown type: "bogus": must be one of "config", "container"'),
        ("29", "docker kill -s 99 x", "cannot kill container: x: the linux daemon does not support signal 99"),
        ("29", "docker run --restart always:3 busybox", "maximum retry count can only be used with 'on-failure'"),
    ],
)  # fmt: skip
def test_refusals_are_those_of_the_release(engine: str, line: str, said: str) -> None:
    assert said in Lab(engine=engine).sh(line).stderr


@pytest.mark.parametrize(("engine", "ports"), [("20.10", 1), ("26", 1), ("29", 2)])
def test_the_label_of_a_routed_network_means_nothing_to_releases_before_28(engine: str, ports: int) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker network create -o com.docker.network.bridge.gateway_mode_ipv4=routed rt")
    lab.sh("docker run -d --name web -p 8080:80 nginx")
    assert lab.sh("docker network connect rt web").stderr == ""
    assert lab.sh("docker port web").stdout.count("0.0.0.0") == ports


def test_a_device_whose_sysctl_failed_is_gone_and_its_name_is_not_used_again_on_29() -> None:
    lab = Lab(engine="29")
    lab.sh("docker network create n1; docker run -d --name web busybox")
    option = "--driver-opt com.docker.network.endpoint.sysctls=net.ipv4.conf.IFNAME"
    said = lab.sh(f"docker network connect {option}.nosuch=1 n1 web").stderr
    assert "to sandbox: /proc/sys/net/ipv4/conf/eth1/nosuch is not a sysctl file" in said
    assert "eth1" not in lab.sh("docker exec web ip addr").stdout
    assert lab.sh(f"docker network connect {option}.log_martians=1 n1 web").stderr == ""
    shown = lab.sh("docker exec web ip addr").stdout
    assert shown.count("172.18.0.2/16") == 1 and "eth2" in shown and "eth1" not in shown
