"""Heat maps: from Docker's facts, with what they miss; and from packets."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.measured import Measured, measured
from dockernet_sim.reach import Matrix, of


def labels(lab: Lab, **options: object) -> str:
    return " ".join(text.text for text in lab.heatmap(**options).scene.texts)  # type: ignore[arg-type]


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.sh("docker run -d --name web nginx; docker run -d --name db mysql")
    return lab


def asked(lab: Lab, port: int | None = None, fork: bool | None = None) -> Measured:
    return measured(lab.world, Matrix(of(lab.world), port), lambda: lab.copy().world, fork)


@pytest.mark.parametrize("port", [None, 80])
def test_packets_and_facts_agree_while_nothing_is_changed(lab: Lab, port: int | None) -> None:
    assert asked(lab, port).different == []


@pytest.mark.parametrize("fork", [True, False])
def test_rule_by_hand_shows_in_the_measured_map_only(lab: Lab, fork: bool) -> None:
    lab.sh("iptables -I DOCKER-USER -i docker0 -o docker0 -j DROP")
    now, found = lab.env.now, asked(lab, fork=fork)
    assert found.different == [("web", "db"), ("db", "web")] and lab.env.now == now
    assert found.why("web", "db").startswith("no packet was answered; Docker's facts say that it arrives at 172.17.0.3")
    assert "one rule of DOCKER-USER on vm is not Docker's" in labels(lab)
    assert "In 2 fields" in labels(lab, packets=True) and "2 格" in labels(lab, packets=True, lang="zh")
