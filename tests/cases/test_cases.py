"""Inputs that once hung, crashed, or got a false answer: the smallest of each kind."""

import signal
import tomllib
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.shell.replay import load, play
from dockernet_sim.world.errors import AmbiguousPlace
from tests.claims import check

HERE = Path(__file__).parent
RIGHT = tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.scn")))
def test_case_is_answered_right(name: str) -> None:
    check(play(load(HERE / f"{name}.scn"), engine="20.10")["steps"], name, RIGHT[name])


def test_place_of_two_machines_is_refused() -> None:
    lab = Lab(engine="20.10")
    lab.add_host("vm2", engine="20.10")
    for host in ("vm", "vm2"):
        lab.sh("docker run -d --name web nginx", on=host)
    with pytest.raises(AmbiguousPlace, match="say vm/web or vm2/web"):
        lab.sh("hostname", on="web")
    assert lab.sh("hostname", on="vm2/web").exit == 0


@pytest.mark.parametrize("wrong", [["docker", "ps"], 1, None])
def test_wrong_type_is_refused_and_the_lab_can_be_copied(wrong: object) -> None:
    lab = Lab(engine="20.10")
    with pytest.raises(Exception, match="line must be a text"):
        lab.sh(wrong)  # type: ignore[arg-type]
    assert lab.copy().sh("docker ps").exit == 0


def test_interrupted_line_is_over_and_the_lab_can_be_saved(tmp_path: Path) -> None:
    lab = Lab(engine="20.10")
    lab.sh("docker run -d --name web nginx")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            lab.sh("ping -f -c 2000000 172.17.0.2; docker rm -f web")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    lab.save(tmp_path / "lab.json")
    assert Lab.load(tmp_path / "lab.json").sh("docker ps").stdout == lab.sh("docker ps").stdout


def test_why_names_the_holder_of_an_address_and_its_remedy() -> None:
    lab = Lab(engine="20.10")
    lab.sh(
        "docker network create --subnet 10.60.0.0/24 fix; docker run -d --name one --network fix --ip 10.60.0.2 nginx"
    )
    lab.sh("docker stop -t 0 one; docker run -d --name two --network fix nginx")
    told = lab.why("docker start one")
    assert told.reason == "address-taken" and "container two" in str(told) and "docker rm -f two" in str(told)


def test_why_after_a_flush_says_that_dockers_rules_are_missing() -> None:
    lab = Lab(engine="20.10")
    lab.sh("docker run -d --name web -p 8080:80 nginx; iptables -F; iptables -t nat -F")
    told = lab.why("web", "internet")
    assert told.reason == "rules-missing" and "systemctl restart docker" in str(told)


def test_why_knows_that_a_container_uses_anothers_network() -> None:
    lab = Lab(engine="20.10")
    lab.sh(
        "docker run -d --name web nginx; docker run -d --name side --network container:web busybox; docker run -d "
        "--name bb busybox"
    )
    told = lab.why("side", "bb")
    assert (
        told.reason == "name-unknown"
        and "side uses the network of web" in str(told)
        and "share no network" not in str(told)
    )
