"""Presets stand for policies: sandbox, published-loopback-only."""

import pytest
from dockernet_sim.check.checking import Report, check
from dockernet_sim.check.policy import PolicyError, from_data
from dockernet_sim.lab import Lab

SEALED = [
    "docker network create --internal sealed",
    "docker network create open",
    "docker run -d --name agent --network sealed busybox sleep 9999",
    "docker run -d --name squid --network sealed nginx",
    "docker network connect open squid",
    "docker run -d --name other --network open nginx",
]


def report(lines: list[str], *presets: object, engine: str = "29", daemon: str = "") -> Report:
    lab = Lab(engine=engine, daemon=daemon)
    for line in lines:
        assert lab.sh(line).exit == 0, line
    return check(lab, from_data({"presets": list(presets)}))


def broken(found: Report) -> list[str]:
    return [each.policy.text for each in found.findings if each.state == "broken"]


SANDBOX = {"sandbox": {"members": ["agent"], "proxy": "squid"}}


def test_sandbox_on_an_internal_network_holds() -> None:
    found = report(SEALED, SANDBOX)

    assert (found.exit, len(found.findings)) == (0, 5)


def test_sandbox_with_a_second_network_is_broken_with_its_story() -> None:
    found = report([*SEALED, "docker network connect open agent"], SANDBOX)

    assert {"sandbox: agent -> internet deny", "sandbox: agent -> other deny"} <= set(broken(found))
    assert "sandbox: example.com hidden from agent" in broken(found)
    assert "What happened:" in str(found)


def test_sandbox_without_its_proxy_named_does_not_let_it_be() -> None:
    assert broken(report(SEALED, {"sandbox": {"members": ["agent"]}})) == ["sandbox: agent -> squid deny"]


def test_sandbox_meets_a_service_of_the_host_at_the_bridges_address() -> None:
    found = report([*SEALED, "docker run -d --name metrics --network host nginx"], SANDBOX)

    assert "sandbox: agent -> host deny" in broken(found)
    assert "172.18.0.1:80: open" in str(found)


def test_internal_network_of_20_10_reaches_the_hosts_address() -> None:
    assert broken(report(SEALED, SANDBOX, engine="20.10")) == ["sandbox: agent -> host deny"]


@pytest.mark.parametrize(("address", "count"), [("127.0.0.1:", 0), ("", 2)])
def test_published_loopback_only(address: str, count: int) -> None:
    lines = [f"docker run -d --name web -p {address}8080:80 nginx"]

    assert len(broken(report(lines, "published-loopback-only"))) == count


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ("sealed", "no preset 'sealed': there are sandbox, published-loopback-only"),
        ("sandbox", "members names the containers in it"),
        ({"sandbox": {"members": ["agent"], "port": 1}}, "it takes members"),
        ({"sandbox": {"members": ["agnt"]}}, "nothing that runs is called agnt"),
        ({"sandbox": {"members": ["agent"], "proxy": "sqid"}}, "nothing that runs is called sqid"),
    ],
)
def test_preset_that_means_nothing_is_refused(preset: object, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        report(SEALED, preset)
