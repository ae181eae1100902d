"""Names with any characters: pictures stay well-formed, and nothing that is shown obeys a control character."""

import re
from xml.etree import ElementTree

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.scene import Mark, Rect, Scene, Text
from dockernet_sim.explain.svg.writer import write
from dockernet_sim.explain.theme import theme
from dockernet_sim.notebook.markup import table
from dockernet_sim.notebook.transcript import Transcript, Typed
from dockernet_sim.sim.printable import escape, printable
from dockernet_sim.world.result import Result
from hypothesis import example, given
from hypothesis import strategies as st

NASTY = "\x1b[31mred\x07\x00\x7f\x9b2J\u202egnp\u2066\ufffe\u2028<script>&\"'"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufffe\uffff]")
ANY = st.text(st.characters(), max_size=30)


@given(ANY)
@example(NASTY)
@example("\ud800")
def test_any_text_is_shown_without_control_characters(text: str) -> None:
    assert not RAW.search(printable(text))
    assert printable(printable(text)) == printable(text)
    assert ElementTree.fromstring(f"<a b='{escape(text)}'>{escape(text)}</a>") is not None


@given(ANY)
@example(NASTY)
def test_picture_with_any_names_is_well_formed(name: str) -> None:
    scene = Scene(
        100,
        100,
        name,
        [Rect(0, 0, 9, 9, "card", title=name), Text(1, 1, name, title=name), Mark(5, 5, "1", "step", name)],
    )
    svg = write(scene, theme("light"))
    assert ElementTree.fromstring(svg) is not None
    assert not RAW.search(svg)


@given(ANY)
@example(NASTY)
def test_result_and_html_with_any_output_obey_nothing(text: str) -> None:
    result = Result(0, text, "", text)
    for shown in (
        str(result),
        repr(Typed(text, text, result)),
        str(Typed(text, text, result)),
        table([text], [[text]]),
        Transcript([Typed(text, text, result)])._repr_html_(),
    ):
        assert not RAW.search(shown)


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab()
    net = lab.docker.networks.create("mynet")
    for name in ("web", "db"):
        made = lab.docker.containers.create(
            "nginx", name=name, labels={NASTY.replace("\x00", ""): NASTY}, environment={"NASTY": NASTY}
        )
        net.connect(made, aliases=[f"{name}{NASTY}", "plain"])
        made.start()
    lab.sh("docker exec web ping -c 1 plain")
    lab.sh("printf '\\033[2J\\007nasty' > /etc/motd; cp /etc/motd /tmp/$(printf 'a\\033b')")
    lab.fault("in 1s link web/eth0\x1b delay 5ms")
    return lab


def test_lab_with_such_names_is_shown_without_control_characters(lab: Lab) -> None:
    assert ElementTree.fromstring(lab.draw().svg) is not None
    assert ElementTree.fromstring(lab.draw(ping=("web", "db")).svg) is not None
    assert ElementTree.fromstring(lab.ladder(detail=True, limit=300).svg) is not None
    assert ElementTree.fromstring(lab.heatmap().svg) is not None
    player = lab.step()
    shown = [
        lab.draw().svg, lab.ladder(detail=True, limit=300).svg, lab.heatmap().svg, player._repr_html_(),
        str(lab.tables("web")), lab.tables("web")._repr_html_(),
        str(lab.why("web", "plain")), lab.why("web", "plain")._repr_html_(), str(lab.why("web",
            f"x{NASTY[:9]}".replace(" ", ""))), str(lab.capture()), str(lab.reach()),
        str(lab.sh("docker inspect web")), str(lab.sh("cat /etc/motd; ls /tmp; docker exec web env")),
        repr(lab.sh("cat /etc/motd")),
    ]  # fmt: skip
    assert [text[:200] for text in shown if RAW.search(text)] == []
    assert "\x1b" in lab.sh("cat /etc/motd").stdout
