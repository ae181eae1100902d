"""A swarm of one node, as state."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.sim.errors import NotModelled
from tests.unit.engine.daemon.engines import create, engine, refusal

OVERLAY = {"Driver": "overlay"}
HERE = {"ListenAddr": "0.0.0.0:2377", "AdvertiseAddr": "192.0.2.1"}


def test_outside_of_a_swarm_its_calls_are_refused() -> None:
    docker = engine(version="20.10")
    for call in (docker.swarm.inspect, docker.swarm.nodes, lambda: docker.swarm.leave(force=True)):
        with pytest.raises(ApiError) as error:
            call()
        assert error.value.status == 503
    with pytest.raises(ApiError, match="This node is not a swarm manager"):
        docker.networks.create({"Name": "ov1", **OVERLAY})


def test_init_makes_ingress_and_docker_gwbridge_and_leave_keeps_the_bridge() -> None:
    docker = engine(version="20.10")
    node = docker.swarm.init(HERE)
    assert docker.swarm.nodes()[0]["ID"] == node and docker.system.info()["Swarm"]["LocalNodeState"] == "active"
    assert {each["Name"] for each in docker.networks.list({"scope": ["swarm"]})} == {"ingress"}
    ingress = docker.networks.inspect("ingress")
    assert ingress["Ingress"] and ingress["IPAM"]["Config"] == [{"Subnet": "10.0.0.0/24", "Gateway": "10.0.0.1"}]
    boxes = docker.networks.inspect("docker_gwbridge")["Containers"]
    assert boxes["ingress-sbox"]["IPv4Address"] == "172.18.0.2/16"
    with pytest.raises(ApiError, match="already part of a swarm"):
        docker.swarm.init(HERE)
    with pytest.raises(ApiError, match=r"as a manager\. Removing the last manager"):
        docker.swarm.leave()
    docker.swarm.leave(force=True)
    assert sorted(each["Name"] for each in docker.networks.list()) == ["bridge", "docker_gwbridge", "host", "none"]
    docker.networks.remove("docker_gwbridge")


def test_networks_of_swarm_scope_get_the_managers_subnets_in_turn() -> None:
    docker = engine(version="20.10")
    docker.swarm.init(HERE)
    for name, subnet in (("ov1", ""), ("ov2", ""), ("taken", "10.0.0.0/24"), ("asked", "10.0.9.0/24")):
        config = [{"Subnet": subnet}] if subnet else []
        docker.networks.create({"Name": name, **OVERLAY, "IPAM": {"Config": config}, "Attachable": name == "ov1"})
    shown = {name: docker.networks.inspect(name) for name in ("ov1", "ov2", "taken", "asked")}
    assert shown["ov1"]["IPAM"]["Config"] == [{"Subnet": "10.0.1.0/24", "Gateway": "10.0.1.1"}]
    assert shown["ov2"]["Options"] == {"com.docker.network.driver.overlay.vxlanid_list": "4098"}
    assert (shown["taken"]["Driver"], shown["taken"]["IPAM"]["Config"]) == ("", None)
    assert shown["asked"]["IPAM"]["Config"] == [{"Subnet": "10.0.9.0/24", "Gateway": "10.0.9.1"}]
    docker.networks.remove("ingress")
    assert docker.networks.inspect("taken")["IPAM"]["Config"] == [{"Subnet": "10.0.0.0/24", "Gateway": "10.0.0.1"}]
    assert docker.networks.prune()["NetworksDeleted"] == ["ov1", "ov2", "taken", "asked"]


def test_scope_tells_networks_apart() -> None:
    docker = engine(version="29")
    docker.swarm.init(HERE)
    docker.networks.create({"Name": "ov1", **OVERLAY, "Scope": "swarm"})
    assert docker.networks.inspect("ov1", scope="swarm")["EnableIPv4"] is True
    for name, scope in (("ov1", "local"), ("bridge", "swarm"), ("bridge", "global")):
        with pytest.raises(ApiError) as error:
            docker.networks.inspect(name, scope=scope)
        assert error.value.status == 404
    with pytest.raises(ApiError) as error:
        docker.networks.create({"Name": "ov2", **OVERLAY, "Scope": "local"})
    assert refusal(error) == (403, "cannot downgrade network scope for overlay networks")
    with pytest.raises(ApiError, match=r"ingress network .* is already present"):
        docker.networks.create({"Name": "ing2", **OVERLAY, "Ingress": True})
    with pytest.raises(ApiError, match="network with name ov1 already exists"):
        docker.networks.create({"Name": "ov1"})


def test_containers_on_overlay_networks_are_refused_by_name() -> None:
    docker = engine(version="29")
    docker.swarm.init(HERE)
    docker.networks.create({"Name": "ov1", **OVERLAY, "Attachable": True})
    docker.networks.create({"Name": "ov2", **OVERLAY})
    with pytest.raises(NotModelled, match=r"networks of a swarm \(ov1\)"):
        create(docker, "web", network="ov1")
    web = create(docker, "web", network="ov2")
    with pytest.raises(ApiError, match="network ov2 not manually attachable"):
        docker.containers.start(web)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"AdvertiseAddr": "nosuch"}, "advertise address must be a non-zero IP address or network interface"),
        ({"AdvertiseAddr": "0.0.0.0"}, "advertise address must be a non-zero IP address or network interface"),
        ({"ListenAddr": "x:y"}, "listen address must be an IP address or network interface"),
        ({"AdvertiseAddr": "lo:z"}, "advertise address must be"),
    ],
)
def test_addresses_that_are_none(asked: dict[str, str], text: str) -> None:
    with pytest.raises(ApiError, match=text):
        engine(version="20.10").swarm.init(asked)


def test_join_is_refused_by_name() -> None:
    docker = engine(version="20.10")
    with pytest.raises(ApiError, match="invalid join token"):
        docker.swarm.join({"JoinToken": "x"})
    with pytest.raises(NotModelled, match="docker swarm join"):
        docker.swarm.join({"JoinToken": f"SWMTKN-1-{'a' * 50}-{'b' * 25}"})


def test_swarm_outlives_a_restart_of_dockerd_and_a_save() -> None:
    lab = Lab(engine="20.10")
    lab.world.engine_call("vm", "swarm_init", [{}], {})
    lab.sh("sudo systemctl restart docker")
    again = lab.copy()
    for each in (lab, again):
        docker = each.world.engine()
        assert docker.networks.inspect("docker_gwbridge")["Containers"]["ingress-sbox"]
        assert docker.networks.inspect("ingress")["Scope"] == "swarm"
    assert lab.world.engine().swarm.inspect()["ID"] == again.world.engine().swarm.inspect()["ID"]


def test_settings_of_a_swarm_other_than_the_default_ones_are_refused_by_name() -> None:
    docker = engine(version="29")
    with pytest.raises(NotModelled, match=r"Spec\.Raft\.SnapshotInterval 5000 is not modelled"):
        docker.swarm.init({**HERE, "Spec": {"Raft": {"SnapshotInterval": 5000}}})
    with pytest.raises(NotModelled, match=r"Spec\.EncryptionConfig\.AutoLockManagers True is not modelled"):
        docker.swarm.init({**HERE, "Spec": {"EncryptionConfig": {"AutoLockManagers": True}}})
    usual = {"Labels": None, "Raft": {"ElectionTick": 0, "HeartbeatTick": 1}, "EncryptionConfig": {}}
    assert docker.swarm.init({**HERE, "Spec": usual})


@pytest.mark.parametrize(("version", "shown"), [("20.10", (["10.0.0.0/8"], 24)), ("29", (None, 4))])
def test_a_size_of_subnets_without_a_pool_changes_no_subnet(version: str, shown: tuple[object, int]) -> None:
    docker = engine(version=version)
    docker.swarm.init({**HERE, "SubnetSize": 4})
    found = docker.swarm.inspect()
    assert (found["DefaultAddrPool"], found["SubnetSize"]) == shown
    assert docker.networks.inspect("ingress")["IPAM"]["Config"] == [{"Subnet": "10.0.0.0/24", "Gateway": "10.0.0.1"}]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"DefaultAddrPool": ["10.80.0.0/16"], "SubnetSize": 33}, "subnet size is out of range: 33"),
        ({"SubnetSize": "x"}, "cannot unmarshal string into Go struct field InitRequest.SubnetSize of type uint32"),
        ({"DataPathPort": -1}, "cannot unmarshal number -1 into Go struct field InitRequest.DataPathPort of type uint"),
    ],
)
def test_numbers_of_a_new_swarm_that_mean_nothing_are_refused(body: dict[str, object], said: str) -> None:
    with pytest.raises(ApiError, match=said):
        engine(version="29").swarm.init({**HERE, **body})


def test_the_meshs_endpoint_has_an_address_of_the_pool_asked_for() -> None:
    docker = engine(version="29")
    docker.swarm.init({**HERE, "DefaultAddrPool": ["10.80.0.0/16"], "SubnetSize": 26})
    (box,) = docker.networks.inspect("ingress")["Containers"].values()
    assert (box["IPv4Address"], box["MacAddress"]) == ("10.80.0.2/26", "02:42:0a:50:00:02")


@pytest.mark.parametrize("version", ["20.10", "29"])
def test_nodes_are_filtered_by_role_and_membership_in_any_case(version: str) -> None:
    docker = engine(version=version)
    docker.swarm.init(HERE)
    for key, passing, failing in (("role", "MANAGER", "worker"), ("membership", "Accepted", "pending")):
        assert len(docker.swarm.nodes({key: [passing]})) == len(docker.swarm.nodes({key: [""]})) == 1
        assert docker.swarm.nodes({key: [failing]}) == []
        with pytest.raises(ApiError, match=f"Invalid {key} filter: 'bogus'"):
            docker.swarm.nodes({key: ["bogus"]})


def test_a_swarm_made_anew_keeps_its_options_or_is_refused_by_name() -> None:
    docker = engine(version="29")
    node = docker.swarm.init(HERE)
    assert docker.swarm.init({**HERE, "ForceNewCluster": True}) == node
    with pytest.raises(NotModelled, match="--force-new-cluster: DataPathPort 5789"):
        docker.swarm.init({**HERE, "ForceNewCluster": True, "DataPathPort": 5789})
