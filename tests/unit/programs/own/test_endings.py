"""A program waits, and something happens to its container, or to its peer's."""

from collections.abc import Callable

import pytest
import simpy
from dockernet_sim import Conn, Lab, Me, NetError
from dockernet_sim.programs.own.driving import Steps


def noted(me: Me, wait: simpy.Event) -> Steps:
    """Log how a wait ends."""
    try:
        got = yield wait
        me.log(f"got {got!r} at {me.now:.2f}")
    except NetError as error:
        me.log(f"{error.name} at {me.now:.2f}")
    except simpy.Interrupt as signal:
        me.log(f"signal {signal.cause}")
        raise
    finally:
        me.log("finally")
    yield me.sleep(1_000)


def silent(me: Me) -> Steps:
    """A server that accepts and says nothing."""
    listener, held = me.listen(8080), []
    while True:
        held.append((yield listener.accept()))


def nap(me: Me) -> Steps:
    yield from noted(me, me.sleep(100))


def connect(me: Me) -> Steps:
    yield from noted(me, me.connect("203.0.113.200", 80))


def recv(me: Me) -> Steps:
    conn = yield me.connect("web", 8080)
    yield from noted(me, conn.recv())


def recv_with_patience(me: Me) -> Steps:
    conn = yield me.connect("web", 8080)
    yield from noted(me, conn.recv(timeout=300))


def accept(me: Me) -> Steps:
    yield from noted(me, me.listen(99).accept())


def datagram(me: Me) -> Steps:
    yield from noted(me, me.udp(99).recv())


def ping(me: Me) -> Steps:
    yield from noted(me, me.ping("203.0.113.200", timeout=300))


def resolve(me: Me) -> Steps:
    yield from noted(me, me.resolve("nowhere.example"))  # of the name server that never answers


def command(me: Me) -> Steps:
    yield from noted(me, me.run("sleep 300"))


def helper(me: Me) -> Steps:
    def nested(me: Me) -> Steps:
        yield from noted(me, me.sleep(300))

    yield me.spawn(nested)


def bare_helper(me: Me) -> Steps:
    def nested(me: Me) -> Steps:
        yield me.sleep(300)
        me.log("never")

    me.spawn(nested)
    yield from noted(me, me.sleep(300))


WAITS: list[Callable[[Me], Steps]] = [
    nap,
    connect,
    recv,
    recv_with_patience,
    accept,
    datagram,
    ping,
    resolve,
    command,
    bare_helper,
]


def lab_that_waits(program: Callable[[Me], Steps]) -> Lab:
    lab = Lab(engine="29", trace=False)
    lab.image("silent", program=silent, ports=[8080])
    lab.image("waiting", program=program)
    lab.sh("docker network create n; docker run -d --name web --network n silent")
    assert lab.sh("docker run -d --name cli --network n --dns 203.0.113.200 waiting").exit == 0
    lab.run(lab.env.now + 2)
    return lab


def ended(lab: Lab, line: str, seconds: float = 5.0) -> tuple[str, str]:
    """State and log of cli after a line and some time; the same in a copy."""
    assert lab.sh(line).exit == 0
    lab.run(lab.env.now + seconds)
    look = "docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' cli"
    found = lab.sh(look).stdout.strip(), lab.sh("docker logs cli").output
    assert not any(machine.host.internal_errors for machine in lab.world.machines.values())
    again = lab.copy()
    assert (again.sh(look).stdout.strip(), again.sh("docker logs cli").output) == found
    return found


@pytest.mark.parametrize("program", WAITS)
def test_stop_interrupts_every_wait_and_lets_it_clean_up(program: Callable[[Me], Steps]) -> None:
    assert ended(lab_that_waits(program), "docker stop cli") == ("exited 143", "signal TERM\nfinally\n")


def test_stop_ends_a_helper_with_its_program() -> None:
    """The signal is the program's: one that waits for its helper ends by it, and the helper with it, as a thread."""
    assert ended(lab_that_waits(helper), "docker stop cli") == ("exited 143", "")


@pytest.mark.parametrize("program", [*WAITS, helper])
@pytest.mark.parametrize("line", ["docker kill cli", "docker pause cli; docker kill cli"])
def test_kill_ends_every_wait_and_nothing_more_is_written(program: Callable[[Me], Steps], line: str) -> None:
    assert ended(lab_that_waits(program), line) == ("exited 137", "")


@pytest.mark.parametrize("program", WAITS)
def test_removed_container_leaves_no_task(program: Callable[[Me], Steps]) -> None:
    lab = lab_that_waits(program)
    before = {task.title for task in lab.world.machine("vm").host.processes.values()}  # type: ignore[attr-defined]
    assert lab.sh("docker rm -f cli").exit == 0
    after = {task.title for task in lab.world.machine("vm").host.processes.values()}  # type: ignore[attr-defined]
    assert "waiting" not in str(after) and len(after) < len(before)


