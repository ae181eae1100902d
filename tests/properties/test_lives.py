"""What lives with a container ends with it, and what it is called follows it."""

from itertools import accumulate

from dockernet_sim.engine.names import hosts
from dockernet_sim.lab import Lab
from dockernet_sim.wire.ethernet import ETHERTYPE_IP, Frame
from dockernet_sim.wire.packet import PROTO_UDP
from hypothesis import given
from hypothesis import strategies as st

from .support import examples

NAME = st.from_regex(r"[a-z][a-z0-9]{1,3}", fullmatch=True)
ALIKE = ("db", "d", "db1", "dbs", "b", "db-1", "adb")
ADDRESS = st.integers(2, 250).map(lambda last: f"172.17.0.{last}")


@examples(1)
@given(st.integers(5000, 5003), st.sampled_from(["docker stop -t 0 dns", "docker rm -f dns", "docker kill dns"]))
def test_udp_port_is_free_once_its_container_is_gone(port: int, how: str) -> None:
    lab = Lab()
    lab.sh(f"docker run -d --name dns -p {port}:53/udp busybox")
    assert f":{port} " in lab.sh("ss -lun").stdout
    lab.sh(how)
    assert f":{port} " not in lab.sh("ss -lun").stdout
    assert "docker-proxy" not in lab.sh("ps").stdout
    assert lab.sh(f"docker run -d --name next -p {port}:53/udp busybox").exit == 0


@examples(1)
@given(
    st.integers(2, 4),
    NAME.filter(lambda name: name not in ("old", "peer", "a", "aaaa", "any", "mx", "ns", "ptr", "soa", "srv", "txt")),
)
def test_renamed_container_has_its_new_name_and_ptr_on_every_network(count: int, name: str) -> None:
    lab = Lab()
    networks = [f"net{number}" for number in range(count)]
    for network in networks:
        lab.sh(f"docker network create {network}")
    lab.sh("docker run -d --name old --network net0 busybox")
    for network in networks[1:]:
        lab.sh(f"docker network connect {network} old")
    lab.sh(f"docker rename old {name}")
    for network in networks:
        lab.sh(f"docker run -d --name peer --network {network} busybox")
        form = '{{(index .NetworkSettings.Networks "' + network + '").IPAddress}}'
        address = lab.sh(f"docker inspect -f '{form}' {name}").stdout.strip()
        assert lab.sh(f"docker exec peer dig +short {name}").stdout.split() == [address]
        assert lab.sh("docker exec peer dig +short old").stdout == ""
        assert lab.sh(f"docker exec peer dig +short -x {address}").stdout.split() == [f"{name}.{network}."]
        lab.sh("docker rm -f peer")


@examples(1)
@given(st.sampled_from(["A", "AAAA"]), st.sampled_from(["web", "WEB", "www"]))
def test_no_question_about_an_own_name_leaves_the_machine(kind: str, name: str) -> None:
    lab = Lab()
    lab.sh("docker network create net")
    lab.sh("docker run -d --name web --network net --network-alias www busybox")
    lab.sh("docker run -d --name asker --network net busybox")
    serial = lab.trace.serial
    lab.sh(f"docker exec asker dig {name} {kind}")
    asked = [
        record
        for record in lab.trace.since(serial)
        if record.event == "tx" and (record.host, record.device) == ("vm", "eth0")
        and isinstance(record.packet, Frame) and record.packet.ethertype == ETHERTYPE_IP
        and record.packet.payload.proto == PROTO_UDP and record.packet.payload.payload.dport == 53
    ]  # fmt: skip
    assert asked == []


@examples(1)
@given(st.floats(0.5, 100.0))
def test_restart_delay_doubles(seconds: float) -> None:
    lab = Lab()
    lab.sh("docker run -d --name failing --restart always busybox sh -c 'exit 1'")
    lab.world.pass_time(seconds)
    count = int(lab.sh("docker inspect -f '{{.RestartCount}}' failing").stdout)
    delays = [min(60.0, 0.1 * 2**n) for n in range(20)]
    due = sum(1 for end in accumulate(delays) if end <= seconds)
    assert due - 1 <= count <= due + 2


@examples(3)
@given(
    st.lists(st.tuples(st.sampled_from(ALIKE), ADDRESS), min_size=2, max_size=6, unique_by=lambda line: line[0]),
    ADDRESS,
    st.data(),
)
def test_link_target_with_a_new_address_changes_its_own_lines_only(
    lines: list[tuple[str, str]], new: str, data: st.DataObject
) -> None:
    changed = data.draw(st.sampled_from(lines))[0]
    text = "".join(f"{address}\t{name} 0123456789ab\n" for name, address in lines)
    expected = "".join(f"{new if name == changed else address}\t{name} 0123456789ab\n" for name, address in lines)
    assert hosts.update(text, new, changed) == expected


@examples(1)
@given(st.lists(st.tuples(NAME, ADDRESS), min_size=1, max_size=5, unique_by=lambda line: line[0]))
def test_extra_hosts_stand_in_the_order_in_which_they_were_given(lines: list[tuple[str, str]]) -> None:
    lab = Lab()
    extra = " ".join(f"--add-host {name}:{address}" for name, address in lines)
    lab.sh(f"docker run -d --name web {extra} busybox")
    shown = lab.sh("docker exec web cat /etc/hosts").stdout.splitlines()
    assert [line for line in shown if line in {f"{address}\t{name}" for name, address in lines}] == [
        f"{address}\t{name}" for name, address in lines
    ]
