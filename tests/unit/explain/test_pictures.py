"""Pictures by their structure: what is on them, and that no label stands on another."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.picture import Picture, UnknownFormat
from dockernet_sim.explain.said import UnknownLanguage
from dockernet_sim.explain.scene import Line, Mark, Rect, Scene, Text
from dockernet_sim.explain.theme import UnknownTheme
from dockernet_sim.explain.way import NoWay


def labels(picture: Picture) -> list[str]:
    return [text.text for text in picture.scene.texts]


@pytest.mark.parametrize("name", ["two", "eight", "thirty"])
def test_labels_neither_overlap_nor_leave_the_sheet(name: str, request: pytest.FixtureRequest) -> None:
    lab: Lab = request.getfixturevalue(name)
    for picture in (lab.draw(), lab.heatmap(), lab.heatmap(80)):
        assert list(picture.scene.overlaps()) == []
        assert picture.scene.outside() == []


@pytest.mark.parametrize("name", ["two", "eight", "thirty"])
def test_cards_do_not_cover_each_other(name: str, request: pytest.FixtureRequest) -> None:
    scene = request.getfixturevalue(name).draw().scene
    cards = [
        s
        for s in scene.shapes
        if isinstance(s, Rect) and s.role in ("card", "asleep", "outside", "cloud", "pill", "bar", "stack")
    ]
    for i, a in enumerate(cards):
        for b in cards[i + 1 :]:
            assert a.x + a.w <= b.x or b.x + b.w <= a.x or a.y + a.h <= b.y or b.y + b.h <= a.y, (a, b)


def test_everything_is_named(eight: Lab) -> None:
    shown = labels(eight.draw())
    vm = eight.topology().box("vm")
    assert vm is not None
    for space in vm.spaces[1:]:
        for link in space.wires:
            assert f"{link.name} {link.addresses[0]}" in shown and link.peer[2] in shown
    for bridge in vm.bridges:
        assert {bridge.network, bridge.name, bridge.gateway} <= set(shown)
    assert {
        "web",
        "mon",
        "asleep",
        "internet",
        "203.0.113.10",
        "0.0.0.0:8080 → web:80",
        "172.20.0.0/16 internal",
    } <= set(shown)
    assert {"side shares it", "--link old:o", "only lo"} <= set(shown)


def test_thirty_containers_need_two_columns_of_bars(thirty: Lab) -> None:
    bars = [shape for shape in thirty.draw().scene.shapes if isinstance(shape, Rect) and shape.role == "bar"]
    assert len(bars) == 6 and len({bar.x for bar in bars}) <= 2


def test_the_way_of_a_ping_goes_there_and_back(eight: Lab) -> None:
    picture = eight.draw(ping=("web", "db"))
    lines = [shape for shape in picture.scene.shapes if isinstance(shape, Line) and shape.role in ("request", "reply")]
    there, back = (next(line.points for line in lines if line.role == role) for role in ("request", "reply"))
    assert "64 bytes from db.back" in "".join(labels(picture))
    assert len(there) >= 4 and all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(there))
    assert list(picture.scene.overlaps()) == [] and picture.scene.outside() == [] and back


def test_a_drop_is_marked_where_it_happened_with_its_rule(eight: Lab) -> None:
    picture = eight.draw(ping=("old", "172.19.0.3"), theme="dark")
    marks = [shape for shape in picture.scene.shapes if isinstance(shape, Mark) and shape.role == "drop"]
    text = " ".join(labels(picture))
    assert len(marks) == 2 and "raw PREROUTING" in marks[0].title  # on the picture, and in the caption
    assert "dropped (filter-rule)" in text and list(picture.scene.overlaps()) == []
    assert not any(isinstance(s, Line) and s.role == "reply" for s in picture.scene.shapes)


def test_unanswered_arp_is_drawn(two: Lab) -> None:
    text = " ".join(labels(two.draw(ping=("web", "172.17.0.99"))))
    assert "neighbour-failed" in text and "Destination Host Unreachable" in text


def test_a_name_that_is_not_known_is_told_below(two: Lab) -> None:
    assert "ping: nobody: Name or service not known" in labels(two.draw(ping=("web", "nobody")))


def test_nat_is_numbered(eight: Lab) -> None:
    text = " ".join(labels(eight.draw(ping=("web", "203.0.113.10"))))
    assert "172.19.0.2 → 203.0.113.10 becomes 172.31.179.120 → 203.0.113.10" in text


def test_a_slice_of_the_trace_can_be_drawn(busy: Lab) -> None:
    picture = busy.draw(
        way=[r for r in busy.trace if r.host == "lan" or "8080" in str(r.packet) or "172.31.176.1" in str(r.packet)]
    )
    assert any("172.31.179.120:8080 becomes" in text for text in labels(picture))
    with pytest.raises(NoWay, match="no packet"):
        busy.draw(way=[])


def test_an_answer_of_why_can_be_drawn(busy: Lab) -> None:
    picture = busy.draw(way=busy.why("old", "172.18.0.2:80"))
    assert any("raw PREROUTING" in text for text in labels(picture))
    assert any(text.startswith("172.17.0.2.") and "Flags [S]" in text for text in labels(picture))


def test_a_wire_that_is_down_is_broken() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web nginx")
    outer = lab.topology().box("vm").bridge("docker0").ports[0]
    assert lab.sh(f"ip link set {outer} down")
    assert [s.role for s in lab.draw().scene.shapes if isinstance(s, Line) and outer in s.title] == ["dead-wire"]


def test_real_letters_are_no_wider_than_was_reckoned(eight: Lab) -> None:
    figure = eight.draw(ping=("old", "172.19.0.3")).figure()
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert not (a.x0 < b.x1 - 1 and b.x0 < a.x1 - 1 and a.y0 < b.y1 - 4 and b.y0 < a.y1 - 4), (a, b)


def test_several_machines_stand_below_each_other() -> None:
    lab = Lab()
    lab.add_host("vm2", engine="20.10")
    lab.sh("docker run -d --name web nginx", on="vm2")
    picture = lab.draw(ping=("vm", "172.31.179.121"))
    assert {"vm", "vm2", "web"} <= set(labels(picture)) and list(picture.scene.overlaps()) == []


def test_svg_is_whole_and_asks_for_nothing(eight: Lab) -> None:
    root = ElementTree.fromstring(eight.draw(theme="dark").svg)
    assert root.tag.endswith("svg") and len(root.findall(".//{*}text")) > 60
    assert all(
        "href" not in key and not str(value).startswith("url(")
        for each in root.iter()
        for key, value in each.attrib.items()
    )
    assert not root.findall(".//{*}script") and not root.findall(".//{*}style")


def test_text_is_escaped() -> None:
    scene = Scene(100, 50, "a < b")
    scene.add(Text(5, 20, '<x> & "y"', title="1 < 2"), Rect(1, 1, 5, 5, "card", title="&"))
    root = ElementTree.fromstring(Picture(scene).svg)
    assert '<x> & "y"' in [each.text for each in root.findall(".//{*}text")]


def test_the_same_lab_gives_the_same_picture(two: Lab) -> None:
    assert two.draw().svg == two.copy().draw().svg


def test_files(two: Lab, tmp_path: Path) -> None:
    for name, start in (("a.svg", b"<svg"), ("a.png", b"\x89PNG"), ("a.pdf", b"%PDF")):
        two.draw(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    with pytest.raises(UnknownFormat, match=r"\.svg, \.png or \.pdf"):
        two.draw(tmp_path / "a.gif")
    with pytest.raises(UnknownTheme, match="light and dark"):
        two.draw(theme="pink")


def test_matplotlib_draws_the_same_labels(eight: Lab) -> None:
    picture = eight.draw(ping=("web", "db"))
    axes = picture.figure().axes[0]
    drawn = [text.get_text() for text in axes.texts]
    numbers = [shape.text for shape in picture.scene.shapes if isinstance(shape, Mark) and shape.role != "drop"]
    assert sorted(drawn) == sorted(labels(picture) + numbers)
    rects = sum(isinstance(shape, Rect) for shape in picture.scene.shapes)
    assert sum(patch.get_gid() in ("card", "bar", "frame", "pill") for patch in axes.patches) <= rects


def test_without_matplotlib_svg_still_works(tmp_path: Path) -> None:
    code = """
