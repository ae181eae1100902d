"""A process waits for a task as for an event."""

import pytest
from dockernet_sim import Lab
from simpy import Interrupt


@pytest.fixture
def lab() -> Lab:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web nginx")
    return lab


def test_a_process_waits_for_a_task_and_gets_its_exit_code(lab: Lab) -> None:
    seen = []

    def waits(lab: Lab):
        task = lab.task(["ping", "-c", "3", "172.17.0.2"])
        seen.append((yield task))
        seen.append((yield task))  # ended already
        seen.append(task.stdout.text.count("bytes from"))

    lab.register("waits", waits)
    lab.process("waits")
    lab.run(until=lab.env.now + 10)
    assert seen == [0, 0, 3]


def test_a_process_that_waits_for_a_task_can_be_interrupted(lab: Lab) -> None:
    seen = []

    def waits(lab: Lab):
        task = lab.task(["sleep", "100"])
        try:
            yield task
        except Interrupt as stop:
            seen.append((stop.cause, task.running))

    lab.register("waits", waits)
    process = lab.process("waits")
    lab.run(until=lab.env.now + 1)
    process.interrupt("enough")
    lab.run(until=lab.env.now + 1)
    assert seen == [("enough", True)]


def test_copies_of_a_lab_wait_alike(lab: Lab) -> None:
    def waits(lab: Lab):
        yield lab.task(["ping", "-c", "2", "172.17.0.2"])
        lab.task(["hostname"])

    lab.register("waits", waits)
    lab.process("waits")
    lab.run(until=lab.env.now + 0.5)
    other = lab.copy()
    for each in (lab, other):
        each.run(until=5)
    assert lab.trace.digest() == other.trace.digest()
