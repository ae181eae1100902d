"""The second opinion by itself: facts written by hand, or read out of dumps."""

import io
import json
from dataclasses import replace

import networkx
import pytest
from dockernet_sim import Lab
from dockernet_sim.reach import (
    ContainerFacts,
    Endpoint,
    Facts,
    HostFacts,
    Matrix,
    NetworkFacts,
    Outsider,
    Published,
    UnknownNode,
    arrives,
    from_inspect,
    of,
    reaches,
    resolve,
)
from dockernet_sim.reach.dumps import looks_made_up
from dockernet_sim.wire.address import ip_int

VM, LAN = ip_int("172.31.179.120"), ip_int("172.31.176.1")
NAMES = (("example.com", ip_int("203.0.113.10")),)


def network(name: str, number: int, **options: bool) -> NetworkFacts:
    first = ip_int(f"10.{number}.0.0")
    return NetworkFacts(name, name, "vm", first=first, plen=16, bridge_address=first + 1, **options)


def container(name: str, *places: tuple[NetworkFacts, int], **more: object) -> ContainerFacts:
    endpoints = tuple(Endpoint(there, there.first + number, (name[:2],)) for there, number in places)
    return ContainerFacts(f"{name}-id", name, "vm", f"{name}-host", endpoints=endpoints, **more)  # type: ignore[arg-type]


FRONT, BACK, INNER = network("front", 1), network("back", 2), network("inner", 3, internal=True)
QUIET = network("quiet", 4, icc=False)
FACTS = Facts(
    (HostFacts("vm", VM, release="20.10"),),
    (FRONT, BACK, INNER, QUIET),
    (
        container("web", (FRONT, 2), published=(Published(0, 8080, 80),)),
        container("api", (BACK, 2), (FRONT, 3)),
        container("db", (BACK, 3), (INNER, 2)),
        container("vault", (INNER, 3)),
        container("q1", (QUIET, 2)),
        container("q2", (QUIET, 3)),
        container("gone", running=False),
        container("lone", mode="none"),
        container("guest", mode="host"),
    ),
    (Outsider("lan", LAN, "lan", NAMES),),
)


@pytest.mark.parametrize(
    ("source", "target", "port", "arrives", "reason"),
    [
        ("web", "web", None, True, "itself"),
        ("web", "api", None, True, "same-network"),
        ("web", "db", None, False, "isolated"),
        ("vault", "web", None, False, "internal"),
        ("vault", "lan", None, False, "internal"),
        ("q1", "q2", None, False, "icc-off"),
        ("web", "lan", None, True, "masqueraded"),
        ("web", "vm", None, True, "host"),
        ("vault", "vm", None, True, "host"),
        ("vm", "vault", None, True, "from-host"),
        ("guest", "vault", None, True, "from-host"),
        ("lan", "web", None, False, "no-route"),
        ("lan", "vm", 8080, True, "published"),
        ("db", "vm", 8080, True, "proxied"),
        ("web", "gone", None, False, "not-running"),
        ("lone", "web", None, False, "no-route"),
    ],
)  # fmt: skip
def test_each_reason(source: str, target: str, port: int | None, arrives: bool, reason: str) -> None:
    answer = reaches(FACTS, source, target, port)
    assert (bool(answer), answer.reason) == (arrives, reason), answer


@pytest.mark.parametrize(
    ("source", "target", "port", "arrives", "reason"),
    [
        ("web", "db", None, False, "isolated"), ("vault", "web", None, False, "no-route"), ("vault", "lan", None, False, "no-route"),
        ("vault", "vm", None, True, "host"), ("lan", "vm", 8080, True, "published"), ("db", "vm", 8080, True, "published"),
    ],
)  # fmt: skip
def test_reasons_that_are_others_in_29(source: str, target: str, port: int | None, arrives: bool, reason: str) -> None:
    answer = reaches(replace(FACTS, hosts=(HostFacts("vm", VM, release="29"),)), source, target, port)
    assert (bool(answer), answer.reason) == (arrives, reason), answer


def test_without_masquerade_29_drops_the_answer_from_another_bridge() -> None:
    lab = Lab(engine="29")
    lab.sh(
        "docker network create -o com.docker.network.bridge.enable_ip_masquerade=false plain; docker network create n"
    )
    lab.sh("docker run -d --name web --network plain nginx; docker run -d --network n -p 8081:80 --name api nginx")
    assert lab.reach().tcp("web", "172.31.179.120", 8081).reason == "answer-filtered"
    assert lab.sh("docker exec web wget -T 2 -qO- http://172.31.179.120:8081/").exit


def test_an_internal_network_of_29_has_no_default_route_and_nothing_was_changed() -> None:
    lab = Lab(engine="29")
    lab.sh("docker network create --internal back; docker run -d --name web --network back nginx")
    assert lab.reach().changes == ()


def test_rows_are_the_pairs() -> None:
    matrix = Matrix(FACTS)
    assert set(matrix.pairs()) == {(a, b) for a in matrix.names for b in matrix.names if matrix[a, b]}
    assert matrix.reached_from("gone") == []


