"""ss: columns, states, filters."""

import pytest
from tests.unit.programs.places import Places


def ss(places: Places, where: str, *words: str) -> list[str]:
    return places.run(where, "ss", *words).stdout.text.splitlines()


def test_listeners_of_a_container(places: Places) -> None:
    assert ss(places, "web", "-ltn") == [
        "State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess",
        "LISTEN 0      9                  *:80              *:*          ",
    ]
    assert ss(places, "web", "-tlnp")[1].endswith(':*    users:(("busybox",pid=2,fd=3))')
    assert ss(places, "cli", "-ltn") == ["State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess"]


def test_tcp_and_udp_together(places: Places) -> None:
    assert [line.split()[:2] + line.split()[4:6] for line in ss(places, "lan", "-tulnH")] == [
        ["udp", "UNCONN", "172.31.176.1:53", "0.0.0.0:*"],
        ["tcp", "LISTEN", "172.31.176.1:53", "0.0.0.0:*"],
        ["tcp", "LISTEN", "*:80", "*:*"],
    ]
    assert ss(places, "lan", "-tl", "-4")[1] == "LISTEN 0      32      172.31.176.1:domain      0.0.0.0:*          "


def test_without_header(places: Places) -> None:
    assert ss(places, "web", "-H", "-ltn") == ["LISTEN 0      9      *:80 *:*"]


def test_connections_in_all_their_states(places: Places) -> None:
    web, cli = places.places["web"].ns, places.places["cli"].ns
    accepted = []
    web.sockets.listen(0, 81, accepted.append)
    open_one = cli.sockets.connect(0xAC110002, 81, source_port=40001)
    places.run("cli", "curl", "-s", "--local-port", "40002", "http://172.17.0.2/")
    open_one.send(b"12345")
    places.wait(1)
    assert ss(places, "web", "-tn") == [
        "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process",
        "ESTAB 5      0         172.17.0.2:81     172.17.0.3:40001       ",
    ]
    assert ss(places, "web", "-tn", "state", "time-wait") == [
        "Recv-Q Send-Q       Local Address:Port        Peer Address:Port Process",
        "0      0      [::ffff:172.17.0.2]:80   [::ffff:172.17.0.3]:40002       ",
    ]
    assert [line.split()[0] for line in ss(places, "web", "-tanH")] == ["LISTEN", "ESTAB", "LISTEN", "TIME-WAIT"]
    places.wait(60)
    assert ss(places, "web", "-tnH", "state", "time-wait") == []


def test_filters(places: Places) -> None:
    places.places["web"].ns.sockets.listen(0, 81, lambda c: None)
    assert len(ss(places, "web", "-ltnH", "sport", "=", ":81")) == 1
    assert len(ss(places, "web", "-ltnH", "sport", "!=", ":81")) == 1
    assert len(ss(places, "lan", "-ltnH", "src", "172.31.0.0/16")) == 1
    assert len(ss(places, "web", "-ltnH", "sport", "=", ":80", "and", "sport", "=", ":81")) == 0


@pytest.mark.parametrize("words", [["-s"], ["-i"], ["-l"], ["sport", ">", ":80"], ["--tipc"]])
def test_what_is_not_modelled_says_so(places: Places, words: list[str]) -> None:
    task = places.run("web", "ss", *words)
    assert task.exit_code == 127 and "not modelled" in task.stderr.text


def test_a_wrong_state(places: Places) -> None:
    assert places.run("web", "ss", "-t", "state", "nosuch").stderr.text == "ss: wrong state name: nosuch\n"
