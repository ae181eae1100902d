"""ping -q does less for each echo, and nobody can tell: with the trace on it goes on as any ping does."""

import pytest
from dockernet_sim.programs.ping.pinger import Pinger
from dockernet_sim.world.world import World


def played(trace: bool, line: str, fault: str) -> tuple[str, int, float]:
    """What a ping in a container tells, and when it is over."""
    world = World(trace=trace)
    engine = world.engine()
    engine.networks.create({"Name": "net"})
    for name in ("c0", "c1"):
        body = {"Image": "busybox", "HostConfig": {"NetworkMode": "net"}}
        engine.containers.start(engine.containers.create(body, name)["Id"])
    if fault:
        world.fault(fault)
    result = world.run_line("c0", line)
    return result.output, result.exit, world.clock.now


@pytest.mark.parametrize(
    "line",
    [
        "ping -q -c 30 -i 0.01 c1",
        "ping -q -c 30 -i 0.002 -s 8 c1",
        "ping -q -w 1 -i 0.05 c1",
        "ping -q -c 20 -i 0.02 -l 3 c1",
        "ping -q -c 5 -i 0.3 -W 0.2 172.18.0.77",
        "ping -q -O -c 9 -i 0.02 c1",
        "timeout -s INT 0.5 ping -q -i 0.01 c1",
    ],
)
@pytest.mark.parametrize(
    "fault",
    [
        "",
        "link c1/eth0 loss 40%",
        "link c1/eth0 delay 30ms 10ms",
        "link c0/eth0 duplicate 30%",
        "in 100ms link c1/eth0 down for 200ms",
    ],
)
def test_it_tells_and_takes_the_same(line: str, fault: str) -> None:
    assert played(False, line, fault) == played(True, line, fault)


def test_turns_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    turns, turn = 0, Pinger._turn

    def counted(pinger: Pinger) -> bool:
        nonlocal turns
        turns += 1
        return turn(pinger)

    monkeypatch.setattr(Pinger, "_turn", counted)
    assert " 0% packet loss" in played(False, "ping -q -c 100 -i 0.01 c1", "")[0]
    assert turns < 8
