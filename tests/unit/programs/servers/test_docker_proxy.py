"""docker-proxy: TCP and UDP from the host's loopback to a container."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.programs.servers import docker_proxy
from dockernet_sim.world.tunnel import Tunnel
from tests.unit.programs.places import Places


def start(places: Places, proto: str, port: int, to: int, host_ip: str = "0.0.0.0") -> None:
    flags = ["-proto", proto, "-host-ip", host_ip, "-host-port", str(port)]
    places.start("vm", "docker-proxy", *flags, "-container-ip", "172.17.0.2", "-container-port", str(to))
    places.wait(0.1)


def test_http_goes_through(places: Places) -> None:
    start(places, "tcp", 8081, 80)
    task = places.run("vm", "curl", "-s", "http://127.0.0.1:8081/")
    assert (task.exit_code, task.stdout.text) == (0, "hello\n")
    places.wait(70)
    assert places.vm.root.sockets.connections() == []


def test_a_container_that_refuses_shows_as_a_reset(places: Places) -> None:
    start(places, "tcp", 9000, 99)
    task = places.run("vm", "curl", "-sS", "http://127.0.0.1:9000/")
    assert task.stderr.text == "curl: (56) Recv failure: Connection reset by peer\n"


def test_clients_that_a_container_refused_take_no_room(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docker_proxy, "MOST_OPEN", 3)
    start(places, "tcp", 9000, 99)
    for _ in range(10):
        places.run("vm", "curl", "-sS", "http://127.0.0.1:9000/")
    places.start("web", "nc", "-l", "-p", "99", stdin="from the server\n")
    places.wait(0.1)
    assert places.run("vm", "nc", "127.0.0.1", "9000").stdout.text == "from the server\n"


@pytest.mark.parametrize("how", ["kill", "stop -t 0", "rm -f", "restart -t 0"])
def test_container_may_end_while_a_client_is_connected_through_the_proxy(how: str) -> None:
    lab, ends = Lab(engine="29"), list[str]()
    lab.sh("docker run -d --name web -p 8080:80 nginx")
    client = Tunnel(lab.world, "vm", "127.0.0.1:8080", lambda data: None, ends.append)
    lab.run(until=lab.env.now + 0.01)
    assert client.connected
    lab.sh(f"docker {how} web")
    lab.run(until=lab.env.now + 5)
    assert len(ends) == 1


def test_an_end_is_passed_on_in_both_directions(places: Places) -> None:
    start(places, "tcp", 7001, 7000)
    server = places.start("web", "nc", "-l", "-p", "7000", stdin="from the server\n")
    places.wait(0.1)
    client = places.run("vm", "busybox", "nc", "127.0.0.1", "7001", stdin="from the client\n")
    places.wait(0.1)
    assert (client.stdout.text, server.stdout.text) == ("from the server\n", "from the client\n")
    assert (client.exit_code, server.exit_code) == (0, 0)


def test_udp_finds_its_way_back(places: Places) -> None:
    start(places, "udp", 5300, 5301)
    server = places.places["web"].ns.sockets.udp()
    server.bind(0, 5301)
    server.on_datagram = lambda data, ip, port: server.sendto(data + b"!", ip, port)
    answers = []
    for text in (b"one", b"two"):
        client = places.vm.root.sockets.udp()
        client.connect(0x7F000001, 5300)
        client.send(text)
        answers.append(client.recv())
    places.wait(1)
    assert [a.value[0] for a in answers] == [b"one!", b"two!"]


def test_ipv6_is_held_and_hears_nothing(places: Places) -> None:
    start(places, "tcp", 8081, 80)
    start(places, "tcp", 8081, 80, host_ip="::")
    assert [listener.family for listener in places.vm.root.sockets.listeners()] == ["inet", "inet6"]


@pytest.mark.parametrize("proto", ["tcp", "udp"])
def test_a_busy_port(places: Places, proto: str) -> None:
    start(places, proto, 8081, 80)
    task = places.run(
        "vm", "docker-proxy", "-proto", proto, "-host-ip", "0.0.0.0", "-host-port", "8081", "-container-ip",
        "172.17.0.2",
        "-container-port", "80",
    )  # fmt: skip
    assert task.exit_code == 1 and "bind: address already in use" in task.stderr.text


def test_its_end_frees_port_and_connections(places: Places) -> None:
    start(places, "tcp", 7001, 80)
    client = places.vm.root.sockets.connect(0x7F000001, 7001)
    places.wait(1)
    for task in list(places.places["vm"].tasks.values()):
        task.signal("INT")
    places.wait(1)
    assert places.vm.root.sockets.listeners() == []
    assert client.state == "CLOSE-WAIT"
