"""The site in a headless Chromium: what a student does with it, by keyboard and by mouse.

Few and long: each start costs seconds of a processor. What can be tested without a browser is in ``tests/unit/web``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim.notebook.exercise_bank import exercise

from .conftest import Served

pytestmark = pytest.mark.timeout(240)
PATIENCE = 90_000  # ms for one thing to come on a busy machine
CELLS = [{"kind": "markdown", "source": "# Endless"}, {"kind": "code", "source": "while True: pass"}]
ENDLESS = [{"id": "01", "name": "endless", "title": "Endless", "language": "en", "cells": CELLS}]


class Page:
    """A page of the site, driven as a student does."""

    def __init__(self, browser: Any, served: Served, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1366, "height": 800}, **options})
        self.context.set_default_timeout(PATIENCE)
        self.url = served.url
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self.page = self.open("")

    def open(self, hash_: str) -> Any:
        """A new tab at this address, ready."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._note)
        page.goto(self.url + hash_)
        page.wait_for_selector("body[data-ready]")
        self.page = page
        return page

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.url, "blob:", "data:")):
            self.strangers.append(request.url)

    def screen(self) -> str:
        """What the terminal shows, as a screen reader has it."""
        return str(self.page.evaluate("document.querySelector('.xterm-accessibility').innerText")).replace("\xa0", " ")

    def until(self, text: str) -> None:
        """Wait for a text in the terminal."""
        try:
            self.page.wait_for_function(
                "text => document.querySelector('.xterm-accessibility').innerText.replaceAll('\\u00a0', ' ').includes(text)",
                arg=text,
            )
        except Exception:
            pytest.fail(f"{text!r} does not come:\n{self.screen()}")

    def type(self, *keys: str) -> None:
        """Type at the prompt: texts, and keys by their names in brackets."""
        self.page.wait_for_function("!document.body.classList.contains('busy')")
        self.page.evaluate("document.querySelector('.xterm-helper-textarea').focus()")
        for key in keys:
            if key.startswith("["):
                self.page.keyboard.press(key[1:-1])
            else:
                self.page.keyboard.type(key)
        self.page.keyboard.press("Enter")

    def spot(self, start: str) -> Any:
        """A place on the map, by the beginning of what it is."""
        return self.page.locator(f'[data-spot^="{start}"]').first

    def link(self) -> str:
        """The link that the share button makes, from the # on."""
        self.page.locator("#share").click()
        self.page.wait_for_selector("dialog[open]")
        found = self.page.locator("#dialog-field").input_value()
        self.page.keyboard.press("Escape")
        assert found.startswith(self.url + "#")
        return str(found.removeprefix(self.url))

    def done(self) -> None:
        """Nothing went wrong on the way, and no request left the origin."""
        assert self.errors == []
        assert self.strangers == []
        self.context.close()


