"""Lines at a terminal's width."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.wrapped import wrapped


@pytest.mark.parametrize("columns", (40, 80, 132))
@pytest.mark.parametrize("lang", ("en", "zh"))
def test_why_at_a_terminal_is_no_wider_and_loses_nothing(columns: int, lang: str) -> None:
    lab = Lab(engine="29")
    for line in (
        "docker network create n",
        "docker run -d --name web nginx",
        "docker run -d --name db --network n redis",
    ):
        lab.sh(line)
    answer = lab.why("web", "172.18.0.2", lang=lang)
    text = answer.wrapped(columns)
    assert "".join(text.split()) == "".join(str(answer).split())
    whole = [line for line in text.split("\n") if " " in line.strip()]
    assert max(sum(1 + (ord(each) > 0x2E7F) for each in line) for line in whole) <= columns + 2  # a mark may hang over
    assert f"{answer.step}" in text and str(answer.story[answer.step - 1].said.text(lang)).startswith(
        ("DROPPED", "丢弃")
    )


def test_a_word_that_is_too_long_stands_alone() -> None:
    assert wrapped("see 0123456789abcdef there", 10) == "see\n0123456789abcdef\nthere"
