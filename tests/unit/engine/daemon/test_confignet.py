"""Networks that only hold a configuration, and those made from one; texts and JSON as recorded of 20.10."""

import json

import pytest
from dockernet_sim import Lab

IN_FULL = (
    "docker network create --config-only -o com.docker.network.bridge.name=brq --label a=b --subnet 10.5.0.0/16 "
    "--gateway 10.5.0.9 --ip-range 10.5.1.0/24 --aux-address x=10.5.1.1 held"
)
OPERATOR = (
    "configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | "
    "attachable | scope ] are not supported."
)
OWN = "user specified configurations are not supported if the network depends on a configuration network"


@pytest.fixture
def lab() -> Lab:
    lab = Lab(engine="20.10")
    lab.sh(f"docker network create --config-only plain; {IN_FULL}")
    return lab


def test_configuration_is_a_null_network_without_addresses(lab: Lab) -> None:
    found = json.loads(lab.sh("docker network inspect plain").output)[0]
    assert (found["Driver"], found["ConfigOnly"], found["ConfigFrom"]) == ("null", True, {"Network": ""})
    assert found["IPAM"] == {"Driver": "default", "Options": {}, "Config": []}


def test_network_made_from_a_configuration_has_all_of_it(lab: Lab) -> None:
    lab.sh("docker network create --config-from held real")
    real, held = json.loads(lab.sh("docker network inspect real held").output)
    assert (real["Driver"], real["ConfigOnly"], real["ConfigFrom"]) == ("bridge", False, {"Network": "held"})
    assert {key: real[key] for key in ("IPAM", "Options", "Labels")} == {
        key: held[key] for key in ("IPAM", "Options", "Labels")
    }
    assert lab.sh("ip -br link show brq").output.startswith("brq ")
    lab.sh("docker run -d --name web --network real nginx")
    assert lab.sh("docker run --rm --network real busybox ping -c 1 web").exit == 0


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ("--config-only --internal", OPERATOR),
        ("--config-only --attachable", OPERATOR),
        ("--config-only --ingress", OPERATOR),
        ("--config-only --config-from plain", "a configuration network cannot depend on another configuration network"),
        ("--config-only --subnet foo", "Invalid subnet foo : invalid CIDR address: foo"),
        ("--config-from plain --label x=y", OWN),
        ("--config-from plain --ipam-opt x=y", OWN),
        ("--config-from plain --subnet 10.78.0.0/24", OWN),
        (
            "--config-from plain -o x=y",
            "network driver options are not supported if the network depends on a configuration network",
        ),
        ("--config-from bridge", 'configuration network "bridge" does not exist'),
    ],
)
def test_other_configurations_are_refused_and_leave_nothing(lab: Lab, options: str, text: str) -> None:
    before = lab.sh("docker network ls").output
    answer = lab.sh(f"docker network create {options} new")
    assert (answer.exit, answer.stderr) == (1, f"Error response from daemon: {text}\n")
    assert lab.sh("docker network ls").output == before


def test_containers_cannot_be_on_a_configuration(lab: Lab) -> None:
    ran = lab.sh("docker run -d --name web --network plain nginx")
    assert ran.exit == 125 and "cannot create endpoint on configuration-only network." in ran.stderr
    lab.sh("docker run -d --name other nginx")
    joined = lab.sh("docker network connect plain other")
    assert joined.stderr == "Error response from daemon: cannot create endpoint on configuration-only network\n"
    assert lab.sh("docker ps -a --format '{{.Names}} {{.Status}}' | sort").output.split("\n")[1] == "web Created"


def test_configuration_in_use_stays_until_its_networks_are_gone(lab: Lab) -> None:
    lab.sh("docker network create --config-from plain real")
    removed = lab.sh("docker network rm plain")
    assert removed.stderr == (
        'Error response from daemon: error while removing network: configuration network "plain" is in use\n'
    )
    assert lab.sh("docker network rm real plain").output == "real\nplain\n"


def test_prune_leaves_configurations_alone(lab: Lab) -> None:
    lab.sh("docker network create --config-from plain real")
    assert lab.sh("docker network prune -f").output == "Deleted Networks:\nreal\n\n"


def test_configurations_outlive_a_restart_of_the_daemon(lab: Lab) -> None:
    lab.sh("docker network create --config-from held real; systemctl restart docker; sleep 5")
    listed = lab.sh("docker network ls --format '{{.Name}} {{.Driver}}'").output
    assert listed.split("\n")[:-1] == [
        "bridge bridge",
        "held null",
        "host host",
        "none null",
        "plain null",
        "real bridge",
    ]
    assert lab.sh("docker run --rm --network none busybox ip -br link").output.startswith("lo ")
    assert lab.copy().sh("docker network inspect real held").output == lab.sh("docker network inspect real held").output


def test_a_restart_leaves_the_configuration_that_networks_share_as_it_was_asked_for() -> None:
    lab = Lab(engine="20.10")
    lab.sh("docker network create --config-only --subnet 10.5.0.0/16 held")
    lab.sh("docker network create --config-from held -d bridge made; systemctl restart docker")
    asked = "docker network inspect --format '{{json .IPAM.Config}}' held made"
    assert lab.sh(asked).stdout.splitlines() == [
        '[{"Subnet":"10.5.0.0/16"}]',
        '[{"Subnet":"10.5.0.0/16","Gateway":"10.5.0.1"}]',
    ]
