"""Networks, and containers on them."""

import pytest
from dockernet_sim.engine.errors import ApiError
from tests.unit.engine.daemon.engines import address, create, engine, execute, networks, refusal, run


def test_a_networks_json_has_docker_s_keys_in_docker_s_order() -> None:
    docker = engine(version="20.10")
    docker.networks.create(
        {"Name": "n1", "IPAM": {"Config": [{"Subnet": "10.9.0.0/24"}], "Options": {}}, "Labels": {"a": "b"}}
    )
    found = docker.networks.inspect("n1")
    assert list(found) == [
        "Name", "Id", "Created", "Scope", "Driver", "EnableIPv6", "IPAM", "Internal", "Attachable", "Ingress",
        "ConfigFrom",
        "ConfigOnly", "Containers", "Options", "Labels",
    ]  # fmt: skip
    assert found["IPAM"] == {"Driver": "default", "Options": {}, "Config": [{"Subnet": "10.9.0.0/24"}]}
    assert found["Labels"] == {"a": "b"}


def test_names_that_are_taken() -> None:
    docker = engine()
    docker.networks.create({"Name": "n1"})
    for name, status, text in [
        ("bridge", 403, "operation is not permitted on predefined bridge network"),
        ("n1", 409, "network with name n1 already exists"),
    ]:
        with pytest.raises(ApiError) as error:
            docker.networks.create({"Name": name, "CheckDuplicate": True})
        assert refusal(error) == (status, text)


def test_name_is_given_once_since_25_whether_a_client_asks_for_a_check_or_not() -> None:
    docker = engine(version="29")
    docker.networks.create({"Name": "n1"})
    with pytest.raises(ApiError, match="network with name n1 already exists"):
        docker.networks.create({"Name": "n1"})


def test_two_of_one_name_are_ambiguous() -> None:
    docker = engine(version="20.10")
    docker.networks.create({"Name": "n1"})
    assert "already exists" in docker.networks.create({"Name": "n1"})["Warning"]
    with pytest.raises(ApiError, match=r"network n1 is ambiguous \(2 matches found on name\)"):
        docker.networks.inspect("n1")


def test_only_running_containers_keep_a_network() -> None:
    docker = engine(version="20.10")
    made = docker.networks.create({"Name": "n1"})["Id"]
    run(docker, "c1", network="n1")
    with pytest.raises(ApiError) as error:
        docker.networks.remove("n1")
    assert refusal(error) == (403, f"error while removing network: network n1 id {made} has active endpoints")
    docker.containers.stop("c1", 0)
    docker.networks.remove("n1")
    docker.networks.create({"Name": "n1"})
    with pytest.raises(ApiError, match=f"network {made} not found"):
        docker.containers.start("c1")
    docker.networks.connect("n1", {"Container": "c1"})
    docker.containers.start("c1")
    assert address(docker, "c1", "n1") == "172.19.0.2"


def test_prune_leaves_what_is_used() -> None:
    docker = engine()
    for name in ("n1", "n2", "n3"):
        docker.networks.create({"Name": name, "Labels": {"keep": "1"} if name == "n3" else {}})
    run(docker, "c1", network="n1")
    assert docker.networks.prune({"label!": ["keep"]}) == {"NetworksDeleted": ["n2"]}
    assert docker.networks.prune() == {"NetworksDeleted": ["n3"]}


def test_connect_and_disconnect_while_it_runs() -> None:
    docker = engine(version="20.10")
    docker.networks.create({"Name": "n1"})
    made = run(docker, "c1")
    docker.networks.connect("n1", {"Container": "c1", "EndpointConfig": {"Aliases": ["web"]}})
    settings = docker.containers.inspect("c1")["NetworkSettings"]["Networks"]["n1"]
    assert (settings["IPAddress"], settings["Aliases"]) == ("172.18.0.2", ["web", made[:12]])
    with pytest.raises(ApiError, match="endpoint with name c1 already exists in network n1"):
        docker.networks.connect("n1", {"Container": "c1"})
    docker.networks.disconnect("n1", {"Container": "c1"})
    with pytest.raises(ApiError, match=f"container {made} is not connected to network n1"):
        docker.networks.disconnect("n1", {"Container": "c1"})
    docker.networks.disconnect("bridge", {"Container": "c1"})
    docker.containers.restart("c1", 0)
    assert networks(docker, "c1") == []
    assert list(docker.containers.get("c1").place.ns.devices) == ["lo"]  # type: ignore[union-attr]


def test_connect_and_disconnect_while_it_does_not_run() -> None:
    docker = engine()
    docker.networks.create({"Name": "n1"})
    made = create(docker, "c1")
    docker.networks.connect("n1", {"Container": "c1"})
    docker.networks.connect("nosuch", {"Container": "c1"})
    assert networks(docker, "c1") == ["bridge", "n1", "nosuch"]
    with pytest.raises(ApiError, match="network nosuch not found"):
        docker.containers.start("c1")
    docker.networks.disconnect("nosuch", {"Container": "c1"})
    with pytest.raises(ApiError, match=f"container {made} is not connected to the network nosuch"):
        docker.networks.disconnect("nosuch", {"Container": "c1"})
    docker.containers.start("c1")
    assert address(docker, "c1", "n1") == "172.18.0.2"


