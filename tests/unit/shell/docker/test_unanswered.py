"""What each client says when no daemon answers: as the real clients 20.10.24, 26.1.5, 28.5.2 and 29.7.2 said it."""

from __future__ import annotations

import pytest
from dockernet_sim import Lab

OLD = "Cannot connect to the Docker daemon at unix:///no.sock. Is the docker daemon running?"
NEW = (
    "failed to connect to the docker API at unix:///no.sock; check if the path is correct and if the daemon is running: "
    "dial unix /no.sock: connect: no such file or directory"
)
SAYS = {"20.10": OLD, "26": OLD, "28": OLD, "29": NEW}
ENGINES = tuple(SAYS)


def asked(engine: str, line: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a line whose daemon is not there."""
    done = Lab(engine=engine).sh(f"DOCKER_HOST=unix:///no.sock {line}")
    return done.exit, done.stdout, done.stderr


@pytest.mark.parametrize("engine", ENGINES)
def test_words_of_several_objects_are_asked_for_one_by_one(engine: str) -> None:
    said = SAYS[engine]
    assert asked(engine, "docker rm one two") == (1, "", f"{said}\n{said}\n")
    assert asked(engine, "docker inspect one") == (1, "[]\n", f"{said}\n")
    assert asked(engine, "docker network inspect -f '{{.Name}}' one") == (1, "\n", f"{said}\n")


@pytest.mark.parametrize("engine", ENGINES)
def test_start_and_rename_name_what_failed(engine: str) -> None:
    said = SAYS[engine]
    failed = f"{'' if engine == '29' else 'Error: '}failed to start containers: one, two"
    assert asked(engine, "docker start one two") == (1, "", f"{said}\n{said}\n{failed}\n")
    renamed = {"29": f"failed to rename container: {said}\n"}
    usual = f"{said}\nError: failed to rename container named one\n"
    assert asked(engine, "docker rename one two")[2] == renamed.get(engine, usual)


@pytest.mark.parametrize(
    ("engine", "exit_code", "said"),
    [
        ("20.10", 125, f"docker: {OLD}.\nSee 'docker run --help'.\n"),
        ("26", 125, f"docker: {OLD}.\nSee 'docker run --help'.\n"),
        ("28", 125, f"docker: {OLD}\n\nRun 'docker run --help' for more information\n"),
        ("29", 1, f"{NEW}\n"),
    ],
)
def test_run_of_29_looks_for_the_daemon_first(engine: str, exit_code: int, said: str) -> None:
    assert asked(engine, "docker run busybox") == (exit_code, "", said)
    assert asked(engine, "docker create busybox") == (1, "", f"{SAYS[engine]}\n")
    wrong = {"20.10": "Invalid hostPort: abc", "29": NEW}.get(engine, "invalid hostPort: abc")
    assert wrong in asked(engine, "docker run -p abc:80 nginx")[2]


@pytest.mark.parametrize(
    ("engine", "out", "err"),
    [
        ("20.10", f"Server:\nERROR: {OLD}\n", "errors pretty printing info\n"),
        ("26", "Server:\n", f"ERROR: {OLD}\nerrors pretty printing info\n"),
        ("28", "Server:\n", f"{OLD}\n"),
        ("29", "Server:\n", f"{NEW}\n"),
    ],
)
def test_info_shows_the_client_and_then_what_went_wrong(engine: str, out: str, err: str) -> None:
    code, shown, said = asked(engine, "docker info")
    assert (code, said) == (1, err)
    assert shown.startswith("Client:\n") and shown.endswith(f"\n{out}")


@pytest.mark.parametrize(("engine", "exit_code"), [("26", 0), ("28", 1), ("29", 1)])
def test_info_with_a_format_looks_into_an_empty_answer(engine: str, exit_code: int) -> None:
    assert asked(engine, "docker info -f 'a{{.Containers}}b'") == (exit_code, "a0b\n", f"{SAYS[engine]}\n")


@pytest.mark.parametrize("engine", ENGINES)
def test_version_with_a_format_shows_the_client(engine: str) -> None:
    code, shown, said = asked(engine, "docker version -f 'v{{.Client.Version}}'")
    assert (code, said) == (1, f"{SAYS[engine]}\n")
    assert shown.startswith(f"v{engine}")
    assert asked(engine, "docker version -f 'v{{.Server.Version}}'")[1] == "v\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_what_needs_no_daemon_is_answered(engine: str) -> None:
    assert asked(engine, "docker network --help")[0] == 0
    assert "unknown flag: --nosuch" in asked(engine, "docker ps --nosuch")[2]
    assert asked(engine, "docker pull busybox")[1] == "Using default tag: latest\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_daemon_that_was_stopped_is_missed_at_its_own_socket(engine: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("systemctl stop docker")
    at = "/var/run/docker.sock"
    said = SAYS[engine].replace("/no.sock", at)
    assert [lab.sh(line).stderr for line in ("docker ps", "docker logs x")] == [f"{said}\n"] * 2
    version = lab.sh("docker version")
    assert version.stdout.startswith("Client:") and version.stdout.count("Version:") == 1


@pytest.mark.parametrize(
    ("engine", "line", "exit_code", "said"),
    [
        ("20.10", "docker create -p 99999:80 nginx", 125, "docker: Invalid hostPort: 99999.\nSee 'docker create --help'.\n"),
        ("20.10", "docker run -d -a stdout nginx", 1, "Conflicting options: -a and -d\n"),
        ("20.10", "docker container run nginx", 125, f"docker: {OLD}.\nSee 'docker run --help'.\n"),
        ("20.10", "docker commit a BB", 1, "invalid reference format: repository name must be lowercase\n"),
        ("29", "docker start -a one two", 1, "you cannot start and attach multiple containers at once\n"),
        ("29", "docker update one", 1, "you must provide one or more flags when using this command\n"),
        ("29", "docker exec --env-file nope one ls", 1, "open nope: no such file or directory\n"),
        ("29", "docker events --since foo", 1, 'failed to parse value as time or duration: "foo"\n'),
        ("29", "docker rm ''", 1, "container name cannot be empty\n"),
        ("29", "docker cp one:/x .", 1, f"{NEW}\n"),
        ("29", "docker system prune -f --volumes --filter until=1h", 1,
         'ERROR: The "until" filter is not supported with "--volumes"\n'),
    ],
)  # fmt: skip
def test_what_the_client_checks_itself_comes_before_the_daemon(
    engine: str, line: str, exit_code: int, said: str
) -> None:
    """Asked of the real clients, without a daemon."""
    assert asked(engine, line) == (exit_code, "", said)


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_compose_needs_its_daemon_only_when_it_asks(engine: str) -> None:
    lab = Lab(engine=engine)
    version = lab.sh("DOCKER_HOST=tcp://127.0.0.1:1 docker compose version")
    assert (version.exit, version.stdout, version.stderr) == (0, "Docker Compose version v5.6.1\n", "")
    listed = lab.sh("DOCKER_HOST=tcp://127.0.0.1:1 docker compose ls")
    assert (listed.exit, listed.stderr) == (
        1, "Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("engine", "line", "exit_code", "out", "err"),
    [
        ("20.10", "docker info -f '{{.ID}}'", 1, "\n", 'template: :1:2: executing "" at <.ID>: reflect: indirection '
         "through nil pointer to embedded struct field Info\n"),
        ("20.10", "docker info -f '{{.Nope}}'", 1, "\n",
         'template: :1:2: executing "" at <.Nope>: can\'t evaluate field Nope in type system.info\n'),
        ("20.10", "docker info -f '{{json .ServerErrors}}'", 0, f'["{OLD}"]\n', ""),
        ("29", "docker info -f '{{.ClientInfo.Context}}'", 0, "default\n", ""),
        ("29", "docker info -f '{{.Plugins}}'", 1, "{[] [] [] []}\n", f"{NEW}\n"),
        ("29", "docker version -f '{{'", 64, "", "template parsing error: template: version:1: unclosed action\n"),
        ("29", "docker version -f 'x{{.Client.Nope}}'", 1, "x\n", f"{NEW}\n"),
    ],
)  # fmt: skip
def test_templates_look_into_what_is_known_without_a_daemon(
    engine: str, line: str, exit_code: int, out: str, err: str
) -> None:
    assert asked(engine, line) == (exit_code, out, err)
