"""Everything that a release chooses comes from its value in the registry: shown with one that never was."""

import json
from collections.abc import Iterator

import pytest
from dockernet_sim import Lab
from dockernet_sim.engine.errors import StartError
from dockernet_sim.engine.versions import RELEASES, release
from dockernet_sim.reach.facts import HostFacts
from dockernet_sim.sim.errors import NotModelled
from tests.unit.engine.versions.toy import SHINY, TOY


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    monkeypatch.setitem(RELEASES, TOY.name, TOY)
    yield Lab(engine="toy")


def test_release_unknown_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NotModelled, match="engine 'toy' is not modelled; there is "):
        release("toy")


def test_lab_and_further_host_choose_from_one_registry(toy: Lab) -> None:
    toy.add_host("vm2", engine="20.10")
    assert toy.sh("docker version -f '{{.Server.Version}}'").stdout == "0.1-toy\n"
    assert toy.sh("docker version -f '{{.Server.Version}}'", on="vm2").stdout == "20.10.24+dfsg1\n"
    assert "-A FORWARD -j TOY" in toy.sh("iptables -S FORWARD").stdout
    assert "-A FORWARD -j DOCKER-USER" in toy.sh("iptables -S FORWARD", on="vm2").stdout


def test_macs_come_from_the_release(toy: Lab) -> None:
    toy.sh("docker run -d --name web nginx")
    first = toy.docker.containers.get("web").attrs["NetworkSettings"]["MacAddress"]
    toy.sh("docker restart -t 0 web")
    second = toy.docker.containers.get("web").attrs["NetworkSettings"]["MacAddress"]
    assert first.startswith("06:06:") and second.startswith("06:06:") and first != second
    assert "link/ether 06:06:" in toy.sh("ip link show docker0").stdout


def test_pair_made_inside_counts_the_containers_own_indexes(toy: Lab) -> None:
    toy.sh("docker run -d --name web nginx")
    assert toy.sh("docker exec web ip link show eth0").stdout.startswith("2: eth0@if4: ")
    assert "4: veth" in toy.sh("ip link").stdout and "@if2: " in toy.sh("ip link").stdout
    assert toy.sh("docker exec web ping -c1 172.17.0.1").exit == 0


def test_interface_number_is_used_again_when_the_release_says_so(toy: Lab) -> None:
    for line in ("docker network create n1", "docker run -d --name web nginx", "docker network connect n1 web"):
        assert not toy.sh(line).exit
    toy.sh("docker network disconnect bridge web")
    toy.sh("docker network connect bridge web")
    shown = toy.sh("docker exec web ip -o link").stdout.splitlines()
    assert sorted(line.split()[1].partition("@")[0] for line in shown) == ["eth0", "eth1", "lo:"]


def test_firewall_rules_are_the_layouts_own(toy: Lab) -> None:
    toy.sh("docker run -d --name web -p 8080:80 nginx")
    assert toy.sh("iptables -S TOY").stdout.splitlines() == [
        "-N TOY",
        "-A TOY -i docker0 -j ACCEPT",
        "-A TOY -d 172.17.0.2/32 -j ACCEPT",
    ]
    assert "--dport 8080 -j DNAT --to-destination 172.17.0.2:80" in toy.sh("iptables -t nat -S PREROUTING").stdout
    assert toy.sh("curl -s http://172.31.179.120:8080/", on="lan").stdout == "hello\n"
    toy.sh("docker rm -f web")
    assert "172.17.0.2" not in toy.sh("iptables-save").stdout


def test_pools_are_handed_out_in_the_releases_order(toy: Lab) -> None:
    def create(name: str) -> str:
        toy.sh(f"docker network create {name}")
        config = json.loads(toy.sh(f"docker network inspect {name}").stdout)[0]["IPAM"]["Config"][0]
        return str(config["Subnet"])

    assert create("n1") == "172.18.0.0/16"
    toy.sh("docker network rm n1")
    assert create("n2") == "172.18.0.0/16"


def test_container_files_are_the_releases_texts(toy: Lab) -> None:
    toy.sh("docker network create n1")
    toy.sh("docker run -d --name web --net n1 nginx")
    assert toy.sh("docker exec web head -1 /etc/hosts").stdout == "# toy\n"
    assert toy.sh("docker exec web cat /etc/resolv.conf").stdout == "# toy\nnameserver 127.0.0.11\n"


def test_servers_of_the_hosts_file_are_asked_from_the_host(toy: Lab) -> None:
    toy.sh("docker network create n1")
    toy.sh("docker run -d --name web --net n1 nginx")
    sandbox = next(iter(toy.world.engine().controller.sandboxes))
    assert sandbox.dns is not None and all(each.host for each in sandbox.dns.upstreams)


def test_internal_network_has_no_default_route_and_shows_exposed_ports(toy: Lab) -> None:
    toy.sh("docker network create --internal in")
    toy.sh("docker run -d --name web --net in nginx")
    assert "default" not in toy.sh("docker exec web ip route").stdout
    assert toy.sh("docker ps --format '{{.Ports}}'").stdout == "80/tcp\n"


def test_inspect_has_the_shape_of_the_api_version(toy: Lab) -> None:
    shown = toy.world.engine().networks.inspect("bridge")
    assert shown["Toy"] is True and "Ingress" not in shown
    assert TOY.shape("1.41") is not TOY.shape() and release("20.10").shape("1.24") is release("20.10").shape()


