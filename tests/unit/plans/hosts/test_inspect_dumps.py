"""Dumps of docker inspect, stood up: the answers are those that the engine gave when the dump was made."""

import json
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim.cli.dumps import release_for
from dockernet_sim.lab import Lab
from dockernet_sim.plans.hosts import reading
from dockernet_sim.plans.hosts.asking import HostProject
from dockernet_sim.plans.hosts.standing import HostLab, flags, stand

DATA = Path(__file__).parent / "data"
RECORDED = sorted((DATA / "recorded").iterdir())
PUBLIC = sorted((DATA / "public").iterdir())


def stood(path: Path) -> HostLab:
    dump = reading.read(path)
    return stand(Lab(engine=release_for(dump), daemon=flags(dump)).world, dump)


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("from", "ask", "name", "to", "net", "port"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_recorded_dump_gives_recorded_rows(path: Path) -> None:
    told = {key(row): row for row in HostProject(stood(path)).rows()}
    recorded = json.loads(path.read_text(encoding="utf-8"))["rows"]

    wrong = []
    for row in recorded:
        mine = told.get(key(row), {})
        same = mine.get("answer") == row["answer"] if row["ask"] == "name" else mine.get("verdict") == row["verdict"]
        if not same:
            wrong.append((row, mine))

    assert len(recorded) > 250
    assert not wrong


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.stem)
def test_public_shape_gives_expected_answers(path: Path) -> None:
    rows = HostProject(stood(path)).rows()
    expected = json.loads(path.read_text(encoding="utf-8"))["expect"]

    for want in expected:
        asked = {name: want[name] for name in ("from", "ask", "name", "to", "port") if name in want}
        found = [row for row in rows if asked.items() <= row.items()]
        assert found, want
        for row in found:
            assert all(row[name] == want[name] for name in ("verdict", "answer") if name in want), (want, row)


def test_macvlan_network_is_said_to_be_left_out() -> None:
    lab = stood(DATA / "public" / "gateway-priority.json")

    assert [note for note in lab.notes if note.startswith("network mac4 (macvlan) is left out")]
    row = next(row for row in HostProject(lab).rows() if (row["from"], row.get("to")) == ("hub", "internet"))
    assert row["verdict"] == "unknown"
    assert "mac4" in row["why"]


def test_network_that_is_not_in_the_dump_is_made_from_its_endpoints() -> None:
    found = json.loads((DATA / "recorded" / "vote.json").read_text(encoding="utf-8"))
    dump = reading.from_texts([("containers.json", json.dumps(found["containers"]))])

    lab = stand(Lab().world, dump)

    assert [note for note in lab.notes if "network vote_aft is not in the dump" in note]
    rows = {key(row): row["verdict"] for row in HostProject(lab).rows()}
    assert rows["box", "tcp", None, "ledger", "vote_aft", 3306] == "open"


def test_glued_values_and_lines_are_taken_apart() -> None:
    found = json.loads((DATA / "recorded" / "vote.json").read_text(encoding="utf-8"))
    glued = json.dumps(found["containers"]) + json.dumps(found["networks"]) + "net.ipv4.ip_forward = 0\n"

    dump = reading.from_texts([("all.txt", glued)])

    assert (len(dump.containers), len(dump.networks)) == (len(found["containers"]), len(found["networks"]))
    assert dump.sysctls == {"net.ipv4.ip_forward": "0"}


def test_text_that_is_no_dump_is_refused() -> None:
    with pytest.raises(reading.DumpError, match="no dump of a host"):
        reading.from_texts([("notes.txt", "hello\n")])


def test_copy_of_a_stood_up_host_answers_the_same() -> None:
    dump = reading.read(DATA / "recorded" / "legacy-links.json")
    lab = Lab(engine=release_for(dump), daemon=flags(dump))
    stand(lab.world, dump)

    copy = lab.copy()

    assert copy.sh("docker inspect gate").stdout == lab.sh("docker inspect gate").stdout
    assert "172.17.0.3" in copy.sh("docker inspect gate").stdout
