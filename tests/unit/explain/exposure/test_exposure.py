"""Which ports are open to whom, row by row."""

from __future__ import annotations

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.exposure import Exposed, exposure
from dockernet_sim.plans.compose.folder import Piped
from dockernet_sim.plans.load import load
from dockernet_sim.plans.standing import stand

LINES = """
docker network create front
docker network create --internal back
docker run -d --name web --net front -p 8080:80 nginx
docker run -d --name adm --net front -p 127.0.0.1:8081:80 nginx
docker run -d --name db --net back -p 5432:3306 mysql
docker run -d --name mon --net host nginx
docker run -d --name dead --net front -p 7777:99 nginx
"""


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab()
    for line in LINES.strip().splitlines():
        assert lab.sh(line).exit == 0
    return lab


@pytest.fixture(scope="module")
def rows(lab: Lab) -> dict[tuple[str, str], Exposed]:
    return {(row.container, row.port): row for row in lab.exposure()}


def test_published_port_is_open_to_all_addresses_by_its_dnat_rule(rows: dict[tuple[str, str], Exposed]) -> None:
    row = rows["web", "80/tcp"]
    assert (row.internet, row.lan, row.host) == ("open", "open", "open")
    assert (
        row.published == "0.0.0.0:8080" and "-j DNAT --to-destination" in row.rule and row.rule.startswith("nat DOCKER")
    )


def test_internal_network_publishes_nothing_and_says_so(rows: dict[tuple[str, str], Exposed]) -> None:
    row = rows["db", "3306/tcp"]
    assert (row.wanted, row.published, row.lan, row.host, row.reason) == ("5432", "", "refused", "open", "internal")
    assert "publishes nothing" in row.fact and not row


def test_port_bound_to_loopback_is_open_to_host_by_docker_proxy(rows: dict[tuple[str, str], Exposed]) -> None:
    row = rows["adm", "80/tcp"]
    assert (row.internet, row.lan, row.host, row.rule) == ("refused", "refused", "open", "docker-proxy")


def test_published_port_without_listener_is_accepted_by_docker_proxy_only(rows: dict[tuple[str, str], Exposed]) -> None:
    row = rows["dead", "99/tcp"]
    assert (row.lan, row.host, row.listening) == ("refused", "accepted", False)
    assert row.notes == ("nothing listens on port 99 in dead", "docker-proxy accepts, then closes")


def test_listening_port_that_is_not_published_is_open_to_its_network(rows: dict[tuple[str, str], Exposed]) -> None:
    row = rows["dead", "80/tcp"]
    assert (
        row.open_to == ["host", "adm", "web"] and row.containers["db"] == "unreachable"
    )  # on an internal network only


def test_host_mode_listens_on_the_hosts_own_port(rows: dict[tuple[str, str], Exposed]) -> None:
    row = rows["mon", "80/tcp"]
    assert (row.lan, row.reason, row.published) == ("open", "host-mode", "")


def test_rule_of_docker_user_closes_a_port_and_is_named(lab: Lab) -> None:
    other = lab.copy()
    other.sh("iptables -I DOCKER-USER -i eth0 ! -s 172.31.176.0/20 -j DROP")
    found = other.exposure()
    row = found["web"][0]
    assert (row.internet, row.lan) == ("dropped", "open")
    assert any("filter DOCKER-USER 1: ! -s 172.31.176.0/20 -i eth0 -j DROP" in note for note in row.notes)
    assert found.rules == (
        "vm: -A DOCKER-USER ! -s 172.31.176.0/20 -i eth0 -j DROP (met by all that is forwarded to and from containers)",
    )


def test_rule_of_input_does_not_close_a_published_port_and_says_so(lab: Lab) -> None:
    other = lab.copy()
    other.sh("iptables -A INPUT -i eth0 -p tcp --dport 8080 -j DROP")
    found = other.exposure()
    assert found["web"][0].lan == "open"
    assert "not met by published ports" in found.rules[0]


