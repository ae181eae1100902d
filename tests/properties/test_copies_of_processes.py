"""A copy, or a saved lab that is loaded, of a lab in the middle of anything has the same past and the same future."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from dockernet_sim import BadLink, BadSave, Conn, Lab, Me, NetError, NotSaved, Request, Steps
from dockernet_sim.world.visible import digest
from hypothesis import given
from hypothesis import strategies as st

from .support import examples


# -- programs -------------------------------------------------------------------
def server(me: Me) -> Steps:
    """TCP: a helper for each connection."""
    listener = me.listen(80)
    me.spawn(echo_datagrams)
    while True:
        me.spawn(upper, (yield listener.accept()))


def upper(me: Me, conn: Conn) -> Steps:
    """It answers after a while."""
    while data := (yield conn.recv()):
        yield me.sleep(me.random.random() / 10)
        conn.send(data.upper())
    conn.close()


def echo_datagrams(me: Me) -> Steps:
    """UDP."""
    socket = me.udp(53)
    while True:
        data, address, port = yield socket.recv()
        yield socket.send(data, address, port)


def talker(me: Me) -> Steps:
    """A connection that stays open."""
    try:
        conn = yield me.connect("web", 80, timeout=2)
        for number in range(50):
            conn.send(f"m{number}".encode() * 600)
            me.log(f"{me.now} {len((yield conn.recv(timeout=2)))}")
            yield me.sleep(0.07)
    except NetError as error:
        me.log(f"{me.now} {error.name}")


def asker(me: Me) -> Steps:
    """Datagrams, pings, names and commands, each with a time-out."""
    socket = me.udp()
    while True:
        try:
            yield socket.send(b"hello", "web", 53)
            yield socket.recv(timeout=0.3)
            me.log(f"{me.now} {(yield me.ping('web', timeout=0.3))}")
            me.log(f"{(yield me.run('hostname')).stdout}")
        except NetError as error:
            me.log(f"{me.now} {error.name}")
            yield me.sleep(0.1)


def made_in_here(pause: float) -> Callable[[Me], Steps]:
    """A program that is defined in a local scope."""

    def closure(me: Me) -> Steps:
        for _ in range(20):
            yield me.sleep(pause)
            yield me.resolve("web")

    return closure


def slow(request: Request) -> Steps:
    """An answer that waits."""
    yield request.me.sleep(0.8)
    return f"late {request.target}\n"


def drip(lab: Lab) -> Steps:
    """A process of the lab's own, which waits for tasks."""
    while True:
        yield lab.env.timeout(0.4)
        yield lab.task(["ping", "-c", "1", "-W", "1", "172.31.176.1"]).process


def bulk(me: Me) -> Steps:
    """More than a narrow link takes at once."""
    conn = yield me.connect("web", 80, timeout=2)
    conn.send(bytes(60_000))
    yield me.sleep(5)


# -- what a lab may be in the middle of ----------------------------------------------
def spawning(program: Any) -> Callable[[Lab], object]:
    return lambda lab: lab.spawn(program, on="cli")


def process(lab: Lab) -> None:
    lab.register("drip", drip)
    lab.process("drip")


THINGS: dict[str, Callable[[Lab], object]] = {
    "talker": spawning(talker),
    "asker": spawning(asker),
    "closure": lambda lab: lab.spawn(made_in_here(0.11), on="cli"),
    "bulk": spawning(bulk),
    "answer": lambda lab: lab.task(["wget", "-q", "-O", "-", "http://ans/x"], on="cli"),
    "ping": lambda lab: lab.task(["ping", "-i", "0.05", "-s", "1400", "web"], on="cli"),
    "process": process,
    "narrow link": lambda lab: lab.link("web", rate=500e3, queue=8, delay=0.1, jitter=0.02, loss=0.05),
    "tc": lambda lab: lab.sh("tc qdisc add dev eth0 root netem delay 60ms 20ms loss 5%", on="cli"),
    "listener": lambda lab: lab.on("drop", lambda record: None),
    "fault": lambda lab: lab.fault("in 0.7s kill web"),
    "cut": lambda lab: lab.fault("link web/eth0 loss 60% for 0.9s"),
    "pause": lambda lab: lab.sh("docker pause web"),
    "unpause": lambda lab: lab.sh("docker unpause web"),
    "disconnect": lambda lab: lab.sh("docker network disconnect n web"),
    "restart": lambda lab: lab.sh("docker restart -t 0 web"),
}


