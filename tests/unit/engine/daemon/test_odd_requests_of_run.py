"""Requests that dockerd refuses at create or at start, as 20.10.24 and 29.7.2 do."""

import pytest
from dockernet_sim import Lab

LONG = "a" * 65
SHARED = "container sharing network namespace with another container or host cannot be connected to any other network"
PRIVATE = "container cannot be connected to multiple networks with one of the networks in private (none) mode"


@pytest.mark.parametrize(
    ("engine", "words", "said"),
    [
        ("29", f"--hostname {LONG}", f'hostname "{LONG}" is too long (maximum 64 bytes)'),
        ("20.10", f"--hostname {LONG}", "error during container init: sethostname: invalid argument: unknown."),
        ("29", "--network host --network bridge", f"failed to set up container networking: {SHARED}"),
        ("29", "--network bridge --network none", f"failed to set up container networking: {PRIVATE}"),
        ("29", "-p 80:0", 'invalid port specification: "0/tcp"'),
        ("20.10", "-p 0-2:80", "invalid port range: 0-2."),
        ("29", "-p 0-2:80", "invalid port range: 0-2\n"),
        ("29", "-v nfs:/data", "volume nfs: mounting :/x as nfs is not modelled"),
    ],
)
def test_run_is_refused(engine: str, words: str, said: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker volume create -o type=nfs -o device=:/x -o o=addr=1.2.3.4 nfs")
    done = lab.sh(f"docker run -d --name web {words} busybox")
    assert (done.exit != 0, said in done.stderr) == (True, True), done.stderr


@pytest.mark.parametrize(
    ("engine", "words", "code", "said"),
    [
        ("20.10", "-u nosuch", 126, "unable to find user nosuch: no matching entries in passwd file\n"),
        ("29", "-u nosuch", 1,
         "Error response from daemon: unable to find user nosuch: no matching entries in passwd file\n"),
        ("20.10", "-w rel", 126, "OCI runtime exec failed: exec failed: Cwd must be an absolute path: unknown\n"),
        ("28", "-w rel", 128, "OCI runtime exec failed: exec failed: Cwd must be an absolute path\n"),
    ],
)  # fmt: skip
def test_exec_is_refused(engine: str, words: str, code: int, said: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker run -d --name web busybox")
    done = lab.sh(f"docker exec {words} web id")
    assert (done.exit, done.stdout + done.stderr) == (code, said)


def test_exec_in_a_folder_that_is_not_there_ends_with_127_on_29() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web busybox")
    assert lab.sh("docker exec -w /nosuch web pwd").exit == 127


@pytest.mark.parametrize("engine", ["20.10", "29"])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("-o type=nfs", 'missing required option: "device"'),
        ("-o device=/x", 'missing required option: "type"'),
        ("-o o=bind", 'missing required option: "device"'),
        ("-o size=1g", "quota size requested but no quota support"),
    ],
)
def test_options_of_a_volume_that_mean_nothing(engine: str, options: str, said: str) -> None:
    refused = Lab(engine=engine).sh(f"docker volume create {options} vol")
    assert refused.stderr == f"Error response from daemon: create vol: {said}\n"


def test_a_volume_in_memory_is_one() -> None:
    lab = Lab(engine="29")
    assert lab.sh("docker volume create -o type=tmpfs -o device=tmpfs -o o=size=1m mem").exit == 0
    assert lab.sh("docker run --rm -v mem:/x busybox ls /x").exit == 0
