"""One request for a new container, however it was asked for."""

from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.engine.container.request import ContainerRequest, EndpointRequest, asked_links, binding, link


def test_what_is_not_said_is_left_to_the_engine() -> None:
    assert ContainerRequest("nginx").body() == {"Image": "nginx", "HostConfig": {"NetworkMode": "default"}}
    assert EndpointRequest().settings() == {} and EndpointRequest(aliases=[]).settings() == {"Aliases": []}


def test_endpoints_are_requests_or_settings_as_they_are() -> None:
    body = ContainerRequest("nginx", "n1", endpoints={"n1": EndpointRequest(mac="02:00:00:00:00:01"), "n2": {}}).body()
    assert body["NetworkingConfig"] == {"EndpointsConfig": {"n1": {"MacAddress": "02:00:00:00:00:01"}, "n2": {}}}


def test_host_ports_and_links() -> None:
    assert binding() == binding(None, "") == {"HostIp": "", "HostPort": ""}
    assert link("db", None) == "db:db" and asked_links(None) == []
    assert asked_links(["/db:/web/database", "db:db"]) == ["db:database", "db:db"]


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_shell_and_client_ask_for_the_same(engine: str) -> None:
    """The same container by words and by keywords: what follows from it in inspect is the same."""
    shown = []
    for by_words in (True, False):
        lab = Lab(engine=engine)
        lab.sh("docker network create front")
        if by_words:
            lab.sh(
                "docker create --name web --network front --network-alias www -p 127.0.0.1:8080:80 --dns 9.9.9.9 nginx"
            )
        else:
            networks = {"front": lab.docker.api.create_endpoint_config(aliases=["www"])}
            options: dict[str, Any] = {"network": "front", "networking_config": networks, "dns": ["9.9.9.9"]}
            lab.docker.containers.create("nginx", name="web", ports={"80/tcp": ("127.0.0.1", 8080)}, **options)
        lab.sh("docker start web")
        data = lab.world.engine().containers.inspect("web")
        ends = {key: data["NetworkSettings"]["Networks"]["front"][key] for key in ("Aliases", "IPAddress", "Links")}
        ends["Aliases"] = [each for each in ends["Aliases"] if each != data["Id"][:12]]
        shown.append((ends, data["HostConfig"]["PortBindings"], data["HostConfig"]["Dns"], data["Config"]["Cmd"]))
    assert shown[0] == shown[1]
