"""The whole: the lab stays as it is, remedies were tried, both ways of copying agree."""

import sys
import time

import pytest
from dockernet_sim import Lab, UnknownPlace
from dockernet_sim.explain.why import BadQuestion, Why, why
from dockernet_sim.explain.why.land import Land
from dockernet_sim.world.visible import digest


def typed(*lines: str) -> Lab:
    lab = Lab()
    for line in lines:
        assert lab.sh(line).exit == 0, line
    return lab


@pytest.fixture(scope="module")
def lab() -> Lab:
    return typed(
        "docker network create shop",
        "docker run -d --name web nginx",
        "docker run -d --name db --network shop mysql",
        "docker run -d --name app -p 8080:80 nginx",
    )


def test_the_lab_stays_as_it_is(lab: Lab) -> None:
    before = (lab.trace.digest(), lab.env.now, len(lab.world.log), digest(lab.world))
    lab.why("web", "db:3306")
    lab.why("docker network rm shop")
    assert (lab.trace.digest(), lab.env.now, len(lab.world.log), digest(lab.world)) == before


def asked(lab: Lab, fork: bool, source: str, target: str = "") -> Why:
    return why(lab.world, source, target, copy=lambda: lab.copy(trace=True).world, fork=fork)


@pytest.mark.skipif(sys.platform != "linux", reason="there is no second way to compare with")
@pytest.mark.parametrize(
    ("source", "target"),
    [("web", "db:3306"), ("lan", "host:8080"), ("docker network rm shop", ""), ("web", "172.18.0.2")],
)
def test_a_child_process_and_a_copy_give_the_same_answer(lab: Lab, source: str, target: str) -> None:
    assert str(asked(lab, True, source, target)) == str(asked(lab, False, source, target))


def test_what_is_offered_works(lab: Lab) -> None:
    for source, target in (("web", "db:3306"), ("web", "172.18.0.2:3306"), ("lan", "web:80")):
        answer = lab.why(source, target)
        assert answer.remedies
        for remedy in answer.remedies:
            copy = lab.copy()
            for line in remedy.commands:
                assert copy.sh(line).exit == 0, line
            assert copy.why(source, remedy.ask or target, remedies=False), remedy


def test_what_does_not_help_is_not_offered() -> None:
    answer = typed("docker run -d --name web nginx").why("web", "host:9999/udp")
    assert answer.reason == "refused"
    assert not answer.remedies


def test_remedies_are_not_tried_when_not_wanted(lab: Lab) -> None:
    assert not lab.why("web", "db:3306", remedies=False).remedies


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("web", "a b"),
        ("web", "db:0"),
        ("web", "db:99999"),
        ("web", "ftp://x/"),
        ("web", "http://x:0/"),
        ("web", ""),
        ("ls", ""),
    ],
)
def test_bad_questions(lab: Lab, source: str, target: str) -> None:
    with pytest.raises(BadQuestion):
        lab.why(source, target)


def test_unknown_place_and_language_are_refused(lab: Lab) -> None:
    with pytest.raises(UnknownPlace):
        lab.why("nobody", "db")
    with pytest.raises(BadQuestion, match="no language"):
        lab.why("web", "db", lang="xx")


def test_chinese_says_the_same(lab: Lab) -> None:
    english = lab.why("web", "db:3306")
    chinese = lab.why("web", "db:3306", lang="zh")
    assert str(chinese) == str(english.to("zh"))
    assert "到不了" in chinese.sentence
    assert "经过" in str(chinese)


def test_shown_in_a_notebook_and_as_data(lab: Lab) -> None:
    answer = lab.why("web", "172.18.0.2:3306")
    assert "&gt;" in answer._repr_html_()
    data = answer.to_data()
    assert data["reason"] == "isolation"
    assert data["remedies"][0] == {
        "on": "vm",
        "commands": ["docker network connect shop web"],
        "ask": "",
        "warning": "",
    }
    assert len(data["story"]) == len(answer.story)