def test_lab_is_typed_clicked_stepped_interrupted_kept_and_offline(browser: Any, served: Served) -> None:
    page = Page(browser, served)
    assert page.page.evaluate("crossOriginIsolated")
    page.page.wait_for_selector("body[data-offline]")
    # type, Tab, history
    page.type("docker run -d --name web ngi", "[Tab]")
    page.spot("container web").wait_for(state="attached")
    page.type("docker exec we", "[Tab]", "ping -c 1 172.17.0.1")
    page.until("1 received")
    page.type("echo again && ", "[Control+c]", "[ArrowUp]", "[ArrowUp]", "[ArrowDown]", "[Control+u]", "hostname")
    page.until("vm\n")
    # step through the packets of a line
    page.type("help")
    page.until("Images are stand-ins")
    page.type("ping -c 1 172.17.0.2")
    page.page.wait_for_function(
        "document.querySelectorAll('.xterm-accessibility')[0].innerText.split('1 received').length > 2"
    )
    page.page.get_by_role("tab", name="Packets").click()
    count = page.page.locator(".dp-count")
    assert count.inner_text().startswith("step 1 of")
    page.page.locator('[data-do="next"]').click()
    page.page.locator(".dockernet-player").press("ArrowRight")
    assert count.inner_text().startswith("step 3 of")
    page.page.locator('[data-do="back"]').click()
    assert count.inner_text().startswith("step 2 of")
    # click a machine, and a rule
    page.page.get_by_role("tab", name="Packets").press("ArrowLeft")
    page.spot("stack vm").focus()
    page.page.keyboard.press("Enter")
    page.page.get_by_role("button", name="-j MASQUERADE").first.click()
    assert "iptables -t nat -A POSTROUTING -s 172.17.0.0/16" in page.page.locator(".tables pre:visible").inner_text()
    # why
    page.page.get_by_role("tab", name="Why?").click()
    page.page.get_by_label("From", exact=True).fill("lan")
    page.page.get_by_label("To", exact=True).fill("web")
    page.page.keyboard.press("Enter")
    assert "[no-route]" in page.page.locator(".verdict").inner_text()
    # interrupt: a program, and a loop
    page.type("ping 172.17.0.2")
    page.until("icmp_seq=2")
    page.page.keyboard.press("Control+c")
    page.until("packets transmitted, ")
    page.type("while true; do :; done")
    page.page.wait_for_selector("body.busy")
    page.page.locator("#stop").click()
    page.page.wait_for_function("!document.body.classList.contains('busy')")
    # reload without a network: it is as it was
    page.page.wait_for_function("JSON.parse(sessionStorage.getItem('lab') || '{}').screen?.includes('while true')")
    served.stop()
    page.page.reload()
    page.page.wait_for_selector("body[data-ready]")
    page.spot("container web").wait_for(state="attached")
    page.type("docker ps --format 'still {{.Names}}'")
    page.until("still web")
    page.done()


def test_lesson_exercise_and_compose_file(browser: Any, served: Served, tmp_path: Path) -> None:
    page = Page(browser, served)
    page.page.evaluate("document.getElementById('fast').checked = true")
    # a lesson: prediction before explanation
    page.page.get_by_role("link", name="Lessons").click()
    page.page.get_by_role("link", name="docker0").click()
    page.page.locator(".question").wait_for()
    body = page.page.locator(".lesson")
    assert "That is the whole difference" not in re.sub(r"\s+", " ", body.inner_text())
    for wrong, number in ((True, 0), (False, 1)):
        question = page.page.locator(".question").nth(number)
        question.get_by_label("the name is not known").check()
        question.get_by_role("button", name="This is my prediction").press("Enter")
        question.locator(".choice.true").wait_for()
        assert question.locator(".choice.false").count() == wrong
    page.page.locator(".question").nth(2).wait_for()
    assert "That is the whole difference" in re.sub(r"\s+", " ", body.inner_text())
    page.spot("container tomcat02").wait_for(state="attached")
    assert page.page.locator(".crumbs").inner_text().count("Docker 20.10") == 1
    # opened again it is as it was left: answered, with outputs, up to the next question
    page.page.get_by_role("link", name="← All lessons").click()
    page.page.get_by_text("predictions: 1 of 2 right").wait_for()
    page.page.get_by_role("link", name="docker0").click()
    page.page.locator(".question").nth(2).wait_for()
    assert (page.page.locator(".choice.true").count(), page.page.locator(".choice.false").count()) == (2, 1)
    assert page.page.locator(".cell:has-text('docker run -d --name tomcat01') .output pre").count() >= 1
    page.page.locator(".question").nth(2).get_by_role("button", name="Show me").click()
    page.page.get_by_role("link", name="Next: Names").wait_for()
    page.page.get_by_role("link", name="← All lessons").click()
    page.page.get_by_text("✓ done").wait_for()
    page.page.get_by_role("link", name="docker0").click()
    page.page.get_by_role("link", name="Next: Names").wait_for()
    assert page.page.locator(".choice.true").count() == 3 and page.page.locator(".output:empty").count() == 0
    page.page.get_by_role("button", name="Start over").click()
    page.page.locator(".choice:not(.true)").first.wait_for()
    assert page.page.locator(".question").count() == 1
    for number in range(3):
        page.page.locator(".question").nth(number).get_by_role("button", name="Show me").click()
        page.page.locator(".question").nth(number).locator(".choice.true").wait_for()
    page.page.get_by_role("link", name="Next: Names").wait_for()
    assert page.page.locator(".output:empty").count()  # nothing runs that was not asked for, as at the first time
    # an exercise in the variant of a student: check, hint, solve, hand in
    page.page.goto(page.url + "#exercises")
    page.page.get_by_label("Your name or number").fill("Anna")
    page.page.get_by_role("link", name="Two rooms").click()
    page.page.get_by_text("variant anna").wait_for()
    a, b = (exercise("two-rooms", "Anna").values[role] for role in ("alice", "bob"))
    check = page.page.locator("#check")
    check.click()
    page.page.get_by_text("0 of 8 points").wait_for()
    assert page.page.get_by_text("hint:").count() == 4
    for line in ("create n", f"connect n {a}", f"connect n {b}", f"disconnect bridge {a}", f"disconnect bridge {b}"):
        page.type(f"docker network {line}")
    page.page.wait_for_function("!document.body.classList.contains('busy')")
    check.click()
    page.page.get_by_text("8 of 8 points").wait_for()
    assert "A network is a room" in page.page.locator("#report").inner_text()
    page.page.get_by_role("link", name="Next: A private port").wait_for()
    with page.page.expect_download() as waiting:
        page.page.get_by_role("button", name="Hand in").click()
    waiting.value.save_as(tmp_path / "handed.json")
    from dockernet_sim.web.tasks import grade

    text = (tmp_path / "handed.json").read_text(encoding="utf-8")
    assert grade(text, seed="anna")
    assert list(json.loads(text)["predictions"]["03"]["answers"].values()) == [False, True]
    # a compose file, and a link to it
    page.page.get_by_role("link", name="Compose").click()
    page.page.get_by_label("Compose file").fill("services: {a: {image: nginx}, b: {image: redis, network_mode: none}}")
    page.page.get_by_role("button", name="Make and draw it").click()
    page.page.get_by_role("cell", name="project-a-1", exact=True).wait_for()
    page.open(page.link())
    page.spot("container project-a-1").wait_for(state="attached")
    page.done()


