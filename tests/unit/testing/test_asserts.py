"""Assertions whose failure is a story, the lab fixture, and what happens without Hypothesis."""

import subprocess
import sys

import pytest
from dockernet_sim import Lab
from dockernet_sim.testing import Recipe, assert_isolated, assert_reaches, assert_resolves


def two_apart(lab: Lab) -> None:
    lab.sh("docker network create apart")
    lab.docker.containers.run("nginx", detach=True, name="web")
    lab.docker.containers.run("nginx", detach=True, name="db", network="apart")


def test_a_failed_assertion_tells_where_the_packet_died(lab: Lab) -> None:
    two_apart(lab)
    web, db = (lab.docker.containers.get(name) for name in ("web", "db"))
    with pytest.raises(
        AssertionError, match=r"(?s)a ping from web to db does not arrive.*DOCKER-ISOLATION-STAGE-2.*\(isolated\)"
    ):
        assert_reaches(web, db)
    with pytest.raises(AssertionError, match=r"a ping from web to internet arrives"):
        assert_isolated(web, "internet")
    with pytest.raises(AssertionError, match=r"db resolves to nothing for web, not to 172.18.0.2"):
        assert_resolves(web, "db", "172.18.0.2")


def test_what_holds_is_silent(lab: Lab) -> None:
    two_apart(lab)
    assert_isolated("web", "db", lab=lab)
    assert_reaches("web", "lan", 80, lab=lab.world)
    assert_reaches("vm", "172.18.0.2", 80, lab=lab)
    assert_resolves("web", "example.com", "203.0.113.10", lab=lab)
    assert_resolves("web", "db", None, lab=lab)


def test_names_alone_do_not_tell_which_lab() -> None:
    with pytest.raises(TypeError, match="give lab="):
        assert_reaches("web", "db")


@pytest.mark.lab(daemon="--bip 10.9.0.1/24")
def test_the_fixture_takes_parameters(lab: Lab) -> None:
    assert "10.9.0.1/24" in lab.sh("ip addr show docker0").stdout


def test_a_recipe_prints_as_the_lines_that_make_it() -> None:
    recipe = Recipe(("docker run -d --name web nginx",), "--icc=false")
    assert str(recipe) == "# daemon: --icc=false\nhost$ docker run -d --name web nginx"
    assert recipe.build().place("web").name == "web"


def test_without_hypothesis_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from dockernet_sim.testing import assert_reaches\n"
        "try:\n    from dockernet_sim.testing import labs\nexcept ImportError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'dockernet_sim[testing]'" in done.stdout
