"""A sweep over labs with programs of their own: functions at the top level of a module that other processes import."""

from typing import Any

from dockernet_sim import Conn, Lab, Me, Steps, Task

GRID = {"delay": [0.0, 0.1]}


def server(me: Me) -> Steps:
    """It answers after a random while."""
    listener = me.listen(80)
    while True:
        me.spawn(answer, (yield listener.accept()))


def answer(me: Me, conn: Conn) -> Steps:
    """To one client."""
    yield me.sleep(me.random.random())
    conn.send(b"x")
    conn.close()


def client(me: Me, times: int) -> Steps:
    """It asks several times."""
    for _ in range(times):
        conn = yield me.connect("web", 80)
        yield conn.recv()
        me.log(f"{me.now}")


def build(parameters: dict[str, Any], seed: int) -> tuple[Lab, Task]:
    """A client, and a server behind a link of this delay."""
    lab = Lab(engine="29", seed=seed, trace=False)
    lab.image("srv", program=server, ports=[80])
    lab.sh("docker network create n; docker run -d --name web --network n srv")
    lab.sh("docker run -d --name cli --network n busybox")
    lab.link("web", delay=parameters["delay"])
    return lab, lab.spawn(client, 3, on="cli")


def measure(built: tuple[Lab, Task]) -> dict[str, Any]:
    """When answers came; and in a copy that is made in the middle."""
    lab, task = built
    lab.run(lab.env.now + 0.7)
    copy = lab.copy()
    for each in (lab, copy):
        each.run(each.env.now + 9)
    return {"answered": task.stdout.text, "same": lab.env.events == copy.env.events}
