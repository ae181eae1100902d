"""The story under a failed assertion: what happened since, its end when it is long, and a reason when there is none."""

from dockernet_sim import Lab
from dockernet_sim.testing.story import told_since


def test_story_tells_what_happened_since_a_record() -> None:
    lab = Lab()
    lab.sh("ping -c 1 172.31.176.1")
    serial = lab.world.trace.serial
    assert told_since(lab.world.trace, serial) == "nothing happened: not one frame was sent"
    lab.sh("ping -c 1 192.0.2.1")
    told = told_since(lab.world.trace, serial)
    assert "192.0.2.1" in told and "172.31.176.1 answers" not in told


def test_long_story_is_cut_to_its_end_and_the_rest_counted() -> None:
    lab = Lab()
    lab.sh("ping -c 5 172.31.176.1")
    whole, short = told_since(lab.world.trace, 0, most=10_000).splitlines(), told_since(lab.world.trace, 0, most=3)
    assert short.splitlines() == [f"... {len(whole) - 3} steps before", *whole[-3:]]


def test_lab_without_a_trace_says_why_there_is_no_story() -> None:
    assert told_since(Lab(trace=False).world.trace, 0) == "there is no story: this lab was made with trace=False"
