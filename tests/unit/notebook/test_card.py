"""A prediction that is clicked."""

import re

import pytest
from dockernet_sim import Lab
from dockernet_sim.notebook.card import Card, Tally
from dockernet_sim.notebook.predict import BadQuestion, Score, read
from dockernet_sim.notebook.session import Session

OPENS = re.compile(r'<details data-right="(\d)".*?<summary>(.*?)</summary>(.*?)</details>\n', re.S)


@pytest.fixture
def session() -> Session:
    session = Session({"lab": Lab(engine="29")})
    for line in ("docker network create n", "docker run -d --name web nginx", "docker run -d --name db --net n nginx"):
        session.lab.sh(line)
    return session


def test_each_choice_opens_to_what_happened_and_one_is_right(session: Session) -> None:
    card = session.card(read("$ docker exec web ping -c 1 -W 1 172.18.0.2"))
    opened = OPENS.findall(card._repr_html_())
    assert [right for right, _, _ in opened] == ["0", "0", "1", "0"]
    for right, text, told in opened:
        assert "100% packet loss" in told
        assert "raw PREROUTING" in told, text
        assert ("<details><summary>" in told) is (right == "1"), text
    assert card.choices[2].right and session.score.total == 0


def test_a_card_as_text_does_not_tell_the_answer(session: Session) -> None:
    text = repr(session.card(read("$ docker exec web ping -c 1 -W 1 172.18.0.2")))
    assert "a) it works" in text and "packet loss" not in text


def test_the_commands_of_a_card_are_typed_once(session: Session) -> None:
    session.card(read("Who?\n$ docker run -d --name one nginx\n- it runs :: ^[0-9a-f]{64}$\n- refused :: in use"))
    assert [each.name for each in session.lab.docker.containers.list()][:1] == ["one"]


def test_keys_tell_predictions_apart_and_are_the_same_at_each_run() -> None:
    def keys() -> list[str]:
        session = Session({"lab": Lab(engine="29", seed=3)})
        return [session.card(read("$ ping -c 1 127.0.0.1")).key for _ in range(3)]

    assert len(set(keys())) == 3 and keys() == keys()


def test_a_key_does_not_depend_on_the_language(session: Session) -> None:
    def key(language: str) -> str:
        session = Session({"lab": Lab(engine="29")})
        session.language = language
        return session.card(read("$ ping -c 1 127.0.0.1")).key

    assert key("en") == key("zh")


def test_choices_of_ones_own_must_fit_exactly_once(session: Session) -> None:
    with pytest.raises(BadQuestion):
        session.card(read("$ hostname\n- a :: v\n- b :: m"))


def test_a_kernel_shows_a_card_and_an_answer_in_advance_is_judged(cell) -> None:
    assert isinstance(cell("%predict ping -c 1 127.0.0.1"), Card)
    assert cell("%predict --answer a ping -c 1 127.0.0.1").right
    assert isinstance(cell("%predict"), Tally)


def test_the_tally_shows_typed_answers_or_the_browsers_score() -> None:
    assert "data-score" in Tally(Score(), "en")._repr_html_()
    assert Tally(Score({"q": True}), "en")._repr_html_() == "Predictions: 1 of 1 right"
