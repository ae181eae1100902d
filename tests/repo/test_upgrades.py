"""The twelve upgrades: each shows a difference with its rule or release, and the page has them all."""

import re
from pathlib import Path

import pytest
from dockernet_sim.engine.versions import DEFAULT

from .upgrades import FOLDER, MARK, UPGRADES, differences

PAGE = FOLDER.with_suffix(".md")
LOST = re.compile(r"^  (?:lost|gained|changed|new|gone) ", re.M)
UNCHANGED = {"rules-appended-to-forward"}  # 28.0.0 alone broke it


@pytest.mark.parametrize("path", UPGRADES, ids=lambda path: path.stem)
def test_upgrade_shows_what_changes_in_reach_names_or_steps(path: Path) -> None:
    assert bool(LOST.search(differences(path))) is (path.stem not in UNCHANGED)


def test_the_lan_loses_a_containers_address_to_the_rule_of_table_raw() -> None:
    told = differences(FOLDER / "container-address-from-the-lan.scn")
    assert "lost    lan -> web@bridge:80/tcp: open -> dropped" in told
    assert "raw PREROUTING 1: -d 172.17.0.2/32 ! -i docker0 -j DROP" in told and "since: 28: " in told


def test_page_has_all_of_them_in_their_order() -> None:
    assert [found[2] for found in MARK.finditer(PAGE.read_text(encoding="utf-8"))] == [each.stem for each in UPGRADES]
    assert len(UPGRADES) == 12 and DEFAULT == "29"
