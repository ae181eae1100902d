"""Programs of a user's own in containers."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
import simpy
from dockernet_sim import Lab
from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.own.me import Me
from dockernet_sim.world.errors import BadSave

Steps = Generator[Any, Any, Any]


def handle(me: Me, conn: Any) -> Steps:
    request = yield conn.recv()
    yield me.sleep(0.05)
    conn.send(b"echo " + request)
    conn.close()


def server(me: Me) -> Steps:
    listener = me.listen(8080)
    while True:
        me.spawn(handle, (yield listener.accept()))


def client(me: Me, words: str = "hello") -> Steps:
    conn = yield me.connect("api", 8080, timeout=1)
    conn.send(words.encode())
    me.log(f"{(yield conn.recv()).decode()} at {me.now:.3f}")
    conn.close()


def lab_with_api() -> Lab:
    lab = Lab(engine="20.10")
    lab.image("slow", program=server, ports=[8080])
    for line in ("network create n", "run -d --name api --net n slow", "run -d --name cli --net n busybox"):
        assert lab.sh(f"docker {line}").exit == 0
    return lab


def told(lab: Lab, program: Any, *arguments: Any, on: str = "cli", seconds: float = 10.0) -> str:
    """What a program writes, on both streams, within so many seconds."""
    task = lab.spawn(program, *arguments, on=on)
    lab.run(until=lab.env.now + seconds)
    return task.stdout.text + task.stderr.text


def failing(step: Any) -> Any:
    """A program that logs the name of the error that a step ends with."""

    def program(me: Me) -> Steps:
        try:
            yield step(me)
            me.log("done")
        except NetError as error:
            me.log(error.name)

    return program


def test_client_and_server_talk_by_name() -> None:
    lab = lab_with_api()
    assert told(lab, client, "hi").startswith("echo hi at ")
    assert (
        lab.sh("docker inspect -f '{{.Config.ExposedPorts}} {{.Config.Cmd}}' api").stdout
        == "map[8080/tcp:{}] [server]\n"
    )


@pytest.mark.parametrize(
    ("step", "name"),
    [
        (lambda me: me.connect("api", 81), "ECONNREFUSED"),
        (lambda me: me.connect("172.18.0.99", 80, timeout=0.5), "ETIMEDOUT"),
        (lambda me: me.connect("172.18.0.99", 80), "EHOSTUNREACH"),
        (lambda me: me.ping("172.18.0.99", timeout=0.5), "ETIMEDOUT"),
        (lambda me: me.connect("api", 8080), "done"),
    ],
)
def test_failure_is_raised_where_it_is_yielded(step: Any, name: str) -> None:
    assert told(lab_with_api(), failing(step)) == f"{name}\n"


def test_unknown_name_is_an_error_of_the_resolver() -> None:
    assert told(lab_with_api(), failing(lambda me: me.resolve("nowhere"))) == "EAI_NONAME\n"


def test_ping_gives_seconds_and_resolve_gives_addresses() -> None:
    def program(me: Me) -> Steps:
        rtt = yield me.ping("api")
        me.log(f"{rtt < 0.001} {(yield me.resolve('api'))}")

    assert told(lab_with_api(), program) == "True ['172.18.0.2']\n"


def test_run_gives_what_a_command_left() -> None:
    def program(me: Me) -> Steps:
        done = yield me.run("docker stop -t 0 api")
        me.log(f"{done.exit} {done.stdout.strip()}")

    assert told(lab_with_api(), program, on="vm") == "0 api\n"


def test_datagrams_go_both_ways() -> None:
    def echo(me: Me) -> Steps:
        socket = me.udp(5353)
        while True:
            data, host, port = yield socket.recv()
            yield socket.send(data.upper(), host, port)

    def ask(me: Me) -> Steps:
        socket = me.udp()
        yield socket.send(b"abc", "api", 5353)
        data, host, port = yield socket.recv(timeout=1)
        me.log(f"{data.decode()} {host} {port}")
        yield socket.recv(timeout=0.5)

    lab = lab_with_api()
    lab.spawn(echo, on="api")
    first, second = told(lab, ask).splitlines()
    assert first == "ABC 172.18.0.2 5353"
    assert second.startswith("ask: Connection timed out: udp port ")


@pytest.mark.parametrize(("line", "told"), [("docker stop cli", ["TERM"]), ("docker kill cli", [])])
def test_stopped_program_is_interrupted_and_a_killed_one_ends_at_once(line: str, told: list[str]) -> None:
    seen: list[str] = []

    def waiting(me: Me) -> Steps:
        try:
            yield me.sleep(100)
        except simpy.Interrupt as signal:
            seen.append(str(signal.cause))
            raise

    lab = lab_with_api()
    lab.image("waiting", program=waiting)
    lab.sh("docker rm -f cli; docker run -d --name cli waiting")
    assert lab.sh(line).exit == 0
    assert seen == told


def test_restarted_container_runs_its_program_again() -> None:
    lab = lab_with_api()
    lab.sh("docker restart -t 0 api")
    assert told(lab, client).startswith("echo hello")


def test_ended_program_gives_its_port_back() -> None:
    def waits(me: Me, port: int) -> Steps:
        yield me.listen(port).accept()

    lab = lab_with_api()
    task = lab.spawn(waits, 9000, on="api")
    lab.run(until=lab.env.now + 0.1)
    task.signal("TERM")
    assert told(lab, failing(lambda me: me.connect("api", 9000))) == "ECONNREFUSED\n"


def test_defect_of_a_program_ends_in_the_containers_log() -> None:
    def broken(me: Me) -> Steps:
        yield me.sleep(0.1)
        raise KeyError("shop")

    lab = lab_with_api()
    lab.image("broken", program=broken)
    lab.sh("docker run -d --name bad broken; sleep 1")
    assert "broken: KeyError: 'shop'" in lab.sh("docker logs bad").stderr
    assert lab.sh("docker inspect -f '{{.State.ExitCode}}' bad").stdout == "1\n"
    assert lab.world.internal_errors == []


def test_helper_that_fails_is_a_line_and_nothing_more() -> None:
    def helper(me: Me) -> Steps:
        yield me.sleep(0.1)
        raise ValueError("no")

    def program(me: Me) -> Steps:
        me.spawn(helper)
        yield me.sleep(1)
        me.log("went on")

    assert told(lab_with_api(), program) == "went on\nhelper: ValueError: no\n"


def test_copy_and_saved_lab_come_out_equal(tmp_path: Path) -> None:
    lab = lab_with_api()
    told(lab, client)
    assert lab.copy().sh("docker logs api").exit == 0
    lab.save(tmp_path / "lab.json")
    again = Lab.load(tmp_path / "lab.json", functions={"server": server, "client": client})
    assert again.env.now == lab.env.now
    with pytest.raises(BadSave, match="needs the function"):
        Lab.load(tmp_path / "lab.json")


def test_random_numbers_follow_the_seed() -> None:
    def dice(me: Me) -> None:
        me.log(f"{me.random.random()}")

    first, second = (told(lab_with_api(), dice, seconds=0.1) for _ in range(2))
    assert first == second


def test_task_is_waited_for_as_an_event() -> None:
    lab = lab_with_api()

    def waits(me: Me) -> Any:
        code = yield task
        me.log(f"exit code {code} at {me.now:.0f}")

    task = lab.task(["sleep", "4"])
    assert told(lab, waits) == "exit code 0 at 5\n"


def test_two_functions_of_one_name_are_told_apart() -> None:
    lab = lab_with_api()

    def client(me: Me) -> None:
        me.log("another")

    globals_client = told(lab, globals()["client"])
    assert globals_client.startswith("echo")
    with pytest.raises(ValueError, match=r"lab\.register"):
        lab.spawn(client, on="cli")
