"""The bridge driver: devices, rules and their order, ports, links."""

import pytest
from dockernet_sim.engine.cnm.network import IpamConfig
from dockernet_sim.engine.drivers.base import Connectivity
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.engine.ports.binding import PortBinding
from dockernet_sim.iptables.edit import Editor
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.wire.address import mac_text
from tests.unit.engine.lab import Lab, lab

WEB = Connectivity([PortBinding(80, "tcp", "", 8080, 8080)], [(80, "tcp")])


def forward(made: Lab) -> list[str]:
    return made.rules("filter", "FORWARD")


def test_docker0_as_the_engine_starts() -> None:
    made = lab()
    docker0 = made.vm.root.device("docker0")
    assert (docker0.ifindex, mac_text(docker0.mac)[:5], docker0.operstate) == (3, "02:42", "DOWN")
    assert [str(route) for route in made.vm.root.ip.fib.routes()][1] == (
        "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1 linkdown"
    )
    assert made.vm.root.sysctl["net.ipv4.ip_forward"] == "1"
    assert forward(made) == [
        "-j DOCKER-USER",
        "-j DOCKER-ISOLATION-STAGE-1",
        "-o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        "-o docker0 -j DOCKER",
        "-i docker0 ! -o docker0 -j ACCEPT",
        "-i docker0 -o docker0 -j ACCEPT",
    ]
    assert made.rules("nat", "OUTPUT") == ["! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER"]


def test_later_networks_are_inserted_above_and_leave_nothing_behind() -> None:
    made = lab()
    tables = [("filter", chain) for chain in made.vm.root.nf.chains("filter")]
    tables += [("nat", chain) for chain in made.vm.root.nf.chains("nat")]
    before = {each: made.rules(*each) for each in tables}
    network = made.controller.new_network("n", options={"com.docker.network.bridge.name": "br1"})
    assert forward(made)[2] == "-o br1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
    assert made.rules("filter", "DOCKER-ISOLATION-STAGE-1")[0] == "-i br1 ! -o br1 -j DOCKER-ISOLATION-STAGE-2"
    assert made.rules("nat", "POSTROUTING")[0] == "-s 172.18.0.0/16 ! -o br1 -j MASQUERADE"
    assert made.rules("nat", "DOCKER") == ["-i br1 -j RETURN", "-i docker0 -j RETURN"]
    network.delete()
    assert {each: made.rules(*each) for each in tables} == before
    assert "br1" not in made.vm.root.devices


def test_an_internal_network_drops_in_stage_1_and_has_no_nat() -> None:
    made = lab()
    made.controller.new_network("n", options={"com.docker.network.bridge.name": "br1"}, internal=True)
    assert made.rules("filter", "DOCKER-ISOLATION-STAGE-1")[:2] == [
        "! -s 172.18.0.0/16 -o br1 -j DROP",
        "! -d 172.18.0.0/16 -i br1 -j DROP",
    ]
    assert forward(made)[2] == "-i br1 -o br1 -j ACCEPT"
    assert not [rule for chain in made.vm.root.nf.chains("nat") for rule in made.rules("nat", chain) if "br1" in rule]
    sandbox = made.container("web", "n", wants=WEB)
    assert sandbox.endpoints[0].port_bindings == []


def test_options_of_a_user_network() -> None:
    made = lab()
    options = {
        "com.docker.network.bridge.name": "br1",
        "com.docker.network.bridge.enable_icc": "false",
        "com.docker.network.bridge.enable_ip_masquerade": "0",
        "com.docker.network.bridge.host_binding_ipv4": "127.0.0.1",
        "com.docker.network.driver.mtu": "1400",
        "com.docker.network.container_iface_prefix": "net",
    }
    made.controller.new_network("n", options=options)
    assert forward(made)[-1] == "-i br1 -o br1 -j DROP"
    assert made.rules("nat", "DOCKER") == ["-i docker0 -j RETURN"]
    sandbox = made.container("web", "n", wants=WEB)
    assert [str(each) for each in sandbox.endpoints[0].port_bindings] == ["127.0.0.1:8080->80/tcp"]
    assert sandbox.ns is not None and sandbox.ns.device("net0").mtu == 1400
    assert made.vm.root.device("br1").mtu == 1400


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"com.docker.network.bridge.name": "averyverylongname"}, "failed to check bridge interface existence: numerical result out of range"),
        ({"com.docker.network.bridge.name": "eth0"}, "existing interface eth0 is not a bridge"),
        ({"com.docker.network.driver.mtu": "-5"}, "invalid MTU number: -5"),
        ({"com.docker.network.driver.mtu": "abc"}, 'failed to parse com.docker.network.driver.mtu value: abc (strconv.Atoi: parsing "abc": invalid syntax)'),
        ({"com.docker.network.bridge.enable_icc": "maybe"}, 'failed to parse com.docker.network.bridge.enable_icc value: maybe (strconv.ParseBool: parsing "maybe": invalid syntax)'),
        ({"com.docker.network.bridge.host_binding_ipv4": "nope"}, "failed to parse com.docker.network.bridge.host_binding_ipv4 value: nope (nil ip)"),
    ],
)  # fmt: skip
def test_bad_options_use_up_a_default_pool(options: dict[str, str], text: str) -> None:
    made = lab()
    with pytest.raises(ApiError) as refused:
        made.controller.new_network("n", options=options)
    assert refused.value.text == text
    assert str(made.controller.new_network("m").ipam[0].plan) == "172.19.0.0/16"


