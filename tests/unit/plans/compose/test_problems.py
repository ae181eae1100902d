"""All problems of a file are told at once, each with its line."""

from pathlib import Path

import pytest
from dockernet_sim.plans.errors import PlanError
from dockernet_sim.plans.load import load

WRONG = (
    "networks: [nowhere]",
    "prots: ['80:80']",
    "ports: ['80:x']",
    "depends_on: [ghost]",
    "scale: many",
    "healthcheck: {interval: soon}",
    "privileged: perhaps",
    "command: 'a \"b'",
    "extra_hosts: [x]",
    "environment: ['A=${B']",
    "dns: {a: b}",
    "image: again",
    "network_mode: 'service:ghost'",
    "volumes: ['ghost:/x']",
    "mem_limit: much",
)


def refused(folder: Path, text: str) -> list[str]:
    """What is wrong with a file."""
    path = folder / "compose.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as error:
        load(path, project="p")
    return [str(problem) for problem in error.value.problems]


def test_two_thousand_broken_lines_give_every_problem_with_its_line(tmp_path: Path) -> None:
    lines, expected = ["services:"], []
    while len(lines) < 2000:
        lines += [f"  s{len(lines)}:", "    image: nginx", f"    {WRONG[len(expected) % len(WRONG)]}"]
        expected.append(len(lines))
    found = refused(tmp_path, "\n".join(lines))
    assert [line.partition(" ")[0] for line in found] == [f"compose.yaml:{number}:" for number in expected]
    assert len(found) == 667


def test_duplicate_keys_do_not_hide_what_else_is_wrong(tmp_path: Path) -> None:
    found = refused(tmp_path, "services:\n  a: {image: x, image: y}\n  b: {image: x, prots: []}\n  a: {image: z}\n")
    assert [line.partition(" ")[0] for line in found] == ["compose.yaml:2:", "compose.yaml:3:", "compose.yaml:4:"]


def test_service_that_is_no_mapping_can_still_be_referred_to(tmp_path: Path) -> None:
    found = refused(tmp_path, "services:\n  a: 5\n  b: {image: x, depends_on: [a]}\n")
    assert found == ["compose.yaml:2: services.a must be a mapping"]


def test_several_wrong_items_of_one_list_are_all_told(tmp_path: Path) -> None:
    found = refused(tmp_path, "services:\n  a:\n    image: x\n    dns:\n    - {}\n    - 1.1.1.1\n    - []\n")
    assert [line.partition(" ")[0] for line in found] == ["compose.yaml:5:", "compose.yaml:7:"]


def test_missing_files_do_not_hide_what_else_is_wrong(tmp_path: Path) -> None:
    text = "include: [a.yaml]\nservices:\n  a: {image: x, prots: []}\n  b:\n    extends: {file: c.yaml, service: d}\n"
    found = refused(tmp_path, text)
    assert [line.partition(" ")[0] for line in found][:2] == ["compose.yaml:1:", "compose.yaml:3:"]
    assert "c.yaml: no such file" in found[2]


def test_container_name_of_two_services_is_refused(tmp_path: Path) -> None:
    text = "services:\n  a: {image: x, container_name: nn}\n  b: {image: x, container_name: nn}\n"
    assert refused(tmp_path, text) == ['compose.yaml:3: services.b: container name "nn" is already in use by service a']


def test_container_name_of_a_service_whose_profile_is_off_is_free(tmp_path: Path) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(
        "services:\n  a: {image: x, container_name: nn, profiles: [p]}\n  b: {image: x, container_name: nn}\n"
    )
    assert load(path, project="p").services["b"].containers == ["nn"]


@pytest.mark.parametrize(("written", "value"), [("!override 5", "5"), ("!override null", "null"), ("!own x", "x")])
def test_scalar_under_a_tag_is_text(tmp_path: Path, written: str, value: str) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(f"services:\n  a: {{image: x, hostname: {written} }}\n")
    assert load(path, project="p").services["a"].hostname == value
