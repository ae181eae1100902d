"""A container that dies with open connections: what their peers see. Asked of a real 20.10 (kill, rm -f, stop; peers
that read, write, close late): FIN, the peer's FIN, the last ACK; the network goes 0.1 s later, and says nothing."""

import pytest
from dockernet_sim import Lab, Me, NetError
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.programs.own.driving import Steps

WAYS = (
    "docker kill web",
    "docker rm -f web",
    "docker stop -t 1 web",
    "docker kill -s KILL web",
    "docker restart -t 0 web",
)


def holds(me: Me) -> Steps:
    """A server that reads what comes, and minds no signal."""
    listener = me.listen(8080)
    while True:
        conn = yield listener.accept()
        me.spawn(drains, conn)


def drains(me: Me, conn: object) -> Steps:
    while (yield conn.recv()):  # type: ignore[attr-defined]
        pass


def deaf(me: Me) -> Steps:
    """A server that reads nothing."""
    listener, held = me.listen(8080), []
    while True:
        held.append((yield listener.accept()))


def reader(me: Me, patience: float) -> Steps:
    conn = yield me.connect("web", 8080)
    me.log(repr((yield conn.recv())))
    yield me.sleep(patience)
    conn.close()


def writer(me: Me) -> Steps:
    conn = yield me.connect("web", 8080)
    try:
        while True:
            conn.send(b"x")
            yield me.sleep(0.005)
    except NetError as error:
        me.log(error.name)
    me.log(repr((yield conn.recv())))


def sleeper(me: Me) -> Steps:
    yield me.sleep(1000)


def lab_with(server: object, engine: str = "20.10") -> Lab:
    lab = Lab(engine=engine, seed=2)
    lab.image("server", program=server, ports=[8080])  # type: ignore[arg-type]
    lab.sh("docker network create n; docker run -d --name web --network n server")
    lab.sh("docker run -d --name cli --network n busybox")
    lab.docker.containers.get("cli").reload()
    return lab


def crossed(lab: Lab, since: int) -> list[object]:
    """The flags of the segments that the bridge took."""
    rows = lab.trace.rows()
    return [
        row["flags"] for row in rows if row["event"] == "bridge" and row["flags"] and int(row["serial"] or 0) > since
    ]


def connections(lab: Lab) -> list[str]:
    """States of cli's connections."""
    return [line.split()[5] for line in lab.sh("docker exec cli netstat -tn").stdout.splitlines() if ":8080" in line]


@pytest.mark.parametrize("engine", ["20.10", "29"])
@pytest.mark.parametrize("way", WAYS)
def test_the_last_ack_arrives_before_the_network_goes(way: str, engine: str) -> None:
    lab = lab_with(holds, engine)
    task = lab.spawn(reader, 0.0, on="cli")
    lab.run(lab.env.now + 1)
    since = lab.trace.serial
    assert lab.sh(way).exit == 0
    assert task.stdout.text == "b''\n"
    assert [flags for flags in crossed(lab, since) if flags != "S"][:3] == ["F.", "F.", "."]
    assert connections(lab) == []
    running = "web" in [each.name for each in lab.docker.containers.list()]
    assert running == way.startswith("docker restart")


def test_a_client_of_the_api_waits_for_the_end() -> None:
    lab = lab_with(holds, "29")
    lab.spawn(reader, 5.0, on="cli")
    lab.run(lab.env.now + 1)
    web = lab.docker.containers.get("web")
    web.kill()
    web.reload()
    assert (web.status, web.attrs["State"]["ExitCode"]) == ("exited", 137)
    web.start()
    lab.spawn(reader, 5.0, on="cli")
    lab.run(lab.env.now + 1)
    web.remove(force=True)
    assert [each.name for each in lab.docker.containers.list(all=True)] == ["cli"]


def test_unread_data_is_answered_with_a_reset_and_nothing_waits() -> None:
    lab = lab_with(deaf)
    task = lab.spawn(writer, on="cli")
    lab.run(lab.env.now + 1)
    since, before = lab.trace.serial, lab.env.now
    lab.sh("docker kill web")
    assert crossed(lab, since)[-1] == "R."
    lab.run(lab.env.now + 0.1)
    assert task.stdout.text == "ECONNRESET\nb''\n"
    assert lab.env.now - before < 0.5


def test_a_peer_that_closes_late_gets_no_answer() -> None:
    """LAST-ACK: the FIN is sent again and again, ARP has no answer, and the socket goes after about 100 s."""
    lab = lab_with(holds)
    lab.spawn(reader, 2.0, on="cli")
    lab.run(lab.env.now + 1)
    lab.sh("docker kill web")
    assert connections(lab) == ["CLOSE_WAIT"]
    lab.run(lab.env.now + 30)
    assert connections(lab) == ["LAST_ACK"]
    lab.run(lab.env.now + 35)
    assert "FAILED" in lab.sh("docker exec cli ip neigh").stdout
    lab.run(lab.env.now + 60)
    assert connections(lab) == []


