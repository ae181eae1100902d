"""Every method and keyword of docker-py is answered, or refused by name:
compared with a committed list of docker-py's names."""

import json
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.client import errors, types
from dockernet_sim.client.errors import ContainerError, InvalidArgument
from dockernet_sim.client.options import WITHOUT_EFFECT
from dockernet_sim.sim.errors import BadArgument, DockernetError, NotModelled
from dockernet_sim.sim.when import EPOCH_SECONDS
from dockernet_sim.world.visible import digest

MEMBERS: dict[str, list[str] | None] = json.loads(
    (Path(__file__).parent / "docker_py_keywords.json").read_text(encoding="utf-8")
)["members"]
UNEXPECTED = "unexpected keyword|got some positional-only"
WRONG: list[Any] = [object(), b"bytes", float("nan"), -(10**40), [object()], {"a": object()}, "\udc80", print]
"""No keyword of docker-py can take one of these."""


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab()
    lab.docker.swarm.init()
    lab.sh("docker network create mynet; docker volume create data; docker run -d --name web nginx")
    return lab


def test_list_holds_every_member_of_docker_py() -> None:
    docker, requests = pytest.importorskip("docker"), pytest.importorskip("requests")
    classes = (
        docker.DockerClient,
        docker.APIClient,
        docker.models.containers.Container,
        docker.models.containers.ContainerCollection,
        docker.models.images.Image,
        docker.models.images.ImageCollection,
        docker.models.networks.Network,
        docker.models.networks.NetworkCollection,
        docker.models.volumes.Volume,
        docker.models.volumes.VolumeCollection,
        docker.models.swarm.Swarm,
        docker.models.nodes.Node,
        docker.models.nodes.NodeCollection,
    )
    inner = {
        "id_attribute",
        "model",
        "prepare_model",
        "from_env",
        "from_context",
        "get_adapter",
        "create",
        "api_version",
    }
    for each in classes:
        members = {name for name in dir(each) if not name.startswith("_") and not hasattr(requests.Session, name)}
        assert {f"{each.__name__}.{name}" for name in members - inner} <= set(MEMBERS)


def holder(lab: Lab, kind: str) -> Any:
    """An object of a class of docker-py."""
    client = lab.docker
    return {
        "DockerClient": client,
        "ContainerCollection": client.containers,
        "Container": client.containers.get("web"),
        "NetworkCollection": client.networks,
        "Network": client.networks.get("mynet"),
        "ImageCollection": client.images,
        "Image": client.images.get("nginx"),
        "Volume": client.volumes.get("data"),
        "VolumeCollection": client.volumes,
        "Swarm": client.swarm,
        "Node": client.nodes.list()[0],
        "NodeCollection": client.nodes,
        "APIClient": client.api,
        "types": types,
        "errors": errors,
    }[kind]


@pytest.mark.parametrize("member", MEMBERS)
def test_member_of_docker_py_is_there_or_refused_by_name(member: str, lab: Lab) -> None:
    kind, name = member.split(".")
    try:
        found = getattr(holder(lab, kind), name)
    except NotModelled as refused:
        assert name in str(refused)
        return
    assert MEMBERS[member] is None or callable(found)


@pytest.mark.parametrize("member", [name for name, keywords in MEMBERS.items() if keywords])
def test_keyword_with_a_wrong_value_is_refused_by_name_and_changes_nothing(member: str, lab: Lab) -> None:
    kind, name = member.split(".")
    method = getattr(holder(lab, kind), name)
    state = digest(lab.world)
    for keyword in MEMBERS[member] or ():
        for wrong in WRONG:
            given: dict[str, Any] = (
                {"image": "nginx"} if kind == "ContainerCollection" and name in ("run", "create") else {}
            )
            with pytest.raises(DockernetError) as caught:
                method(**given | {keyword: wrong})
            said = str(caught.value)
            assert said.isprintable()
            assert keyword in said or name in said
            assert UNEXPECTED.split("|")[0] not in said, f"{member} does not know {keyword}"
    assert digest(lab.world) == state