def test_stop_without_shared_memory_makes_the_lab_again(browser: Any, served: Served) -> None:
    page = Page(browser, served, service_workers="block")
    assert not page.page.evaluate("crossOriginIsolated")
    page.page.goto(page.url + "#exercise=two-rooms")
    page.page.locator("#check").wait_for()  # its lab is in the terminal now
    page.type("docker network create n")
    page.page.wait_for_function("JSON.parse(sessionStorage.getItem('lab') || '{}').screen?.includes('create n')")
    page.page.route("**/lessons/en.json", lambda route: route.fulfill(json=ENDLESS))
    page.page.evaluate("location.hash = '#lesson=1'")
    page.page.get_by_role("button", name="Run").click()
    page.page.wait_for_timeout(500)
    page.page.locator("#stop").click()
    page.page.locator(".output", has_text="Stopped.").wait_for()
    page.page.locator("#toast", has_text="as it was before").wait_for()
    page.type("hostname")
    page.until("vm\n")
    page.done()


def test_phone_in_chinese_and_dark_opens_a_question(browser: Any, served: Served) -> None:
    page = Page(
        browser, served, viewport={"width": 390, "height": 844}, color_scheme="dark", locale="zh-CN", has_touch=True
    )
    assert page.page.evaluate("document.documentElement.lang") == "zh-CN"
    page.page.evaluate("document.getElementById('fast').checked = true")
    page.page.locator("#keys button", has_text="Tab").tap()
    page.type("docker run -d --name web nginx")
    page.page.wait_for_function("!document.body.classList.contains('busy')")
    page.page.locator("#phone").get_by_role("button", name="拓扑图").tap()
    page.spot("container web").tap()
    page.page.get_by_role("heading", name="web 的各个表").wait_for()
    assert page.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.open(page.link() + "&why=lan,web")
    assert "不通" in page.page.locator(".verdict").inner_text()
    page.page.locator("#lang").select_option("en")
    page.page.get_by_role("tab", name="Why?").wait_for()
    page.done()
