"""nc of Alpine's busybox: nc 1.10's options and words."""

import pytest
from dockernet_sim import Lab


@pytest.fixture(scope="module")
def world() -> Lab:
    lab = Lab(engine="29")
    for line in (
        "docker network create n",
        "docker run -d --name web --network n nginx",
        "docker run -d --name user --network n alpine sleep 1d",
        "docker run -d --name udp --network n alpine nc -u -l -p 9999",
    ):
        assert lab.sh(line).exit == 0
    return lab


def nc(world: Lab, words: str, on: str = "user") -> tuple[int, str]:
    found = world.sh(f"docker exec {on} {words}")
    return found.exit, found.output


@pytest.mark.parametrize(
    ("words", "exit", "text"),
    [
        ("nc -zv web 80", 0, "web (172.18.0.2:80) open\n"),
        ("nc -z web 80", 0, ""),
        ("nc -zv web 81", 1, ""),  # one -v does not tell of refusals
        ("nc -zvv web 81", 1, "nc: web (172.18.0.2:81): Connection refused\nsent 0, rcvd 0\n"),
        ("nc -zv -w 1 172.18.0.99 80", 1, "nc: 172.18.0.99 (172.18.0.99:80): Operation timed out\n"),
        ("nc -zvv web 80", 0, "web (172.18.0.2:80) open\nsent 0, rcvd 0\n"),
        ("nc -s nosuch web 80", 1, "nc: bad address 'nosuch'\n"),
        ("nc -s 10.9.9.9 web 80", 1, "nc: bind: Address not available\n"),
        ("nc -w \u00b2 web 80", 1, "nc: invalid number '\u00b2'\n"),
        ("nc -p 70000 web 80", 1, "nc: bad local port '70000'\n"),
        ("nc -l -p 70000", 1, "nc: bad local port '70000'\n"),
        ("nc -lu -w 1 -p 7002", 1, "nc: timeout\n"),
        ("nc -l -w 1 -p 7002", 1, "nc: timeout\n"),
        ("sh -c 'seq 20000 | nc -u -w 1 udp 9; echo $?'", 0, "0\n"),
        ("nc nosuch 80", 1, "nc: bad address 'nosuch'\n"),
        ("nc -uzv -w 1 udp 9999", 0, "udp (172.18.0.4:9999) open\n"),
        ("nc -uzv web 9999", 1, ""),
        ("busybox nc -zv web 80", 0, "web (172.18.0.2:80) open\n"),
        ("sh -c 'nc -zv web 80'", 0, "web (172.18.0.2:80) open\n"),
        ("sh -c 'echo x | nc -w 1 web 81; echo $?'", 0, "1\n"),
    ],
)
def test_connecting(world: Lab, words: str, exit: int, text: str) -> None:
    assert nc(world, words) == (exit, text)


def test_wrong_options_show_the_usage(world: Lab) -> None:
    exit, text = nc(world, "nc -q")
    assert exit == 1 and text.startswith("nc: unrecognized option: q\nBusyBox v1.36.1")
    assert nc(world, "nc web")[1].startswith("BusyBox v1.36.1")


@pytest.mark.parametrize(
    "words", ["nc web 80 -e", "nc -i 1 web 80", "nc -o f web 80", "nc -l -p 1 web 2", "nc -u web 80 -e cat"]
)
def test_what_is_not_modelled_says_so(world: Lab, words: str) -> None:
    exit, text = nc(world, words)
    assert exit == 127 and "not modelled" in text


def test_server_tells_its_client() -> None:
    lab = Lab(engine="29")
    for line in (
        "docker network create n",
        "docker run -d --name server --network n alpine nc -lv -p 7777",
        "docker run -d --name user --network n alpine sleep 1d",
        "docker exec user sh -c 'echo yes | nc server 7777'",
    ):
        assert lab.sh(line).exit == 0
    said = lab.sh("docker logs server").output.splitlines()
    assert said[0] == "listening on [::]:7777 ..."
    assert said[1].startswith("connect to [::ffff:172.18.0.2]:7777 from user.n:") and said[2] == "yes"


def test_program_serves_one_client_after_the_other() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name server alpine nc -lk -p 7777 -e echo hello")
    lab.sh("docker run -d --name user alpine sleep 1d")
    for _ in range(2):
        assert nc(lab, "nc 172.17.0.2 7777") == (0, "hello\n")


def test_datagrams_go_both_ways() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name server alpine sh -c 'echo pong | nc -lu -p 53'")
    lab.sh("docker run -d --name user alpine sleep 1d")
    assert nc(lab, "sh -c 'echo ping | nc -u -w 1 172.17.0.2 53'") == (0, "pong\n")
    assert lab.sh("docker logs server").output == "ping\n"


def test_images_have_the_nc_of_their_own() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web nginx")
    for image, exit, text in (
        ("nicolaka/netshoot", 0, "Connection to 172.17.0.2 80 port [tcp/*] succeeded!"),
        ("nginx:alpine", 0, "172.17.0.2 (172.17.0.2:80) open"),
        ("busybox", 1, "nc: invalid option -- 'z'"),
    ):
        found = lab.sh(f"docker run --rm {image} nc -zv 172.17.0.2 80")
        assert found.exit == exit and text in found.output, image


def test_alpine_lacks_what_is_a_package_of_its_own() -> None:
    lab = Lab(engine="29")
    assert lab.sh("docker run --rm alpine sh -c 'telnet web'").output.endswith("sh: telnet: not found\n")
    listed = lab.sh("docker run --rm alpine busybox --list").output.split()
    assert "nc" in listed and "telnet" not in listed


def test_both_ends_are_heard_to_their_end() -> None:
    """A server without input sends its FIN at once; what the client still has to say is sent all the same."""
    lab = Lab(engine="29")
    lab.sh("docker run -d --name server alpine nc -l -p 7")
    lab.sh("docker run -d --name user alpine sleep 1d")
    assert nc(lab, "sh -c '(echo one; sleep 1; echo two) | nc 172.17.0.2 7'") == (0, "")
    assert lab.sh("docker logs server").output == "one\ntwo\n"


def test_patience_of_a_server_of_many_begins_anew_with_each_client() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name server alpine nc -lk -w 2 -p 7 -e echo hello")
    lab.sh("docker run -d --name user alpine sleep 1d")
    for _ in range(4):
        assert nc(lab, "sh -c 'sleep 1; nc 172.17.0.2 7'") == (0, "hello\n")
    lab.sh("sleep 3")
    assert lab.sh("docker logs server").output == "nc: timeout\n"