def test_the_fin_alone_is_acknowledged_at_the_next_tick() -> None:
    """icsk_ack.ato is 0 until data came: a real 6.18 waits 2 to 8 ms, and 44 to 47 ms after data."""
    lab = lab_with(holds)
    lab.spawn(reader, 2.0, on="cli")
    lab.run(lab.env.now + 1)
    since = lab.trace.serial
    lab.sh("docker kill web")
    rows = [row for row in lab.trace.rows() if int(row["serial"] or 0) > since and row["event"] == "bridge"]
    fin, ack = (float(row["time"] or 0) for row in rows if row["flags"])
    assert 0 < ack - fin <= 0.004


def test_what_is_typed_meanwhile_finds_a_container_that_still_runs() -> None:
    """Until dockerd has heard of the end; each command ends, and the container is gone once."""
    lab = lab_with(holds)
    lab.spawn(reader, 5.0, on="cli")
    lab.run(lab.env.now + 1)
    lines = ["docker kill web", "docker kill web", "docker stop web", "docker rm -f web"]
    tasks = [lab.task(line.split()) for line in lines]
    lab.run(lab.env.now + 30)
    assert not any(task.running for task in tasks)
    assert tasks[0].exit_code == 0
    assert [each.name for each in lab.docker.containers.list(all=True)] == ["cli"]
    assert [event["Action"] for event in lab.docker.events(since=1, decode=True)].count("die") == 1


def test_a_container_with_rm_and_a_copy_in_the_middle() -> None:
    lab = lab_with(holds)
    lab.sh("docker rm -f web; docker run -d --rm --name web --network n server")
    lab.spawn(reader, 5.0, on="cli")
    lab.run(lab.env.now + 1)
    task = lab.task(["docker", "kill", "web"])
    while not any(container.dying for container in lab.world.engine().daemon.containers.values()):
        lab.run(lab.env.now + 0.01)
    again = lab.copy()
    for each in (lab, again):
        each.run(each.env.now + 1)
        assert [container.name for container in each.docker.containers.list(all=True)] == ["cli"]
    assert task.exit_code == 0


@pytest.mark.parametrize("engine", ["20.10", "29"])
@pytest.mark.parametrize("options", ["", "--rm"])
def test_a_removal_is_done_once(options: str, engine: str) -> None:
    lab = lab_with(holds, engine)
    lab.sh(f"docker rm -f web; docker run -d {options} --name web --network n server")
    lab.spawn(reader, 5.0, on="cli")
    lab.run(lab.env.now + 1)
    calls = lab.world.engine().containers
    restarted, removed = calls.restart("web", 0), calls.remove("web", force=True)
    with pytest.raises(ApiError, match=r"^removal of container web is already in progress$"):
        calls.remove("web", force=True)
    lab.run(lab.env.now + 5)
    assert removed is not None and removed.processed
    assert "container is marked for removal and cannot be started" in str(restarted.value)
    assert [each.name for each in lab.docker.containers.list(all=True)] == ["cli"]
    removals = [event["Action"] for event in lab.docker.events(since=1, decode=True)].count("destroy")
    assert removals == 2


def dying_lab(engine: str, options: str = "") -> Lab:
    """web was killed, and dockerd has not heard of it yet."""
    lab = lab_with(holds, engine)
    lab.sh(f"docker rm -f web; docker run -d {options} --name web --network n server")
    lab.spawn(reader, 5.0, on="cli")
    lab.run(lab.env.now + 1)
    lab.world.engine().containers.kill("web")
    assert lab.world.engine().containers.get("web").dying
    return lab


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_nothing_begins_in_it(engine: str) -> None:
    lab = lab_with(holds, engine)
    lab.spawn(reader, 5.0, on="cli")
    lab.run(lab.env.now + 1)
    docker = lab.world.engine()
    made = docker.execs.create("web", {"Cmd": ["sleep", "1000"]})["Id"]
    docker.containers.kill("web")
    web = docker.containers.get("web")
    assert web.dying
    for call in (
        lambda: docker.execs.create("web", {"Cmd": ["sleep", "1000"]}),
        lambda: docker.execs.start(made),
        lambda: docker.containers.pause("web"),
    ):
        with pytest.raises(ApiError, match=f"(?i)container {web.id} is not running"):
            call()
    lab.run(lab.env.now + 1)
    assert web.state.status == "exited"


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_a_program_of_the_labs_own_ends_with_it(engine: str) -> None:
    lab = dying_lab(engine)
    late = lab.spawn(sleeper, on="web")
    lab.run(lab.env.now + 0.01)
    assert late.running
    lab.run(lab.env.now + 1)
    assert not late.running


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_no_health_check_runs_in_it(engine: str) -> None:
    lab = dying_lab(engine, "--health-cmd 'sleep 60' --health-interval 1ms --health-timeout 30s")
    lab.run(lab.env.now + 5)
    actions = [each["Action"] for each in lab.docker.events(since=1, decode=True)]
    later = actions[len(actions) - actions[::-1].index("kill") :]
    assert "die" in later and not [each for each in later if each.startswith("exec_create")]
    assert "sleep 60" not in lab.sh("ps -ef").stdout
