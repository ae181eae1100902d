"""docker-py's arguments in the Engine API's spelling."""

import json

import pytest
from dockernet_sim.client.checks import as_filters
from dockernet_sim.client.errors import APIError, ImageNotFound, NotFound, from_response
from dockernet_sim.client.options import container_config
from dockernet_sim.client.response import Response
from dockernet_sim.client.running import low_level
from dockernet_sim.client.types import EndpointConfig, IPAMConfig, IPAMPool


def test_options_land_where_the_engine_looks_for_them() -> None:
    made = low_level(
        {
            "environment": {"A": "1"},
            "links": {"db": "database"},
            "hostname": "h",
            "dns": ["9.9.9.9"],
            "extra_hosts": {"x": "1.2.3.4"},
            "volumes": {"data": {"bind": "/data", "mode": "ro"}},
        }
    )
    body = container_config("nginx", "sleep '1 2'", made)
    assert body["Cmd"] == ["sleep", "1 2"]
    assert body["Env"] == ["A=1"]
    assert body["Hostname"] == "h"
    assert body["Volumes"] == {"/data": {}}
    assert body["HostConfig"]["Binds"] == ["data:/data:ro"]
    assert body["HostConfig"]["Links"] == ["db:database"]
    assert body["HostConfig"]["Dns"] == ["9.9.9.9"]
    assert body["HostConfig"]["ExtraHosts"] == ["x:1.2.3.4"]


def test_an_unknown_option_is_an_error() -> None:
    with pytest.raises(TypeError, match="volumez"):
        low_level({"volumez": {}})


def test_network_and_network_mode_exclude_each_other() -> None:
    with pytest.raises(TypeError, match="together"):
        low_level({"network": "a", "network_mode": "host"})


def test_types_are_plain_dictionaries() -> None:
    pool = IPAMPool(subnet="10.0.0.0/8", gateway="10.0.0.1")
    assert IPAMConfig(pool_configs=[pool])["Config"][0]["Gateway"] == "10.0.0.1"
    assert EndpointConfig(ipv4_address="10.0.0.9", aliases=["a"]) == {
        "Aliases": ["a"],
        "IPAMConfig": {"IPv4Address": "10.0.0.9"},
    }


def test_filters_become_lists_of_texts() -> None:
    assert as_filters({"dangling": True, "name": ["a", "b"]}) == '{"dangling": ["true"], "name": ["a", "b"]}'


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [
        ("No such container: x", 404, NotFound),
        ("No such image: x:latest", 404, ImageNotFound),
        ("Conflict. The container name", 409, APIError),
    ],
)
def test_refusals_have_docker_pys_names(text: str, status: int, kind: type[APIError]) -> None:
    with pytest.raises(APIError) as caught:
        from_response(Response(status, "http+docker://localhost/v1.55/x", json.dumps({"message": text}).encode()))
    error = caught.value
    assert type(error) is kind
    assert error.status_code == status and error.response is not None and error.explanation == text
    assert str(error).startswith(f"{status} Client Error for http+docker://localhost/v1.55/x: ")
    assert text in str(error)
