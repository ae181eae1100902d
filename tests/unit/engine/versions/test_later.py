"""Releases 26, 28 and 29: what each does otherwise than 20.10."""

import json
import re

import pytest
from dockernet_sim import Lab
from dockernet_sim.engine.versions import RELEASES

MODE = "-o com.docker.network.bridge.gateway_mode_ipv4"
LATER = [name for name in RELEASES if name != "20.10"]
ROUTE = "ip route add {} via 172.31.179.120"


def run(lab: Lab, *lines: str) -> str:
    for line in lines[:-1]:
        done = lab.sh(line)
        assert done, done.stderr
    return lab.sh(lines[-1]).stdout


@pytest.mark.parametrize("engine", ["28", "29"])
def test_macs_are_random_local_unicast_and_new_at_each_start(engine: str) -> None:
    lab = Lab(engine=engine)
    first = run(lab, "docker run -d --name aa busybox", "docker exec aa cat /sys/class/net/eth0/address").strip()
    second = run(lab, "docker restart -t 0 aa", "docker exec aa cat /sys/class/net/eth0/address").strip()
    assert first != second and first[1] in "26ae" and second[1] in "26ae"


def test_asked_mac_stays() -> None:
    lab = Lab(engine="29")
    run(lab, "docker run -d --name aa --mac-address 02:42:00:00:00:07 busybox", "docker restart -t 0 aa")
    assert lab.sh("docker exec aa cat /sys/class/net/eth0/address").stdout == "02:42:00:00:00:07\n"


def test_veth_is_made_inside_and_its_end_takes_an_index_of_the_host_as_it_goes() -> None:
    lab = Lab(engine="29")
    assert "2: eth0@if4" in run(lab, "docker run -d --name aa busybox", "docker exec aa ip link")
    assert "2: eth0@if6" in run(lab, "docker restart -t 0 aa", "docker exec aa ip link")


def test_eth_number_is_used_again() -> None:
    lab = Lab(engine="29")
    lines = ("docker network create n", "docker run -d --name aa busybox", "docker network disconnect bridge aa",
             "docker network connect n aa", "docker exec aa ip -br link")  # fmt: skip
    assert "eth0@" in run(lab, *lines)


@pytest.mark.parametrize(
    ("engine", "again"), [("20.10", "172.20.0.0/16"), ("26", "172.20.0.0/16"), ("29", "172.18.0.0/16")]
)
def test_pool_that_came_back(engine: str, again: str) -> None:
    lab = Lab(engine=engine)
    run(lab, "docker network create a", "docker network create b", "docker network rm a", "docker network create c")
    assert again in lab.sh("docker network inspect c -f '{{json .IPAM.Config}}'").stdout


@pytest.mark.parametrize("engine", LATER)
def test_internal_network_has_no_default_route_and_names_outside_fail_at_once(engine: str) -> None:
    lab = Lab(engine=engine)
    run(lab, "docker network create --internal n", "docker run -d --name aa --network n busybox")
    assert "default" not in lab.sh("docker exec aa ip route").stdout
    assert "SERVFAIL" in lab.sh("docker exec aa dig +tries=1 +time=1 example.com").stdout


@pytest.mark.parametrize("engine", ["28", "29"])
def test_published_port_is_open_at_the_hosts_address_alone(engine: str) -> None:
    lab = Lab(engine=engine)
    run(lab, "docker run -d --name web -p 8080:80 nginx")
    lab.sh(ROUTE.format("172.17.0.0/16"), on="lan")
    assert lab.sh("curl -s -m 1 http://172.31.179.120:8080/", on="lan")
    assert lab.sh("curl -s -m 1 http://172.17.0.2/", on="lan").exit == 28


def test_direct_routing_can_be_allowed_for_published_ports() -> None:
    lab = Lab(engine="29", daemon="--allow-direct-routing")
    run(lab, "docker run -d --name web -p 8080:80 nginx", "docker run -d --name shut nginx")
    lab.sh(ROUTE.format("172.17.0.0/16"), on="lan")
    assert lab.sh("curl -s -m 1 http://172.17.0.2/", on="lan") and not lab.sh(
        "curl -s -m 1 http://172.17.0.3/", on="lan"
    )