def test_it_takes_less_than_a_second_with_200_containers() -> None:
    large = Lab(trace=False)
    for number in range(8):
        large.docker.networks.create(f"net{number}")
    for number in range(200):
        large.docker.containers.run("nginx", detach=True, name=f"box{number}", network=f"net{number % 8}")
    began = time.process_time()
    answer = large.why("box0", "172.19.0.2:80", remedies=False)
    assert answer.reason == "isolation"
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("docker network rm shop", "network-in-use"),
        ("docker network create shop", "name-taken"),
        ("docker network create --subnet 172.18.0.0/24 two", "pool-overlaps"),
        ("docker run -d --name web busybox", "name-taken"),
        ("docker run -d -p 8080:80 nginx", "port-taken"),
        ("docker run -d --ip 172.17.0.9 nginx", "needs-subnet"),
        ("docker network connect nothing web", "no-such"),
        ("docker network rm bridge", "command-failed"),
        ("docker network create three", "done"),
    ],
)
def test_commands_that_the_engine_refuses(lab: Lab, line: str, reason: str) -> None:
    answer = lab.why(line)
    assert answer.reason == reason, answer
    assert bool(answer) is (reason == "done")


def test_ping_of_the_hosts_own_bridge_address_is_told() -> None:
    lab = typed("docker network create --subnet 172.31.176.0/20 over-the-lan")

    assert lab.why("host", "172.31.176.1").reason == "reached"


def test_host_that_pings_its_own_bridge_is_led_nowhere_by_nat() -> None:
    lab = Lab(engine="20.10")
    assert lab.sh("docker run -d --name web nginx").exit == 0
    assert lab.why("host", "172.17.0.1").sentence == "host reaches 172.17.0.1: vm answered the ping [reached]"


def test_deciding_step_is_the_drop_and_not_what_repeats_it(lab: Lab) -> None:
    for source, target in (("web", "172.17.0.99:80"), ("vm", "172.17.0.99:80")):
        answer = lab.why(source, target)
        steps = [*answer.story]
        assert steps[answer.step - 1].said.key != "step.again"
        assert "DROPPED" in steps[answer.step - 1].said.text(), answer


def test_many_networks_leave_a_subnet_for_the_remedy() -> None:
    lab = typed(
        *(f"docker network create n{number}" for number in range(14)), "docker run -d --name web --net n0 nginx"
    )
    assert lab.sh("ip route add 172.18.0.0/16 via 172.31.179.120", on="lan").exit == 0
    answer = lab.why("lan", "172.18.0.2:80")
    assert answer.reason == "direct-routing" and answer.remedies
    assert Land(lab.world, "lan").unused_network("routed") == ("routed", "10.64.0.0/24")


def test_route_of_ones_own_that_leads_astray_is_not_told_as_a_bridge_without_an_address() -> None:
    lab = typed("docker network create n", "docker run -d --name web --network n nginx")
    assert lab.sh("ip route add 172.18.0.2/32 via 172.31.176.1").exit == 0
    assert "has no address on" not in str(lab.why("vm", "172.18.0.2:80"))


def test_silent_next_hop_that_is_no_gateway_of_docker_is_not_told_as_a_bridge_without_an_address() -> None:
    lab = typed(
        "docker network create --subnet 10.5.0.0/24 m",
        "docker run -d --name hop --network m --ip 10.5.0.9 busybox",
        "docker run -d --name web --network m --cap-add NET_ADMIN nginx",
        "docker exec web ip route replace default via 10.5.0.9",
        "docker stop -t 0 hop",
    )
    answer = lab.why("web", "internet")
    assert "10.5.0.9" in answer.sentence and "inhibit_ipv4" not in str(answer) and "ip addr add" not in str(answer)


def test_no_subnet_is_left_for_a_remedy() -> None:
    lab = typed(
        "docker network create --subnet 172.18.0.0/15 na",
        *(f"docker network create --subnet {subnet} n{i}" for i, subnet in enumerate(
            ("172.20.0.0/14", "172.24.0.0/14", "172.28.0.0/15", "172.30.0.0/16", "10.0.0.0/8")
        )),
        "docker run -d --name web --net na nginx",
    )  # fmt: skip
    lab.sh("ip route add 172.18.0.0/15 via 172.31.179.120", on="lan")
    assert Land(lab.world, "lan").unused_network("routed") is None
    assert lab.why("lan", "172.18.0.2:80").reason == "direct-routing"


def test_a_route_that_won_is_not_told_as_one_that_lost() -> None:
    lab = typed(
        "docker run -d --name web nginx", "docker run -d --name other nginx", "ip route add 172.17.0.3/32 dev eth0"
    )
    answer = lab.why("vm", "172.17.0.3")
    assert answer.reason == "arp-unanswered" and "eth0" in answer.sentence and "longer prefix" not in str(answer)
