"""Assertions whose failure is a story, the lab fixture, and what happens without Hypothesis."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from dockernet_sim import Lab
from dockernet_sim.testing import Recipe, assert_isolated, assert_reaches, assert_resolves

pytest_plugins = ["pytester"]


def two_apart(lab: Lab) -> None:
    lab.sh("docker network create apart")
    lab.docker.containers.run("nginx", detach=True, name="web")
    lab.docker.containers.run("nginx", detach=True, name="db", network="apart")


def test_a_failed_assertion_tells_where_the_packet_died(lab: Lab) -> None:
    two_apart(lab)
    web, db = (lab.docker.containers.get(name) for name in ("web", "db"))
    with pytest.raises(
        AssertionError, match=r"(?s)a ping from web to db does not arrive.*raw PREROUTING.*\(isolated\)"
    ):
        assert_reaches(web, db)
    with pytest.raises(AssertionError, match=r"a ping from web to internet arrives"):
        assert_isolated(web, "internet")
    with pytest.raises(AssertionError, match=r"db resolves to nothing for web, not to 172.18.0.2"):
        assert_resolves(web, "db", "172.18.0.2")


def message(call: Callable[[], None]) -> str:
    with pytest.raises(AssertionError) as caught:
        call()
    return str(caught.value)


def test_message_begins_with_the_conclusion_and_offers_a_remedy(lab: Lab) -> None:
    two_apart(lab)
    text = message(lambda: assert_reaches("web", "db", lab=lab))
    first = text.splitlines()[0]
    assert first.startswith("a ping from web to db does not arrive: Docker isolates bridge networks from each other")
    assert "from web (172.17.0.2) on bridge to db (172.18.0.2) on apart" in first and first.endswith("[isolation]")
    assert "  * docker network connect apart web" in text and "What happened:\n 1. web: sends" in text
    assert "What would change it" in message(lambda: assert_resolves("web", "db", "172.18.0.2", lab=lab))


def test_message_says_when_rules_are_no_longer_dockers(lab: Lab) -> None:
    two_apart(lab)
    lab.sh("iptables -I DOCKER-USER -i docker0 -j DROP")
    text = message(lambda: assert_reaches("web", "internet", lab=lab))
    assert "by a rule that is not Docker's" in text.splitlines()[0]
    assert "On this lab, one rule of DOCKER-USER on vm is not Docker's" in text
    assert "iptables -D DOCKER-USER -i docker0 -j DROP" in text


def test_refused_port_that_had_to_be_isolated_is_told_as_arrived(lab: Lab) -> None:
    lab.sh("docker run -d --name web nginx; docker run -d --name db mysql")
    first = message(lambda: assert_isolated("web", "db", 5432, lab=lab)).splitlines()[0]
    assert first.startswith("TCP to port 5432 from web to db arrives: no program in db listens on TCP port 5432")


def test_lab_without_a_trace_has_its_story_all_the_same() -> None:
    quiet = Lab(trace=False)
    two_apart(quiet)
    assert "DROPPED" in message(lambda: assert_reaches("web", "db", lab=quiet))


def test_helper_frames_are_hidden(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        from dockernet_sim.testing import assert_reaches

        def test_it(lab):
            lab.sh("docker run -d --name web --network none nginx")
            assert_reaches("web", "internet", lab=lab)
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E*AssertionError: a ping from web to internet does not arrive: web is on no network*"]
    )
    assert "asserts.py" not in result.stdout.str() and "explained.py" not in result.stdout.str()


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
    assert str(recipe) == "# daemon: --icc=false\n# engine: 29\nhost$ docker run -d --name web nginx"
    assert recipe.build().place("web").name == "web"


def test_without_hypothesis_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "from dockernet_sim.testing import assert_reaches\n"
        "try:\n    from dockernet_sim.testing import labs\nexcept ImportError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'dockernet_sim[testing]'" in done.stdout
