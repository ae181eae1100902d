"""How a user's program is driven: paused containers, tasks beside events, connections that are closed."""

from __future__ import annotations

from dockernet_sim import Lab, Me, Steps


def two_steps(me: Me) -> Steps:
    me.log("first")
    yield me.sleep(0.1)
    me.log("second")


def test_program_of_a_paused_container_begins_when_it_goes_on() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web busybox; docker pause web")
    task = lab.spawn(two_steps, on="web")
    lab.run(until=lab.env.now + 5)
    assert task.stdout.text == ""
    lab.sh("docker unpause web")
    lab.run(until=lab.env.now + 1)
    assert task.stdout.text == "first\nsecond\n"


def test_task_stands_for_its_end_beside_another_event() -> None:
    lab = Lab(engine="29")
    times = []

    def operator(lab: Lab) -> Steps:
        task = lab.task(["ping", "-c", "3", "172.31.176.1"])
        yield task | lab.env.timeout(1)
        times.append(round(lab.env.now, 1))
        yield task & lab.env.timeout(0.5)
        times.append(round(lab.env.now, 1))
        assert task.process is not None
        yield lab.env.timeout(9) | task.process
        times.append(round(lab.env.now, 1))

    lab.register("operator", operator)
    lab.process("operator")
    lab.run(until=30)
    assert times == [1.0, 2.0, 2.0]


def test_closed_connection_is_not_shut_down() -> None:
    lab = Lab(engine="29")

    def client(me: Me) -> Steps:
        conn = yield me.connect("172.31.176.1", 80, timeout=1)
        conn.close()
        conn.shutdown()

    task = lab.spawn(client, on="vm")
    lab.run(until=5)
    assert "Bad file descriptor" in task.stderr.text
