"""Policies hold, are broken, or stay unknown."""

import json
from xml.etree import ElementTree

import pytest
from dockernet_sim.check.checking import Report, check
from dockernet_sim.check.policy import PolicyError, from_data, read
from dockernet_sim.lab import Lab


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab(engine="20.10")
    for line in (
        "docker network create front",
        "docker network create back",
        "docker run -d --name web --network front -p 8080:80 nginx",
        "docker network connect back web",
        "docker run -d --name db --network back nginx",
        "docker run -d --name other --network front -p 127.0.0.1:9000:80 nginx",
    ):
        assert lab.sh(line).exit == 0, line
    return lab


def report(lab: Lab, *lines: str, **more: object) -> Report:
    return check(lab, from_data({"policies": list(lines), **more}))


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("web -> db:80 allow", "holds"),
        ("web -> db:81 allow", "broken"),
        ("web -> db deny", "broken"),
        ("other -> db deny", "holds"),
        ("internet -> db deny", "holds"),
        ("internet -> web deny", "broken"),
        ("internet -> web:80 allow", "holds"),
        ("internet -> other deny", "holds"),
        ("other isolated from db", "holds"),
        ("web isolated from db", "broken"),
        ("db resolves from web only", "holds"),
        ("db resolves from other", "broken"),
        ("o* -> db deny", "holds"),
    ],
)
def test_policy_has_its_state(lab: Lab, line: str, state: str) -> None:
    found = report(lab, line)

    assert [each.state for each in found.findings] == [state]
    assert found.exit == {"holds": 0, "broken": 1}[state]


def test_broken_policy_tells_the_packets_story(lab: Lab) -> None:
    text = str(report(lab, "internet -> web deny"))

    assert "published" in text
    assert "What happened:" in text
    assert text.endswith("0 holds, 1 broken, 0 unknown")


def test_group_means_its_members(lab: Lab) -> None:
    assert report(lab, "edge -> db deny", groups={"edge": ["other", "lan", "internet"]}).exit == 0


def test_default_deny_finds_what_no_policy_allows(lab: Lab) -> None:
    found = report(lab, "web -> db allow", "internet -> web:80 allow", default="deny")

    broken = {each.policy.text for each in found.findings if each.state == "broken"}
    assert "default deny: db -> web" in broken
    assert "default deny: web -> db" not in broken
    assert "default deny: other -> db" not in broken


def test_policy_about_an_unknown_container_is_refused(lab: Lab) -> None:
    with pytest.raises(PolicyError, match="nothing that runs is called dp"):
        report(lab, "web -> dp allow")


@pytest.mark.parametrize("line", ["web db allow", "web -> db permit", "", "a resolves b"])
def test_line_that_is_no_policy_is_refused(line: str) -> None:
    with pytest.raises(PolicyError, match="is no policy"):
        read(line)


def test_report_is_json_and_junit(lab: Lab) -> None:
    found = report(lab, "web -> db:80 allow", "web -> db deny")

    assert [each["state"] for each in json.loads(found.json())] == ["holds", "broken"]
    suite = ElementTree.fromstring(found.junit())
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert suite.find("testcase/failure") is not None
