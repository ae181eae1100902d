"""docker-py's grammar on the engine."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.client import APIError, ContainerError, ImageNotFound, IPAMConfig, IPAMPool, NotFound
from dockernet_sim.engine.versions import release


@pytest.fixture
def lab() -> Lab:
    return Lab(engine="29")


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_a_restart_policy_may_leave_out_its_count(engine: str) -> None:
    docker = Lab(engine=engine).docker
    web = docker.containers.run("nginx", detach=True)
    web.update(restart_policy={"Name": "on-failure"})
    web.reload()
    assert web.attrs["HostConfig"]["RestartPolicy"] == {"Name": "on-failure", "MaximumRetryCount": 0}


def test_a_container_from_run_to_remove(lab: Lab) -> None:
    web = lab.docker.containers.run("nginx", detach=True, name="web", ports={"80/tcp": 8080})
    assert (web.status, web.ports) == ("created", {})  # as it was when it was made
    web.reload()
    assert (web.name, web.status, web.short_id) == ("web", "running", web.id[:12])
    assert web.attrs["NetworkSettings"]["Networks"]["bridge"]["IPAddress"] == "172.17.0.2"
    assert web.ports["80/tcp"][0]["HostPort"] == "8080"
    assert web.image.tags == ["nginx:latest"]
    assert web.exec_run("cat /etc/hostname").output.decode().strip() == web.short_id
    assert lab.sh("curl -s http://172.31.179.120:8080/", on="lan").stdout == "hello\n"
    web.stop(timeout=0)
    assert web.status == "running"
    web.reload()
    assert web.status == "exited"
    web.start()
    web.rename("www")
    assert [c.name for c in lab.docker.containers.list()] == ["www"]
    with pytest.raises(APIError) as refused:
        web.remove()
    assert refused.value.status_code == 409
    web.remove(force=True)
    with pytest.raises(NotFound):
        lab.docker.containers.get("www")


def test_networks_connect_and_disconnect(lab: Lab) -> None:
    ipam = IPAMConfig(pool_configs=[IPAMPool(subnet="10.5.0.0/16", gateway="10.5.0.1")])
    net = lab.docker.networks.create("mynet", ipam=ipam)
    web = lab.docker.containers.run("nginx", detach=True, name="web", network="mynet")
    cli = lab.docker.containers.run("busybox", detach=True, name="cli")
    assert cli.exec_run(["ping", "-c", "1", "-W", "1", "10.5.0.2"]).exit_code == 1
    net.connect(cli, aliases=["c"], ipv4_address="10.5.0.9")
    assert cli.exec_run(["ping", "-c", "1", "web"]).exit_code == 0
    assert net.containers == []
    net.reload()
    assert {c.name for c in net.containers} == {"web", "cli"}
    assert web.exec_run("getent hosts c").output.split()[0] == b"10.5.0.9"
    net.disconnect(cli)
    net.reload()
    assert [c.name for c in net.containers] == ["web"]
    with pytest.raises(APIError, match="has active endpoints"):
        net.remove()
    assert {n.name for n in lab.docker.networks.list()} == {"bridge", "host", "none", "mynet"}
    assert [n.name for n in lab.docker.networks.list(names=["mynet"])] == ["mynet"]


def test_a_command_that_is_waited_for(lab: Lab) -> None:
    assert lab.docker.containers.run("busybox", "echo hi", remove=True) == b"hi\n"
    with pytest.raises(ContainerError) as failed:
        lab.docker.containers.run("busybox", ["sh", "-c", "exit 3"], remove=True)
    assert failed.value.exit_status == 3
    assert lab.docker.containers.list(all=True) == []


def test_refusals(lab: Lab) -> None:
    with pytest.raises(ImageNotFound):
        lab.docker.containers.run("nope")
    with pytest.raises(NotFound):
        lab.docker.networks.get("nope")
    with pytest.raises(APIError):
        lab.docker.networks.create("bad", ipam=IPAMConfig(pool_configs=[IPAMPool(subnet="10.5.0.0/99")]))


def test_what_the_client_did_is_what_docker_shows(lab: Lab) -> None:
    lab.docker.containers.run("nginx", detach=True, name="web")
    assert lab.sh("docker ps --format '{{.Names}} {{.Image}}'").stdout == "web nginx\n"


def test_time_goes_by_as_the_engine_works(lab: Lab) -> None:
    before = lab.env.now
    lab.docker.networks.create("n")
    assert lab.env.now - before == pytest.approx(
        release("29").costs.of("network create") + release("29").costs.of("inspect")
    )


def test_the_low_level_calls(lab: Lab) -> None:
    api = lab.docker.api
    net = lab.docker.networks.create("mynet")
    config = {"mynet": api.create_endpoint_config(aliases=["www"])}
    web = lab.docker.containers.run("nginx", detach=True, name="web", network="mynet", networking_config=config)
    assert "www" in api.inspect_container("web")["NetworkSettings"]["Networks"]["mynet"]["Aliases"]
    api.disconnect_container_from_network("web", net.id)
    api.connect_container_to_network("web", "bridge")
    web.reload()
    assert list(web.attrs["NetworkSettings"]["Networks"]) == ["bridge"]
    assert [c["Names"] for c in api.containers()] == [["/web"]]
    api.remove_network("mynet")
    assert api.networks(names=["mynet"]) == []


def test_run_pulls_an_image_of_the_catalogue_and_names_what_there_is_otherwise() -> None:
    client = Lab().docker
    assert client.containers.run("alpine:3.19", "hostname -i") == b"172.17.0.2\n"
    assert client.images.pull("redis", tag="7").tags == ["redis:7"]
    with pytest.raises(ImageNotFound, match="pull access denied for nosuch"):
        client.containers.run("nosuch")
