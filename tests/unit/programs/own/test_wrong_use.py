"""What a user's program may do wrong: it is a line in the container's log, by name, and the simulation goes on."""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import simpy
from dockernet_sim import Lab, Me, NetError, Request, Response
from dockernet_sim.programs.own import conn, driving, me

Wrong = Callable[[Any], Any]


def lab_with_web() -> Lab:
    lab = Lab(engine="29", trace=False)
    for line in ("network create n", "run -d --name web --net n nginx", "run -d --name cli --net n busybox"):
        assert lab.sh(f"docker {line}").exit == 0
    return lab


@cache
def shared() -> Lab:
    """One lab for many programs, none of which may harm it."""
    return lab_with_web()


def ended(program: Any, lab: Lab | None = None, seconds: float = 5.0) -> tuple[int | None, str]:
    """The exit code of a program, and the last line that it left on standard error."""
    lab = lab or shared()
    name = f"p{len(lab.world.functions)}"
    lab.register(name, program)
    task = lab.world.start_program(name, "cli")
    lab.run(lab.env.now + seconds)
    assert not any(machine.host.internal_errors for machine in lab.world.machines.values())
    return task.exit_code, task.stderr.text.strip().partition(": ")[2]


ARGUMENTS: dict[str, Wrong] = {
    "Me.connect: host must be a text (str), not None": lambda me: me.connect(None, 80),
    "Me.connect: host must be a text that is not empty, not ''": lambda me: me.connect("", 80),
    "Me.connect: port must be a whole number from 1 to 65535, not '80'": lambda me: me.connect("web", "80"),
    "Me.connect: port must be a whole number from 1 to 65535, not 0": lambda me: me.connect("web", 0),
    "Me.connect: timeout must be a number of seconds above 0, or None, not 0": lambda me: me.connect("web", 80, 0),
    "Me.connect: timeout must be a number of seconds, or None, not '1'": lambda me: me.connect("web", 80, "1"),
    "Me.sleep: seconds must be a number of seconds from 0 to 1e+09, not -1": lambda me: me.sleep(-1),
    "Me.sleep: seconds must be a number of seconds from 0 to 1e+09, not nan": lambda me: me.sleep(float("nan")),
    "Me.sleep: seconds must be a number of seconds, not None": lambda me: me.sleep(None),
    "Me.listen: port must be a whole number from 0 to 65535, not 70000": lambda me: me.listen(70_000),
    "Me.udp: port must be a whole number from 0 to 65535, not 'x'": lambda me: me.udp("x"),
    "Datagrams.send: data must be bytes, not 'x': 'text'.encode() makes them of a text": lambda me: me.udp().send(
        "x", "web", 5
    ),
    "Datagrams.send: port must be a whole number from 1 to 65535, not 0": lambda me: me.udp().send(b"x", "web", 0),
    "Datagrams.recv: timeout must be a number of seconds from 0 to 1e+09, or None, not -1": lambda me: me.udp().recv(
        -1
    ),
    "Listener.accept: timeout must be a number of seconds, not 'x'": lambda me: me.listen(0).accept("x"),
    "Me.ping: size must be a whole number from 0 to 65507, not -5": lambda me: me.ping("web", size=-5),
    "Me.ping: host must be a text (str), not 5": lambda me: me.ping(5),
    "Me.resolve: name must be a text (str), not None": lambda me: me.resolve(None),
    "Me.run: line must be a text (str), not None": lambda me: me.run(None),
    "Me.spawn: program must be a function, not None": lambda me: me.spawn(None),
}


@pytest.mark.parametrize("text", ARGUMENTS)
def test_wrong_argument_is_refused_where_the_call_stands(text: str) -> None:
    def program(me: Me) -> driving.Steps:
        yield ARGUMENTS[text](me)

    assert ended(program) == (1, f"BadArgument: {text}")


