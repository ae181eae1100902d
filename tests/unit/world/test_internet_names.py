"""The names that lan answers for."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.shell.session import open_world
from dockernet_sim.world import standard


@pytest.mark.parametrize("name", standard.NAMES)
def test_names_of_the_internet_lead_to_lan(name: str) -> None:
    assert open_world().run_line("vm", f"getent hosts {name}", 9.0).stdout.split() == [standard.INTERNET, name]


def test_musl_container_reaches_a_well_known_name() -> None:
    lab = Lab()
    lab.sh("docker run -dit --name alpine1 alpine ash")
    assert lab.sh("docker exec alpine1 ping -c 1 google.com").exit == 0


def test_recorders_world_knows_one_name_only() -> None:
    world = open_world(images="recorder")
    assert world.internet_names == ("example.com",)
    assert world.run_line("vm", "getent hosts google.com", 9.0).exit == 2
