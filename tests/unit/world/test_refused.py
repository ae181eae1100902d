"""What programs do not model is reported beside their standard error, too."""

import json
from pathlib import Path

from dockernet_sim import Lab
from dockernet_sim.notebook.session import Session
from dockernet_sim.shell.interactive import Console
from dockernet_sim.shell.replay import replay
from dockernet_sim.shell.session import open_world


def test_refusal_behind_dev_null_is_in_the_result_and_the_lab() -> None:
    lab = Lab(trace=False)
    result = lab.sh("vim x 2>/dev/null")
    assert result.output == "" and result.refused == ("vim: this program is not modelled",) == tuple(lab.refused)
    assert lab.sh("true").refused == ()


def test_refusal_in_the_background_is_told_above_the_next_prompt() -> None:
    world, shown, lines = open_world(trace=False), [], iter(["vim x 2>/dev/null", "vim y", "exit"])
    Console(world, lambda prompt: next(lines, None), shown.append).run()
    text = "".join(shown)
    assert "[not modelled, and not shown: vim: this program is not modelled]\n" in text
    assert text.count("vim: this program") == 2


def test_refusal_is_a_footer_of_the_cell() -> None:
    session = Session({})
    assert "not shown: vim: this program is not modelled" in repr(session.type(["vim x 2>/dev/null"]))
    assert "not shown" in session.type(["vim x 2>/dev/null"])._repr_html_()
    assert "not shown" not in repr(session.type(["vim x"]))


def test_replay_writes_refusals_into_the_step(tmp_path: Path) -> None:
    path = tmp_path / "one.scn"
    path.write_text("host$ vim x 2>/dev/null\nhost$ true\n")
    texts: list[str] = []
    replay([str(path)], as_json=True, out=texts.append)
    steps = json.loads(texts[0])["steps"]
    assert steps[0]["refused"] == ["vim: this program is not modelled"] and "refused" not in steps[1]