def test_every_keyword_of_run_is_known() -> None:
    from dockernet_sim.client.running import OF_CONTAINER, OF_HOST, OWN

    own = {"image", "command", "detach", "stdout", "stderr", "remove", "stream"}
    asked = set(MEMBERS["ContainerCollection.run"] or ())
    assert asked == (OF_CONTAINER | OF_HOST | OWN | own) & asked


def test_harmless_keywords_are_accepted(lab: Lab) -> None:
    container = lab.docker.containers.create(
        "nginx", mem_limit="64m", nano_cpus=10**9, shm_size=1, log_config={"Type": "json-file"}
    )
    container.remove()
    lab.docker.networks.create("local", scope="local", ingress=False).remove()
    assert [each.name for each in lab.docker.networks.list(greedy=True, names=["mynet"])] == ["mynet"]
    assert lab.docker.containers.list(sparse=True, ignore_removed=True)


def test_auto_remove_gives_output_and_leaves_no_container() -> None:
    lab = Lab()
    assert lab.docker.containers.run("busybox", "echo hi", auto_remove=True) == b"hi\n"
    assert lab.docker.containers.run("busybox", "echo hi", auto_remove=True, remove=True) == b"hi\n"
    with pytest.raises(ContainerError) as failed:
        lab.docker.containers.run("busybox", ["sh", "-c", "exit 3"], auto_remove=True)
    assert (failed.value.exit_status, failed.value.stderr) == (3, None)
    assert lab.docker.containers.list(all=True) == []
    assert digest(lab.copy().world) == digest(lab.world)


def test_logs_and_exec_run_stream_and_tail(lab: Lab) -> None:
    made = lab.docker.containers.run("busybox", ["sh", "-c", "echo one; echo two; echo three"], detach=True)
    made.wait()
    assert made.logs(tail=1) == b"three\n"
    assert made.logs(tail=0) == b""
    assert list(made.logs(stream=True, follow=True)) == [b"one\n", b"two\n", b"three\n"]
    stamped = made.logs(timestamps=True).splitlines()
    assert [line.partition(b"Z ")[2] for line in stamped] == [b"one", b"two", b"three"]
    assert made.logs(since=EPOCH_SECONDS + 10_000) == b""
    with pytest.raises(InvalidArgument, match="tail"):
        made.logs(tail="some")
    code, pieces = lab.docker.containers.get("web").exec_run("echo hi", stream=True)
    assert (code, b"".join(pieces)) == (None, b"hi\n")
    made.remove()


def test_wrong_value_is_docker_pys_and_the_packages_own_error(lab: Lab) -> None:
    before = len(lab.world.log)
    with pytest.raises(InvalidArgument, match="hostname") as caught:
        lab.docker.containers.run("nginx", hostname=3)
    assert isinstance(caught.value, BadArgument)
    assert len(lab.world.log) == before
    lab.copy()


def test_request_that_the_engine_cannot_read_is_its_own_refusal_and_copies_agree() -> None:
    lab = Lab()
    for config in (
        {"bridge": {"IPAMConfig": "x"}},
        {"bridge": 3},
        {"bridge": {"Aliases": {"a": 1}}},
        {"EndpointsConfig": 3},
    ):
        with pytest.raises(DockernetError):
            lab.docker.containers.run("nginx", detach=True, network="bridge", networking_config=config)
    assert digest(lab.copy().world) == digest(lab.world)


def test_keywords_without_effect_are_listed_in_the_docs() -> None:
    page = (Path(__file__).parents[3] / "docs/background/fidelity.md").read_text(encoding="utf-8")
    listed = re.findall(r"`([a-z_*]+)`", page.partition("## docker-py's names")[2].partition("\n## ")[0])
    for keyword in WITHOUT_EFFECT:
        assert any(fnmatch(keyword, each) or keyword.startswith(each) for each in listed), keyword
