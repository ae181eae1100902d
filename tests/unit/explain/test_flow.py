"""One conversation among others: through NAT, through docker-proxy, with its answers and errors."""

from dockernet_sim import Lab
from dockernet_sim.explain.flow import conversation, key_of, packet_of, questions
from dockernet_sim.explain.why.land import Land
from dockernet_sim.sim.trace import Record
from dockernet_sim.wire.packet import PROTO_TCP


def published() -> Lab:
    lab = Lab()
    assert lab.sh("docker run -d --name web -p 8080:80 nginx").exit == 0
    return lab


def told_of(lab: Lab, since: int, sender: str) -> list[Record]:
    """The conversation that the first SYN of a machine begins."""
    records = lab.trace.since(since)
    first = next(r for r in records if r.event == "send" and r.host == sender and packet_of(r).proto == PROTO_TCP)
    key = key_of(packet_of(first))
    return conversation(records, lambda packet, record: key_of(packet) == key, Land(lab.world).relays())


def places(records: list[Record]) -> set[tuple[str, str]]:
    return {(record.host, record.netns) for record in records if packet_of(record) is not None}


def test_through_nat() -> None:
    lab = published()
    before = lab.trace.serial
    lab.sh("curl -s http://172.31.179.120:8080/", on="lan")
    records = told_of(lab, before, "lan")
    assert places(records) == {("lan", "root"), ("vm", "root"), ("vm", "web")}
    own = [key_of(packet_of(r)) for r in records if r.event == "send" and r.host == "lan"][:1]
    asking = questions(records, own)
    senders = {r.netns for r in records if r.event == "send" and packet_of(r).trail in asking}
    assert senders == {"root"}


def test_through_docker_proxy_but_not_its_earlier_connections() -> None:
    lab = published()
    lab.sh("curl -s http://localhost:8080/")
    before = lab.trace.serial
    lab.sh("curl -s http://localhost:8080/")
    records = told_of(lab, before, "vm")
    assert ("vm", "web") in places(records)
    ports = {key_of(packet_of(r))[3] for r in records if r.event == "send" and r.device == "docker0"}
    assert len(ports) == 1


def test_errors_about_it_belong_to_it() -> None:
    lab = published()
    lab.sh("iptables -I DOCKER-USER -p tcp -j REJECT")
    before = lab.trace.serial
    lab.sh("curl -s -m 1 http://172.31.179.120:8080/", on="lan")
    records = told_of(lab, before, "lan")
    assert any("unreachable" in str(record.packet) for record in records if record.event == "deliver")


def test_a_trail_survives_ttl_and_nat() -> None:
    lab = published()
    before = lab.trace.serial
    lab.sh("docker exec web ping -c 1 203.0.113.10")
    sent = next(r for r in lab.trace.since(before) if r.event == "send")
    same = [
        packet_of(r) for r in lab.trace.since(before) if packet_of(r) and packet_of(r).trail == packet_of(sent).trail
    ]
    assert {packet.ttl for packet in same} == {64, 63}
    assert len({packet.src for packet in same}) == 2