@pytest.mark.parametrize(
    ("mode", "network", "text"),
    [
        ("host", "n1", "container sharing network namespace with another container or host cannot be connected"),
        ("none", "n1", "container cannot be connected to multiple networks with one of the networks in private"),
        ("bridge", "none", "container cannot be connected to multiple networks with one of the networks in private"),
        ("bridge", "host", "container cannot be disconnected from host network or connected to host network"),
        ("container:donor", "n1", "container sharing network namespace with another container or host cannot be"),
    ],
)
def test_networks_that_do_not_go_together(mode: str, network: str, text: str) -> None:
    docker = engine(version="20.10")
    docker.networks.create({"Name": "n1"})
    run(docker, "donor")
    run(docker, "c1", network=mode)
    with pytest.raises(ApiError, match=text):
        docker.networks.connect(network, {"Container": "c1"})


@pytest.mark.parametrize(
    ("network", "endpoint", "text"),
    [
        (
            "bridge",
            {"IPAMConfig": {"IPv4Address": "172.17.0.9"}},
            "user specified IP address is supported on user defined",
        ),
        (
            "bridge",
            {"Aliases": ["a"]},
            "network-scoped alias is supported only for containers in user defined networks",
        ),
        (
            "n1",
            {"IPAMConfig": {"IPv4Address": "172.18.0.9"}},
            "supported only when connecting to networks with user conf",
        ),
    ],
)
def test_addresses_and_aliases_that_a_network_does_not_allow(
    network: str, endpoint: dict[str, object], text: str
) -> None:
    docker = engine(version="20.10")
    docker.networks.create({"Name": "n1"})
    create(docker, "c1", network=network, endpoint=endpoint)
    with pytest.raises(ApiError, match=text):
        docker.containers.start("c1")


def test_an_address_is_asked_for_again_at_each_start() -> None:
    docker = engine()
    docker.networks.create({"Name": "n1", "IPAM": {"Config": [{"Subnet": "10.9.0.0/24"}]}})
    endpoint = {"IPAMConfig": {"IPv4Address": "10.9.0.9"}}
    run(docker, "c1", network="n1", endpoint=endpoint)
    docker.containers.stop("c1", 0)
    run(docker, "c2", network="n1", endpoint=endpoint)
    with pytest.raises(ApiError, match="Address already in use"):
        docker.containers.start("c1")
    docker.containers.remove("c2", force=True)
    docker.containers.start("c1")
    assert address(docker, "c1", "n1") == "10.9.0.9"


def test_joiner_stays_in_its_namespace_when_the_donor_restarts() -> None:
    docker = engine(version="20.10")
    donor = run(docker, "donor")
    run(docker, "joiner", network="container:donor")
    assert docker.containers.inspect("joiner")["HostConfig"]["NetworkMode"] == f"container:{donor}"
    assert docker.containers.inspect("joiner")["Config"]["Hostname"] == donor[:12]
    docker.containers.restart("donor", 0)
    shared = docker.containers.get("joiner").place.ns  # type: ignore[union-attr]
    assert list(shared.devices) == ["lo"] and shared is not docker.containers.get("donor").place.ns  # type: ignore[union-attr]
    docker.containers.restart("joiner", 0)
    assert docker.containers.get("joiner").place.ns is docker.containers.get("donor").place.ns  # type: ignore[union-attr]
    assert shared not in docker.host.netns.values()
    docker.containers.stop("donor", 0)
    docker.containers.stop("joiner", 0)
    with pytest.raises(ApiError, match=f"cannot join network of a non running container: {donor}"):
        docker.containers.start("joiner")


def test_host_mode_is_the_hosts_own_namespace() -> None:
    docker = engine()
    run(docker, "c1", network="host")
    assert docker.containers.get("c1").place.ns is docker.host.root  # type: ignore[union-attr]
    assert docker.containers.inspect("c1")["Config"]["Hostname"] == "vm"
    assert execute(docker, "c1", "cat", "/etc/hostname") == (0, "vm\n")
    docker.containers.remove("c1", force=True)
    assert "root" in docker.host.netns


def test_ports_as_asked_for_and_as_in_force() -> None:
    docker = engine()
    bindings = {"80/tcp": [{"HostPort": "8080"}], "53/udp": [{"HostIp": "127.0.0.1", "HostPort": "53"}]}
    run(docker, "c1", PortBindings=bindings, config={"ExposedPorts": {"80/tcp": {}, "53/udp": {}, "9/tcp": {}}})
    ports = docker.containers.inspect("c1")["NetworkSettings"]["Ports"]
    assert ports["80/tcp"] == [{"HostIp": "0.0.0.0", "HostPort": "8080"}, {"HostIp": "::", "HostPort": "8080"}]
    assert ports["53/udp"] == [{"HostIp": "127.0.0.1", "HostPort": "53"}] and ports["9/tcp"] is None
    docker.containers.stop("c1", 0)
    inspected = docker.containers.inspect("c1")
    assert inspected["NetworkSettings"]["Ports"] == {}
    assert inspected["HostConfig"]["PortBindings"]["80/tcp"] == [{"HostIp": "", "HostPort": "8080"}]


def test_a_taken_port_leaves_the_container_created() -> None:
    docker = engine()
    taken = {"80/tcp": [{"HostPort": "80"}]}
    run(docker, "c1", PortBindings=taken)
    create(docker, "c2", PortBindings=taken)
    with pytest.raises(ApiError, match=r"Bind for 0\.0\.0\.0:80 failed: port is already allocated"):
        docker.containers.start("c2")
    assert len(docker.networks.inspect("bridge")["Containers"]) == 1
    docker.containers.remove("c1", force=True)
    docker.containers.start("c2")
