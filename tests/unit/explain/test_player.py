"""Stepping: forward, back, to decisions and drops, with filters; as an object, in a terminal, and in a browser."""

import html
import json
import re
import subprocess
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.player import terminal
from dockernet_sim.explain.player.player import NoSuchStep, Player

from .tools import needed

CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
    "--no-first-run", "--virtual-time-budget=5000", "--dump-dom",
]  # fmt: skip


@pytest.fixture
def player(busy: Lab) -> Player:
    return busy.step()


def typed(player: Player, *lines: str) -> str:
    out: list[str] = []
    assert terminal.run(player, lines, out.append, prompt=False) == 0
    return "".join(out)


# -- the object -------------------------------------------------------------------
def test_forward_and_back(player: Player) -> None:
    first = player.step
    second = player.forward()
    assert (first.number, second.number) == (1, 2) and player.back() is first and player.back() is first
    assert player.go(len(player.all)).number == len(player.all) and player.forward().number == len(player.all)


def test_to_the_drop_with_its_account_fields_and_table(player: Player, busy: Lab) -> None:
    step = player.next_drop()
    assert step.drop and step.layer == "netfilter" and step.where == "vm" and step.device == "docker0"
    assert [layer for layer, _ in step.account] == ["link", "link", "IP", "netfilter"]
    mac = busy.sh("cat /sys/class/net/eth0/address", on="old").stdout.strip()
    assert ("IP.TTL", "64", "63") in step.fields and ("Ethernet.from", mac, mac) in step.fields
    name, lines, number = step.tables[0]
    assert name == "filter DOCKER-USER" and lines[number].endswith("-j DROP")


def test_to_a_drop_before_the_packet_is_routed(player: Player) -> None:
    player.next_drop()
    step = player.next_drop()
    assert step.drop and step.layer == "netfilter" and step.device.startswith("veth")
    assert [layer for layer, _ in step.account][-1] == "netfilter" and "IP" not in [layer for layer, _ in step.account]
    name, lines, number = step.tables[0]
    assert name == "raw PREROUTING" and lines[number].endswith("-j DROP") and len(lines) > 1


def test_decisions_are_what_it_stops_at(player: Player) -> None:
    passed = []
    while player.next_decision().number not in passed:
        passed.append(player.step.number)
    assert len(passed) > 2
    assert all(player.all[number - 1].decision for number in passed[:-1])
    assert {each.event for each in player.all if not each.decision} == {"tx", "rx"}


def test_nat_shows_ports_before_and_after(player: Player) -> None:
    step = next(each for each in player.all if each.event == "nat" and "8080" in each.text)
    assert ("IP.to", "172.31.179.120", "172.18.0.2") in step.fields and ("TCP.to port", "8080", "80") in step.fields


def test_bridges_show_what_they_had_learnt_by_then(player: Player) -> None:
    learnt = [
        each.tables[0][1]
        for each in player.all
        if each.text.startswith("bridge learnt") and each.device.startswith("br-")
    ]
    assert [len(lines) for lines in learnt[:2]] == [1, 2]


def test_filters(player: Player) -> None:
    flow = next(number for number, name in player.flow_names.items() if "8080" in name)
    assert len(player.only(flow=flow)) > 20 and {each.flow for each in player.steps} == {flow}
    assert {each.where for each in player.steps} == {"lan", "vm", "web"}  # through NAT it is one flow
    assert {each.device for each in player.only(device="docker0").steps} == {"docker0"}
    assert {(each.where, each.device) for each in player.only(device="web/eth0").steps} == {("web", "eth0")}
    assert len(player.only(drops=True)) == 2 and repr(player).endswith("step 2 of 2, only drops>")
    assert len(player.only()) == len(player.all)
    with pytest.raises(NoSuchStep, match="no flow 999"):
        player.only(flow=999)


def test_of_a_long_trace_it_shows_the_end(busy: Lab) -> None:
    player = Player(busy.trace, busy.world, kept=50)
    assert len(player) == 50 and player.left_out == len(busy.trace) - 50
    assert "earlier records are left out" in typed(player)


# -- in a terminal ----------------------------------------------------------------
def test_a_terminal_session(busy: Lab) -> None:
    shown = typed(
        busy.step(), "x", "b", "", "flows", "l", "drops", "n", "n", "n", "all", "what?", "g 99999", "g x", "q", "n"
    )
    assert (
        "✕ dropped (filter-rule)" in shown and "IP.TTL: 64 → 63" in shown and "▶ -d 203.0.113.10/32 -i docker0" in shown
    )
    assert "(no further one)" in shown and "next decision" in shown
    assert "there is no step 99999" in shown and "'x' is no number" in shown
    assert re.search(r"^ +\d+  TCP 172.31.176.1:[0-9]+ → 172.31.179.120:8080$", shown, re.M)


