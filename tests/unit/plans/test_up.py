"""What Compose waits for before it starts a service, and what happens when it does not come."""

from __future__ import annotations

from dockernet_sim import Lab
from dockernet_sim.plans import load
from dockernet_sim.plans.compose.folder import Piped
from dockernet_sim.plans.standing import Standing


def up(text: str, engine: str = "20.10") -> tuple[Lab, Standing]:
    lab = Lab(engine=engine)
    return lab, lab.up(load("/p/compose.yaml", store=Piped("/p/compose.yaml", text), project="p"))


def states(lab: Lab) -> dict[str, str]:
    return {each.name: each.status for each in lab.docker.containers.list(all=True)}


def test_healthy_dependency_is_waited_for() -> None:
    lab, standing = up(
        "services:\n"
        "  web: {image: nginx, depends_on: {db: {condition: service_healthy}}}\n"
        "  db: {image: mysql, healthcheck: {test: 'true', interval: 7s}}\n"
    )
    assert standing.refused == [] and states(lab) == {"p-web-1": "running", "p-db-1": "running"}
    started = {name: lab.docker.containers.get(name).attrs["State"]["StartedAt"] for name in states(lab)}
    assert started["p-web-1"] > started["p-db-1"] and lab.env.now > 7


def test_unhealthy_dependency_keeps_a_service_from_starting() -> None:
    lab, standing = up(
        "services:\n"
        "  web: {image: nginx, depends_on: {db: {condition: service_healthy}}}\n"
        "  last: {image: nginx, depends_on: [web]}\n"
        "  db: {image: mysql, healthcheck: {test: 'false', interval: 1s, retries: 2}}\n"
    )
    assert standing.refused == ["dependency failed to start: container p-db-1 is unhealthy"]
    assert states(lab) == {"p-web-1": "created", "p-last-1": "created", "p-db-1": "running"}


def test_job_that_fails_keeps_a_service_from_starting() -> None:
    lab, standing = up(
        "services:\n"
        "  web: {image: nginx, depends_on: {job: {condition: service_completed_successfully}}}\n"
        "  job: {image: busybox, command: 'false'}\n"
    )
    assert standing.refused == ['service "job" didn\'t complete successfully: exit 1']
    assert states(lab) == {"p-web-1": "created", "p-job-1": "exited"}


def test_job_that_ends_well_lets_a_service_start() -> None:
    text = (
        "services:\n"
        "  web: {image: nginx, depends_on: {job: {condition: service_completed_successfully}}}\n"
        "  job: {image: busybox, command: 'sleep 3'}\n"
    )
    lab, standing = up(text)
    assert standing.refused == [] and states(lab) == {"p-web-1": "running", "p-job-1": "exited"}


def test_stand_in_is_assumed_healthy_and_says_so() -> None:
    _, standing = up(
        "services:\n"
        "  web: {image: nginx, depends_on: {db: {condition: service_healthy}}}\n"
        "  db: {image: example.com/own/db, expose: ['1'], healthcheck: {test: own-check}}\n"
    )
    assert standing.refused == []
    assert standing.assumptions() == ["db listens on 1 (assumed)", "db is assumed to become healthy"]


def test_engine_29_takes_several_networks_at_once_and_gw_priority_decides() -> None:
    text = (
        "services: {a: {image: nginx, networks: {n1: {}, n2: {gw_priority: 5, mac_address: '02:42:ac:11:00:09'}}}}\n"
        "networks: {n1: , n2: {ipam: {config: [{subnet: 10.9.0.0/24}]}}}"
    )
    lab, standing = up(text, "29")
    assert standing.refused == []
    assert "default via 10.9.0.1" in lab.sh("docker exec p-a-1 ip route").stdout
    joined = lab.docker.containers.get("p-a-1").attrs["NetworkSettings"]["Networks"]
    assert joined["p_n2"]["MacAddress"] == "02:42:ac:11:00:09"


def test_copy_of_a_lab_has_the_project() -> None:
    lab, _ = up("services: {web: {image: nginx, ports: ['8080:80']}, own: {image: me/own, expose: ['9']}}")
    assert states(lab.copy()) == {"p-web-1": "running", "p-own-1": "running"}
