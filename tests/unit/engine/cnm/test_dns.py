"""The embedded DNS server, asked through the rules of a container's namespace."""

from collections.abc import Sequence

import pytest
from dockernet_sim.engine.cnm.sandbox import Sandbox
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.dns import Message, Record, decode, query
from tests.unit.engine.lab import Lab, lab

SERVER = ip_int("127.0.0.11")


def ask(made: Lab, sandbox: Sandbox, name: str, kind: str = "A", wait: float = 5.0) -> tuple[str, list[str]] | None:
    """What the container's server answers: rcode and data; None when nothing comes."""
    assert sandbox.ns is not None
    heard: list[Message] = []
    socket = sandbox.ns.sockets.udp()
    socket.on_datagram = lambda data, ip, port: heard.append(data)
    socket.connect(SERVER, 53)
    socket.send(query(7, name, kind))
    made.run(wait)
    socket.close()
    return (heard[0].rcode, [record.data for record in heard[0].answers]) if heard else None


def upstream(
    made: Lab, reply: str | None, answers: Sequence[str] = (), aa: bool = False, ip: str = "172.31.176.1"
) -> list[str]:
    """A DNS server on lan; the list that is returned fills with the names it was asked."""
    asked: list[str] = []
    socket = made.lan.root.sockets.udp()
    socket.bind(ip_int(ip), 53)

    def hear(data: Message, source: int, port: int) -> None:
        assert data.question is not None
        asked.append(data.question.name)
        if reply is not None:
            records = [Record(data.question.name, "A", 0, each) for each in answers]
            socket.sendto(data.reply(reply, records, aa=aa), source, port)

    socket.on_datagram = hear
    return asked


@pytest.fixture
def two() -> tuple[Lab, Sandbox]:
    """web (also www) and db on two networks, db on the second one alone."""
    made = lab()
    for name in ("n1", "n2"):
        made.controller.new_network(name)
    web = made.container("web", "bridge")
    made.connect(web, "n1", aliases=["www"])
    made.connect(web, "n2", aliases=["www", "other"], links={"mysql": "db"})
    made.container("db", "n2")
    return made, web


@pytest.mark.parametrize(
    ("name", "kind", "answer"),
    [
        ("db", "A", ("NOERROR", ["172.19.0.3"])),
        ("DB.", "A", ("NOERROR", ["172.19.0.3"])),
        ("db.n2", "A", ("NOERROR", ["172.19.0.3"])),
        ("www", "A", ("NOERROR", ["172.18.0.2"])),
        ("www.n2", "A", ("NOERROR", ["172.19.0.2"])),
        ("mysql", "A", ("NOERROR", ["172.19.0.3"])),
        ("mysql.n2", "A", ("NOERROR", ["172.19.0.3"])),
        ("db", "AAAA", ("NOERROR", [])),
        ("db", "MX", ("NOERROR", [])),
        ("3.0.19.172.in-addr.arpa", "PTR", ("NOERROR", ["db.n2"])),
        ("db.n1", "A", None),
        ("MYSQL", "A", None),
        ("db", "TXT", None),
        ("2.0.17.172.in-addr.arpa", "PTR", None),
    ],
)
def test_names_of_a_containers_networks(
    two: tuple[Lab, Sandbox], name: str, kind: str, answer: tuple[str, list[str]] | None
) -> None:
    made, web = two
    assert ask(made, web, name, kind) == answer  # nobody is on lan, so that None is what was passed on


def test_rules_in_the_namespace(two: tuple[Lab, Sandbox]) -> None:
    made, web = two
    assert web.ns is not None
    (udp,), (tcp,) = web.ns.sockets.udp_sockets(), web.ns.sockets.listeners()
    assert made.rules("nat", "OUTPUT", web.ns) == ["-d 127.0.0.11/32 -j DOCKER_OUTPUT"]
    assert made.rules("nat", "DOCKER_OUTPUT", web.ns) == [
        f"-d 127.0.0.11/32 -p tcp -m tcp --dport 53 -j DNAT --to-destination 127.0.0.11:{tcp.port}",
        f"-d 127.0.0.11/32 -p udp -m udp --dport 53 -j DNAT --to-destination 127.0.0.11:{udp.port}",
    ]
    assert made.rules("nat", "DOCKER_POSTROUTING", web.ns) == [
        f"-s 127.0.0.11/32 -p tcp -m tcp --sport {tcp.port} -j SNAT --to-source :53",
        f"-s 127.0.0.11/32 -p udp -m udp --sport {udp.port} -j SNAT --to-source :53",
    ]


