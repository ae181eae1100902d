"""What changes between two labs."""

from __future__ import annotations

import json

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.diff import Differences, Side, diff
from dockernet_sim.plans import Plan, load
from dockernet_sim.plans.compose.folder import Piped

OLD = """
services:
  web: {image: nginx, ports: ["8080:80"], networks: [front, back]}
  db: {image: mysql, networks: [back]}
networks: {front: , back: {internal: true}}
"""
NEW = OLD.replace("[front, back]", "[front]").replace("8080:80", "127.0.0.1:8080:80")


def plan_of(text: str) -> Plan:
    return load("/p/compose.yaml", store=Piped("/p/compose.yaml", text), project="p")


def side(text: str, engine: str) -> Side:
    lab = Lab(engine=engine)
    standing = lab.up(plan_of(text))
    return Side(lab.world, lambda: lab.copy().world, standing.plan, standing.unknown)


@pytest.fixture(scope="module")
def changed() -> Differences:
    return diff(side(OLD, "20.10"), side(NEW, "20.10"))


@pytest.fixture(scope="module")
def upgraded() -> Differences:
    return diff(side(OLD, "20.10"), side(OLD, "29"))


def test_lost_reach_is_told_with_the_rule_on_each_side(changed: Differences) -> None:
    row = next(row for row in changed.of("reach") if row.what == "p-web-1 -> p-db-1@p_back:3306/tcp")
    assert (row.change, row.before, row.after) == ("lost", "open", "dropped")
    assert "filter DOCKER-ISOLATION-STAGE-1" in row.because_after and row.since == ""


def test_senders_that_fare_alike_stand_in_one_row(changed: Differences) -> None:
    row = next(row for row in changed.of("reach") if "host:8080/tcp" in row.what and "lan" in row.what)
    assert row.what == "host, lan -> host:8080/tcp" and "only on 127.0.0.1" in row.because_after


def test_names_addresses_and_ports_that_changed_are_told(changed: Differences) -> None:
    assert any(row.what == "p-web-1: db" and row.after == "unresolved" for row in changed.of("name"))
    assert [(row.what, row.change) for row in changed.of("address")] == [("p-web-1@p_back", "gone")]
    assert "127.0.0.1:8080" in changed.of("published")[0].after


def test_upgrade_is_told_with_the_release_where_each_change_came(upgraded: Differences) -> None:
    assert {row.what: row.since for row in upgraded.of("text")}["p-db-1, p-web-1 MACs"].startswith(
        "28: MACs are random"
    )
    row = next(row for row in upgraded.of("reach") if row.what == "p-db-1 -> host (ping)")
    assert (row.change, row.since) == ("lost", "25: internal networks give no default route")
    assert any(row.kind == "route" and row.change == "gone" for row in upgraded)


def test_same_lab_twice_differs_in_nothing() -> None:
    found = diff(side(OLD, "20.10"), side(OLD, "20.10"))
    assert not found and str(found) == "no difference between 20.10 and 20.10"


def test_markdown_is_a_table_for_each_kind_and_json_has_every_row(changed: Differences) -> None:
    text = changed.markdown()
    assert "### Reach" in text and "| lost | host, lan -> host:8080/tcp |" in text
    assert len(json.loads(changed.json())["differences"]) == len(changed)


def test_labs_without_a_project_are_compared_by_what_runs() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web -p 8080:80 nginx")
    other = lab.copy()
    other.sh("docker run -d --name more nginx")
    other.sh("iptables -I DOCKER-USER -i eth0 -j DROP")
    found = lab.diff(other)
    assert [row.what for row in found.of("container")] == ["more"]
    row = next(row for row in found.of("reach") if row.what == "lan -> host:8080/tcp")
    assert (row.change, row.after) == ("lost", "dropped") and "filter DOCKER-USER 1" in row.because_after


def test_markdown_begins_with_a_summary_and_folds_long_tables_of_little_weight(changed: Differences) -> None:
    text = changed.markdown()
    assert text.startswith("**Reach**: ") and " lost" in text.splitlines()[0]
    for kind, head in (("name", "Names"), ("address", "Addresses")):
        rows = changed.of(kind)
        folded = f"<details><summary>{head} ({len(rows)})</summary>" in text
        assert folded is (len(rows) > 5)
    assert text.count("<details>") == text.count("</details>")
