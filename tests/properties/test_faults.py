"""What holds while things go wrong."""

from dockernet_sim import Lab
from dockernet_sim.linux import drops
from dockernet_sim.testing.strategies import faults
from dockernet_sim.world.faults import Command, Fault, LinkFault, Reboot, parse
from dockernet_sim.world.visible import digest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.properties.support import examples

SETTLED = 90.0  # seconds after which every table has come to rest


def lab_with_containers() -> Lab:
    lab = Lab()
    lab.sh("docker network create mynet")
    lab.sh("docker run -d --name one --restart always --network mynet -p 8080:80 nginx")
    lab.sh(
        "docker run -d --name two --restart always --network mynet nginx; docker run -d --name three --restart "
        "always nginx"
    )
    return lab


def ping(lab: Lab, where: str, to: str, count: int) -> tuple[int, int, str]:
    """Echoes sent and answered, and all that ping said; (0, 0) where nobody can ping at the moment."""
    told = lab.sh(f"docker exec {where} ping -c {count} -i 0.2 -W 1 {to}")
    for line in told.stdout.splitlines():
        words = line.split()
        if "packets transmitted" in line:
            return int(words[0]), int(words[3]), told.stdout
    return 0, 0, told.output


@given(faults())
def test_a_fault_and_its_line_are_the_same(fault: Fault) -> None:
    assert str(parse(str(fault))) == str(fault)


@example([Fault(Command("restart", "three"), after=0.0), Fault(Reboot("vm", crash=True), after=0.0)])
@given(st.lists(faults(), min_size=1, max_size=3))
@examples(0.5)
def test_nothing_hangs_and_nothing_breaks(planned: list[Fault]) -> None:
    lab = lab_with_containers()
    for fault in planned:
        lab.fault(fault)
    before = lab.env.now
    for line in (
        "docker exec one ping -c 3 two",
        "curl -s --max-time 3 172.31.179.120:8080",
        "docker ps",
        "docker run --rm nginx hostname",
    ):
        lab.sh(line, limit=60.0)
    assert lab.env.now - before < 4 * 62 + SETTLED
    assert not lab.world.internal_errors


@given(st.floats(0.05, 0.95), st.integers(5, 40))
@examples(0.5)
def test_lost_echoes_are_reported_as_lost(loss: float, count: int) -> None:
    lab = lab_with_containers()
    ping(lab, "one", "172.18.0.3", 1)  # the neighbours know each other
    lab.trace.clear()
    lab.fault(f"link one/eth0 loss {loss * 100:.3f}%")
    sent, received, told = ping(lab, "one", "172.18.0.3", count)
    lost = [record for record in lab.trace if record.verdict == drops.LOST and "ICMP echo" in str(record.packet)]
    assert sent == count
    assert sent - received == len(lost), told


@given(st.floats(0.05, 1.0), st.integers(2, 20))
@examples(0.5)
def test_doubled_frames_never_make_an_answer_that_was_not_asked_for(share: float, count: int) -> None:
    lab = lab_with_containers()
    lab.fault(f"link one/eth0 duplicate {share * 100:.3f}%")
    sent, received, told = ping(lab, "one", "172.18.0.3", count)
    assert (sent, received) == (count, count), told


def keeps_routes(fault: Fault) -> bool:
    """A device that is set down loses its default route for good, as on any Linux."""
    return not (isinstance(fault.what, LinkFault) and fault.what.down and fault.what.device != "docker0")


@given(st.lists(faults(lasting=True).filter(keeps_routes), min_size=1, max_size=3))
@examples(0.5)
def test_tables_recover(planned: list[Fault]) -> None:
    lab = lab_with_containers()
    for fault in planned:
        lab.fault(fault)
    lab.run(until=lab.env.now + SETTLED)
    for where, to in (("one", "two"), ("two", "one"), ("three", "172.31.176.1")):
        sent, received, told = ping(lab, where, to, 3)
        assert (sent, received) == (3, 3), f"{where} to {to} after {planned}:\n{told}"
    assert ping(lab, "three", "172.18.0.2", 1)[1] == 0
    assert lab.sh("curl -s --max-time 5 172.31.179.120:8080", on="lan").stdout == "hello\n"


@given(st.lists(faults(), max_size=3))
@examples(0.5)
def test_a_copy_has_the_same_misfortunes(planned: list[Fault]) -> None:
    lab = lab_with_containers()
    for fault in planned:
        lab.fault(fault)
    ping(lab, "one", "two", 5)
    copy = lab.copy()
    assert copy.trace.digest() == lab.trace.digest()
    for each in (lab, copy):
        ping(each, "two", "one", 5)
    assert digest(copy.world) == digest(lab.world)
