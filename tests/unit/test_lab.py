"""The lab: one object for everything."""

import pytest
from dockernet_sim import Lab, UnknownPlace


def test_own_images_answer_on_their_ports() -> None:
    lab = Lab()
    lab.image("shop", ports={8080: "open", 9090: "metrics"})
    lab.sh("docker run -d --name shop -P shop")
    assert lab.sh("curl -s http://172.17.0.2:8080/").stdout == "open\n"
    assert lab.sh("curl -s http://172.17.0.2:9090/").stdout == "metrics\n"
    assert lab.sh("docker stop -t 1 shop").stdout == "shop\n"
    assert lab.sh("curl -s -m 1 http://172.17.0.2:8080/").exit != 0


def test_what_has_no_end_is_stopped_and_says_so() -> None:
    result = Lab().sh("ping 172.17.0.1")
    assert result.interrupted
    assert 4.0 <= result.seconds < 5.0
    assert "4 packets transmitted" in result.stdout
    assert "[stopped after 4 simulated seconds, as by Ctrl-C]" in repr(result)


def test_a_container_in_the_foreground_is_stopped_too() -> None:
    lab = Lab()
    result = lab.sh("docker run --name web nginx")
    assert result.interrupted
    assert result.seconds < 16.0


def test_own_processes_share_the_clock() -> None:
    lab = Lab()
    seen = []

    def every_second():  # type: ignore[no-untyped-def]
        while True:
            yield lab.env.timeout(1.0)
            seen.append(lab.env.now)

    lab.env.process(every_second())
    lab.run(until=3.5)
    assert len(seen) == 3
    assert lab.env.now == 3.5


def test_a_task_can_be_started_and_interrupted() -> None:
    lab = Lab()
    task = lab.task(["ping", "172.31.176.1"])
    lab.run(until=2.5)
    task.signal("INT")
    lab.run(until=2.6)
    assert not task.running
    assert "3 packets transmitted, 3 received" in task.stdout.text


def test_two_machines_with_engines_talk_through_published_ports() -> None:
    lab = Lab()
    lab.add_host("vm2", engine="20.10")
    lab.sh("docker run -d -p 80:80 nginx", on="vm2")
    assert lab.sh("curl -s http://172.31.179.121/").stdout == "hello\n"
    lab.sh("docker run -d --name cli busybox")
    assert lab.sh("curl -s http://172.31.179.121/", on="cli").stdout == "hello\n"


def test_no_trace_when_none_is_wanted() -> None:
    lab = Lab(trace=False)
    lab.sh("ping -c 1 172.31.176.1")
    assert len(lab.trace) == 0


def test_an_unknown_machine_is_said() -> None:
    with pytest.raises(UnknownPlace, match="moon"):
        Lab().sh("ls", on="moon")
