"""Fields by API version, as a table; a real 29.7.2 and 20.10.24 gave these (api/docs/CHANGELOG.md of moby says why)."""

import json
from functools import lru_cache
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.api.core import Api
from dockernet_sim.api.message import Request, Response

SETUP = (
    "docker network create n1; docker run -d --name web --network n1 -p 8080:80 --health-cmd true nginx;"
    "docker run -d --name plain nginx; docker volume create v1"
)
WEB, IMAGE, DF = "/containers/web/json", "/images/nginx/json", "/system/df"
# engine, path, field, versions with it, versions without it
TABLE = [
    ("29", "/containers/json", "0.Health.Status", "1.52 1.55", "1.40 1.51"),
    ("29", "/containers/json", "0.Ports.0.IP", "1.40 1.55", ""),
    ("29", WEB, "Config.OnBuild", "", "1.40 1.55"),
    ("29", WEB, "GraphDriver.Data.ID", "1.40 1.55", ""),
    ("29", "/containers/plain/json", "NetworkSettings.IPAddress", "1.40 1.51", "1.52 1.55"),
    ("29", WEB, "NetworkSettings.Networks.n1.GwPriority", "1.40 1.55", ""),
    ("29", IMAGE, "Config.Hostname", "1.40 1.49", "1.50 1.55"),
    ("29", IMAGE, "Config.Env", "1.40 1.51", "1.52 1.55"),
    ("29", IMAGE, "Config.Cmd", "1.40 1.55", ""),
    ("29", IMAGE, "Parent", "1.40 1.51", "1.52 1.55"),
    ("29", IMAGE, "DockerVersion", "1.40 1.51", "1.52 1.55"),
    ("29", IMAGE, "VirtualSize", "1.40 1.43", "1.44 1.55"),
    ("29", IMAGE, "ContainerConfig", "1.40 1.44", "1.45 1.55"),
    ("29", "/networks/n1", "Status.IPAM.Subnets", "1.52 1.55", "1.40 1.51"),
    ("29", "/networks/n1", "EnableIPv4", "1.40 1.55", ""),
    ("29", "/info", "Containerd.Address", "1.46 1.55", "1.40 1.45"),
    ("29", "/info", "FirewallBackend.Driver", "1.49 1.55", "1.40 1.48"),
    ("29", "/info", "BridgeNfIptables", "1.40 1.49", "1.50 1.55"),
    ("29", "/info", "RuncCommit.Expected", "1.40 1.48", "1.49 1.55"),
    ("29", "/info", "RuncCommit.ID", "1.40 1.55", ""),
    ("29", "/info", "RegistryConfig.AllowNondistributableArtifactsCIDRs", "1.40 1.46", "1.47 1.55"),
    ("29", "/info", "RegistryConfig.IndexConfigs.docker_io.Secure", "1.40 1.55", ""),
    ("29", "/info", "KernelMemoryTCP", "", "1.40 1.55"),
    ("29", "/info", "CDISpecDirs.0", "1.40 1.55", ""),
    ("29", "/info", "DefaultAddressPools", "", "1.40 1.55"),
    ("29", "/version", "Components.0.Details.ModuleVersion", "1.40 1.55", ""),
    ("29", DF, "LayersSize", "1.40 1.51 1.52 1.55", ""),
    ("29", DF, "ImageUsage.TotalSize", "1.52 1.55", "1.40 1.51"),
    ("29", DF, "BuilderSize", "", "1.40 1.55"),
    ("29", f"{DF}?verbose=1", "Images", "1.40 1.51", "1.52 1.55"),
    ("29", f"{DF}?verbose=1", "ContainerUsage.ActiveCount", "1.52 1.55", "1.51"),
    ("29", f"{DF}?type=volume", "Volumes", "1.42 1.55", ""),
    ("29", f"{DF}?type=volume", "Images", "", "1.42 1.55"),
    ("29", "/events?since=0&until=4102444800", "status", "1.40 1.51", "1.52 1.55"),
    ("28", "/containers/json", "0.Health", "", "1.24 1.51"),
    ("28", "/info", "ExecutionDriver", "1.24", "1.25 1.51"),
    ("26", "/info", "FirewallBackend", "", "1.24 1.45"),
    ("20.10", "/info", "ExecutionDriver", "1.12 1.24", "1.25 1.41"),
    ("20.10", "/info", "RuncCommit.Expected", "1.24 1.41", ""),
    ("20.10", "/info", "RegistryConfig.AllowNondistributableArtifactsCIDRs", "1.24 1.41", ""),
    ("20.10", "/info", "KernelMemoryTCP", "1.24 1.41", ""),
    ("20.10", "/containers/json", "0.Ports.0.PrivatePort", "1.24 1.41", ""),
    ("20.10", "/containers/json", "0.Health", "", "1.24 1.41"),
    ("20.10", DF, "BuilderSize", "1.25 1.41", ""),
    ("20.10", IMAGE, "Config.Hostname", "1.24 1.41", ""),
]  # fmt: skip


@lru_cache(maxsize=4)
def served(engine: str) -> Api:
    lab = Lab(engine=engine)
    lab.sh(SETUP)
    return Api(lab.world)


def asked(engine: str, version: str, path: str) -> Any:
    reply = served(engine).handle(Request.of("GET", f"/v{version}{path}"))
    if isinstance(reply, Response):
        assert reply.status == 200, reply.body
        return json.loads(reply.body)
    lines = bytes(reply.take()).decode().splitlines()
    return next(each for each in map(json.loads, lines) if each["Type"] == "container")


def has(data: Any, field: str) -> bool:
    for part in field.split("."):
        part = part.replace("_", ".")
        if isinstance(data, list):
            if int(part) >= len(data):
                return False
            data = data[int(part)]
        elif isinstance(data, dict) and part in data:
            data = data[part]
        else:
            return False
    return True


@pytest.mark.parametrize(("engine", "path", "field", "with_it", "without"), TABLE)
def test_field_is_there_for_its_versions_only(engine: str, path: str, field: str, with_it: str, without: str) -> None:
    for version in with_it.split():
        assert has(asked(engine, version, path), field), version
    for version in without.split():
        assert not has(asked(engine, version, path), field), version


def test_networks_have_their_containers_until_1_28() -> None:
    old, new = (
        {each["Name"]: each for each in asked("20.10", version, "/networks")}["n1"] for version in ("1.27", "1.28")
    )
    assert len(old["Containers"]) == 1 and new["Containers"] == {}


def test_unknown_type_of_usage_is_refused() -> None:
    reply = served("29").handle(Request.of("GET", "/v1.55/system/df?type=zzz"))
    assert isinstance(reply, Response) and reply.status == 400 and b"unknown object type: zzz" in reply.body


def test_older_client_cannot_switch_ipv4_off() -> None:
    body = json.dumps({"Name": "n48", "EnableIPv4": False, "EnableIPv6": True}).encode()
    headers = {"content-type": "application/json"}
    served("29").handle(Request.of("POST", "/v1.47/networks/create", headers, body))
    assert asked("29", "1.55", "/networks/n48")["EnableIPv4"] is True
