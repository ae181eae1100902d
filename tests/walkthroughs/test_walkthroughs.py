"""Docker's own documentation, typed: every command answers, every promise of the pages holds.

The scenarios follow docs.docker.com page by page; ``outputs/`` holds what the model shows, so that a change of it is
read against the page. ``python3 -m tests.walkthroughs.test_walkthroughs`` writes the outputs anew.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim.shell.replay import load, play, transcript
from tests.claims import check

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.scn"))
BEYOND = ("d14", "d15", "d16", "d17")  # macvlan, ipvlan, swarm, IPv6
LATER = ("d18", "d19", "d20")  # what these pages tell of came after 20.10
CLAIMS = tomllib.loads((HERE / "claims.toml").read_text(encoding="utf-8"))
REFUSED = {
    "apt-get install -y bridge-utils": "apt-get: this program is not modelled",
    (
        'docker exec -it u1 /bin/bash -c "apt-get update && apt-get install -y iputils-ping"'
    ): "apt-get: this program is not modelled",
    "docker network create -d macvlan --subnet 192.168.0.0/24 --gateway 192.168.0.1 -o parent=eth0 mvnet": (
        "docker: the macvlan driver is not modelled"
    ),
}  # what no command answers outside of BEYOND
LOW = 300
DIGEST = re.compile(r"([0-9a-f]{12}): Pull complete|Digest: (?=sha256)(\S+)")


@cache
def played(name: str) -> dict[str, Any]:
    return play(load(HERE / f"{name}.scn"), engine="29" if name.startswith(LATER) else "20.10")


def shown(name: str) -> str:
    """The transcript; the digests of images, which hang on all that the model's images hold, are left out."""
    return DIGEST.sub(lambda found: found[0].replace(found[1] or found[2], "..."), transcript(played(name)))


@pytest.mark.parametrize("name", NAMES)
def test_walkthrough_shows_what_was_read_against_its_page(name: str) -> None:
    assert shown(name) == (HERE / "outputs" / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_claims_of_the_page_hold(name: str) -> None:
    steps = played(name)["steps"]
    for claim, checks in CLAIMS[name].items():
        check(steps, claim, checks)


def test_every_claim_is_checked() -> None:
    for name in NAMES:
        if not name.startswith(BEYOND):
            written = re.findall(r"^# claim:? (.*)", (HERE / f"{name}.scn").read_text(encoding="utf-8"), re.M)
            assert set(written) <= set(CLAIMS.get(name, {})), name


def test_all_commands_but_the_listed_ones_answer() -> None:
    steps = [step for name in NAMES if not name.startswith(BEYOND) for step in played(name)["steps"]]
    refused = {step["cmd"]: (step["stdout"] + step["stderr"]).strip() for step in steps if step["exit"] == 127}
    assert refused == REFUSED
    assert len(steps) - len(refused) >= LOW


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith(BEYOND)])
def test_pages_beyond_this_engine_are_refused_by_name_and_never_crash(name: str) -> None:
    for step in played(name)["steps"]:
        said = step["stdout"] + step["stderr"]
        assert "internal error" not in said
        assert step["exit"] != 127 or re.search("(is|are) not modelled", said)


if __name__ == "__main__":
    for each in NAMES:
        (HERE / "outputs" / f"{each}.txt").write_text(shown(each), encoding="utf-8")