def fresh(seed: int = 0) -> Lab:
    lab = Lab(engine="29", seed=seed)
    lab.image("srv", program=server, ports=[80])
    lab.image("ans", ports={80: slow})
    lab.sh(
        "docker network create n; docker run -d --name web --network n srv; docker run -d --name ans --network n ans"
    )
    assert lab.sh("docker run -d --name cli --network n --cap-add NET_ADMIN busybox").exit == 0
    return lab


def seen(lab: Lab) -> tuple[list[str], str, str]:
    """All that can be told apart: the trace, what was logged, the visible state."""
    logs = "".join(lab.sh(f"docker logs {name}").output for name in ("web", "ans", "cli"))
    return [str(record) for record in lab.trace], logs, digest(lab.world)


def same_future(lab: Lab, folder: Path, seconds: float = 1.5) -> None:
    copy = lab.copy()
    lab.save(folder / "lab.json")
    loaded = Lab.load(folder / "lab.json", functions=lab.world.functions)
    for each in (lab, copy, loaded):
        each.run(each.env.now + seconds)
    assert seen(lab) == seen(copy) == seen(loaded)


@pytest.mark.parametrize("name", THINGS)
def test_each_alone(name: str, tmp_path: Path) -> None:
    lab = fresh()
    THINGS[name](lab)
    lab.run(lab.env.now + 0.43)
    same_future(lab, tmp_path)


steps = st.lists(st.tuples(st.sampled_from(sorted(THINGS)), st.integers(0, 700)), min_size=1, max_size=5)


@examples(0.5)
@given(steps=steps, seed=st.integers(0, 9))
def test_whatever_is_under_way(steps: list[tuple[str, int]], seed: int) -> None:
    lab = fresh(seed)
    for name, milliseconds in steps:
        if not (name == "tc" and "tc" in [each for each, _ in steps[: steps.index((name, milliseconds))]]):
            with suppress(BadLink, NetError):  # of a container without a network
                THINGS[name](lab)
        lab.run(lab.env.now + 1e-6 + milliseconds / 1000)
    with TemporaryDirectory() as folder:
        same_future(lab, Path(folder))


def test_copy_of_a_copy_in_the_middle() -> None:
    lab = fresh()
    lab.spawn(talker, on="cli")
    lab.run(lab.env.now + 0.2)
    first = lab.copy()
    for each in (lab, first):
        each.run(each.env.now + 0.3)
    second = first.copy()
    for each in (lab, first, second):
        each.run(each.env.now + 1)
    assert seen(lab) == seen(first) == seen(second)


# -- what is refused, by name ----------------------------------------------------------
TURNS = [0]


def counts_its_runs(me: Me) -> Steps:
    TURNS[0] += 1
    yield me.sleep(0.1 * TURNS[0])
    me.log(f"run {TURNS[0]}")


def test_program_that_does_not_do_the_same_each_time_is_refused() -> None:
    lab = fresh()
    lab.spawn(counts_its_runs, on="cli")
    lab.run(lab.env.now + 1)
    with pytest.raises(BadSave, match="a registered function does not do the same each time"):
        lab.copy()


def test_lambda_as_an_answer_is_refused_until_it_has_a_name() -> None:
    lab = fresh()
    answer = lambda request: "x"  # noqa: E731
    lab.image("lam", ports={80: answer})
    with pytest.raises(NotSaved, match=r"<lambda> cannot be written down.*lab.register"):
        lab.copy()
    lab.register("answer", answer)
    assert lab.copy().world.functions["answer"] is answer


def test_process_on_the_environment_is_refused_with_what_to_do() -> None:
    lab = fresh()
    lab.env.process(drip(lab))
    with pytest.raises(NotSaved, match=r"'drip' on lab.env cannot be started again.*lab.register, lab.process"):
        lab.copy()