@pytest.mark.parametrize("program", WAITS)
def test_restart_runs_it_from_the_start(program: Callable[[Me], Steps]) -> None:
    state, log = ended(lab_that_waits(program), "docker restart cli")
    assert (state, log) == ("running 0", "signal TERM\nfinally\n")


def stubborn(me: Me) -> Steps:
    """It does not mind signals."""
    while True:
        try:
            yield me.sleep(1)
        except simpy.Interrupt as signal:
            me.log(f"no {signal.cause}")


def test_program_that_minds_no_signal_is_killed_after_ten_seconds() -> None:
    lab = lab_that_waits(stubborn)
    began = lab.env.now
    assert lab.sh("docker stop cli").exit == 0
    assert 10 < lab.env.now - began < 11
    assert ended(lab, "true") == ("exited 137", "no TERM\n")


def goes_on_when_closed(me: Me) -> Steps:
    """It would go on even when it is ended, for a while."""
    for _ in range(9):
        try:
            yield me.sleep(1)
        except BaseException:  # also GeneratorExit
            me.log("no")


def test_program_that_would_go_on_when_it_is_ended_is_ended() -> None:
    assert ended(lab_that_waits(goes_on_when_closed), "docker kill cli") == ("exited 137", "")


def counts(me: Me) -> Steps:
    while True:
        yield me.sleep(1)
        me.log(f"{me.now:.0f}")


def test_paused_program_does_nothing_until_it_goes_on() -> None:
    lab = lab_that_waits(counts)
    assert lab.sh("docker logs cli").stdout.split() == ["1", "2"]
    lab.sh("docker pause cli")
    lab.run(lab.env.now + 5)
    assert lab.sh("docker logs cli").stdout.split() == ["1", "2"]
    lab.sh("docker unpause cli")
    lab.run(lab.env.now + 1.5)
    assert lab.sh("docker logs cli").stdout.split() == ["1", "2", "7", "8"]


def echo(me: Me) -> Steps:
    listener = me.listen(8080)
    while True:
        me.spawn(each, (yield listener.accept()))


def each(me: Me, conn: Conn) -> Steps:
    while data := (yield conn.recv()):
        conn.send(data.upper())


def asks(me: Me) -> Steps:
    conn = yield me.connect("web", 8080)
    for text in (b"one", b"two"):
        conn.send(text)
        me.log(f"{(yield conn.recv()).decode()} at {me.now:.1f}")
        yield me.sleep(2)


def test_paused_helper_answers_when_it_goes_on() -> None:
    lab = Lab(engine="29", trace=False)
    lab.image("echo", program=echo, ports=[8080])
    lab.sh("docker network create n; docker run -d --name web --network n echo")
    lab.sh("docker run -d --name cli --network n busybox")
    lab.run(until=2.0)
    lab.fault("in 1s pause web")
    lab.fault("in 4s unpause web")
    task = lab.spawn(asks, on="cli")
    lab.run(until=10.0)
    assert task.stdout.text == "ONE at 2.0\nTWO at 6.0\n"


@pytest.mark.parametrize(
    ("line", "log"),
    [
        ("docker kill web", "got b'' at 2."),
        ("docker stop web", "got b'' at 2."),
        ("docker rm -f web", "got b'' at 2."),
        ("docker network disconnect n web", ""),
        ("docker pause web", ""),
    ],
)
@pytest.mark.parametrize("program", [recv, recv_with_patience])
def test_reader_hears_of_its_peers_end_but_not_of_its_silence(
    program: Callable[[Me], Steps], line: str, log: str
) -> None:
    state, told = ended(lab_that_waits(program), line)
    assert state == "running 0"
    assert told.startswith(log) if log else told == ""


def reads_from_nginx(me: Me) -> Steps:
    yield me.sleep(0.1)
    conn = yield me.connect("web", 80)
    me.log(repr((yield conn.recv())))


def test_killed_server_of_an_image_closes_its_connections() -> None:
    """exit_files comes before the container's network goes: both FINs cross the bridge, and the last ACK, as recorded
    on 29.7.2."""
    lab = Lab(engine="29")
    lab.sh("docker network create n; docker run -d --name web --network n nginx")
    lab.sh("docker run -d --name cli --network n busybox")
    task = lab.spawn(reads_from_nginx, on="cli")
    lab.run(lab.env.now + 1)
    serial = lab.trace.serial
    lab.sh("docker kill web")
    lab.run(lab.env.now + 0.1)
    assert task.stdout.text == "b''\n"
    rows = [row for row in lab.trace.rows() if row["event"] == "bridge" and row["flags"]]
    assert [row["flags"] for row in rows if float(row["serial"] or 0) > serial] == ["F.", "F.", "."]


def test_connect_of_a_container_without_a_network_ends_as_the_kernel_says() -> None:
    lab = lab_that_waits(connect)
    lab.sh("docker network disconnect n cli")
    lab.run(lab.env.now + 200)
    assert lab.sh("docker logs cli").output.split()[0] in ("ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH")
