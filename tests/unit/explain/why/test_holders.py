"""Commands that the engine refuses: what holds the address, port, name or subnet, and what frees it."""

from functools import cache

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.why import Why
from dockernet_sim.programs.registry import PROGRAMS
from dockernet_sim.programs.task import Task

LINES = (
    "docker network create --subnet 10.60.0.0/24 fix",
    "docker run -d --name one --network fix --ip 10.60.0.2 nginx",
    "docker stop -t 0 one",
    "docker run -d --name two --network fix nginx",
    "docker run -d --name pub -p 8080:80 nginx",
    "docker run -d --name hosted --network host nginx",
)


@cache
def lab() -> Lab:
    made = Lab()
    for line in LINES:
        assert made.sh(line), line
    return made


def ask(line: str, lang: str = "en") -> Why:
    return lab().why(line, lang=lang)


@pytest.mark.parametrize(
    ("line", "reason", "says", "remedy"),
    [
        ("docker start one", "address-taken", "10.60.0.2 belongs to the container two", "docker rm -f two"),
        (
            "docker run -d --network fix --ip 10.60.0.2 nginx",
            "address-taken",
            "10.60.0.2 belongs to the container two",
            "docker network disconnect fix two",
        ),
        (
            "docker run -d --network fix --ip 10.60.0.1 nginx",
            "address-taken",
            "belongs to the gateway of the network fix",
            "",
        ),
        ("docker run -d -p 8080:80 nginx", "port-taken", "port 8080 of the host belongs to the container pub",
            "docker rm -f pub"),
        ("docker run -d -p 80:80 nginx", "port-taken", "in the container hosted, which uses the host's network",
            "-p 81:80"),
        ("docker run -d --name pub nginx", "name-taken", "name pub belongs to the container pub",
            "docker rename pub pub-old"),
        ("docker run -d --name one nginx", "name-taken", "the container one, which does not run", "--name one2"),
        ("docker network create fix", "name-taken", "the network fix (10.60.0.0/24)", "docker network create fix2"),
        (
            "docker network create --subnet 10.60.0.0/25 more",
            "pool-overlaps",
            "10.60.0.0/25 overlaps the network fix (10.60.0.0/24)",
            "--subnet 10.200.0.0/24 more",
        ),
        ("docker network creat shop", "no-such", "`docker network` has no command creat", "docker network create shop"),
        ("docker runn -d nginx", "no-such", "`docker` has no command runn", "docker run -d nginx"),
        ("docker network connect fixx pub", "no-such", "network fixx not found", "docker network connect fix pub"),
        ("docker start puub", "no-such", "No such container: puub", "docker start pub"),
        ("docker run -d nginxx", "no-such", "Unable to find image 'nginxx:latest'", "docker run -d nginx"),
        ("docker rm pub", "command-failed", "container is running", "docker rm -f pub"),
    ],
)  # fmt: skip
def test_refused_command_names_the_holder_and_a_tried_remedy(line: str, reason: str, says: str, remedy: str) -> None:
    why = ask(line)
    assert (why.verdict, why.reason) == ("refused", reason)
    assert says in why.sentence
    assert remedy in "\n".join(map(str, why.remedies))
    assert ask(line, "zh").sentence != why.sentence


def test_port_of_a_program_on_the_host_names_it() -> None:
    made = Lab()
    Task(made.world.machine("vm").place, ["httpd", "-f", "-p", "9000", "-h", "/"], program=PROGRAMS["httpd"]).start()
    made.run(until=1.0)
    why = made.why("docker run -d -p 9000:80 nginx")
    assert "port 9000 of the host belongs to busybox (pid" in why.sentence and any(
        "kill" in str(r) for r in why.remedies
    )


@pytest.mark.parametrize("line", ["docker run nginx", "docker run -d nginx", "docker run -it busybox sh", "docker ps"])
def test_command_that_runs_is_not_refused(line: str) -> None:
    assert (ask(line).verdict, ask(line).reason) == ("done", "done")


def test_command_in_the_foreground_says_so() -> None:
    assert "runs in the foreground" in ask("docker run nginx").sentence


def test_publishing_after_iptables_x_offers_the_engines_restart() -> None:
    made = Lab()
    made.sh("iptables -t nat -F; iptables -t nat -X")
    why = made.why("docker run -d -p 81:80 nginx")
    assert why.reason == "rules-missing" and "systemctl restart docker" in str(why.remedies[0])
