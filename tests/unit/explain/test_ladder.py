"""Ladders and curves tell what the trace tells."""

import re

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.figures.curves import UnknownCurve
from dockernet_sim.explain.ladder import Arrow, Note, collect
from dockernet_sim.explain.scene import Line
from dockernet_sim.explain.series import known_macs, known_neighbours, round_trips


def arrows(lab: Lab, line: str) -> list[str]:
    before = lab.trace.serial
    lab.sh(line)
    rows = collect(lab.trace.since(before)).rows
    return [f"{row.source[1]} {row.target[1]} {row.label}" for row in rows if isinstance(row, Arrow)]


def mac_of(lab: Lab, name: str) -> str:
    return lab.sh("cat /sys/class/net/eth0/address", on=name).stdout.strip()


def test_a_ping_with_its_arp() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web --mac-address 02:42:ac:11:00:02 nginx")
    assert arrows(lab, "ping -c 1 172.17.0.2") == [
        "root web ARP who has 172.17.0.2? · 172.17.0.1 → 172.17.0.2",
        "web root ARP 172.17.0.2 is at 02:42:ac:11:00:02 · 172.17.0.2 → 172.17.0.1",
        "root web ICMP echo request 1 · 172.17.0.1 → 172.17.0.2",
        "web root ICMP echo reply 1 · 172.17.0.2 → 172.17.0.1",
    ]


def test_drops_and_nat_are_notes(busy: Lab) -> None:
    notes = [row.text for row in collect(busy.trace, limit=10_000).rows if isinstance(row, Note)]
    assert any(text.startswith("✕ dropped (filter-rule)") for text in notes)
    became = re.compile(r"172\.31\.176\.1:(\d+) → 172\.31\.179\.120:8080 becomes 172\.31\.176\.1:\1 → 172\.18\.0\.2:80")
    assert any(became.search(text) for text in notes)


def test_the_drawing_is_readable_and_says_what_it_leaves_out(busy: Lab) -> None:
    picture = busy.ladder(limit=40, theme="dark")
    assert list(picture.scene.overlaps()) == [] and picture.scene.outside() == []
    assert any(text.text.startswith("… and ") for text in picture.scene.texts)
    assert sum(isinstance(shape, Line) and shape.role == "arrow" for shape in picture.scene.shapes) > 10
    detailed = busy.ladder(detail=True, limit=400)
    assert list(detailed.scene.overlaps()) == []
    assert "no packet in this slice of the trace" in busy.ladder([]).svg


def test_round_trips(busy: Lab) -> None:
    trips = round_trips(busy.trace)
    (first, second, *_) = trips[("web", "172.18.0.3")]
    assert first[1] is not None and second[1] is not None and first[1] > second[1] > 0  # ARP makes the first one slow
    assert trips[("old", "172.18.0.2")][0][1] is None


def test_what_was_learnt(busy: Lab) -> None:
    macs = {(each.owner, each.what.split()[0]) for each in known_macs(busy.trace)}
    assert ("docker0", mac_of(busy, "old")) in macs
    told = {(each.owner, each.what.split()[0]) for each in known_neighbours(busy.trace)}
    assert {("web", "172.18.0.3"), ("db", "172.18.0.2"), ("old", "172.17.0.1"), ("lan", "172.31.179.120")} <= told
    assert ("vm", "172.18.0.3") not in told  # what the bridge only switches tells the host nothing


@pytest.mark.parametrize("kind", ["rtt", "fdb", "neighbours"])
def test_curves_are_figures(kind: str, busy: Lab) -> None:
    curves = busy.curves(kind, theme="dark")
    axes = curves.figure.axes[0]
    assert axes.get_title(loc="left") and (axes.lines or axes.patches)
    assert curves._repr_png_().startswith(b"\x89PNG")


def test_unknown_curves(busy: Lab) -> None:
    with pytest.raises(UnknownCurve, match="rtt, fdb, neighbours"):
        busy.curves("height")
    assert Lab().curves("rtt").figure.axes
