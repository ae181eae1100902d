"""Policies as assertions."""

from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.check.policy import PolicyError
from dockernet_sim.testing import assert_policies

COMPOSE = """\
services:
  web: {image: nginx, ports: ["8080:80"], networks: [front]}
  db: {image: redis, networks: [back]}
networks:
  front:
  back: {internal: true}
"""


@pytest.fixture
def stood(tmp_path: Path) -> Lab:
    (tmp_path / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    lab = Lab(engine="29")
    lab.up(tmp_path)
    return lab


def test_policies_of_a_file_and_lines_hold_by_services_names(stood: Lab, tmp_path: Path) -> None:
    (tmp_path / "reach.yaml").write_text("policies:\n  - internet -> web:80 allow\n", encoding="utf-8")

    assert_policies(stood, tmp_path / "reach.yaml", "web -> db deny", "db hidden from web")


def test_broken_policy_fails_with_the_story(stood: Lab) -> None:
    with pytest.raises(AssertionError, match=r"(?s)1 policies do not hold.*lan -> web deny.*What happened:"):
        assert_policies(stood, "lan -> web deny", "web -> db deny")


def test_policy_that_cannot_be_read_is_refused(stood: Lab) -> None:
    with pytest.raises(PolicyError, match="is no policy"):
        assert_policies(stood, "web likes db")
    with pytest.raises(TypeError, match="at least one"):
        assert_policies(stood)
