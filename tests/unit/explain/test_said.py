"""Lists within sentences."""

from dockernet_sim.explain.said import listed, said, say


def test_list_has_the_comma_of_its_language() -> None:
    sentence = say("note.listens", place="web", ports=listed([80, 443]))

    assert "80, 443" in sentence.text() and "80、443" in sentence.text("zh")
    assert "80、443" in said("note.listens", "zh", place="web", ports=sentence.values["ports"])