import sys
sys.modules["matplotlib"] = sys.modules["matplotlib.figure"] = sys.modules["numpy"] = None
from dockernet_sim import Lab
lab = Lab()
lab.draw("picture.svg", ping=("vm", "172.31.176.1")), lab.ladder().svg, lab.heatmap().svg, lab.step().html()
try:
    lab.draw("picture.png")
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "figures, .png and .pdf need matplotlib: pip install matplotlib; .svg needs nothing\n"


def test_looking_at_a_lab_imports_neither_matplotlib_nor_networkx() -> None:
    code = """
import sys
from dockernet_sim import Lab
lab = Lab()
lab.draw().svg, lab.tables(), lab.step().html(), lab.capture().pcapng(), lab.topology().mermaid()
print(sorted({"networkx", "matplotlib", "numpy"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.fixture(scope="module")
def by_hand() -> Lab:
    """Namespaces in a row, joined by veth pairs, a pair that is still at home, and one that joins two bridges."""
    lab = Lab()
    for line in (
        *(f"ip netns add {name}" for name in "abc"),
        "ip link add va type veth peer name vb",
        "ip link set va netns a",
        "ip link set vb netns b",
        "ip link add vc netns b type veth peer name vd netns c",
        *(f"ip -n {ns} link set {dev} up" for ns, dev in zip("abbc", ("va", "vb", "vc", "vd"))),
        "ip -n a addr add 10.0.0.1/24 dev va",
        "ip -n b addr add 10.0.0.2/24 dev vb",
        "ip -n b addr add 10.0.1.1/24 dev vc",
        "ip -n c addr add 10.0.1.2/24 dev vd",
        "ip netns exec b sysctl -w net.ipv4.ip_forward=1",
        "ip -n a route add default via 10.0.0.2",
        "ip -n c route add default via 10.0.1.1",
        "ip link add home type veth peer name away",
        "ip link add br0 type bridge",
        "ip link add p0 type veth peer name p1",
        "ip link set p0 master docker0",
        "ip link set p1 master br0",
    ):
        assert lab.sh(line), line
    return lab


def test_pairs_made_by_hand_are_drawn_wherever_their_ends_are(by_hand: Lab) -> None:
    picture = by_hand.draw()
    assert {
        "va 10.0.0.1/24",
        "vb 10.0.0.2/24",
        "vd 10.0.1.2/24",
        "home DOWN",
        "away DOWN",
        "p0 DOWN",
        "p1 DOWN",
    } <= set(labels(picture))
    assert list(picture.scene.overlaps()) == [] and picture.scene.outside() == []
    pairs = [s for s in picture.scene.shapes if isinstance(s, Line) and s.title.startswith("veth pair")]
    assert sorted(line.title.split()[2] for line in pairs) == ["away", "p1", "va", "vc"]
    assert {line.title.split()[2]: line.role for line in pairs}["away"] == "dead-wire"


def test_links_that_are_down_are_marked() -> None:
    lab = Lab(engine="29")
    for line in ("docker run -d --name web nginx", "docker run -d --name db nginx", "docker run -d --name old nginx"):
        assert lab.sh(line)
    plain = labels(lab.draw())
    assert not [each for each in plain if "DOWN" in each or "NO-CARRIER" in each]
    assert lab.sh("docker stop old") and lab.sh("ip link set docker0 down")
    veth = [name for name in lab.sh("ls /sys/class/net").stdout.split() if name.startswith("veth")]
    assert lab.sh(f"ip link set {veth[0]} down && sleep 2")  # link events are noticed within a second
    found = labels(lab.draw())
    assert f"{veth[0]} DOWN" in found and "172.17.0.0/16 DOWN" in found and "nginx (not running)" in found
    assert len([each for each in found if each.endswith("NO-CARRIER")]) == 1
    assert list(lab.draw().scene.overlaps()) == []


def test_a_way_goes_round_the_bends_of_such_pairs(by_hand: Lab) -> None:
    before = by_hand.trace.serial
    assert by_hand.sh("ip netns exec a ping -c 1 10.0.1.2")
    way = by_hand.draw(way=by_hand.trace.since(before)).scene
    wires = [s.points for s in way.shapes if isinstance(s, Line) and s.title.startswith("veth pair: v")]
    there = next(s.points for s in way.shapes if isinstance(s, Line) and s.role == "request")
    assert [point for wire in wires for point in wire] == list(there)


@pytest.mark.parametrize("name", ["eight", "by_hand"])
def test_labels_can_be_chinese(name: str, request: pytest.FixtureRequest) -> None:
    lab: Lab = request.getfixturevalue(name)
    for picture in (lab.draw(lang="zh"), lab.draw(ping=("vm", "172.31.176.1"), lang="zh"), lab.heatmap(80, lang="zh")):
        assert list(picture.scene.overlaps()) == [] and picture.scene.outside() == []
        shown = " ".join(labels(picture))
        for english in (
            "namespace",
            "IP stack",
            "published",
            "internal",
            "only lo",
            "shares",
            "not running",
            "no address",
            "reaches",
        ):
            assert english not in shown
    with pytest.raises(UnknownLanguage, match="no language 'xx'"):
        lab.draw(lang="xx")
    assert "数据包" in " ".join(labels(lab.draw(ping=("vm", "172.31.176.1"), lang="zh")))
