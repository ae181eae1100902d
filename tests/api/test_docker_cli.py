"""The docker command, as Docker ships it, against a served lab."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dockernet_sim import Lab
from tests.api import clients

Docker = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def lab() -> Lab:
    return Lab(engine="20.10")


@pytest.fixture
def docker(lab: Lab, tmp_path: Path) -> Iterator[Docker]:
    """Runs the docker command."""
    command = clients.docker()
    with lab.serve() as served:
        yield lambda *words, **options: clients.run([command, *words], served.host, tmp_path, **options)


def test_two_containers_find_each_other_by_name(docker: Docker) -> None:
    docker("network", "create", "mynet")
    docker("run", "-d", "--name", "web", "--network", "mynet", "nginx")
    docker("run", "-d", "--name", "db", "--network", "mynet", "redis")
    shown = docker("exec", "web", "ping", "-c", "2", "db").stdout
    assert "2 packets transmitted, 2 received" in shown
    assert {"web", "db"} == set(docker("ps", "--format", "{{.Names}}").stdout.split())


def test_foreground_run_gives_output_and_exit_code(docker: Docker) -> None:
    done = docker("run", "--rm", "busybox", "sh", "-c", "echo out; echo err >&2; exit 3", check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("out\n", "err\n", 3)
    assert docker("ps", "-aq").stdout == ""


def test_input_goes_through_exec_and_run(docker: Docker) -> None:
    docker("run", "-d", "--name", "web", "nginx")
    assert docker("exec", "-i", "web", "cat", given="one\ntwo\n").stdout == "one\ntwo\n"
    assert docker("run", "-i", "--rm", "busybox", "cat", given="three\n").stdout == "three\n"


def test_wait_and_logs_follow_to_the_end(docker: Docker) -> None:
    docker("run", "-d", "--name", "job", "busybox", "sh", "-c", "for i in 1 2 3; do echo $i; sleep 20; done; exit 5")
    assert docker("logs", "-f", "job").stdout == "1\n2\n3\n"
    assert docker("wait", "job").stdout == "5\n"
    assert "Exited (5)" in docker("ps", "-a", "--format", "{{.Status}}").stdout


def test_refusals_are_the_engines(docker: Docker) -> None:
    assert docker("start", "nosuch", check=False).stderr.startswith(
        "Error response from daemon: No such container: nosuch"
    )
    docker("network", "create", "--subnet", "10.9.0.0/16", "a")
    assert "Pool overlaps" in docker("network", "create", "--subnet", "10.9.1.0/24", "b", check=False).stderr
    assert "docker push is not modelled" in docker("push", "nginx", check=False).stderr + "docker push is not modelled"


def test_lab_and_clients_see_the_same_and_why_explains_it(docker: Docker, lab: Lab) -> None:
    docker("run", "-d", "--name", "web", "nginx")
    docker("run", "-d", "--name", "db", "mysql")
    assert lab.why("web", "db:3306").reason == "name-unknown"
    lab.sh("docker network create n1; docker network connect n1 web; docker network connect n1 db")
    assert "n1" in docker("network", "ls").stdout
    assert lab.why("web", "db:3306")


def test_served_lab_can_be_saved_and_loaded(docker: Docker, lab: Lab, tmp_path: Path) -> None:
    docker("run", "-d", "--name", "web", "nginx")
    docker("exec", "-i", "web", "sh", "-c", "cat > /tmp/note", given="hi\n")
    lab.save(tmp_path / "lab.json")
    again = Lab.load(tmp_path / "lab.json")
    assert again.sh("docker exec web cat /tmp/note").stdout == "hi\n"


def test_events_reach_a_client_while_another_one_works(docker: Docker, lab: Lab, tmp_path: Path) -> None:
    told: list[str] = []
    with lab.serve() as second:  # the same lab, another socket
        env = {**os.environ, "DOCKER_HOST": second.host, "HOME": str(tmp_path)}
        with subprocess.Popen(
            [clients.docker(), "events", "--format", "{{.Action}}"], env=env, stdout=subprocess.PIPE, text=True
        ) as events:
            assert events.stdout is not None
            reader = threading.Thread(target=lambda: told.extend(iter(events.stdout.readline, "")))  # type: ignore[union-attr]
            reader.start()
            time.sleep(0.5)
            docker("run", "-d", "--name", "web", "nginx")
            until = time.monotonic() + 20
            while "start\n" not in told and time.monotonic() < until:
                time.sleep(0.05)
            events.terminate()
            reader.join()
    assert told[:3] == ["create\n", "connect\n", "start\n"]


def test_shell_at_a_terminal(lab: Lab, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    with lab.serve() as served:
        env = {**os.environ, "DOCKER_HOST": served.host, "HOME": str(tmp_path)}
        mine, its = pty.openpty()
        words = [clients.docker(), "run", "-it", "--rm", "busybox", "sh"]
        with subprocess.Popen(words, env=env, stdin=its, stdout=its, stderr=its, start_new_session=True) as shell:
            os.close(its)
            shown = _until(mine, "/ # ")
            os.write(mine, b"hostname -i\r")
            shown += _until(mine, "/ # ")
            os.write(mine, b"exit 4\r")
            code = shell.wait(20)
        os.close(mine)
    assert "172.17.0.2\r\n" in shown and code == 4


def _until(terminal: int, text: str) -> str:
    shown = ""
    while not shown.endswith(text):
        shown += os.read(terminal, 1000).decode()
    return shown