@pytest.mark.parametrize(
    ("mode", "published", "other"), [("nat", False, False), ("nat-unprotected", True, True), ("routed", True, False)]
)
def test_gateway_mode_says_what_others_reach_at_a_containers_own_address(
    mode: str, published: bool, other: bool
) -> None:
    lab = Lab(engine="29")
    run(lab, f"docker network create {MODE}={mode} --subnet 10.9.0.0/24 n",
        "docker run -d --name web --network n -p 80 nginx",
        "docker run -d --name shut --network n nginx")  # fmt: skip
    lab.sh(ROUTE.format("10.9.0.0/24"), on="lan")
    assert bool(lab.sh("curl -s -m 1 http://10.9.0.2/", on="lan")) is published
    assert bool(lab.sh("curl -s -m 1 http://10.9.0.3/", on="lan")) is other


@pytest.mark.parametrize("mode", ["nat", "nat-unprotected", "routed"])
def test_reach_agrees_on_gateway_modes_between_bridges(mode: str) -> None:
    lab = Lab(engine="29")
    run(lab, f"docker network create {MODE}={mode} n", "docker run -d --name web --network n -p 80 nginx",
        "docker run -d --name shut --network n nginx", "docker run -d --name asks busybox")  # fmt: skip
    for name, address in (("web", "172.18.0.2"), ("shut", "172.18.0.3")):
        real = bool(lab.sh(f"docker exec asks curl -s -m 1 http://{address}/"))
        assert bool(lab.reach(port=80)["asks", name]) is real, name


def test_isolated_bridge_has_no_address_and_is_for_internal_networks_alone() -> None:
    lab = Lab(engine="29")
    run(
        lab,
        f"docker network create --internal {MODE}=isolated --subnet 10.9.0.0/24 n",
        "docker run -d --name aa --network n busybox",
    )
    assert "10.9." not in lab.sh("ip -4 addr").stdout
    assert "src 10.9.0.1" in lab.sh("docker exec aa ip route").stdout
    assert "can only be used for an internal network" in lab.sh(f"docker network create {MODE}=isolated m").stderr


def test_marked_packets_pass() -> None:
    lab = Lab(engine="29", daemon="--bridge-accept-fwmark 0x2/0x3")
    assert "-A DOCKER-FORWARD -m mark --mark 0x2/0x3 -j ACCEPT" in lab.sh("iptables -S DOCKER-FORWARD").stdout


def test_default_network_options_are_taken_where_none_is_asked_for() -> None:
    lab = Lab(engine="29", daemon="--default-network-opt bridge=com.docker.network.driver.mtu=1400")
    run(lab, "docker network create n", "docker run -d --name aa --network n busybox")
    assert "mtu 1400" in lab.sh("docker exec aa ip link show eth0").stdout


def test_priority_goes_before_the_name() -> None:
    lab = Lab(engine="29")
    run(lab, "docker network create net1", "docker network create net2",
        "docker run -d --name aa --network net1 --network name=net2,gw-priority=1 busybox")  # fmt: skip
    assert lab.sh("docker exec aa ip route").stdout.startswith("default via 172.19.0.1")


def test_endpoint_options_name_the_device_and_set_its_sysctls() -> None:
    lab = Lab(engine="29")
    option = "driver-opt=com.docker.network.endpoint"
    run(lab, "docker network create n",
        f"docker run -d --name aa --network name=n,{option}.ifname=wan0 busybox",
        f"docker run -d --name bb --network 'name=n,{option}.sysctls=net.ipv4.conf.IFNAME.forwarding=1' busybox")  # fmt: skip
    assert "wan0@" in lab.sh("docker exec aa ip -br link").stdout
    assert lab.sh("docker exec bb cat /proc/sys/net/ipv4/conf/eth0/forwarding").stdout == "1\n"


@pytest.mark.parametrize("engine", LATER)
def test_address_outside_of_the_subnet_leaves_no_container(engine: str) -> None:
    lab = Lab(engine=engine)
    run(lab, "docker network create --subnet 10.9.0.0/24 n", "true")
    refused = lab.sh("docker run -d --name aa --network n --ip 10.8.0.1 busybox")
    assert "invalid config for network n: invalid endpoint settings:" in refused.stderr
    assert lab.sh("docker ps -aq").stdout == ""