def test_refusal_keeps_its_code_in_other_words(toy: Lab) -> None:
    said = toy.sh("docker network create --subnet 172.17.0.0/16 n1").stderr
    assert said == "Error response from daemon: toys overlap\n"
    assert toy.why("docker network create --subnet 172.17.0.0/16 n1").reason == "pool-overlaps"


def test_network_in_use_names_its_endpoints(toy: Lab) -> None:
    toy.sh("docker network create n1")
    toy.sh("docker run -d --name web --net n1 nginx")
    assert 'n1 is held by name:"web" id:"' in toy.sh("docker network rm n1").stderr


def test_address_rules_follow_the_release(toy: Lab) -> None:
    toy.sh("docker network create n1")
    assert toy.sh("docker run -d --name web --net n1 --ip 172.18.0.9 nginx").exit == 0
    refused = toy.sh("docker network create --subnet 10.1.0.5/16 n2").stderr
    assert "invalid subnet 10.1.0.5/16: it should be 10.1.0.0/16" in refused


def test_link_warns_and_sets_no_variables(toy: Lab) -> None:
    toy.sh("docker run -d --name db nginx")
    linked = toy.sh("docker run -d --name web --link db nginx")
    assert linked.stderr == "WARNING: links are old\n"
    assert "DB_" not in toy.sh("docker exec web env").stdout


def test_exposed_ports_are_published_in_the_releases_order(toy: Lab) -> None:
    toy.sh("docker run -d --name web --expose 81 --expose 79 -P nginx")
    assert toy.sh("docker port web 79").stdout.startswith("0.0.0.0:32768")


def test_reach_knows_the_release_of_each_host(toy: Lab) -> None:
    toy.add_host("vm2", engine="20.10")
    rules = {host.name: host.rules for host in toy.reach().facts.hosts}
    assert not rules["vm"].bridge_skips_dnat and rules["vm2"].bridge_skips_dnat
    assert HostFacts("host").release == release().name


def test_networks_are_joined_in_the_releases_order(toy: Lab) -> None:
    for line in (
        "network create aa",
        "network create zz",
        "create --name web --net aa nginx",
        "network connect zz web",
    ):
        assert not toy.sh(f"docker {line}").exit
    toy.sh("docker start web")
    first = toy.sh("docker exec web ip -4 -o addr show eth0").stdout
    assert "172.19.0.2/16" in first


def test_made_up_names_are_looked_up_when_the_release_says_so(toy: Lab) -> None:
    toy.sh("docker network create n1")
    made = toy.sh("docker run -d --net n1 nginx").stdout.strip()
    shown = toy.docker.containers.get(made)
    toy.sh("docker run -d --name web --net n1 --network-alias www nginx")
    assert toy.sh(f"docker exec web getent hosts {shown.name}").exit == 0
    endpoint = toy.docker.containers.get("web").attrs["NetworkSettings"]["Networks"]["n1"]
    assert endpoint["Aliases"] == ["www"] and endpoint["DNSNames"][0] == "www" and len(endpoint["DNSNames"]) == 2


def test_plain_run_has_the_releases_network_mode(toy: Lab) -> None:
    toy.sh("docker run -d --name web nginx")
    assert toy.docker.containers.get("web").attrs["HostConfig"]["NetworkMode"] == "bridge"


def test_failed_network_is_told_in_the_releases_words(toy: Lab) -> None:
    said = toy.sh("docker run -d --name web --net none2 nginx").stderr
    assert said == "docker: Error response from daemon: no network: network none2 not found.\n"


def test_servfail_is_answered_when_no_server_can_be_asked(toy: Lab) -> None:
    toy.sh("docker network create --internal in")
    toy.sh("docker run -d --name web --net in nginx")
    assert "status: SERVFAIL" in toy.sh("docker exec web dig example.com").stdout
    toy.sh("docker run -d --name own --net in --dns 10.9.9.9 nginx")
    assert "status: SERVFAIL" in toy.sh("docker exec own dig example.com").stdout


def test_why_reads_the_layouts_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RELEASES, TOY.name, TOY)
    toy = Lab(engine="toy", daemon="--icc=false")
    for name in ("web", "db"):
        toy.sh(f"docker run -d --name {name} nginx")
    address = toy.docker.containers.get("db").attrs["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]
    answer = toy.why("web", address)
    assert answer.reason == "icc-off" and "TOY" in str(answer)


def test_docker_keeps_no_rules_that_count_as_changed_by_hand(toy: Lab) -> None:
    toy.sh("docker run -d --name web -p 80:80 nginx")
    assert toy.reach().changes == ()


def test_daemon_flags_and_bridge_options_are_the_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RELEASES, TOY.name, TOY)
    toy = Lab(engine="toy", daemon="--shiny")
    for lab, mtu in ((toy, "1234"), (Lab(), "1500")):
        lab.sh(f"docker network create -o {SHINY}=yes n1")
        lab.sh("docker run -d --name web --net n1 nginx")
        assert f" mtu {mtu} " in lab.sh("docker exec web ip link show eth0").stdout
    with pytest.raises(StartError, match="unknown flag: --shiny"):
        Lab(daemon="--shiny")


def test_reach_answers_as_the_release_does(toy: Lab) -> None:
    for line in (
        "network create --internal in",
        "run -d --name web -p 80:80 nginx",
        "run -d --name far --net in nginx",
    ):
        assert not toy.sh(f"docker {line}").exit
    assert toy.sh("docker exec far ping -c1 -W1 172.17.0.1").exit
    assert toy.reach().ping("far", "172.17.0.1").reason == "no-route"
