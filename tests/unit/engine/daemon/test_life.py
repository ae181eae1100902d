"""create, start, stop, kill, restart, rm, rename, wait."""

import pytest
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.engine.images import Image
from dockernet_sim.programs.task import Task
from tests.unit.engine.daemon.engines import address, create, engine, execute, networks, refusal, run, status


def test_ids_names_and_hostnames() -> None:
    docker = engine()
    named, unnamed = create(docker, "web"), create(docker)
    assert len(named) == 64 and set(named) <= set("0123456789abcdef")
    assert docker.containers.inspect("web")["Config"]["Hostname"] == named[:12]
    assert "_" in docker.containers.inspect(unnamed)["Name"]
    assert docker.containers.inspect(named[:5])["Id"] == docker.containers.inspect("/web")["Id"] == named


def test_a_taken_name() -> None:
    docker = engine()
    made = create(docker, "web")
    with pytest.raises(ApiError) as error:
        create(docker, "web")
    text = f'Conflict. The container name "/web" is already in use by container "{made}". '
    text += "You have to remove (or rename) that container to be able to reuse that name."
    assert refusal(error) == (409, text)


def test_stop_waits_for_sleep_in_vain_and_kills_it() -> None:
    docker = engine()
    run(docker, "c1")
    done = docker.containers.stop("c1", 2)
    docker.clock.run(until=1.9)
    assert not done.triggered and status(docker, "c1") == "running"
    docker.clock.run(until=2.1)
    state = docker.containers.inspect("c1")["State"]
    assert done.processed and (state["Status"], state["ExitCode"]) == ("exited", 137)


def test_stop_at_once_gives_all_back_at_once() -> None:
    docker = engine()
    run(docker, "c1")
    assert docker.containers.stop("c1", 0).triggered
    assert networks(docker, "c1") == ["bridge"] and address(docker, "c1") == ""
    assert docker.networks.inspect("bridge")["Containers"] == {}
    assert run(docker, "c2") and address(docker, "c2") == "172.17.0.2"
    docker.containers.start("c1")
    assert address(docker, "c1") == "172.17.0.3"


def test_a_program_of_ones_own_minds_the_stop_signal() -> None:
    def server(task: Task):  # type: ignore[no-untyped-def]
        try:
            yield task.sleep(1e6)
        except BaseException:
            return 7

    docker = engine(images=[Image("mine", cmd=("server",), programs={"server": server})])
    run(docker, "c1", "mine")
    docker.clock.run(until=1)
    done = docker.containers.stop("c1", 10)
    docker.clock.run(until=1.5)
    assert done.processed and docker.containers.inspect("c1")["State"]["ExitCode"] == 7


def test_the_end_of_the_main_process_is_the_containers_end() -> None:
    docker = engine()
    run(docker, "c1", config={"Cmd": ["sh", "-c", "echo out; echo err >&2; exit 3"]})
    ended = docker.containers.wait("c1")
    docker.clock.run(until=1)
    assert ended.value == {"Error": None, "StatusCode": 3}
    assert [(entry.stream, entry.text) for entry in docker.containers.logs("c1")] == [
        ("stdout", "out\n"),
        ("stderr", "err\n"),
    ]
    assert docker.networks.inspect("bridge")["Containers"] == {}


def test_container_with_auto_remove_goes_after_its_end() -> None:
    docker = engine()
    run(docker, "c1", AutoRemove=True, config={"Cmd": ["echo", "hi"]})
    gone = docker.containers.wait("c1", "removed")
    docker.clock.run(until=1)
    assert gone.value["StatusCode"] == 0 and docker.containers.list(all=True) == []


def test_a_restart_does_not_count_as_an_end_for_rm() -> None:
    docker = engine()
    run(docker, "c1", AutoRemove=True)
    docker.containers.restart("c1", 0)
    assert status(docker, "c1") == "running"


@pytest.mark.parametrize(("policy", "code", "count"), [("always", 0, 4), ("on-failure", 0, 0), ("on-failure", 1, 4)])
def test_restart_policies(policy: str, code: int, count: int) -> None:
    docker = engine()
    run(docker, "c1", RestartPolicy={"Name": policy}, config={"Cmd": ["sh", "-c", f"exit {code}"]})
    docker.clock.run(until=0.75)  # started again after 0.1, 0.2 and 0.4 seconds, and ended four times
    assert docker.containers.inspect("c1")["RestartCount"] == count


def test_a_stopped_container_is_not_restarted() -> None:
    docker = engine()
    run(docker, "c1", RestartPolicy={"Name": "always"})
    docker.containers.stop("c1", 0)
    docker.clock.run(until=5)
    assert status(docker, "c1") == "exited"


