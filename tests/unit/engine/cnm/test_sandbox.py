"""Sandboxes: joining and leaving, the default route, ports that follow it, and the files."""

import pytest
from dockernet_sim.engine.cnm.network import IpamConfig
from dockernet_sim.engine.cnm.sandbox import Sandbox
from dockernet_sim.engine.drivers.base import Connectivity
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.engine.ports.binding import PortBinding
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.wire.address import ip_int
from tests.unit.engine.lab import lab


def routes(sandbox: Sandbox) -> list[str]:
    assert sandbox.ns is not None
    return [str(route) for route in sandbox.ns.ip.fib.routes()]


def links(sandbox: Sandbox) -> list[str]:
    assert sandbox.ns is not None
    return [device.name for device in sandbox.ns.links()]


def published(sandbox: Sandbox) -> list[str]:
    return [f"{e.network.name} {b}" for e in sandbox.endpoints for b in e.port_bindings if not b.ipv6]


def test_the_first_network_by_name_supplies_the_default_route_and_carries_the_ports() -> None:
    made = lab()
    for name in ("anet", "mynet"):
        made.controller.new_network(name)
    sandbox = made.container("web", "mynet", wants=Connectivity([PortBinding(80)], [(80, "tcp")]))
    assert (routes(sandbox)[0], published(sandbox)) == (
        "default via 172.19.0.1 dev eth0",
        ["mynet 0.0.0.0:32768->80/tcp"],
    )
    made.connect(sandbox, "anet")
    assert (routes(sandbox)[0], published(sandbox)) == (
        "default via 172.18.0.1 dev eth1",
        ["anet 0.0.0.0:32769->80/tcp"],
    )
    made.connect(sandbox, "bridge")
    assert routes(sandbox)[0] == "default via 172.18.0.1 dev eth1"
    first = sandbox.endpoints[0]
    first.leave(sandbox)
    first.delete()
    assert (routes(sandbox)[0], published(sandbox)) == (
        "default via 172.17.0.1 dev eth2",
        ["bridge 0.0.0.0:32770->80/tcp"],
    )
    made.connect(sandbox, "anet")
    assert links(sandbox) == ["lo", "eth0", "eth2", "eth3"]


def test_an_internal_network_supplies_the_route_only_while_it_is_alone() -> None:
    made = lab()
    made.controller.new_network("a", internal=True)
    made.controller.new_network("b")
    sandbox = made.container("web", "a")
    assert routes(sandbox)[0] == "default via 172.18.0.1 dev eth0"
    made.connect(sandbox, "b")
    assert routes(sandbox)[0] == "default via 172.19.0.1 dev eth1"


def test_at_start_devices_are_numbered_in_the_order_of_the_networks() -> None:
    made = lab()
    made.controller.new_network("anet")
    sandbox = made.container("web", "bridge", "anet")
    assert sandbox.ns is not None
    assert [str(a) for a in sandbox.ns.ip.addresses] == ["127.0.0.1/8", "172.18.0.2/16", "172.17.0.2/16"]
    assert sandbox.hosts.text.splitlines()[-2:] == ["172.17.0.2\tweb", "172.18.0.2\tweb"]


def test_stopping_gives_everything_back() -> None:
    made = lab()
    made.controller.new_network("n")
    sandbox = made.container("web", "bridge", "n")
    sandbox.delete()
    assert [device.name for device in made.vm.root.links()][:3] == ["lo", "eth0", "docker0"]
    assert len(made.vm.root.links()) == 4 and list(made.vm.netns) == ["root"]
    assert made.controller.sandboxes == []
    assert made.container("db", "n").endpoints[0].ip_address == "172.18.0.2"


def test_a_namespace_that_others_are_in_stays_without_devices() -> None:
    made = lab()
    sandbox = made.container("web")
    ns = sandbox.ns
    sandbox.delete(keep_netns=True)
    assert ns is not None and [device.name for device in ns.links()] == ["lo"]
    assert made.container("web").ns is not ns


def test_leaving_takes_own_lines_of_all_networks_where_the_hostname_is_an_alias() -> None:
    made = lab()
    for name in ("n1", "n2"):
        made.controller.new_network(name)
    sandbox = made.container("web")
    sandbox.options.hostname = "abc"
    for name in ("n1", "n2"):
        made.connect(sandbox, name, aliases=["abc"])
    endpoint = next(each for each in sandbox.endpoints if each.network.name == "n1")
    endpoint.leave(sandbox)
    endpoint.delete()
    assert [line for line in sandbox.hosts.text.splitlines() if line.startswith("172.")] == ["172.17.0.2\tweb"]


def test_leaving_the_default_network_leaves_its_line() -> None:
    made = lab()
    sandbox = made.container("web")
    endpoint = sandbox.endpoints[0]
    endpoint.leave(sandbox)
    endpoint.delete()
    assert sandbox.hosts.text.endswith("172.17.0.2\tweb\n") and routes(sandbox) == []


def test_a_restarted_container_has_its_new_address_in_the_files_of_those_that_link_to_it() -> None:
    made = lab()
    web = made.container("web", extra_hosts=[("db 0123 database", "172.17.0.9")])
    made.container("database", parent_updates=[(web.container_id, "db", "172.17.0.3")])
    assert "172.17.0.3\tdb 0123 database\n" in web.hosts.text


def test_the_host_network_has_the_hosts_files() -> None:
    made = lab()
    sandbox = made.container("web", "host", host_netns=True)
    assert sandbox.ns is made.vm.root
    assert (sandbox.hosts.text, sandbox.resolv_conf.text) == (
        "127.0.0.1 localhost\n127.0.0.1 vm\n",
        "nameserver 172.31.176.1\n",
    )
    sandbox.delete()
    assert made.vm.root.device("eth0").up


