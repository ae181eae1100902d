"""docker-py against a served lab."""

import gc
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from dockernet_sim import Lab
from tests.api import clients


@pytest.fixture
def client() -> Iterator[Any]:
    docker = clients.module("docker")
    with Lab(engine="20.10").serve() as served:
        connected = docker.DockerClient(base_url=served.host)
        yield connected
        connected.close()
    with warnings.catch_warnings():  # docker-py leaves the sockets of exec and events open
        warnings.simplefilter("ignore", ResourceWarning)
        del connected
        gc.collect()


def test_containers_and_networks(client: Any) -> None:
    web = client.containers.run("nginx", detach=True, name="web", ports={"80/tcp": 8080})
    web.reload()
    assert web.status == "running" and web.ports["80/tcp"][0]["HostPort"] == "8080"
    network = client.networks.create("n1", labels={"a": "b"})
    network.connect(web, aliases=["www"])
    network.reload()
    assert web.id in network.attrs["Containers"]
    assert [each.name for each in client.networks.list(filters={"label": "a=b"})] == ["n1"]
    web.remove(force=True)
    network.remove()


def test_run_gives_output_and_raises_for_a_code(client: Any) -> None:
    assert client.containers.run("busybox", ["echo", "hi"], remove=True) == b"hi\n"
    with pytest.raises(Exception, match="returned non-zero exit status 3"):
        client.containers.run("busybox", ["sh", "-c", "exit 3"])


def test_exec_output_is_never_lost(client: Any) -> None:
    web = client.containers.run("nginx", detach=True)
    for _ in range(40):
        assert web.exec_run("echo hi") == (0, b"hi\n")
    assert web.exec_run(["sh", "-c", "echo out; echo err >&2"], demux=True).output == (b"out\n", b"err\n")
    assert len(list(web.exec_run("ping -c 3 127.0.0.1", stream=True).output)) >= 3


def test_refusals_are_docker_pys_exceptions(client: Any) -> None:
    errors = clients.module("docker").errors
    with pytest.raises(errors.NotFound):
        client.containers.get("nosuch")
    with pytest.raises(errors.APIError, match="not modelled") as refused:
        client.images.search("nginx")
    assert refused.value.status_code == 501


def test_swarm_is_there_as_state(client: Any) -> None:
    errors = clients.module("docker").errors
    client.swarm.init("172.31.179.120")
    made = client.networks.create("ov1", driver="overlay", attachable=True)
    assert made.attrs["Attachable"] and made.attrs["Scope"] == "swarm" and client.nodes.list()[0].attrs["ManagerStatus"]
    with pytest.raises(errors.APIError, match="services of a swarm are not modelled") as refused:
        client.services.list()
    assert refused.value.status_code == 501
    with pytest.raises(errors.APIError, match="networks of a swarm"):
        client.containers.run("nginx", detach=True, network="ov1")
    made.remove()
    client.swarm.leave(force=True)
    with pytest.raises(errors.APIError, match="not a swarm manager"):
        client.services.list()


def test_events_df_volumes_images(client: Any) -> None:
    client.volumes.create("v1")
    assert [each.name for each in client.volumes.list()] == ["v1"]
    assert client.images.pull("redis", tag="latest").tags == ["redis:latest"]
    assert client.df()["Volumes"][0]["Name"] == "v1"
    actions = [event["Action"] for event in client.events(since=1, until=1704067200 + 60, decode=True)]
    assert actions[0] == "create"