def test_what_a_failed_start_leaves() -> None:
    docker = engine(version="20.10")
    create(docker, "c1", config={"Cmd": ["nosuch"]})
    with pytest.raises(ApiError) as error:
        docker.containers.start("c1")
    text = 'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "nosuch"'
    assert error.value.text == f"{text}: executable file not found in $PATH: unknown"
    state = docker.containers.inspect("c1")["State"]
    assert (state["Status"], state["ExitCode"], state["Error"]) == ("created", 127, error.value.text)
    assert networks(docker, "c1") == ["bridge"] and not docker.networks.inspect("bridge")["Containers"]


def test_a_missing_network_is_told_at_the_start() -> None:
    docker = engine(version="20.10")
    create(docker, "c1", network="nosuch")
    with pytest.raises(ApiError) as error:
        docker.containers.start("c1")
    assert refusal(error) == (404, "network nosuch not found")
    assert docker.containers.inspect("c1")["State"]["ExitCode"] == 128


def test_pause_stops_some_things() -> None:
    docker = engine(version="20.10")
    made = run(docker, "c1")
    docker.containers.pause("c1")
    for call, text in [
        (lambda: docker.containers.pause("c1"), f"Container {made} is already paused"),
        (lambda: docker.containers.start("c1"), "cannot start a paused container, try unpause instead"),
        (
            lambda: docker.execs.create("c1", {"Cmd": ["ls"]}),
            "Container c1 is paused, unpause the container before exec",
        ),
        (
            lambda: docker.containers.remove("c1"),
            f"You cannot remove a paused container {made}. Unpause and then stop the ",
        ),
    ]:
        with pytest.raises(ApiError) as error:
            call()
        assert error.value.text.startswith(text)
    docker.containers.unpause("c1")
    assert execute(docker, "c1", "echo", "x") == (0, "x\n")


def test_kill_of_what_does_not_run() -> None:
    docker = engine(version="20.10")
    made = create(docker, "c1")
    with pytest.raises(ApiError) as error:
        docker.containers.kill("c1")
    assert refusal(error) == (409, f"Cannot kill container: c1: Container {made} is not running")
    with pytest.raises(ApiError) as error:
        docker.containers.kill("nosuch")
    assert refusal(error) == (404, "Cannot kill container: nosuch: No such container: nosuch")


def test_rm_of_what_runs() -> None:
    docker = engine(version="20.10")
    made = run(docker, "c1")
    with pytest.raises(ApiError) as error:
        docker.containers.remove("c1")
    assert refusal(error)[1].startswith(f"You cannot remove a running container {made}. Stop the container")
    docker.containers.remove("c1", force=True)
    assert docker.containers.list(all=True) == [] and docker.host.netns.keys() == {"root"}


def test_rename() -> None:
    docker = engine()
    create(docker, "one")
    create(docker, "two")
    docker.containers.rename("one", "three")
    with pytest.raises(ApiError) as error:
        docker.containers.rename("two", "three")
    assert error.value.text.startswith('Error when allocating new name: Conflict. The container name "/three"')
    with pytest.raises(ApiError, match="Renaming a container with the same name as its current name"):
        docker.containers.rename("two", "two")
    create(docker, "one")


def test_prune_takes_the_newest_first_and_leaves_what_runs() -> None:
    docker = engine()
    first, second = create(docker), create(docker)
    running = run(docker)
    assert docker.containers.prune()["ContainersDeleted"] == [second, first]
    assert [each["Id"] for each in docker.containers.list(all=True)] == [running]


@pytest.mark.parametrize("version", ["20.10", "29"])
def test_a_container_that_is_being_removed_is_not_started_again(version: str) -> None:
    docker = engine(version=version)
    run(docker, "web")
    restarted = docker.containers.restart("web")
    docker.clock.run(until=3)
    docker.containers.remove("web", force=True)
    docker.clock.run(until=30)
    text = "Cannot restart container web: container is marked for removal and cannot be started"
    assert (restarted.ok, str(restarted.value)) == (False, text)
    assert docker.containers.list(all=True) == [] and docker.networks.inspect("bridge")["Containers"] == {}
    actions = [each["Action"] for each in docker.events.since(0, None)]
    assert actions.count("start") == 1 and "restart" not in actions and actions.count("destroy") == 1


@pytest.mark.parametrize("version", ["20.10", "29"])
def test_a_refused_removal_leaves_no_mark(version: str) -> None:
    docker = engine(version=version)
    run(docker, "web")
    with pytest.raises(ApiError):
        docker.containers.remove("web")
    docker.containers.kill("web")
    assert status(docker, "web") == "exited"
    docker.containers.start("web")
    assert status(docker, "web") == "running"
