"""Containers that were asked for in the same words share what follows from them, and only that."""

import gc
import sys
from types import FrameType
from typing import Any

import pytest
from dockernet_sim.engine.images import Image
from tests.unit.engine.daemon.engines import create, engine, run

BODY: dict[str, Any] = {
    "Image": "busybox",
    "Env": ["A=1"],
    "Labels": {"tier": "front"},
    "HostConfig": {"PortBindings": {"80/tcp": [{"HostPort": "8080"}]}},
}


def test_equal_requests_share_and_others_do_not() -> None:
    docker = engine()
    same = [docker.daemon.containers[create(docker, name)].blueprint for name in ("aa", "bb")]
    other = docker.daemon.containers[create(docker, "cc", config={"Env": ["A=1"]})].blueprint
    assert same[0] is same[1] is not other
    assert [docker.containers.inspect(name)["Config"]["Hostname"] for name in ("aa", "bb")] == [
        docker.containers.inspect(name)["Id"][:12] for name in ("aa", "bb")
    ]


def test_neither_the_request_nor_an_answer_leads_into_a_container() -> None:
    docker = engine()
    docker.containers.create(BODY, "aa")
    before = docker.containers.inspect("aa")
    BODY["HostConfig"]["PortBindings"]["80/tcp"].append({"HostPort": "9090"})
    BODY["Env"].append("B=2")
    for part in (docker.containers.inspect("aa"), docker.containers.list(all=True)[0]):
        part.get("Config", part)["Labels"]["tier"] = "back"
        part["HostConfig"].clear()
    assert docker.containers.inspect("aa") == before
    docker.containers.create(BODY, "bb")
    assert docker.containers.inspect("bb")["Config"]["Env"] == ["A=1", "B=2"]
    assert docker.containers.inspect("bb")["Config"]["Labels"] == {"tier": "front"}


def test_an_image_that_changed_is_looked_at_anew() -> None:
    docker = engine()
    first = docker.daemon.containers[create(docker, "aa", image="nginx")]
    docker.images.add(Image("nginx", cmd=("/bin/busybox", "sleep", "9")))
    second = docker.daemon.containers[create(docker, "bb", image="nginx")]
    assert first.command != second.command == ["/bin/busybox", "sleep", "9"]


@pytest.mark.parametrize(("release", "most_calls", "most_objects"), [("20.10", 370, 63), ("29", 390, 70)])
def test_what_a_container_costs(release: str, most_calls: int, most_objects: int) -> None:
    """Counts of calls and objects do not hang on the machine:
    they are what keeps ten thousand containers affordable."""
    docker = engine(version=release)
    docker.host.trace.on = False  # 29 tells each neighbour of a new address, which is a record for each
    docker.networks.create({"Name": "net"})
    for number in range(10):
        run(docker, f"warm{number}", network="net")
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    gc.collect()
    before = len(gc.get_objects())
    sys.setprofile(count)
    for number in range(20):
        run(docker, f"c{number}", network="net")
    sys.setprofile(None)
    gc.collect()
    assert calls / 20 < most_calls and (len(gc.get_objects()) - before) / 20 < most_objects
