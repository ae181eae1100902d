"""``docker swarm`` and ``docker node`` at the prompt: a swarm of one node, as state. Texts are those of real engines."""

import base64
import hashlib
import json
import re

import pytest
from dockernet_sim import Lab
from dockernet_sim.engine.swarm.certificate import N, RootCertificate, _add, times

NO_MANAGER = (
    'Error response from daemon: This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to '
    "connect this node to swarm and try again.\n"
)
BOTH = ("20.10", "29")


@pytest.mark.parametrize("engine", BOTH)
@pytest.mark.parametrize("line", ["docker node ls", "docker service ls", "docker swarm join-token worker",
                                  "docker swarm update --autolock", "docker node rm x", "docker stack ls"])  # fmt: skip
def test_node_outside_of_a_swarm_is_told_so(engine: str, line: str) -> None:
    assert Lab(engine=engine).sh(line).stderr == NO_MANAGER


@pytest.mark.parametrize("engine", BOTH)
def test_init_tells_how_to_join(engine: str) -> None:
    lab = Lab(engine=engine)
    said = lab.sh("docker swarm init")
    token = lab.sh("docker swarm join-token -q worker").stdout.strip()
    assert re.fullmatch(r"SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}", token)
    assert re.match(r"Swarm initialized: current node \(\w{25}\) is now a manager\.\n\nTo add a worker", said.stdout)
    assert f"    docker swarm join --token {token} 172.31.179.120:2377\n\nTo add a manager" in said.stdout
    assert lab.sh("docker swarm init").stderr.startswith("Error response from daemon: This node is already part of")
    assert lab.sh("docker swarm leave").stderr.startswith("Error response from daemon: You are attempting to leave")
    assert lab.sh("docker swarm leave -f").stdout == "Node left the swarm.\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("docker swarm init --availability zzz", 'invalid availability "zzz", only active, pause and drain are supported'),
        ("docker swarm join --token SWMTKN-1-a-b 127.0.0.1:2377", "Error response from daemon: invalid join token"),
        ("docker swarm init --default-addr-pool zzz", 'invalid argument "zzz" for "--default-addr-pool" flag: invalid'),
        ("docker swarm init --listen-addr x:y:z", 'invalid argument "x:y:z" for "--listen-addr" flag: parse "tcp://x:y'),
        ("docker swarm join-token zzz", "unknown role zzz"),
        ("docker swarm init --default-addr-pool 10.0.0.0/26", 'Error response from daemon: invalid CIDR: "10.0.0.0/26"'),
        ("docker swarm leave", "Error response from daemon: This node is not part of a swarm"),
    ],
)  # fmt: skip
def test_refusals_are_the_clients_and_the_engines(line: str, said: str) -> None:
    assert Lab(engine="29").sh(line).stderr.startswith(said)


def test_nodes_are_listed_and_filtered() -> None:
    lab = Lab(engine="29")
    lab.sh("docker swarm init")
    lines = lab.sh("docker node ls").stdout.splitlines()
    assert lines[0].split("  ")[0] == "ID" and re.match(
        r"\w{25} \*   vm         Ready     Active         Leader ", lines[1]
    )
    assert json.loads(lab.sh("docker node ls --format json").stdout)["TLSStatus"] == "Ready"
    assert len(lab.sh("docker node ls -f role=worker").stdout.splitlines()) == 1
    assert lab.sh("docker node ls -f bad=x").stderr == "Error response from daemon: invalid filter 'bad'\n"
    assert lab.sh("docker node rm self").stderr == "Error response from daemon: node self not found\n"
    refused = lab.sh("docker node promote vm")
    assert refused.exit == 127 and "a swarm has one node" in refused.stderr


@pytest.mark.parametrize(("engine", "pool"), [("20.10", True), ("29", False)])
def test_info_tells_of_the_swarm(engine: str, pool: bool) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker swarm init")
    text = lab.sh("docker info").stdout
    assert "\n Swarm: active\n  NodeID: " in text and "\n   Heartbeat Period: 5 seconds\n  CA Configuration:\n" in text
    assert ("\n  Default Address Pool: 10.0.0.0/8  \n" in text) == pool
    assert lab.sh("docker stack ls").stdout.split() == ["NAME", "SERVICES", *(["ORCHESTRATOR"] if pool else [])]


