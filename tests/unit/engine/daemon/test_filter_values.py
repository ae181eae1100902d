"""--filter: values that mean nothing, as dockerd 20.10.24, 28.5.2 and 29.7.2 refuse them."""

import pytest
from dockernet_sim import Lab

PORTS = "docker run -d --name web -p 8080:80 -p 9000-9002:9000-9002/udp busybox"
HEAD = "error while looking up for publish "


def ps(engine: str, asked: str, more: str = "") -> str:
    """The names that are listed, or what the daemon says."""
    lab = Lab(engine=engine)
    lab.sh(f"{PORTS}; {more}")
    done = lab.sh(f"docker ps --format '{{{{.Names}}}}' {asked}")
    return done.stderr.strip().removeprefix("Error response from daemon: ") or done.stdout.strip()


@pytest.mark.parametrize(
    ("engine", "value", "said"),
    [
        ("20.10", "80-70", HEAD + "80-70: Invalid range specified for the Port: 80-70"),
        ("28", "80-70", HEAD + "80-70: invalid range specified for port: 80-70"),
        ("29", "80-70", HEAD + "80-70: invalid port range: 80-70"),
        ("20.10", "99999", HEAD + '99999: strconv.ParseUint: parsing "99999": value out of range'),
        ("29", "99999", HEAD + "99999: invalid start port '99999': value out of range"),
        ("29", "8000-", HEAD + "8000-: invalid end port '': value is empty"),
        ("20.10", "", HEAD + ": Empty string specified for ports."),
        ("26", "", HEAD + ": empty string specified for ports"),
        ("29", "", HEAD + ": invalid port range: value is empty"),
        ("20.10", "1:80", "filter for 'publish' should not contain ':': 1:80"),
        ("29", "80/''", ""),
        ("20.10", "9000-9001/udp", "web"),
        ("29", "9000-9001/UDP", "web"),
        ("28", "9000-9001/UDP", ""),
        ("20.10", "8080/tcp/udp", "web"),
        ("29", "8080/tcp/udp", ""),
    ],
)  # fmt: skip
def test_ports(engine: str, value: str, said: str) -> None:
    assert ps(engine, f'--filter "publish={value}"') == said


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_a_port_is_published_or_exposed(engine: str) -> None:
    assert ps(engine, "--filter publish=81 --filter expose=80") == "web"
    exposing = "docker run -d --name bb --expose 90 busybox"
    assert ps(engine, "--filter publish=0", exposing) == "bb"


@pytest.mark.parametrize(
    ("engine", "asked", "said"),
    [
        ("20.10", "exited=x", 'strconv.Atoi: parsing "x": invalid syntax'),
        ("26", "exited=x", """invalid filter 'exited=x': strconv.Atoi: parsing "x": invalid syntax"""),
        ("20.10", "health=x", "Unrecognised filter value for health: x"),
        ("26", "health=x", "unrecognized filter value for health: x"),
        ("20.10", "is-task=x", "Invalid filter 'is-task=[x]'"),
        ("29", "is-task=x", "invalid filter 'is-task=[x]'"),
        ("26", "status=x", "invalid filter 'status=x'"),
    ],
)
def test_values(engine: str, asked: str, said: str) -> None:
    assert ps(engine, f"--filter {asked}") == said


TWICE = 'got more than one value for filter key "dangling"'
NETWORKS = """invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")"""


@pytest.mark.parametrize(
    ("engine", "line", "said"),
    [
        ("20.10", "network ls -q -f dangling=true -f dangling=1", TWICE),
        ("29", "network ls -q -f dangling=true -f dangling=false", TWICE),
        ("20.10", "network ls -q -f dangling=x", NETWORKS),
        ("20.10", "volume ls -q -f dangling=x", "Invalid filter 'dangling=[x]'"),
        ("20.10", "volume ls -q -f dangling=true -f dangling=false", ""),
        ("29", "volume ls -q -f dangling=true -f dangling=false", "invalid filter 'dangling=[false true]'"),
        ("29", "images -q -f dangling=x", "invalid filter 'dangling=[x]'"),
        ("20.10", "images -q -f dangling=1", "Invalid filter 'dangling=[1]'"),
        ("29", "images -q -f dangling=1 -f dangling=true", ""),
    ],
)
def test_dangling(engine: str, line: str, said: str) -> None:
    assert Lab(engine=engine).sh(f"docker {line}").stderr.strip().removeprefix("Error response from daemon: ") == said