def test_resolv_conf_with_flags() -> None:
    made = lab()
    made.controller.new_network("n")
    sandbox = made.container("web", dns=["203.0.113.9"], dns_search=["corp.example"], dns_options=["ndots:2"])
    assert sandbox.resolv_conf.text == "search corp.example\nnameserver 203.0.113.9\noptions ndots:2\n"
    made.connect(sandbox, "n")
    assert sandbox.resolv_conf.text == "search corp.example\nnameserver 127.0.0.11\noptions ndots:2\n"


@pytest.mark.parametrize(
    ("ip", "text"),
    [
        ("10.0.0.2", "Address already in use"),
        ("10.0.0.1", "Address already in use"),
        ("10.0.1.2", "Invalid address 10.0.1.2: It does not belong to any of this network's subnets"),
    ],
)
def test_addresses_that_cannot_be_had(ip: str, text: str) -> None:
    made = lab()
    network = made.controller.new_network("n", ipam_config=[IpamConfig("10.0.0.0/24")])
    network.create_endpoint("web")
    with pytest.raises(ApiError) as refused:
        network.create_endpoint("db", ip=ip)
    assert refused.value.text == text
    with pytest.raises(ApiError, match=r"^endpoint with name web already exists in network n$"):
        network.create_endpoint("web")


def test_a_network_without_addresses_left() -> None:
    made = lab()
    network = made.controller.new_network("n", ipam_config=[IpamConfig("10.0.0.0/30")])
    network.create_endpoint("web")
    links = len(made.vm.root.links())
    with pytest.raises(ApiError) as refused:
        network.create_endpoint("db")
    assert refused.value.text == f"no available IPv4 addresses on this network's address pools: n ({network.id})"
    assert len(made.vm.root.links()) == links


@pytest.mark.parametrize(
    ("config", "text"),
    [
        (IpamConfig("10.0.0.0/31"), "failed to allocate gateway (): No available addresses on this pool"),
        (IpamConfig("10.0.0.0/24", gateway="10.0.1.1"),
            "failed to allocate gateway (10.0.1.1): Requested address is out of range"),
        (IpamConfig("10.0.0.0/24", gateway="10.0.0.255"),
            "failed to allocate gateway (10.0.0.255): Address already in use"),
        (IpamConfig("10.0.0.0/24", aux_addresses={"a": "10.0.0.1"}),
            "failed to allocate secondary ip address (a:10.0.0.1): Address already in use"),
        (IpamConfig("10.0.0.0/24", aux_addresses={"a": "10.1.0.1"}),
            "auxiliary address: (a:10.1.0.1) must belong to the master pool: 10.0.0.0/24"),
        (IpamConfig("172.17.128.0/24"), "Pool overlaps with other one on this address space"),
    ],
)  # fmt: skip
def test_networks_that_cannot_be_had_give_their_pools_back(config: IpamConfig, text: str) -> None:
    made = lab()
    with pytest.raises(ApiError) as refused:
        made.controller.new_network("n", ipam_config=[config])
    assert refused.value.text == text
    made.controller.new_network("m", ipam_config=[IpamConfig("10.0.0.0/8")])


def test_pools_where_the_host_itself_is_are_passed_over() -> None:
    made = lab()
    subnets = [str(made.controller.new_network(f"n{n}").ipam[0].plan) for n in range(14)]
    assert subnets[-2:] == ["172.30.0.0/16", "192.168.0.0/20"]


@pytest.mark.parametrize(
    ("flags", "address", "first"),
    [
        ("--bip 10.200.0.1/24 --default-address-pool base=10.201.0.0/16,size=24", "10.200.0.1/24", "10.201.0.0/24"),
        ("--default-address-pool base=10.201.0.0/16,size=24", "10.201.0.1/24", "10.201.1.0/24"),
        ("--fixed-cidr 172.17.5.0/24", "172.17.5.0/16", "172.18.0.0/16"),
    ],
)
def test_where_docker0_is(flags: str, address: str, first: str) -> None:
    made = lab(flags)
    assert [str(a) for a in made.vm.root.ip.addresses if a.dev.name == "docker0"] == [address]
    assert str(made.controller.new_network("n").ipam[0].plan) == first


def test_a_default_gateway_of_the_users() -> None:
    made = lab("--default-gateway 172.17.0.9")
    assert routes(made.container("web"))[0] == "default via 172.17.0.9 dev eth0"


def test_an_address_that_conflicts_with_a_route_in_the_container() -> None:
    made = lab()
    network = made.controller.new_network("n")
    sandbox = made.container("web")
    assert sandbox.ns is not None
    sandbox.ns.ip.fib.add(Route(ip_int("172.18.0.0"), 24, sandbox.ns.device("eth0")))
    endpoint = network.create_endpoint("web")
    source = endpoint.interface.src_name
    with pytest.raises(ApiError) as refused:
        endpoint.join(sandbox)
    assert refused.value.text == (
        f'failed to add interface {source} to sandbox: error setting interface "{source}" IP to 172.18.0.2/16: cannot '
        "program address 172.18.0.2/16 in sandbox interface because it conflicts with existing route "
        "{Ifindex: 5 Dst: 172.18.0.0/24 Src: <nil> Gw: <nil> Flags: [] Table: 254 Realm: 0}"
    )
    assert source in made.vm.root.devices
    endpoint.delete()
    assert source not in made.vm.root.devices and network.endpoints == []


def test_a_network_with_endpoints_stays() -> None:
    made = lab()
    network = made.controller.new_network("n")
    made.container("web", "n", start=False)
    with pytest.raises(ApiError, match=rf"network n id {network.id} has active endpoints"):
        network.delete()