def test_two_networks_on_one_bridge_and_subnets_that_only_the_driver_sees() -> None:
    made = lab()
    one = made.controller.new_network("a", ipam_config=[IpamConfig("10.0.0.0/24", "10.0.0.128/25")])
    with pytest.raises(ApiError) as refused:
        made.controller.new_network("b", ipam_config=[IpamConfig("10.0.0.0/24", "10.0.0.64/26")], network_id="b" * 64)
    assert refused.value.text == (
        f"cannot create network {'b' * 64} (br-bbbbbbbbbbbb): conflicts with network {one.id} (br-{one.id[:12]}): "
        "networks have overlapping IPv4"
    )
    taken = {"com.docker.network.bridge.name": f"br-{one.id[:12]}"}
    with pytest.raises(ApiError, match="networks have same bridge name"):
        made.controller.new_network("c", options=taken)


def test_a_bridge_that_was_there_is_used_and_left() -> None:
    made = lab()
    made.vm.root.add_device(Bridge("mine", 0x024200000001))
    network = made.controller.new_network("n", options={"com.docker.network.bridge.name": "mine"})
    assert "172.18.0.1/16" in [str(address) for address in made.vm.root.ip.addresses]
    network.delete()
    assert "mine" in made.vm.root.devices


def test_veth_pairs_have_their_inner_end_first() -> None:
    made = lab()
    sandbox = made.container("web")
    assert sandbox.ns is not None
    inner = sandbox.ns.device("eth0")
    outer = made.vm.root.by_index[inner.ifindex + 1]
    assert (inner.ifindex, mac_text(inner.mac)) == (4, "02:42:ac:11:00:02")
    assert outer.name.startswith("veth") and len(outer.name) == 11 and outer.master is made.vm.root.device("docker0")


def test_published_ports() -> None:
    made = lab()
    sandbox = made.container("web", wants=WEB)
    assert [str(each) for each in sandbox.endpoints[0].port_bindings] == ["0.0.0.0:8080->80/tcp", ":::8080->80/tcp"]
    assert made.rules("nat", "DOCKER")[1:] == [
        "! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80"
    ]
    assert made.rules("filter", "DOCKER") == [
        "-d 172.17.0.2/32 ! -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT"
    ]
    assert made.rules("nat", "POSTROUTING")[1:] == [
        "-s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j MASQUERADE"
    ]
    made.run(0.1)
    assert [(each.port, each.owner.name) for each in made.vm.root.sockets.listeners()] == [(8080, "docker-proxy")] * 2  # type: ignore[union-attr]
    sandbox.delete()
    made.run(0.1)
    assert (
        made.rules("nat", "DOCKER")[1:] == made.rules("filter", "DOCKER") == made.rules("nat", "POSTROUTING")[1:] == []
    )
    assert made.vm.root.sockets.listeners() == []


@pytest.mark.parametrize(
    ("binding", "why"),
    [
        (PortBinding(80, "tcp", "", 8080, 8080), "Bind for 0.0.0.0:8080 failed: port is already allocated"),
        (PortBinding(80, "tcp", "127.0.0.1", 8080, 8080), "Error starting userland proxy: listen tcp4 127.0.0.1:8080: bind: address already in use"),
        (PortBinding(80, "tcp", "1.2.3.4", 99, 99), "Error starting userland proxy: listen tcp4 1.2.3.4:99: bind: cannot assign requested address"),
        (PortBinding(80, "sctp", "", 99, 99), "Error starting userland proxy: protocol not supported"),
    ],
)  # fmt: skip
def test_a_port_that_cannot_be_had_leaves_nothing_behind(binding: PortBinding, why: str) -> None:
    made = lab()
    made.container("web", wants=WEB)
    made.run(0.1)
    before = [made.rules("nat", "DOCKER"), made.rules("filter", "DOCKER"), made.rules("nat", "POSTROUTING")]
    sandbox = made.container(
        "db", "none", start=False, wants=Connectivity([PortBinding(443, "tcp", "", 443, 443), binding])
    )
    bridge = made.controller.network("bridge")
    assert bridge is not None
    endpoint = bridge.create_endpoint("db", anonymous=True, resolution=False)
    with pytest.raises(ApiError) as refused:
        endpoint.join(sandbox)
    assert (
        refused.value.text == f"driver failed programming external connectivity on endpoint db ({endpoint.id}): {why}"
    )
    assert before == [made.rules("nat", "DOCKER"), made.rules("filter", "DOCKER"), made.rules("nat", "POSTROUTING")]
    endpoint.delete()
    made.container("c", wants=Connectivity([PortBinding(443, "tcp", "", 443, 443)]))