def test_inspect_of_29_has_no_flat_addresses_and_counts_those_in_use() -> None:
    lab = Lab(engine="29")
    settings = json.loads(run(lab, "docker run -d --name aa busybox", "docker inspect aa"))[0]["NetworkSettings"]
    assert list(settings) == ["SandboxID", "SandboxKey", "Ports", "Networks"]
    network = json.loads(lab.sh("docker network inspect bridge").stdout)[0]
    assert network["Status"] == {"IPAM": {"Subnets": {"172.17.0.0/16": {"IPsInUse": 4, "DynamicIPsAvailable": 65532}}}}


def test_links_warn_and_set_no_variables() -> None:
    lab = Lab(engine="29")
    run(lab, "docker run -d --name db nginx")
    assert "WARNING: Links on the default bridge" in lab.sh("docker run -d --name web --link db busybox").stderr
    assert "DB_PORT" not in lab.sh("docker exec web env").stdout
    assert re.search(r"(?m)^172\.17\.0\.2\tdb ", lab.sh("docker exec web cat /etc/hosts").stdout)


def test_new_address_is_told_three_times() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name aa busybox")
    shown = lab.sh("timeout 3 tcpdump -n -i docker0 arp").stdout
    assert shown.count("who-has 172.17.0.2 tell 172.17.0.2") == 2  # the first went out as the address came


def test_rules_of_ipv6_are_refused_by_name() -> None:
    refused = Lab(engine="29").sh("ip6tables-save")
    assert refused.exit == 127 and "not modelled" in refused.stderr


def test_one_lab_has_machines_of_several_releases() -> None:
    lab = Lab(engine="29")
    lab.add_host("old", engine="20.10")
    assert lab.sh("docker version -f '{{.Server.APIVersion}}'").stdout == "1.55\n"
    assert lab.sh("docker version -f '{{.Server.APIVersion}}'", on="old").stdout == "1.41\n"
    assert "DOCKER-FORWARD" in lab.sh("iptables -S").stdout
    assert "DOCKER-ISOLATION-STAGE-1" in lab.sh("iptables -S", on="old").stdout


def test_port_that_the_engine_chooses_is_one_number_for_both_families() -> None:
    lab = Lab(engine="29")
    run(lab, "docker run -d -p 0.0.0.0::80 --name aa nginx", "docker run -d -P --name bb nginx")
    first, second = lab.sh("docker port bb").stdout.splitlines()
    assert first.rpartition(":")[2] == second.rpartition(":")[2]


def test_port_of_all_addresses_is_taken_for_each() -> None:
    lab = Lab(engine="29")
    run(lab, "docker run -d -p 8080:80 --name aa nginx")
    refused = lab.sh("docker run -d -p 127.0.0.1:8080:80 --name bb nginx").stderr
    assert "Bind for 0.0.0.0:8080 failed: port is already allocated" in refused  # the address that has it


def test_help_of_later_clients_names_all_ways_to_call_a_command() -> None:
    lab = Lab(engine="29")
    ways = "  docker container ls, docker container list, docker container ps, docker ps\n"
    assert ways in lab.sh("docker ps --help").stdout and ways in lab.sh("docker container ls --help").stdout
    assert "docker container rm, docker container remove, docker rm" in lab.sh("docker rm --help").stdout


INVALID = (  # both of validateEndpointSettings' findings
    "invalid config for network n: invalid endpoint settings:\n* invalid IPv4 address: x\n"
    "* no configured subnet or ip-range contain the IP address x"
)


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        ("26", INVALID),
        ("28", INVALID),
        ("29", 'invalid argument "x" for "--ip" flag: failed to parse IP: "x"'),
    ],
)
def test_address_that_is_none_is_refused_by_the_engine_or_its_client(engine: str, said: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker network create --subnet 10.0.0.0/24 n")
    refused = lab.sh("docker run -d --network n --ip x busybox")
    assert refused.exit == 125 and said in refused.stderr
