"""What the real dockerd follows without an end, or to its own limits: both answer here."""

import pytest
from dockernet_sim import Lab


def test_a_link_through_a_container_that_shares_its_own_network_is_refused() -> None:
    lab = Lab(trace=False)
    lab.sh("docker create --name zed --network container:zed busybox")
    told = lab.sh("docker run -d --name c0 --link zed:up nginx")
    assert told.exit == 125 and "zed shares its own network" in told.stderr
    assert lab.sh("docker ps -a --format '{{.Names}} {{.Status}}'").stdout == "zed Created\n"
    assert "cannot join own network" in lab.sh("docker start zed").stderr


def test_a_link_through_two_containers_that_share_each_other_s_network_is_refused() -> None:
    lab = Lab(trace=False)
    lab.sh(
        "docker create --name a1 --network container:a2 busybox; docker create --name a2 --network container:a1 busybox"
    )
    assert lab.sh("docker run -d --name c0 --link a1:up nginx").exit == 125


@pytest.mark.parametrize(("engine", "seconds"), [("20.10", 20), ("29", 16)])  # 29 says SERVFAIL after 4 s, four times
def test_a_dns_server_that_is_asked_to_ask_itself_has_no_answer(engine: str, seconds: int) -> None:
    """Recorded on 20.10: getent ends with 2 after 20 s."""
    lab = Lab(engine=engine, trace=False)
    lab.sh("docker network create nn; docker run -d --name aa --network nn --dns 127.0.0.11 busybox")
    told = lab.sh("docker exec aa getent hosts x.example")
    assert told.exit == 2
    assert seconds <= told.seconds < seconds + 1


def test_a_docker_proxy_that_dnat_leads_to_itself_stops_at_its_limit() -> None:
    lab = Lab(trace=False)
    lab.sh("docker run -d --name web -p 8080:80 nginx")
    lab.sh("iptables -t nat -A OUTPUT -p tcp --dport 80 -d 172.17.0.2 -j DNAT --to 127.0.0.1:8080")
    assert lab.sh("curl -s -m 3 127.0.0.1:8080").exit != 0
    lab.sh("iptables -t nat -D OUTPUT -p tcp --dport 80 -d 172.17.0.2 -j DNAT --to 127.0.0.1:8080")
    assert lab.sh("curl -s -m 3 127.0.0.1:8080").exit == 0