def test_without_docker_proxy() -> None:
    made = lab("--userland-proxy=false")
    sandbox = made.container("web", wants=WEB)
    assert [str(each) for each in sandbox.endpoints[0].port_bindings] == ["0.0.0.0:8080->80/tcp"]
    assert made.rules("nat", "DOCKER") == ["-p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80"]
    assert made.rules("nat", "OUTPUT") == ["-m addrtype --dst-type LOCAL -j DOCKER"]
    assert made.rules("nat", "POSTROUTING")[:2] == [
        "-o docker0 -m addrtype --src-type LOCAL -j MASQUERADE",
        "-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE",
    ]
    docker0 = made.vm.root.device("docker0")
    assert isinstance(docker0, Bridge) and all(port.hairpin for port in docker0.ports.values())
    assert made.vm.root.sysctl["net.ipv4.conf.docker0.route_localnet"] == "1"
    assert [each.port for each in made.vm.root.sockets.listeners()] == [8080]


def test_without_iptables() -> None:
    made = lab("--iptables=false --ip 127.0.0.1")
    sandbox = made.container("web", wants=WEB)
    assert [str(each) for each in sandbox.endpoints[0].port_bindings] == ["127.0.0.1:8080->80/tcp"]
    assert [rule for chain in made.vm.root.nf.chains("nat") for rule in made.rules("nat", chain)] == []
    assert made.vm.root.sysctl["net.ipv4.ip_forward"] == "1"


def test_links_open_exposed_ports_where_containers_may_not_talk() -> None:
    made = lab("--icc=false")
    child = made.container("db", wants=Connectivity(exposed=[(80, "tcp")]))
    parent = made.container("web", wants=Connectivity(children=[child.endpoints[0].id]))
    assert made.rules("filter", "DOCKER") == [
        "-s 172.17.0.3/32 -d 172.17.0.2/32 -i docker0 -o docker0 -p tcp -m tcp --dport 80 -j ACCEPT",
        "-s 172.17.0.2/32 -d 172.17.0.3/32 -i docker0 -o docker0 -p tcp -m tcp --sport 80 -j ACCEPT",
    ]
    assert made.rules("filter", "FORWARD")[-1] == "-i docker0 -o docker0 -j DROP"
    parent.delete()
    assert made.rules("filter", "DOCKER") == []


def test_deleted_chains_are_reported_in_iptables_words() -> None:
    made = lab()
    nf = made.vm.root.nf
    Editor(nf).flush("nat")
    Editor(nf).delete_chain("nat", "DOCKER")
    with pytest.raises(ApiError) as refused:
        made.controller.new_network("n", options={"com.docker.network.bridge.name": "br1"})
    assert refused.value.text == (
        "Failed to Setup IP tables: Unable to enable SKIP DNAT rule:  (iptables failed: iptables --wait -t nat -I DOCKER "
        "-i br1 -j RETURN: iptables: No chain/target/match by that name.\n (exit status 1))"
    )


def test_endpoint_on_a_deleted_bridge_is_refused() -> None:
    made = lab()
    made.vm.root.delete_device("docker0")
    bridge = made.controller.network("bridge")
    assert bridge is not None
    with pytest.raises(ApiError) as refused:
        bridge.create_endpoint("web")
    name = refused.value.text.split()[10]
    assert refused.value.text == (
        f"failed to create endpoint web on network bridge: adding interface {name} to bridge docker0 failed: "
        "could not find bridge docker0: route ip+net: no such network interface"
    )
    assert bridge.endpoints == [] and name not in made.vm.root.devices


def test_a_missing_filter_chain_leaves_the_rules_that_were_set_before() -> None:
    made = lab()
    Editor(made.vm.root.nf).flush("filter")
    for chain in ("DOCKER", "DOCKER-USER", "DOCKER-ISOLATION-STAGE-1", "DOCKER-ISOLATION-STAGE-2"):
        Editor(made.vm.root.nf).delete_chain("filter", chain)
    with pytest.raises(ApiError) as refused:
        made.controller.new_network("n", options={"com.docker.network.bridge.name": "br1"})
    assert refused.value.text == (
        "Failed to program FILTER chain: iptables failed: iptables --wait -I FORWARD -o br1 -j DOCKER: "
        "iptables v1.8.9 (nf_tables): Chain 'DOCKER' does not exist\n"
        "Try `iptables -h' or 'iptables --help' for more information.\n (exit status 2)"
    )
    assert forward(made) == ["-i br1 ! -o br1 -j ACCEPT", "-i br1 -o br1 -j ACCEPT"]
