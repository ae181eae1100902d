"""Fields by the client's API version."""

import json
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.api.core import Api
from dockernet_sim.api.message import Request, Response


@pytest.fixture(scope="module")
def api() -> Api:
    lab = Lab(engine="29")
    lab.sh("docker network create n1; docker run -d --name web --network n1 nginx; docker run -d --name plain nginx")
    return Api(lab.world)


def ask(api: Api, target: str) -> Any:
    answer = api.handle(Request.of("GET", target))
    assert isinstance(answer, Response) and answer.status == 200
    return json.loads(answer.body)


def test_short_id_is_an_alias_below_1_45(api: Api) -> None:
    old, new = (ask(api, f"/v{version}/containers/web/json") for version in ("1.44", "1.45"))
    assert old["NetworkSettings"]["Networks"]["n1"]["Aliases"] == [old["Id"][:12]]
    assert new["NetworkSettings"]["Networks"]["n1"]["Aliases"] is None


def test_bridge_stands_at_the_top_of_the_settings_below_1_52(api: Api) -> None:
    old, new = (ask(api, f"/v{version}/containers/plain/json")["NetworkSettings"] for version in ("1.51", "1.52"))
    assert old["IPAddress"] == new["Networks"]["bridge"]["IPAddress"] and "IPAddress" not in new


def test_status_firewall_and_sizes_come_with_their_versions(api: Api) -> None:
    assert "Status" not in ask(api, "/v1.51/networks/n1") and "Status" in ask(api, "/v1.52/networks/n1")
    assert "FirewallBackend" not in ask(api, "/v1.48/info") and "FirewallBackend" in ask(api, "/v1.49/info")
    assert "VirtualSize" in ask(api, "/v1.43/images/nginx/json")
    assert "VirtualSize" not in ask(api, "/v1.44/images/nginx/json")


def test_several_networks_at_create_need_1_44(api: Api) -> None:
    body = json.dumps({"Image": "nginx", "NetworkingConfig": {"EndpointsConfig": {"n1": {}, "bridge": {}}}}).encode()
    headers = {"content-type": "application/json"}
    refused = api.handle(Request.of("POST", "/v1.43/containers/create", headers, body))
    assert isinstance(refused, Response) and refused.status == 400
    assert b"Container cannot be created with multiple network endpoints: n1, bridge" in refused.body


def test_older_release_answers_its_versions_alike() -> None:
    lab = Lab(engine="20.10")
    lab.sh("docker run -d --name web nginx")
    served = Api(lab.world)
    assert "IPAddress" in ask(served, "/v1.41/containers/web/json")["NetworkSettings"]
