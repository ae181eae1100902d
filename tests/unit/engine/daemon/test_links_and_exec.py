"""Legacy links, exec, and what programs in a container see."""

import pytest
from dockernet_sim.engine.errors import ApiError
from tests.unit.engine.daemon.engines import create, engine, execute, refusal, run


def test_a_link_is_a_line_and_variables() -> None:
    docker = engine(version="20.10")
    db = run(docker, "db", "mysql")
    run(docker, "web", Links=["db:database"])
    assert f"172.17.0.2\tdatabase {db[:12]} db\n" in execute(docker, "web", "cat", "/etc/hosts")[1]
    assert "DATABASE_PORT=tcp://172.17.0.2:3306\n" in execute(docker, "web", "env")[1]
    assert docker.containers.inspect("web")["HostConfig"]["Links"] == ["/db:/web/database"]
    assert docker.containers.inspect("web/database")["Id"] == db


def test_a_link_to_what_does_not_run_stops_every_exec() -> None:
    docker = engine()
    run(docker, "db", "mysql")
    run(docker, "web", Links=["db"])
    docker.containers.remove("db", force=True)
    run(docker, "db", "mysql")
    with pytest.raises(ApiError) as error:
        execute(docker, "web", "true")
    assert refusal(error) == (500, "Cannot link to a non running container: /db AS /web/db")


def test_a_link_to_what_left_the_default_bridge_stops_every_exec() -> None:
    docker = engine()
    db = run(docker, "db", "mysql")
    run(docker, "web", Links=["db"])
    docker.networks.disconnect("bridge", {"Container": "db"})
    with pytest.raises(ApiError, match=f"container {db} not attached to default bridge network"):
        execute(docker, "web", "env")
    docker.networks.disconnect("bridge", {"Container": "web"})
    assert "DB_" not in execute(docker, "web", "env")[1]


def test_the_linked_container_may_move_until_the_linking_one_is_renamed() -> None:
    docker = engine(version="20.10")
    run(docker, "db", "mysql")
    run(docker, "web", Links=["db"])
    docker.containers.stop("db", 0)
    run(docker, "filler")
    docker.containers.start("db")
    assert "172.17.0.4\tdb " in execute(docker, "web", "cat", "/etc/hosts")[1]
    docker.containers.rename("web", "site")
    docker.containers.stop("db", 0)
    run(docker, "filler2")
    docker.containers.start("db")
    assert "172.17.0.4\tdb " in execute(docker, "site", "cat", "/etc/hosts")[1]
    assert "DB_NAME=/site/db\n" in execute(docker, "site", "env")[1]


def test_links_that_cannot_be_made() -> None:
    docker = engine()
    create(docker, "hosted", network="host")
    for link, text in [
        ("nosuch", "could not get container for nosuch: No such container: nosuch"),
        ("a:b:c", "bad format for links: a:b:c"),
        ("hosted", "conflicting options: host type networking can't be used with links"),
    ]:
        with pytest.raises(ApiError) as error:
            create(docker, "web", Links=[link])
        assert error.value.status == 400 and error.value.text.startswith(text)
    create(docker, "web")


def test_rm_link_takes_only_the_link() -> None:
    docker = engine()
    run(docker, "db", "mysql")
    run(docker, "web", Links=["db:database"])
    docker.containers.remove("web/database", link=True)
    assert "database" not in execute(docker, "web", "cat", "/etc/hosts")[1]
    assert docker.containers.inspect("web")["HostConfig"]["Links"] is None
    with pytest.raises(ApiError, match="Conflict, cannot remove the default link name of the container"):
        docker.containers.remove("web", link=True)


def test_links_on_a_user_network_are_no_legacy_links() -> None:
    docker = engine()
    docker.networks.create({"Name": "n1"})
    run(docker, "web", network="n1", Links=["nosuch:x"], endpoint={"Links": ["nosuch:x"]})
    assert docker.containers.inspect("web")["HostConfig"]["Links"] is None
    assert docker.containers.inspect("web")["NetworkSettings"]["Networks"]["n1"]["Links"] == ["nosuch:x"]


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        (["nosuch"], 'exec: "nosuch": executable file not found in $PATH'),
        (["/nosuch"], 'exec: "/nosuch": stat /nosuch: no such file or directory'),
        (["./nosuch"], 'exec: "./nosuch": stat ./nosuch: no such file or directory'),
        (["/etc"], 'exec: "/etc": permission denied'),
        (["/etc/hosts"], 'exec: "/etc/hosts": permission denied'),
    ],
)
def test_programs_that_are_not_there(argv: list[str], reason: str) -> None:
    docker = engine(version="20.10")
    run(docker, "c1")
    text = f"OCI runtime exec failed: exec failed: unable to start container process: {reason}: unknown\n"
    assert execute(docker, "c1", *argv) == (126, text)


