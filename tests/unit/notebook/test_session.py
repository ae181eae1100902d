"""A notebook's session: cells that are run again, and what is told of drops that are meant."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.notebook.options import new_lab
from dockernet_sim.notebook.predict import read
from dockernet_sim.notebook.session import Session
from dockernet_sim.sim.trace import KEPT


def test_a_cell_that_is_run_again_says_why_the_name_is_taken() -> None:
    session = Session({"lab": Lab(engine="29")})
    assert "%lab reset" not in repr(session.type(["docker run -d --name web nginx", "docker network create n"]))
    for line in ("docker run -d --name web nginx", "docker network create n"):
        again = session.type([line])
        assert "%lab reset" in repr(again) and "%lab reset" in again._repr_html_()
    session.language = "zh"
    assert "全新的实验环境" in repr(session.type(["docker network create n"]))


def test_reset_makes_the_lab_of_the_same_release_and_the_exercises_own() -> None:
    session = Session({})
    session.fresh = lambda: new_lab(["--engine", "20.10"]).lab
    session.type(["docker run -d --name web nginx"])
    assert session.reset().world.options["engine"] == "20.10" and not session.lab.docker.containers.list()
    session.start("two-rooms")
    session.type(["docker rm -f alice"])
    session.reset()
    assert len(session.lab.docker.containers.list()) == 3


def test_probes_of_a_traceroute_are_not_told_as_losses() -> None:
    session = Session({"lab": Lab(engine="29")})
    question = read("How many?\n$ traceroute -n 172.31.176.1\n- one :: (?s)^ 1 (?!.*^ 2)\n- two :: ^ 2 ")
    told = repr(session.reveal(question, question.offered("en")[1]))
    assert "on purpose" in told and "A packet was dropped" not in told


def test_what_a_rule_drops_of_a_traceroute_is_told() -> None:
    session = Session({"lab": Lab(engine="29")})
    session.lab.sh("iptables -I INPUT -p udp -j DROP; docker run -d --name web busybox")
    question = read("How many?\n$ docker exec web traceroute -n -m 2 172.31.179.120\n- one :: ^ 9 \n- two :: ^ 1 ")
    told = repr(session.reveal(question, question.offered("en")[0]))
    assert "A packet was dropped. docker0: filter INPUT 1" in told and "on purpose" not in told


def test_reset_makes_a_lab_like_the_notebooks_own() -> None:
    session = Session({"lab": Lab(engine="20.10", seed=7, daemon="--icc=false")})
    session.type(["docker run -d --name web nginx"])
    options = session.reset().world.options
    assert (options["engine"], options["seed"], options["daemon_flags"]) == ("20.10", 7, "--icc=false")
    assert not session.lab.docker.containers.list()


@pytest.mark.parametrize(("given", "on", "kept"), [(False, False, KEPT), (100, True, 100), (True, True, KEPT)])
def test_reset_keeps_the_bound_of_the_trace(given: bool | int, on: bool, kept: int) -> None:
    trace = Session({"lab": Lab(engine="29", trace=given)}).reset().trace
    assert (trace.on, trace.kept) == (on, kept)


def test_output_with_carriage_returns_is_shown_as_lines() -> None:
    session = Session({"lab": Lab(engine="29")})
    shown = session.type(["docker run -d --name web nginx", "curl -si http://172.17.0.2/"])._repr_html_()
    assert "HTTP/1.1 200 OK\n" in shown and "u000d" not in shown