@pytest.mark.parametrize("data", ["text", None, 5])
def test_bytes_only_are_sent(data: Any) -> None:
    def program(me: Me) -> driving.Steps:
        (yield me.connect("web", 80)).send(data)

    assert ended(program)[1].startswith("BadArgument: Conn.send: data must be bytes, not ")


@pytest.mark.parametrize(
    ("yielded", "told"),
    [
        (None, "TypeError: the program yielded None, which is no event: "),
        (5, "TypeError: the program yielded 5, which is no event: "),
        ((x for x in ()), "`yield from` it"),
        (simpy.Event(simpy.Environment()), "TypeError: the program yielded an event of another lab's clock: "),
    ],
)
def test_what_is_no_event_of_the_lab_is_refused(yielded: Any, told: str) -> None:
    def program(_me: Me) -> driving.Steps:
        yield yielded

    code, line = ended(program)
    assert code == 1 and told in line


def leaves(error: BaseException) -> Any:
    def program(me: Me) -> driving.Steps:
        yield me.sleep(0.1)
        raise error

    return program


@pytest.mark.parametrize(
    ("program", "code", "line"),
    [
        (leaves(ValueError("no")), 1, "ValueError: no"),
        (leaves(MemoryError()), 1, "MemoryError"),
        (leaves(NetError("EPIPE", "x")), 1, "Broken pipe: x"),
        (leaves(StopIteration()), 1, "RuntimeError: generator raised StopIteration"),
        (leaves(GeneratorExit()), 1, "RuntimeError: the program raised GeneratorExit"),
        (leaves(simpy.Interrupt("a cause of its own")), 143, ""),
        (leaves(SystemExit(3)), 3, ""),
        (leaves(SystemExit()), 0, ""),
        (lambda me: 260, 4, ""),
        (lambda me: None, 0, ""),
        (lambda me: sys.exit(5), 5, ""),
        (lambda: None, 1, "TypeError: "),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_exit_code_and_line_of_an_end(program: Any, code: int, line: str) -> None:
    found, told = ended(program)
    assert found == code and told.startswith(line)


def test_text_of_an_exit_is_a_line() -> None:
    lab = shared()
    name = f"p{len(lab.world.functions)}"
    lab.register(name, lambda me: sys.exit("no database"))
    task = lab.world.start_program(name, "cli")
    lab.run(lab.env.now + 1)
    assert (task.exit_code, task.stderr.text) == (1, "no database\n")


def test_what_is_not_modelled_says_so_and_is_remembered() -> None:
    def program(me: Me) -> driving.Steps:
        yield me.connect("::1", 80)

    def beside(me: Me) -> driving.Steps:
        me.spawn(program)
        yield me.sleep(1)

    lab = lab_with_web()
    assert ended(program, lab) == (127, "IPv6 (address ::1) is not modelled")
    assert ended(beside, lab) == (0, "IPv6 (address ::1) is not modelled")
    assert len(lab.refused) == 2


def loops(step: Callable[[Any], object]) -> Any:
    def program(me: Me) -> driving.Steps:
        opened = yield me.connect("web", 80)
        opened.send(b"GET / HTTP/1.0\r\n\r\n")
        yield me.sleep(1)
        me.opened = opened  # type: ignore[attr-defined]
        while True:
            event = step(me)
            if isinstance(event, simpy.Event):
                yield event

    return program


@pytest.mark.parametrize(
    "step",
    [
        lambda me: me.sleep(0),
        lambda me: me.log("x"),
        lambda me: [me.sleep(1)],
        lambda me: me.udp(),
        lambda me: me.opened.recv(),
        lambda me: me.opened.recv(timeout=1),
        lambda me: me.spawn(lambda me: None) and None,
        lambda me: me.listen(0),
    ],
)
def test_loop_in_which_no_time_goes_by_ends_by_name(step: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driving.Pace.__init__, "__defaults__", (500, None))
    code, line = ended(loops(step))
    assert code == 137
    assert line.startswith("Runaway: more than 500 steps at ") and "a loop without a `yield`" in line


def test_helpers_that_start_helpers_end_with_their_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driving.Pace.__init__, "__defaults__", (500, None))

    def bomb(me: Me) -> driving.Steps:
        me.spawn(bomb)
        me.spawn(bomb)
        yield me.sleep(0)

    code, line = ended(bomb)
    assert code == 137 and "more than 500 steps at " in line


def test_helpers_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(me, "MOST_HELPERS", 3)

    def many(me: Me) -> driving.Steps:
        while True:
            me.spawn(lambda me: (yield me.sleep(9)))
            yield me.sleep(0.01)

    assert ended(many) == (1, "Resource temporarily unavailable: 3 helpers run already")


def test_what_waits_to_be_sent_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conn, "MOST_UNSENT", 10_000)

    def pushes(me: Me) -> driving.Steps:
        opened = yield me.connect("web", 80)
        while True:
            opened.send(bytes(1_000))

    code, line = ended(pushes)
    assert code == 1 and line.startswith("No buffer space available: 172.18.0.2:80: more than 10000 bytes")


