"""Fields of images and events, as the clients 20.10.24, 28.5.2 and 29.7.2 and their daemons give them."""

import json

import pytest
from dockernet_sim import Lab

GONE = ("Parent", "Container", "ContainerConfig", "DockerVersion", "Author", "VirtualSize")


@pytest.mark.parametrize(
    ("engine", "gone"), [("20.10", ()), ("26", GONE[1:3] + GONE[5:]), ("28", GONE[1:3] + GONE[5:]), ("29", GONE)]
)
def test_an_image_has_the_fields_of_the_api_version(engine: str, gone: tuple[str, ...]) -> None:
    (found,) = json.loads(Lab(engine=engine).sh("docker image inspect busybox").stdout)
    assert [name for name in GONE if name not in found] == list(gone)


@pytest.mark.parametrize(
    ("engine", "shown"),
    [
        ("28", '{"ExposedPorts":{"80/tcp":{}},"Cmd":["/bin/busybox","httpd","-f","-p","80","-h","/www"]}'),
        ("29", '{"ExposedPorts":{"80/tcp":{}},"Cmd":["/bin/busybox","httpd","-f","-p","80","-h","/www"]}'),
    ],
)
def test_an_images_settings_have_no_fields_of_a_container(engine: str, shown: str) -> None:
    assert Lab(engine=engine).sh("docker image inspect --format '{{json .Config}}' nginx").stdout == f"{shown}\n"


@pytest.mark.parametrize(("engine", "shown"), [("28", "0"), ("20.10", "73758566")])
def test_a_field_that_the_daemon_leaves_out_is_zero_to_an_older_client(engine: str, shown: str) -> None:
    assert Lab(engine=engine).sh("docker image inspect --format '{{.VirtualSize}}' busybox").stdout == f"{shown}\n"


def test_a_field_that_is_gone_is_no_field_on_29() -> None:
    done = Lab(engine="29").sh("docker inspect --format '{{.VirtualSize}}' busybox")
    assert (done.exit, "map has no entry for key" in done.stderr) == (1, True)


@pytest.mark.parametrize("name", ["Status", "ID", "From", "Nosuch"])
def test_an_event_has_no_fields_of_old_on_29(name: str) -> None:
    done = Lab(engine="29").sh(f"docker events --since 10m --until 0s --format '{{{{.{name}}}}}'")
    why = f'template: :1:2: executing "" at <.{name}>: can\'t evaluate field {name} in type *events.Message'
    assert (done.exit, done.stderr) == (64, f"Error parsing format: {why}\n")


@pytest.mark.parametrize(("engine", "first"), [("28", ["status", "id", "from", "Type"]), ("29", ["Type", "Action"])])
def test_an_event_as_json(engine: str, first: list[str]) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker run -d --name web busybox; sleep 2")
    line = lab.sh("docker events --since 10m --until 0s --format '{{json .}}'").stdout.splitlines()[0]
    assert list(json.loads(line))[: len(first)] == first


def test_a_field_that_is_cut_off_is_no_number() -> None:
    said = Lab(engine="29").sh("docker events --since 10m --until 0s --format '{{.'").stderr
    assert said == 'Error parsing format: template: :1: illegal number syntax: "."\n'
