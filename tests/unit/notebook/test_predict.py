"""Predict, then run."""

from dataclasses import replace

import pytest
from dockernet_sim import Lab
from dockernet_sim.notebook import outcome
from dockernet_sim.notebook.predict import BadQuestion, choose, read
from dockernet_sim.notebook.session import Session

ENDS = {
    "ping -c 1 172.17.0.2": "works",
    "docker exec web ping -c 1 db": "no-name",
    "docker exec web getent hosts db": "no-name",
    "docker exec web ping -c 1 -W 1 172.18.0.2": "silence",
    "docker exec web ping -c 1 172.17.0.99": "no-way",
    "curl -s http://172.17.0.2:81/": "refused",
    "docker exec web curl -s -m 2 http://172.18.0.2/": "silence",
    "docker exec web curl -s http://db/": "no-name",
    "docker run --name web nginx": "docker-no",
    "docker exec web nonsense": "docker-no",
    "ls /nowhere": "fails",
}


@pytest.fixture
def session() -> Session:
    session = Session({"lab": Lab()})
    for line in ("docker network create n", "docker run -d --name web nginx", "docker run -d --name db --net n nginx"):
        session.lab.sh(line)
    return session


@pytest.mark.parametrize("line", ENDS)
def test_how_a_command_ended(session: Session, line: str) -> None:
    found = outcome.of(line, session.lab.sh(line))
    assert found.key == ENDS[line]
    assert found in outcome.choices(line)


def test_a_right_prediction_scores_and_a_wrong_one_gets_the_story(session: Session) -> None:
    question = read("$ docker exec web ping -c 1 -W 1 172.18.0.2")
    wrong = choose(question.offered("en"), lambda _: "a", "en")
    assert "raw PREROUTING" in repr(session.reveal(question, wrong))
    assert (session.score.right, session.score.total) == (0, 1)
    other = read("$ docker exec web ping -c 1 127.0.0.1")
    right = session.reveal(other, choose(other.offered("en"), lambda _: "A)", "en"))
    assert right.right and "it is the sender's own [reached]\n" in repr(right) and "1 of 2" in repr(right)
    assert "What happened:\n" not in repr(right)


def test_question_without_a_person_to_ask_is_revealed_and_does_not_count(session: Session) -> None:
    question = read("$ docker exec web ping -c 1 db")
    shown = session.reveal(question, choose(question.offered("en"), lambda _: None, "en"))
    assert "the name is not known" in repr(shown) and session.score.total == 0


def test_it_asks_again_when_the_answer_is_none_of_the_choices(session: Session) -> None:
    said = iter(["z", "what", "no-name"])
    question = read("$ docker exec web ping -c 1 db")
    found = choose(question.offered("zh"), lambda _: next(said), "zh")
    assert found is not None and found.key == "no-name"


def test_own_choices_must_fit_exactly_once(session: Session) -> None:
    question = read("Which?\nvm$ hostname\n- vm :: ^vm$\n- lan :: ^lan$")
    assert session.reveal(question, question.choices[0]).right
    for bad in ("$ hostname\n- a :: v\n- b :: m", "$ hostname\n- a :: x"):
        with pytest.raises(BadQuestion):
            session.reveal(read(bad), None)


def test_the_first_answer_counts(session: Session) -> None:
    question = read("$ hostname\n- vm :: ^vm$\n- lan :: ^lan$")
    session.reveal(question, question.choices[1])
    session.reveal(question, question.choices[0])
    assert (session.score.right, session.score.total) == (0, 1)


def test_of_many_drops_three_are_told_and_the_rest_is_counted(session: Session) -> None:
    question = read("$ hostname\n- vm :: ^vm$\n- lan :: ^lan$")
    told = repr(replace(session.reveal(question, question.choices[1]), drops=tuple("abcde")))
    assert told.count("A packet was dropped") == 3 and "and 2 more" in told