def test_route_on_the_lan_opens_an_unpublished_port_on_20_10() -> None:
    lab = Lab(engine="20.10")
    lab.sh("docker run -d --name web nginx")
    lab.sh("iptables -P FORWARD ACCEPT")
    lab.sh("ip route add 172.17.0.0/16 via 172.31.179.120", on="lan")
    row = lab.exposure()["web"][0]
    assert row.lan == "open" and row.fact.startswith("not published, yet reached at 172.17.0.2")


def test_stopped_container_says_why_it_does_not_run() -> None:
    lab = Lab()
    lab.sh("docker run -d --name one -p 80:80 nginx")
    lab.sh("docker run -d --name two -p 80:80 nginx")
    row = lab.exposure()["two"][0]
    assert row.reason == "not-running" and "port is already allocated" in row.fact


def test_udp_port_is_told_as_udp() -> None:
    lab = Lab()
    lab.image("clock", udp={123: "noon"})
    lab.sh("docker run -d --name clock -p 123:123/udp clock")
    row = lab.exposure()["clock"][0]
    assert (row.port, row.lan) == ("123/udp", "open")


def test_answer_is_the_same_without_forking(lab: Lab) -> None:
    other = exposure(lab.world, copy=lambda: lab.copy(trace=True).world, fork=False)
    assert other.to_data() == lab.exposure().to_data()


def test_containers_on_an_unmodelled_network_are_told_as_unknown() -> None:
    text = """
services:
  cam: {image: nginx, networks: [street], ports: ["8554:80"]}
  both: {image: nginx, networks: [street, front], ports: ["81:80"]}
  web: {image: nginx, networks: [front]}
networks: {front: , street: {driver: overlay}}
"""
    lab = Lab()
    plan = load("/p/compose.yaml", store=Piped("/p/compose.yaml", text), project="p")
    standing = stand(lab.world, plan)
    found = exposure(lab.world, copy=lambda: lab.copy().world, unknown=standing.unknown)
    assert [row.open_to for name in ("cam", "both") for row in found[name]] == [["unknown"], ["unknown"]]
    assert found["cam"][0].fact == "unknown, because the overlay driver of network p_street is not modelled"
    assert (found["cam"][0].wanted, found["web"][0].host) == ("8554", "open")


def test_table_and_csv_have_a_line_for_each_row(lab: Lab) -> None:
    found = lab.exposure()
    assert len(str(found).splitlines()) == len(found) + 1
    assert len(found.csv().splitlines()) == len(found) + 1


@pytest.mark.parametrize("holder", ["--net front -p 9090:80", "--net host"])
def test_port_that_leads_to_another_container_is_not_this_ones(holder: str) -> None:
    port = "9090" if "-p" in holder else "80"
    lab = Lab(engine="20.10")
    for line in (
        "docker network create front",
        "docker network create --internal back",
        f"docker run -d --name web {holder} nginx",
        f"docker run -d --name db --net back -p {port}:80 nginx",
    ):
        assert lab.sh(line).exit == 0
    row = lab.exposure()["db"][0]
    assert not row and row.open_to == ["host"] and row.reason == "port-taken"
    assert row.fact == f"publishes nothing: port {port} of vm leads to web"


def test_container_that_does_not_run_is_not_exposed() -> None:
    lab = Lab(engine="20.10")
    assert lab.sh("docker run -d --name first -p 8080:80 nginx").exit == 0
    assert lab.sh("docker run -d --name late -p 8080:80 nginx").exit == 125
    row = lab.exposure()["late"][0]
    assert row.open_to == [] and row.reason == "not-running"


def test_chinese_table_has_chinese_sentences_in_aligned_columns() -> None:
    lab = Lab(engine="20.10")
    assert (
        lab.sh("docker network create --internal back; docker run -d --name db --net back -p 5432:80 nginx").exit == 0
    )
    head, row = str(lab.exposure(lang="zh")).splitlines()[:2]
    assert head.split() == ["容器", "端口", "发布在", "对谁开放", "原因"]
    assert row.startswith("db    80/tcp  (5432)  宿主机    没有发布任何端口：") and "是内部网络" in row
