"""--network name=N,... and addresses that the engine refuses."""

import pytest

from .machine import Machine


def test_network_fields_reach_the_endpoint(vm: Machine) -> None:
    vm.out("docker network create --subnet 10.9.0.0/24 sn")
    vm.out("docker run -d --name kv --network name=sn,ip=10.9.0.9,alias=www,driver-opt=a=b busybox")
    shown = "{{with .NetworkSettings.Networks.sn}}{{.IPAddress}} {{index .Aliases 0}} {{json .DriverOpts}}{{end}}"
    assert vm.out(f"docker inspect -f '{shown}' kv") == '10.9.0.9 www {"a":"b"}\n'


@pytest.mark.parametrize(
    ("field", "complaint"),
    [("mac-address=02:42:0a:09:00:77", "invalid field key mac-address"), ("ip", "invalid field ip")],
)
@pytest.mark.lab(engine="20.10")
def test_unknown_network_field_is_refused_by_the_client(vm: Machine, field: str, complaint: str) -> None:
    done = vm(f"docker run -d --network name=bridge,{field} busybox")
    assert done.exit == 125
    assert complaint in done.stderr
    assert vm.out("docker ps -aq") == ""


@pytest.mark.lab(engine="20.10")
def test_address_given_twice_is_refused(vm: Machine) -> None:
    done = vm("docker run -d --network name=sn,ip=10.9.0.33 --ip 10.9.0.34 busybox")
    assert done.stderr.startswith("docker: conflicting options: cannot specify both --ip and per-network IPv4 address.")


@pytest.mark.parametrize("mac", ["03:42:ac:11:00:09", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "01:00:5e:00:00:01"])
@pytest.mark.lab(engine="20.10")
def test_mac_that_no_device_can_have_fails_at_start_and_leaves_a_created_container(vm: Machine, mac: str) -> None:
    done = vm(f"docker run -d --name m1 --mac-address {mac} busybox")
    assert done.exit == 125
    assert f'MAC to \\"{mac}\\": cannot assign requested address' in done.stderr
    assert vm.out("docker ps -a --format '{{.Names}} {{.Status}}'") == "m1 Created\n"
    assert "veth" not in vm.out("ip -br link")


@pytest.mark.parametrize("mtu", [67, 65536])
@pytest.mark.lab(engine="20.10")
def test_mtu_that_no_veth_can_have_fails_at_start_and_leaves_no_device(vm: Machine, mtu: int) -> None:
    vm.out(f"docker network create -o com.docker.network.driver.mtu={mtu} oo")
    done = vm("docker run -d --name tiny --network oo nginx")
    assert done.exit == 125
    assert "failed to create endpoint tiny on network oo: failed to set MTU on host interface veth" in done.stderr
    assert "veth" not in vm.out("ip -br link")
    assert vm.out("docker ps -a --format '{{.Names}} {{.Status}}'") == "tiny Created\n"


def test_link_local_address_is_on_the_device(vm: Machine) -> None:
    vm.out("docker network create n")
    vm.out("docker run -d --name ll --network n --link-local-ip 169.254.3.3 busybox")
    assert "inet 169.254.3.3/16" in vm.out("docker exec ll ip -4 addr show eth0")
    assert (
        "invalid link local IP address: 10.1.1.1"
        in vm("docker run -d --network n --link-local-ip 10.1.1.1 busybox").stderr
    )


@pytest.mark.lab(engine="20.10")
def test_ip6_without_an_ipv6_subnet_is_refused_by_the_engine(vm: Machine) -> None:
    vm.out("docker network create --subnet 10.9.0.0/24 sn")
    done = vm("docker run -d --name h1 --network sn --ip6 fd00::5 busybox")
    assert "supported only when connecting to networks with user configured subnets" in done.stderr
    assert vm.out("docker ps -a --format '{{.Names}} {{.State}}'") == "h1 created\n"