def test_nothing_to_step_through(busy: Lab) -> None:
    assert typed(busy.step([])) == "Nothing to step through: the trace has no records.\n"
    assert "no records of device eth9" in typed(busy.step().only(device="eth9"), "n")
    with pytest.raises(NoSuchStep):
        _ = busy.step([]).step


# -- in a browser -----------------------------------------------------------------
def test_the_page_needs_nothing_from_outside(player: Player) -> None:
    page = player.html()
    assert not re.search(r"(src|href)\s*=(?! ?.data:)|@import|url\(|fetch\(|XMLHttpRequest|import\(", page)
    assert re.findall(r"https?://[^\s\"'<]+", page) and set(re.findall(r"https?://[^\s\"'<;]+", page)) == {
        "http://www.w3.org/2000/svg"
    }


def test_text_from_the_lab_cannot_break_out(busy: Lab) -> None:
    player = busy.step()
    player.all[0].text = "</script><b>x</b>"
    assert "</script><b>" not in player.html()


SESSION = """
const root = document.querySelector('.dockernet-player'), seen = {};
const act = name => root.querySelector('[data-do=' + name + ']');
const look = () => ({number: Number(root.querySelector('.dp-body').getAttribute('data-number')), text: root.querySelector('.dp-text').textContent,
  count: root.querySelector('.dp-count').textContent, dot: root.querySelector('.dp-dot') && root.querySelector('.dp-dot').getAttribute('cx'),
  rows: root.querySelectorAll('.dp-columns tr').length, changed: [...root.querySelectorAll('.dp-new')].map(row => row.textContent)});
const choose = (name, value) => { const node = act(name); node.value = value; node.dispatchEvent(new Event('change')); };
seen.start = look();
act('next').click(); act('next').click(); seen.next = look();
act('back').click(); seen.back = look();
act('nextdrop').click(); seen.drop = look();
root.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft'})); seen.key = look();
choose('flow', '1'); seen.flow = look(); choose('flow', '');
choose('device', 'vm/docker0'); seen.device = look(); choose('device', '');
act('drops').click(); seen.drops = look(); choose('device', 'web/eth0'); seen.none = {text: root.querySelector('.dp-text').textContent};
document.title = JSON.stringify(seen);
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_is_driven_in_chromium(theme: str, busy: Lab, tmp_path: Path) -> None:
    chromium = needed("chromium")
    path = busy.step(theme=theme).save(tmp_path / "player.html")
    path.write_text(
        path.read_text(encoding="utf-8").replace("</body>", f"<script>{SESSION}</script></body>"), encoding="utf-8"
    )
    command = [chromium, *CHROMIUM, f"--user-data-dir={tmp_path / 'profile'}", path.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    seen = json.loads(html.unescape(re.search(r"<title>(\{.*?)</title>", dom, re.S)[1]))
    total = len(busy.step())
    assert seen["start"]["number"] == 1 and seen["start"]["count"] == f"step 1 of {total}" and seen["start"]["dot"]
    assert (seen["next"]["number"], seen["back"]["number"]) == (3, 2)
    assert seen["drop"]["text"].startswith("✕ dropped (filter-rule)") and seen["drop"]["changed"] == ["IP.TTL64→ 63"]
    assert seen["key"]["number"] == seen["drop"]["number"] - 1 and seen["drop"]["rows"] > 10
    assert f"(of all {total})" in seen["flow"]["count"] and f"(of all {total})" in seen["device"]["count"]
    assert (
        seen["drops"]["count"] == f"step 2 of 2 (of all {total})"
        and seen["none"]["text"] == "Nothing fits this filter."
    )


def test_a_player_can_speak_chinese() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web nginx")
    before = lab.trace.serial
    lab.sh("docker exec web ping -c 1 203.0.113.10")
    records = lab.trace.since(before)
    player = lab.step(records, lang="zh")
    texts = " ".join(step.text for step in player.steps)
    for words in ("按路由发出", "从 eth0 进来", "网桥", "NAT 改写源地址", "交给"):
        assert words in texts
    assert not re.search(r"\b(came in|left through|routed|delivered|changed)\b", texts)
    assert "下一步 ▶" in player.html() and "next ▶" not in player.html()
    assert [step.number for step in player.steps] == [step.number for step in lab.step(records).steps]
