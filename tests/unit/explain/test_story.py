"""Stories of any slice of the trace."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.story import story


@pytest.fixture(scope="module")
def lab() -> Lab:
    made = Lab()
    for line in ("docker run -d --name web nginx", "docker run -d --name db mysql"):
        assert made.sh(line).exit == 0
    return made


def test_a_ping_and_its_answer(lab: Lab) -> None:
    before = lab.trace.serial
    lab.sh("docker exec web ping -c 3 172.17.0.3")
    told = str(story(lab.trace, since=before))
    assert told.startswith(" 1. web: sends 172.17.0.2 > 172.17.0.3: ICMP echo request")
    assert "db: kernel takes it" in told
    assert "and 3 more like these" in told


def test_one_flow_of_two(lab: Lab) -> None:
    before = lab.trace.serial
    lab.sh("docker exec web ping -c 1 172.17.0.3; docker exec db ping -c 1 172.17.0.2")
    records = lab.trace.since(before)
    first = next(record for record in records if record.event == "send")
    senders = {step.place for step in story(records, flow=first) if step.said.key == "step.send"}
    assert senders == {"web", "db"}
    assert len(story(records, flow=first)) < len(story(records))
    requests = [step for step in story(records, flow=first) if "echo request" in step.text()]
    assert {step.place for step in requests} == {"web"}


def test_a_drop_is_told_with_its_rule(lab: Lab) -> None:
    copy = lab.copy(trace=True)
    copy.sh("iptables -I DOCKER-USER -p icmp -j DROP")
    before = copy.trace.serial
    copy.sh("docker exec web ping -c 1 -W 1 172.17.0.3")
    last = next(step for step in reversed(story(copy.trace, since=before)) if step.said.key == "step.drop")
    assert last.text() == "vm: DROPPED: filter DOCKER-USER 1: -p icmp -j DROP (filter-rule)"
    assert last.text("zh").startswith("vm：丢弃")


def test_nothing_happened() -> None:
    assert not story([])
