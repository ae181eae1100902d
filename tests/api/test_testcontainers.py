"""testcontainers-python against a served lab.

The fixture disables its helper container (Ryuk), which removes what a crashed test leaves: a lab goes with its test.
"""

import json
from typing import Any

import pytest
from dockernet_sim import Lab
from tests.api import clients

pytestmark = pytest.mark.filterwarnings("ignore")  # its own deprecations, and sockets that docker-py leaves open
SERVER = "python3 -m http.server 8000"


@pytest.fixture
def core(docker_host: str) -> Any:
    """testcontainers.core, driving the served lab."""
    clients.module("testcontainers")
    from testcontainers.core import config, container, docker_client, network, wait_strategies

    assert config and docker_client and network and wait_strategies
    import testcontainers.core as core

    assert container
    return core


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_container_with_a_port_and_a_wait_strategy(engine: str, request: pytest.FixtureRequest) -> None:
    request.node.add_marker(pytest.mark.lab(engine=engine))
    core = request.getfixturevalue("core")
    server = core.container.DockerContainer("python:3-alpine").with_command(SERVER).with_exposed_ports(8000)
    with server.waiting_for(core.wait_strategies.LogMessageWaitStrategy("Serving")) as running:
        assert running.get_exposed_port(8000) >= 32768  # the first that is free here
        assert running.exec("wget -q -O - http://localhost:8000/").exit_code == 0
        assert running.exec(["sh", "-c", "exit 3"]).exit_code == 3
        assert b"Serving HTTP" in running.get_logs()[0]
        assert running.get_wrapped_container().status == "running"


@pytest.mark.lab(engine="29")
def test_containers_of_a_network_find_each_other_and_others_do_not(core: Any, lab: Lab) -> None:
    container = core.container.DockerContainer
    with core.network.Network() as joint:
        db = container("redis").with_network(joint).with_network_aliases("db")
        api = container("python:3-alpine").with_command(SERVER).with_network(joint).with_network_aliases("api")
        api = api.with_env("TIER", "middle").with_exposed_ports(8000)
        api = api.waiting_for(core.wait_strategies.LogMessageWaitStrategy("Serving"))
        with db, api, container("nginx") as apart:
            assert api.exec("ping -c 1 db").exit_code == 0
            assert db.exec("ping -c 1 api").exit_code == 0
            assert apart.exec("ping -c 1 db").exit_code != 0
            assert b"TIER=middle" in api.exec("env").output
            name = api.get_wrapped_container().name
            assert lab.why(name, "db:6379") and not lab.why(apart.get_wrapped_container().name, f"{name}:8000")
            listed = lab.docker.containers.list(filters={"label": "org.testcontainers=true"})
            assert len(listed) == 3
    assert lab.docker.containers.list(all=True) == []
    assert {each.name for each in lab.docker.networks.list()} == {"bridge", "host", "none"}


@pytest.mark.lab(engine="29")
def test_health_and_exec_strategies(core: Any) -> None:
    wait = core.wait_strategies
    server = core.container.DockerContainer("nginx").with_kwargs(
        healthcheck={"test": "wget -q -O - http://localhost/", "interval": 10**9}
    )
    with server.waiting_for(wait.HealthcheckWaitStrategy()) as running:
        running.get_wrapped_container().reload()
        assert running.get_wrapped_container().health == "healthy"
    if hasattr(wait, "ExecWaitStrategy"):
        with core.container.DockerContainer("redis").waiting_for(wait.ExecWaitStrategy(["redis-cli", "ping"])):
            pass


@pytest.mark.lab(engine="29")
def test_volumes_and_files_are_the_labs(core: Any, lab: Lab) -> None:
    with core.container.DockerContainer("nginx").with_volume_mapping("data", "/data", "rw") as running:
        assert running.exec(["sh", "-c", "echo kept > /data/note"]).exit_code == 0
        assert json.loads(lab.sh("docker volume inspect data").stdout)[0]["Name"] == "data"
    with core.container.DockerContainer("nginx").with_volume_mapping("data", "/data", "ro") as running:
        assert running.exec("cat /data/note").output == b"kept\n"


@pytest.mark.lab(engine="29")
def test_http_wait_strategy_and_requests_reach_the_published_port(core: Any) -> None:
    requests = clients.module("requests")
    server = core.container.DockerContainer("nginx").with_exposed_ports(80)
    with server.waiting_for(core.wait_strategies.HttpWaitStrategy(80).for_status_code(200)) as running:
        answer = requests.get(f"http://localhost:{running.get_exposed_port(80)}/", timeout=30)
        assert answer.status_code == 200 and answer.text