def test_several_addresses_come_in_changing_order() -> None:
    made = lab()
    network = made.controller.new_network("n")
    web = made.container("web", "n")
    for name in ("a", "b", "c"):
        network.create_endpoint(name, aliases=["all"])
    answers = [ask(made, web, "all", wait=0.1) for _ in range(12)]
    orders = {tuple(answer[1]) for answer in answers if answer is not None}
    assert len(orders) > 1 and all(sorted(o) == ["172.18.0.3", "172.18.0.4", "172.18.0.5"] for o in orders)


def test_names_go_with_the_container_and_follow_a_rename(two: tuple[Lab, Sandbox]) -> None:
    made, web = two
    web.rename("new")
    assert ask(made, web, "new") == ("NOERROR", ["172.17.0.2"])  # renamed, it has a name on the default network too
    assert ask(made, web, "web") is None
    db = made.controller.sandbox_of(f"{'db':c<64}")
    assert db is not None
    db.delete()
    assert ask(made, web, "db") is None


def test_other_names_go_upstream_and_back(two: tuple[Lab, Sandbox]) -> None:
    made, web = two
    asked = upstream(made, "NOERROR", ["203.0.113.10"], aa=True)
    assert ask(made, web, "example.com") == ("NOERROR", ["203.0.113.10"])
    assert asked == ["example.com"]


@pytest.mark.parametrize(
    ("first", "aa", "answer", "asks_second"),
    [
        ("NXDOMAIN", True, ("NXDOMAIN", []), False),
        ("NXDOMAIN", False, ("NOERROR", ["10.0.0.1"]), True),
        ("SERVFAIL", False, ("NOERROR", ["10.0.0.1"]), True),
        ("REFUSED", False, ("NOERROR", ["10.0.0.1"]), True),
        (None, False, ("NOERROR", ["10.0.0.1"]), True),
    ],
)
def test_when_the_next_server_is_asked(
    first: str | None, aa: bool, answer: tuple[str, list[str]], asks_second: bool
) -> None:
    made = lab()
    made.controller.new_network("n")
    made.lan.root.ip.add_address(made.lan.root.device("eth0"), "172.31.176.2/20")
    upstream(made, first, aa=aa)
    second = upstream(made, "NOERROR", ["10.0.0.1"], ip="172.31.176.2")
    web = made.container("web", "n", dns=["172.31.176.1", "172.31.176.2"])
    assert ask(made, web, "example.com") == answer
    assert bool(second) is asks_second


def test_a_single_label_stays_at_home_where_ndots_is_given() -> None:
    made = lab()
    made.controller.new_network("n")
    asked = upstream(made, "NXDOMAIN")
    web = made.container("web", "n", dns_options=["ndots:1"])
    assert ask(made, web, "nothere") == ("NOERROR", [])
    assert ask(made, web, "not.here") == ("NXDOMAIN", [])
    assert asked == ["not.here"]


def test_a_loopback_server_of_the_hosts_is_asked_from_the_host() -> None:
    made = lab()
    made.controller.new_network("n")
    made.vm.files.write("/etc/resolv.conf", "nameserver 127.0.0.53\n")
    socket = made.vm.root.sockets.udp()
    socket.bind(ip_int("127.0.0.53"), 53)
    socket.on_datagram = lambda data, ip, port: socket.sendto(data.reply("NXDOMAIN"), ip, port)
    assert ask(made, made.container("web", "n"), "example.com") == ("NXDOMAIN", [])


def test_without_a_way_out_there_is_no_answer() -> None:
    made = lab()
    made.controller.new_network("n", internal=True)
    upstream(made, "NXDOMAIN")
    assert ask(made, made.container("web", "n"), "example.com", wait=15.0) is None


def test_tcp() -> None:
    made = lab()
    made.controller.new_network("n")
    web = made.container("web", "n")
    assert web.ns is not None
    connection = web.ns.sockets.connect(SERVER, 53)
    received = bytearray()
    connection.on_data = received.extend
    data = query(9, "web").encode()
    made.run(0.1)
    connection.send(len(data).to_bytes(2, "big") + data)
    made.run(0.1)
    assert [record.data for record in decode(bytes(received[2:])).answers] == ["172.18.0.2"]


def test_the_server_stays_after_the_last_network_was_left(two: tuple[Lab, Sandbox]) -> None:
    made, web = two
    for endpoint in list(web.endpoints):
        endpoint.leave(web)
        endpoint.delete()
    assert web.resolv_conf.text == "nameserver 127.0.0.11\noptions ndots:0\n"
    assert web.dns is not None and ask(made, web, "web") is None


def test_a_reverse_question_about_no_address_is_not_answered(two: tuple[Lab, Sandbox]) -> None:
    made, web = two
    upstream(made, "NXDOMAIN")
    assert ask(made, web, "x.y", "PTR") is None
    assert ask(made, web, "1.0.0.127.in-addr.arpa", "PTR") == ("NXDOMAIN", [])
