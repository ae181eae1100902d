"""A name that containers on two machines have is refused wherever a place is named; MACHINE/NAME is not."""

from collections.abc import Callable

import pytest
from dockernet_sim import Lab
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.world.errors import UnknownPlace


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab()
    lab.add_host("vm2", engine="20.10")
    lab.sh("docker run -d --name web nginx")
    lab.sh("docker run -d --name web nginx", on="vm2")
    lab.sh("ping -c 1 172.17.0.2")
    return lab


ASKED: dict[str, Callable[[Lab, str], object]] = {
    "sh": lambda lab, name: lab.sh("hostname", on=name),
    "task": lambda lab, name: lab.task(["hostname"], on=name),
    "why, from": lambda lab, name: lab.why(name, "172.17.0.1"),
    "why, to": lambda lab, name: lab.why("vm2", name),
    "draw": lambda lab, name: lab.draw(ping=(name, "172.17.0.1")),
    "tables": lambda lab, name: lab.tables(name),
    "capture": lambda lab, name: lab.capture(f"{name}/eth0"),
    "fault of a link": lambda lab,
    name: lab.fault(f"in 9s link {name}/eth0 down") and lab.world.faults.device(f"{name}/eth0"),
    "reach": lambda lab, name: lab.reach()[name, "vm"],
}  # fmt: skip


@pytest.mark.parametrize("how", ASKED)
def test_name_on_two_machines_is_refused_and_both_full_names_work(lab: Lab, how: str) -> None:
    with pytest.raises(DockernetError, match=r"vm/web.* or vm2/web"):
        ASKED[how](lab, "web")
    for name in ("vm/web", "vm2/web"):
        ASKED[how](lab, name)


def test_full_name_means_that_machine_only(lab: Lab) -> None:
    assert str(lab.sh("hostname", on="vm/web")) != str(lab.sh("hostname", on="vm2/web"))
    assert str(lab.sh("hostname", on="host/web")) == str(lab.sh("hostname", on="vm/web"))
    with pytest.raises(UnknownPlace):
        lab.sh("hostname", on="lan/web")


def test_kill_fault_takes_the_full_name() -> None:
    lab = Lab()
    lab.add_host("vm2", engine="20.10")
    lab.sh("docker run -d --name web nginx")
    lab.sh("docker run -d --name web nginx", on="vm2")
    with pytest.raises(DockernetError, match=r"vm/web or vm2/web"):
        lab.fault("kill web")
    lab.fault("kill vm2/web")
    assert lab.sh("docker ps -q").stdout
    assert not lab.sh("docker ps -q", on="vm2").stdout
    assert lab.sh("hostname", on="web").exit == 0


def test_lanes_of_a_ladder_tell_two_containers_of_one_name_apart(lab: Lab) -> None:
    lab.sh("ping -c 1 172.17.0.1", on="vm/web")
    lab.sh("ping -c 1 172.17.0.1", on="vm2/web")
    svg = lab.ladder(limit=500).svg
    assert ">vm/web<" in svg
    assert ">vm2/web<" in svg
    names = lab.reach().names
    assert "vm/web" in names
    assert "vm2/web" in names


def test_looking_at_a_lab_does_not_change_its_copies(lab: Lab) -> None:
    lab.tables("vm/web")
    lab.copy().copy()
    lab.sh("docker rm -f web")
    lab.copy()
