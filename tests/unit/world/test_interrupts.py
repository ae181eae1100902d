"""Interrupted calls: the line is interrupted as at a terminal, nothing of it lives on, and copies come out equal."""

import signal
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.sim.errors import AlreadyRunning, Torn
from dockernet_sim.world.visible import digest

ALARM = signal.SIGALRM if hasattr(signal, "SIGALRM") else signal.SIGINT


def refuse(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def raising() -> Iterator[None]:
    before = signal.signal(ALARM, refuse)
    yield
    signal.signal(ALARM, before)


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.sh("docker run -d --name web nginx")
    return lab


def interrupt(lab: Lab, seconds: float, call: Callable[[], object]) -> None:
    """Make a call, and send a signal in the middle of an event so many seconds later."""
    lab.env.call_later(seconds, signal.raise_signal, ALARM)  # an event that copies do not have
    with pytest.raises(KeyboardInterrupt):
        call()


def after_events(lab: Lab, count: int, call: Callable[[], object]) -> bool:
    """Make a call, and send a signal within its event of that number; whether it was interrupted."""
    clock, taken, advance = lab.env, [0], lab.env.advance

    def counting(by: float) -> bool:
        taken[0] += 1
        if taken[0] == count:
            signal.raise_signal(ALARM)
        return advance(by)

    clock.advance = counting  # type: ignore[method-assign]
    try:
        call()
    except KeyboardInterrupt:
        return True
    finally:
        del clock.advance  # type: ignore[method-assign]
    return False


LINE = "ping -c 3 172.17.0.2; docker exec web ping -c 3 172.17.0.1; docker rm -f web"


@pytest.mark.parametrize("count", [1, 2, 5, 11, 17, 23, 29, 36, 42])
def test_line_interrupted_after_any_event_is_copied_equal(lab: Lab, count: int) -> None:
    assert after_events(lab, count, lambda: lab.sh(LINE))
    assert lab.world.log[-1].details["stops"]
    assert not [task for task in lab.world.machine("vm").place.tasks.values() if task.argv[0] in ("bash", "ping")]
    assert lab.sh("echo on").stdout == "on\n"
    copy = lab.copy()
    assert digest(copy.world) == digest(lab.world)
    assert copy.copy().trace.digest() == lab.trace.digest()


def test_interrupted_line_saved_and_loaded_is_equal(lab: Lab, tmp_path: Path) -> None:
    assert after_events(lab, 30, lambda: lab.sh("ping -f -c 2000 172.17.0.2"))
    lab.save(tmp_path / "lab.json")
    loaded = Lab.load(tmp_path / "lab.json")
    assert str(loaded.sh("docker ps; ip -s link")) == str(lab.sh("docker ps; ip -s link"))


CALLS: dict[str, Callable[[Lab], object]] = {
    "run": lambda lab: (lab.task(["ping", "172.17.0.2"]), lab.run(until=9.0)),
    "exec_run": lambda lab: lab.docker.containers.get("web").exec_run("ping -c 9 172.17.0.1"),
    "containers.run": lambda lab: lab.docker.containers.run("busybox", "ping -c 9 172.17.0.1"),
    "stop": lambda lab: lab.docker.containers.get("web").stop(),
    "SimPy's run": lambda lab: (lab.task(["ping", "172.17.0.2"]), lab.env.run(until=9.0)),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("count", [2, 9, 30])
def test_interrupted_call_is_copied_equal(lab: Lab, name: str, count: int) -> None:
    after_events(lab, count, lambda: CALLS[name](lab))
    lab.sh("docker ps")
    assert digest(lab.copy().world) == digest(lab.world)


def test_second_interrupt_kills_a_line_that_ignores_the_first(lab: Lab) -> None:
    lab.env.call_later(0.5, signal.raise_signal, ALARM)
    lab.env.call_later(0.6, signal.raise_signal, ALARM)
    with pytest.raises(KeyboardInterrupt):
        lab.sh("ping -c 1 172.17.0.2; sleep 20; sleep 20")
    assert lab.env.now < 3.0
    assert lab.sh("pgrep sleep").stdout == ""


def test_forced_interrupt_makes_the_lab_refuse_further_work(lab: Lab) -> None:
    lab.env.torn = True
    for call in (lambda: lab.sh("true"), lambda: lab.run(until=99.0), lab.copy):
        with pytest.raises(Torn, match="make a new lab"):
            call()


def test_exception_of_another_handler_interrupts_too(lab: Lab) -> None:
    def late(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError("late")

    signal.signal(ALARM, late)
    lab.env.call_later(0.5, signal.raise_signal, ALARM)
    with pytest.raises(TimeoutError, match="late"):
        lab.sh("sleep 20")
    assert lab.env.now < 2.0


# -- time never goes back ----------------------------------------------------------
INSIDE: dict[str, Callable[[Lab], object]] = {
    "lab.sh": lambda lab: lab.sh("sleep 1"),
    "lab.run": lambda lab: lab.run(until=30.0),
    "docker client": lambda lab: lab.docker.containers.run("nginx", detach=True),
    "exec_run": lambda lab: lab.docker.containers.get("web").exec_run("true"),
    "lab.env.run": lambda lab: lab.env.run(until=30.0),
    "lab.env.step": lambda lab: lab.env.step(),
}


@pytest.mark.parametrize("name", INSIDE)
def test_time_consuming_call_inside_a_process_is_refused(lab: Lab, name: str) -> None:
    said: list[str] = []

    def process(lab: Lab) -> Generator[Any, Any, None]:
        yield lab.env.timeout(1.0)
        try:
            INSIDE[name](lab)
        except AlreadyRunning as refused:
            said.append(str(refused))

    lab.register("process", process)
    lab.process("process")
    lab.sh("sleep 2")
    assert len(said) == 1
    assert "yield lab.task(" in said[0]
    assert lab.copy().env.now == lab.env.now


def test_program_started_inside_a_process_can_be_waited_for(lab: Lab) -> None:
    codes: list[int] = []

    def process(lab: Lab) -> Generator[Any, Any, None]:
        codes.append((yield lab.task(["ping", "-c", "2", "172.17.0.2"]).process))
        yield lab.task(["docker", "run", "-d", "--name", "db", "busybox"]).process

    lab.register("process", process)
    lab.process("process")
    lab.run(until=lab.env.now + 5)
    assert codes == [0]
    assert lab.sh("docker ps -q --filter name=db").stdout
    assert lab.copy().env.now == lab.env.now