def test_a_node_that_is_not_there() -> None:
    with pytest.raises(UnknownNode, match="there are vm, lan, web"):
        reaches(FACTS, "web", "nobody")


@pytest.mark.parametrize(
    ("source", "name", "reason"),
    [
        ("web", "api", "embedded-dns"), ("web", "API.front", "embedded-dns"), ("web", "db", "no-such-name"),
        ("web", "example.com", "name-server"), ("vault", "example.com", "no-name-server"), ("web", "web-host",
            "hosts-file"),
        ("vm", "web", "no-such-name"), ("web", "10.0.0.1", "an-address"),
    ],
)  # fmt: skip
def test_name_resolves_with_the_reason(source: str, name: str, reason: str) -> None:
    assert resolve(FACTS, source, name).reason == reason


def test_dumps_and_live_engines_give_the_same_answers() -> None:
    lab = Lab()
    for line in (
        "network create front",
        "run -d --name web --network front -p 80:80 nginx",
        "run -d --name db mysql",
    ):
        lab.sh(f"docker {line}")
    dumps = [
        json.loads(lab.sh(f"docker {kind} inspect {ids}").stdout)
        for kind, ids in (("container", "web db"), ("network", "front bridge host none"))
    ]
    assert Matrix(from_inspect(*dumps)).rows[:2] == [row & 0b111 for row in Matrix(of(lab.world)).rows[:2]]


def test_made_up_names_are_known_by_their_looks() -> None:
    assert looks_made_up("brave_curie7") and not looks_made_up("app_db")


def test_graph_has_endpoints_links_and_ports_as_edges() -> None:
    lab = Lab()
    lab.sh("docker run -d --name db mysql")
    lab.sh("docker run -d --name web --link db:store -p 80:80 nginx")
    graph = lab.graph()
    assert graph.nodes["network:bridge"]["subnet"] == "172.17.0.0/16"
    assert graph.edges["container:web", "network:bridge", "endpoint"]["address"] == "172.17.0.3"
    link = {"kind": "link", "alias": "store", "parent": "container:web"}
    assert graph.edges["container:web", "container:db", "link store"] == link
    assert graph.edges["container:web", "host:vm", "port 0.0.0.0:80/tcp"]["host_port"] == "80/tcp"


def test_graph_with_two_ports_and_two_links_keeps_both_edges() -> None:
    lab = Lab()
    for line in (
        "docker network create net",
        "docker run -d --name db --network net -p 80:80 -p 127.0.0.1:81:80 nginx",
        "docker run -d --name web --network net --link db:one --link db:two --network-alias w nginx",
    ):
        assert lab.sh(line), line
    graph = lab.graph()
    assert set(graph["container:db"]["host:vm"]) == {"port 0.0.0.0:80/tcp", "port 127.0.0.1:81/tcp"}
    assert set(graph["container:web"]["container:db"]) == {"link one", "link two"}
    file = io.BytesIO()
    networkx.write_graphml(graph, file)
    again = networkx.read_graphml(io.BytesIO(file.getvalue()), force_multigraph=True)
    assert again.number_of_edges() == graph.number_of_edges()


def test_last_of_two_links_of_one_alias_wins() -> None:
    lab = Lab()
    for line in (
        "docker network create net",
        "docker run -d --name a1 --network net nginx",
        "docker run -d --name a2 --network net nginx",
        "docker run -d --name cli --network net --link a1:app --link a2:app busybox",
    ):
        assert lab.sh(line), line
    found = str(lab.sh("docker exec cli getent hosts app")).split()[0]
    resolution = lab.reach().resolve("cli", "app")
    assert found == "172.18.0.3" and resolution.addresses == (ip_int(found),)
    assert lab.graph().has_edge("container:cli", "container:a2", "link app")


@pytest.mark.parametrize("engine", ["20.10", "26", "28", "29"])
def test_release_of_a_dump_is_told_by_its_keys_and_said_in_every_answer(engine: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker network create --internal vault; docker run -d --name web --network vault nginx")
    api = lab.docker.api
    networks = [api.inspect_network(each["Id"]) for each in api.networks()]
    facts = from_inspect([api.inspect_container("web")], networks)
    assert facts.hosts[0].release == engine
    for answer in (reaches(facts, "web", "host"), arrives(facts, "web", "203.0.113.10"), Matrix(facts)["web", "host"]):
        assert f"Taken for Docker {engine}: " in str(answer)
    assert f"Taken for Docker {engine}: " in str(Matrix(facts)) and Matrix(facts).to_data()["assumed"]


def test_docker_version_and_the_engine_that_is_asked_for_go_before_the_keys() -> None:
    network = Lab(engine="29").docker.api.inspect_network("bridge")
    by_version = from_inspect([], [network], version="24.0.9")
    assert (by_version.hosts[0].release, by_version.assumed) == (
        "20.10",
        "taken for Docker 20.10: the dump is of Docker 24.0.9",
    )
    asked = from_inspect([], [network], engine="28", version="24.0.9")
    assert (asked.hosts[0].release, asked.assumed) == ("28", "")
    assert from_inspect([], []).assumed == "taken for Docker 29: the dump does not tell its engine's release"