@pytest.mark.parametrize(("release", "exit"), [("20.10", 126), ("29", 127)])
def test_a_folder_that_is_not_there(release: str, exit: int) -> None:
    docker = engine(version=release)
    run(docker, "c1", config={"WorkingDir": "/work"})
    code, text = execute(docker, "c1", "env", WorkingDir="/nosuch")
    assert code == exit and 'chdir to cwd ("/nosuch") set in config.json failed: no such file or directory' in text
    assert execute(docker, "c1", "env")[0] == 0


@pytest.mark.parametrize("release", ["20.10", "29"])
def test_a_working_directory_that_is_a_file_is_refused_and_leaves_nothing(release: str) -> None:
    docker = engine(version=release)
    for folder in ("/etc/hosts", "/etc//passwd"):
        with pytest.raises(ApiError, match=r"Cannot mkdir: /etc/(hosts|passwd) is not a directory"):
            create(docker, "c1", config={"WorkingDir": folder})
    assert docker.containers.list(all=True) == []


def test_a_user_that_is_not_there() -> None:
    docker = engine(version="20.10")
    run(docker, "c1")
    assert execute(docker, "c1", "env", User="nobody") == (
        126,
        "unable to find user nobody: no matching entries in passwd file\n",
    )
    with pytest.raises(ApiError, match="unable to find user nobody: no matching entries in passwd file"):
        run(docker, "c2", config={"User": "nobody"})


def test_the_environment() -> None:
    docker = engine()
    made = run(docker, "c1", config={"Env": ["A=1", "B=2"]})
    assert execute(docker, "c1", "env", Env=["B=3", "C=4", "A"], Tty=True)[1].splitlines() == [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        f"HOSTNAME={made[:12]}",
        "TERM=xterm",
        "B=3",
        "C=4",
        "HOME=/root",
    ]


def test_exec_ends_with_the_container() -> None:
    docker = engine()
    run(docker, "c1")
    task = docker.execs.start(docker.execs.create("c1", {"Cmd": ["sleep", "100"]})["Id"])
    docker.clock.run(until=1)
    docker.containers.kill("c1")
    docker.clock.run(until=2)
    assert task.exit_code == 137


def test_exec_started_and_killed_in_the_same_moment() -> None:
    docker = engine()
    run(docker, "c1")
    docker.execs.start(docker.execs.create("c1", {"Cmd": ["sleep", "100"]})["Id"])
    docker.containers.remove("c1", force=True)
    docker.clock.run(until=1)
    assert docker.daemon.execs == {}


def test_exec_in_what_does_not_run() -> None:
    docker = engine(version="20.10")
    made = create(docker, "c1")
    with pytest.raises(ApiError) as error:
        docker.execs.create("c1", {"Cmd": ["ls"]})
    assert refusal(error) == (409, f"Container {made} is not running")


def test_files_written_in_a_container_outlive_a_restart_but_not_docker_s_own() -> None:
    docker = engine()
    run(docker, "c1")
    execute(docker, "c1", "sh", "-c", "echo kept > /tmp/x; echo lost >> /etc/hosts")
    docker.containers.restart("c1", 0)
    assert execute(docker, "c1", "cat", "/tmp/x") == (0, "kept\n")
    assert "lost" not in execute(docker, "c1", "cat", "/etc/hosts")[1]


def test_sysctls() -> None:
    docker = engine(version="20.10")
    run(docker, "c1", Sysctls={"net.ipv4.ip_forward": "0"})
    assert docker.containers.get("c1").place.ns.sysctl["net.ipv4.ip_forward"] == "0"  # type: ignore[union-attr]
    for network, name, text in [
        ("host", "net.ipv4.ip_forward", 'sysctl "net.ipv4.ip_forward" not allowed in host network namespace'),
        ("bridge", "net.nosuch", "open /proc/sys/net/nosuch: no such file or directory"),
    ]:
        with pytest.raises(ApiError, match=text):
            run(docker, network=network, Sysctls={name: "1"})


def test_events_tell_what_happened() -> None:
    docker = engine()
    run(docker, "c1")
    docker.containers.remove("c1", force=True)
    told = [(event["Type"], event["Action"]) for event in docker.events]
    assert told == [
        ("container", "create"),
        ("network", "connect"),
        ("container", "start"),
        ("container", "kill"),
        ("container", "die"),
        ("network", "disconnect"),
        ("container", "destroy"),
    ]
