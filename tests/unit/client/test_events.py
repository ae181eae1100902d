"""The stream of events: what happened, what happens, and what filters let through."""

import json
from datetime import timedelta

import pytest
from dockernet_sim import Lab
from dockernet_sim.client.errors import InvalidArgument
from dockernet_sim.sim.when import EPOCH, EPOCH_SECONDS


def test_without_since_a_stream_begins_now_and_goes_on_after_time_went_by() -> None:
    lab = Lab()
    lab.sh("docker run -d --name one busybox sleep 5")
    stream = lab.docker.events(decode=True)
    assert list(stream) == []
    lab.run(until=lab.env.now + 10)
    assert [event["Action"] for event in stream] == ["die", "disconnect"]
    lab.sh("docker rm one")
    assert [event["Action"] for event in stream] == ["destroy"]
    stream.close()
    lab.sh("docker run -d --name two busybox sleep 5")
    assert list(stream) == []


@pytest.mark.parametrize("dated", [False, True])
def test_until_lets_time_go_by(dated: bool) -> None:
    lab = Lab()
    lab.sh("docker run -d --name one busybox sleep 5")
    until = int(lab.env.now) + 8
    since = EPOCH if dated else EPOCH_SECONDS
    end = EPOCH + timedelta(seconds=until) if dated else EPOCH_SECONDS + until
    seen = [
        event["Action"]
        for event in lab.docker.events(since=since, until=end, filters={"type": "container"}, decode=True)
    ]
    assert seen == ["create", "start", "die"]
    assert lab.env.now == until
    assert lab.copy().env.now == until


def test_undecoded_events_are_lines_of_json() -> None:
    lab = Lab()
    stream = lab.docker.events(filters={"event": "create", "network": "n"})
    lab.docker.networks.create("n")
    (line,) = stream
    assert line.endswith(b"\n")
    assert json.loads(line)["Actor"]["Attributes"]["name"] == "n"


def test_what_is_no_moment_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="since"):
        Lab().docker.events(since="yesterday")  # type: ignore[arg-type]
