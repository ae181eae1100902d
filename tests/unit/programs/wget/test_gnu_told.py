"""What GNU wget 1.21 tells, as recorded; only dates and speeds are the model's."""

from __future__ import annotations

import re

import pytest
from dockernet_sim.shell.session import open_world
from dockernet_sim.world.world import World

DATE, RATE = "DATE", "RATE"
HEAD = (
    f"--{DATE}--  http://203.0.113.10/\nConnecting to 203.0.113.10:80... connected.\nHTTP request sent, awaiting "
    "response... 200 OK\n"
)
ROW = "     0K" + " " * 55 + f"100% {RATE}=0s\n"
CASES = [
    ("wget http://203.0.113.10/", 0, HEAD + f"Length: 9 [text/html]\nSaving to: 'index.html'\n\n{ROW}\n{DATE} (RATE) - 'index.html' saved [9/9]\n\n"),
    ("wget -nv -O - http://203.0.113.10/", 0, f'{DATE} URL:http://203.0.113.10/ [9/9] -> "-" [1]\n'),
    (
        "wget --spider 203.0.113.10", 0,
        "Spider mode enabled. Check if remote file exists.\n" + HEAD
        + "Length: 9 [text/html]\nRemote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n",
    ),
    (
        "wget http://203.0.113.10/nope", 8,
        HEAD.replace("10/\n", "10/nope\n").replace("200 OK", "404 Not Found") + f"{DATE} ERROR 404: Not Found.\n\n",
    ),
    ("wget http://203.0.113.10:81/", 4, f"--{DATE}--  http://203.0.113.10:81/\nConnecting to 203.0.113.10:81... failed: Connection refused.\n"),
    (
        "wget http://nosuch.example/", 4,
        f"--{DATE}--  http://nosuch.example/\nResolving nosuch.example (nosuch.example)... failed: Name or service not known.\n"
        "wget: unable to resolve host address 'nosuch.example'\n",
    ),
    (
        "wget -T 1 -t 2 http://172.31.179.77/", 4,
        f"--{DATE}--  http://172.31.179.77/\nConnecting to 172.31.179.77:80... failed: Connection timed out.\nRetrying.\n\n"
        f"--{DATE}--  (try: 2)  http://172.31.179.77/\nConnecting to 172.31.179.77:80... failed: Connection timed out.\nGiving up.\n\n",
    ),
]  # fmt: skip


@pytest.fixture
def world() -> World:
    """A fresh standard lab."""
    return open_world(trace=False)


def _plain(text: str) -> str:
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", DATE, text)
    text = re.sub(r"\([\d.]+ [KMG]?B/s\)", f"({RATE})", text)
    return re.sub(r"100% [ \d.]{4}[BKMG]=", f"100% {RATE}=", text)


@pytest.mark.parametrize(("line", "code", "text"), CASES)
def test_messages_are_those_of_wget(world: World, line: str, code: int, text: str) -> None:
    done = world.run_line("vm", line)
    assert (done.exit, _plain(done.stderr)) == (code, text)


def test_messages_name_the_address_behind_a_name(world: World) -> None:
    done = world.run_line("vm", "wget -O- http://example.com/")
    assert done.stdout == "internet\n"
    assert "\nResolving example.com (example.com)... 203.0.113.10\n" in done.stderr
    assert "\nConnecting to example.com (example.com)|203.0.113.10|:80... connected.\n" in done.stderr


def test_second_download_is_saved_under_another_name(world: World) -> None:
    world.run_line("vm", "wget -q http://203.0.113.10/")
    assert "Saving to: 'index.html.1'" in world.run_line("vm", "wget http://203.0.113.10/").stderr