def test_pools_ports_and_networks_are_those_that_were_asked_for() -> None:
    lab = Lab(engine="29")
    lab.sh("docker swarm init --default-addr-pool 10.5.0.0/16 --default-addr-pool-mask-length 26 --data-path-port 5789")
    assert (
        "  Default Address Pool: 10.5.0.0/16  \n  SubnetSize: 26\n  Data Path Port: 5789\n"
        in lab.sh("docker info").stdout
    )
    lab.sh("docker network create -d overlay ov")
    shown = json.loads(lab.sh("docker network inspect ov").stdout)[0]
    assert shown["IPAM"]["Config"] == [{"Subnet": "10.5.0.64/26", "Gateway": "10.5.0.65"}]
    assert shown["Status"]["IPAM"]["Subnets"] == {"10.5.0.64/26": {"IPsInUse": 3, "DynamicIPsAvailable": 61}}


def test_events_have_the_swarms_scope() -> None:
    lab = Lab(engine="29")
    lab.sh("docker swarm init; docker network create -d overlay ov; docker network rm ov; sleep 2")
    line = "docker events --since 0 --until 0s --format '{{.Type}} {{.Action}} {{.Scope}} {{json .Actor.Attributes}}'"
    assert lab.sh(line).stdout.splitlines() == [
        'node update swarm {"name":"vm","state.new":"ready","state.old":"unknown"}',
        'network create local {"name":"ingress","type":"overlay"}',
        'network create swarm {"name":"ov"}', 'network update swarm {"name":"ov"}', 'network remove swarm {"name":"ov"}',
    ]  # fmt: skip


def test_help_of_29_hides_what_is_for_swarms() -> None:
    lab = Lab(engine="29")
    assert "join-token" not in lab.sh("docker swarm --help").stdout
    lab.sh("docker swarm init")
    assert "  join-token  Manage join tokens\n" in lab.sh("docker swarm --help").stdout
    assert "join-token" in Lab(engine="20.10").sh("docker swarm --help").stdout


def test_services_are_refused_by_name() -> None:
    lab = Lab(engine="29")
    lab.sh("docker swarm init")
    for line in (
        "docker service create nginx",
        "docker stack deploy -c x y",
        "docker swarm ca",
        "docker secret create a b",
    ):
        refused = lab.sh(line)
        assert refused.exit == 127 and "is not modelled" in refused.stderr, line


def test_format_json_is_json_for_later_clients_only() -> None:
    assert Lab(engine="20.10").sh("docker network ls --format json").stdout == "json\n" * 3
    names = [
        json.loads(line)["Name"]
        for line in Lab(engine="29").sh("docker network ls --format json").stdout.split("\n")[:3]
    ]
    assert names == ["bridge", "host", "none"]


def test_root_certificate_is_signed_by_its_own_key() -> None:
    made = RootCertificate(12345, 678, 9, 0.0)
    der = base64.b64decode("".join(made.pem.splitlines()[1:-1]))
    body_size = int.from_bytes(der[6:8], "big") if der[5] == 0x82 else der[6]
    start = 4 if der[1] == 0x82 else 3
    header = 4 if der[start + 1] == 0x82 else 3
    body = der[start : start + header + body_size]
    digest = int.from_bytes(hashlib.sha256(body).digest(), "big")
    signature = der[start + len(body) + 12 + 3 :]
    first_size = signature[3]
    first = int.from_bytes(signature[4 : 4 + first_size], "big")
    second = int.from_bytes(signature[4 + first_size + 2 :], "big")
    public = times(12346)
    inverse = pow(second, -1, N)
    point = _add(times(digest * inverse % N), times(first * inverse % N, public))
    assert point is not None and point[0] % N == first
    assert base64.b64decode(made.public_key).endswith(public[1].to_bytes(32, "big"))


@pytest.mark.parametrize(("engine", "version"), [("20.10", "{9}"), ("29", "9")])
def test_node_has_go_fields_for_templates(engine: str, version: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker swarm init")
    whole = json.loads(lab.sh("docker node inspect self").stdout)[0]
    assert json.loads(lab.sh("docker node inspect -f '{{json .}}' self").stdout) == whole
    shown = lab.sh(
        "docker node inspect -f '{{.Version}} {{.Spec.Role}} {{.Description.TLSInfo.CertIssuerSubject}}' self"
    )
    assert shown.stdout.startswith(f"{version} manager [48 19 49 17 ")
    assert lab.sh("docker node inspect --pretty -f x self").stdout.startswith("ID:\t\t\t")
    assert lab.sh("docker node inspect -f prettyx self").stderr.endswith(
        "annot supply extra formatting options to the pretty template\n"
    )


@pytest.mark.parametrize("address", ["[::1]:2377", "::1", "[::1]"])
def test_listening_at_ipv6_is_refused_by_name(address: str) -> None:
    refused = Lab(engine="29").sh(f"docker swarm init --listen-addr '{address}'")
    assert refused.exit == 127 and f"option --listen-addr {address} is not modelled" in refused.stderr