def failing(make: Callable[[Any], Any]) -> Any:
    def program(me: Me) -> driving.Steps:
        try:
            yield from make(me)
        except NetError as error:
            sys.exit(f"x: {error.name} at {me.now - started[0]:.1f}")

    started = [0.0]

    def run(me: Me) -> driving.Steps:
        started[0] = me.now
        yield from program(me)

    return run


def closed_conn(me: Me) -> driving.Steps:
    opened = yield me.connect("web", 80)
    opened.close()
    opened.close()
    opened.abort()
    yield opened.recv()


def closed_conn_with_patience(me: Me) -> driving.Steps:
    opened = yield me.connect("web", 80)
    opened.close()
    yield opened.recv(timeout=1)


def closed_under_a_helper(me: Me) -> driving.Steps:
    opened = yield me.connect("web", 80)

    def close(me: Me) -> driving.Steps:
        yield me.sleep(0.5)
        opened.close()

    me.spawn(close)
    yield opened.recv()


def sends_after_close(me: Me) -> driving.Steps:
    opened = yield me.connect("web", 80)
    opened.close()
    opened.send(b"x")
    yield me.sleep(1)


def closed_listener(me: Me) -> driving.Steps:
    listener = me.listen(0)
    listener.close()
    yield listener.accept()


def listener_closed_under_a_helper(me: Me) -> driving.Steps:
    listener = me.listen(0)

    def close(me: Me) -> driving.Steps:
        yield me.sleep(0.5)
        listener.close()

    me.spawn(close)
    yield listener.accept()


def accepts_with_patience(me: Me) -> driving.Steps:
    yield me.listen(0).accept(timeout=0.5)


def closed_datagrams(me: Me) -> driving.Steps:
    socket = me.udp(0)
    socket.close()
    yield socket.recv(timeout=1)


def datagrams_closed_under_a_helper(me: Me) -> driving.Steps:
    socket = me.udp(99)

    def close(me: Me) -> driving.Steps:
        yield me.sleep(0.5)
        socket.close()

    me.spawn(close)
    yield socket.recv()


@pytest.mark.parametrize(
    ("program", "line"),
    [
        (closed_conn, "EBADF at 0.0"),
        (closed_conn_with_patience, "EBADF at 0.0"),
        (closed_under_a_helper, "EBADF at 0.5"),
        (sends_after_close, "EBADF at 0.0"),
        (closed_listener, "EBADF at 0.0"),
        (listener_closed_under_a_helper, "EBADF at 0.5"),
        (accepts_with_patience, "ETIMEDOUT at 0.5"),
        (closed_datagrams, "EBADF at 0.0"),
        (datagrams_closed_under_a_helper, "EBADF at 0.5"),
    ],
)
def test_closed_or_late_socket_fails_at_its_moment(program: Any, line: str) -> None:
    assert ended(failing(program)) == (1, line)


