"""The table of the Engine API's calls: each is a method of one of the engine's resources, and a request reads as its arguments."""

import inspect
import re
from pathlib import Path
from typing import Any

import dockernet_sim
import pytest
from dockernet_sim import Lab
from dockernet_sim.engine.daemon import Engine
from dockernet_sim.engine.daemon.routes import BY_CALL, ROUTES, Route, find, work_of
from dockernet_sim.engine.versions import release
from tests.unit.engine.daemon.engines import engine


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.call)
def test_route_leads_to_a_call_that_takes_what_it_reads(route: Route) -> None:
    parameters = inspect.signature(route.of(engine())).parameters
    assert {keyword for keyword, _ in route.query.values()} <= set(parameters)
    assert find(route.method, route.path.replace("ID", "x").replace("NAME", "x")) is not None


def test_paths_lead_to_one_route_each() -> None:
    for route in ROUTES:
        found = find(route.method, f"/v1.41{route.path}")
        assert found is not None and found[0] is route
    assert find("GET", "/nowhere") is None and find("POST", "/info") is None


def test_every_call_of_the_engine_is_in_the_table() -> None:
    helpers = {"container_event", "container_files", "container_follow", "image_add", "image_event", "network_event"}
    calls = {name for name in dir(Engine) if name.startswith(("container_", "exec_", "image_", "network_"))}
    assert calls - helpers <= set(BY_CALL)


def request(docker: Engine, method: str, path: str, body: Any = None, **query: str) -> Any:
    """What a server of the API does."""
    found = find(method, path)
    assert found is not None
    route, names = found
    arguments, options = route.read(names, query, body)
    return route.of(docker)(*arguments, **options)


def test_requests_are_read_as_the_daemon_reads_them() -> None:
    docker = engine()
    request(docker, "POST", "/v1.41/networks/create", {"Name": "n1"})
    made = request(docker, "POST", "/containers/create", {"Image": "busybox"}, name="web", platform="")
    request(docker, "POST", f"/containers/{made['Id']}/start")
    request(docker, "POST", "/networks/n1/connect", {"Container": "web"})
    assert "web" in [each["Name"] for each in request(docker, "GET", "/networks/n1")["Containers"].values()]
    names = request(docker, "GET", "/networks", filters='{"name": {"n1": true, "bridge": false}}')
    assert [each["Name"] for each in names] == ["n1"]
    request(docker, "DELETE", "/containers/web", force="1", v="0")
    assert request(docker, "GET", "/containers/json", all="true") == []
    request(docker, "POST", "/images/busybox/tag", repo="mine", tag="2")
    assert "mine:2" in request(docker, "GET", "/images/mine:2/json")["RepoTags"]


def test_call_costs_the_same_from_the_client_and_from_the_shell() -> None:
    lab = Lab()
    lab.docker.api.create_network("n1")
    by_client = lab.env.now
    other = Lab()
    other.sh("docker network create n1")
    cost = release().costs.of(work_of("network_create"))
    assert by_client == pytest.approx(cost) and cost > 0 and other.env.now - by_client < 0.01


def test_every_work_is_known_to_the_release_or_costs_as_a_look() -> None:
    known = set(release().costs.seconds) | {"inspect"}
    assert {work for route in BY_CALL.values() for work in (route.work, route.forced) if work} <= known


def test_every_call_is_a_method_of_the_engine() -> None:
    docker = engine()
    assert all(callable(route.of(docker)) for route in BY_CALL.values())
    assert BY_CALL["container_start"].of(docker) == docker.containers.start
    assert BY_CALL["info"].of(docker) == docker.system.info


def test_nothing_but_the_table_says_what_a_call_costs() -> None:
    """Costs are read in the table's words only: by the call's name."""
    package = Path(dockernet_sim.__file__).parent
    found = re.compile(r"costs\.of\((?!work_of\(|cost\))")
    said = [str(path) for path in package.rglob("*.py") if found.search(path.read_text())]
    assert not said, f"these say themselves what a call costs: {said}"


def test_the_shell_waits_for_calls_of_the_table() -> None:
    shell = Path(dockernet_sim.__file__).parent / "shell"
    said = re.compile(r'call\.wait\("([^"]*)"|call\.each\(\s*call\.words,\s*"([^"]*)"|ending\(call, "([^"]*)"')
    names = {name for path in shell.rglob("*.py") for found in said.findall(path.read_text()) for name in found if name}
    assert len(names) > 25 and names <= set(BY_CALL)
