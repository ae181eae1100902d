"""-p and --expose."""

import pytest
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.ports import expose, publish


def flat(specs: list[str]) -> list[str]:
    """Bindings as short texts."""
    return [f"{b['HostIp']}|{b['HostPort']}|{port}" for port, found in publish(specs).items() for b in found]


@pytest.mark.parametrize(
    ("spec", "bindings"),
    [
        ("80", ["||80/tcp"]),
        ("8080:80", ["|8080|80/tcp"]),
        ("53:53/udp", ["|53|53/udp"]),
        ("127.0.0.1:9000:80/TCP", ["127.0.0.1|9000|80/tcp"]),
        ("127.0.0.1::80", ["127.0.0.1||80/tcp"]),
        ("5000-5001:80-81", ["|5000|80/tcp", "|5001|81/tcp"]),
        ("8000-8010:80", ["|8000-8010|80/tcp"]),
        ("80-81", ["||80/tcp", "||81/tcp"]),
        ("[::1]:80:80", ["::1|80|80/tcp"]),
        ("published=8080,target=80,protocol=udp", ["|8080|80/udp"]),
        ("0:80", ["|0|80/tcp"]),
    ],
)
def test_what_is_published(spec: str, bindings: list[str]) -> None:
    assert flat([spec]) == bindings


def test_one_port_may_be_published_twice() -> None:
    assert flat(["8080:80", "8081:80"]) == ["|8080|80/tcp", "|8081|80/tcp"]


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ("abc", "Invalid containerPort: abc"),
        ("80:abc", "Invalid containerPort: abc"),
        ("abc:80", "Invalid hostPort: abc"),
        ("82-80:80", "Invalid hostPort: 82-80"),
        ("80:80/foo", "Invalid proto: foo"),
        ("80-82:80-81", "Invalid ranges specified for container and host Ports: 80-81 and 80-82"),
        ("1.2.3:80:80", "Invalid ip address: 1.2.3"),
        ("99999:80", "Invalid hostPort: 99999"),
        (":", "No port specified: :<empty>"),
        ("1:2:3:4", "Invalid ip address 1:2: address 1:2:: too many colons in address"),
        ("target=80,x", "invalid publish opts format (should be name=value but got 'x')"),
    ],
)
def test_what_cannot_be_published(spec: str, text: str) -> None:
    with pytest.raises(CliError) as caught:
        publish([spec])
    assert caught.value.text == text


def test_expose() -> None:
    assert expose(["80", "90-91/udp"]) == ["80/tcp", "90/udp", "91/udp"]
    with pytest.raises(CliError, match=r"invalid port format for --expose: 80:90"):
        expose(["80:90"])
    with pytest.raises(
        CliError, match=r'invalid range format for --expose: foo, error: strconv.ParseUint: parsing "foo"'
    ):
        expose(["foo"])