def test_accept_with_a_timeout_takes_no_later_connection_with_it() -> None:
    def server(me: Me) -> driving.Steps:
        listener = me.listen(7)
        while True:
            try:
                opened = yield listener.accept(timeout=0.2)
            except NetError:
                continue
            opened.send(b"served\n")
            opened.close()

    lab = lab_with_web()
    lab.spawn(server, on="web")
    lab.run(lab.env.now + 1)
    assert [lab.sh("nc web 7", on="cli").stdout for _ in range(3)] == ["served\n"] * 3


def test_port_that_was_left_to_the_kernel_is_told() -> None:
    def serves(me: Me) -> int:
        return int(32768 <= me.listen(0).port <= 60999)

    assert ended(serves) == (1, "")


def test_large_ping_goes_in_fragments() -> None:
    def pings(me: Me) -> driving.Steps:
        yield me.ping("web", size=4000)

    assert ended(pings) == (0, "")


ANSWERS: dict[str, Callable[[Request], Any]] = {
    "ValueError: no": lambda request: int("no") if request else None,
    "TypeError: an answer is text, bytes or a Response, not NoneType": lambda request: None,
    "TypeError: an answer is text, bytes or a Response, not list": lambda request: ["x"],
    "TypeError: the program yielded 'a', which is no event": lambda request: (text for text in ("a",)),
    "SystemExit: 3": lambda request: sys.exit(3),
    "BadArgument: Response: status must be a whole number from 100 to 999, not 'x'": lambda request: Response("x"),  # type: ignore[arg-type]
    "BadArgument: Response: body must be text or bytes, not None": lambda request: Response(200, None),  # type: ignore[arg-type]
    "BadArgument: Response: delay must be": lambda request: Response(delay=float("nan")),
    "BadArgument: Response: headers must be a mapping of texts": lambda request: Response(headers={"x": 1}),  # type: ignore[dict-item]
    "BadArgument: Response: headers: 'X: a\\r\\nb' is no header field": lambda request: Response(
        headers={"X": "a\r\nb"}
    ),
    "ZeroDivisionError": lambda request: fails_late(request),
    "IPv6 (address ::1) is not modelled": lambda request: asks_ipv6(request),
}


def fails_late(request: Request) -> driving.Steps:
    """It fails after its first wait."""
    yield request.me.sleep(0.2)
    return str(1 / 0)


def asks_ipv6(request: Request) -> driving.Steps:
    """It wants what is not modelled."""
    yield request.me.connect("::1", 80)


@pytest.mark.parametrize("text", ANSWERS)
def test_answer_that_fails_is_a_500_and_the_server_goes_on(text: str) -> None:
    lab = Lab(engine="29", trace=False)
    lab.image("api", ports={80: ANSWERS[text], 81: "well\n"})
    lab.sh("docker run -d --name api api")
    told = lab.sh("curl -s -o /dev/null -w '%{http_code}' http://172.17.0.2/x")
    log = lab.sh("docker logs api").stderr
    assert told.stdout == "500"
    assert log.startswith("GET /x: ") and text.removeprefix("ValueError: no") in log
    assert lab.sh("curl -s http://172.17.0.2:81/").stdout == "well\n"


def middle(request: Request) -> driving.Steps:
    """A tier in the middle: it asks another one, and tells what was sent to it."""
    conn = yield request.me.connect("172.17.0.3", 80)
    conn.send(b"GET / HTTP/1.0\r\n\r\n")
    told = yield conn.recv()
    return f"{request.method} {request.body.decode()} {told.split()[1].decode()}\n"


def test_answer_reads_the_body_and_asks_on() -> None:
    lab = Lab(engine="29", trace=False)
    lab.image("middle", ports={80: middle})
    lab.sh("docker run -d --name middle middle; docker run -d --name web nginx")
    assert lab.sh("curl -s -d name=web http://172.17.0.2/").stdout == "POST name=web 200\n"
    assert lab.copy().sh("curl -s -d name=web http://172.17.0.2/").stdout == "POST name=web 200\n"
