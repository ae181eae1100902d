"""The pytest plugin: each test has a lab of its own, with the mark's parameters; a served one is found by clients."""

import os
import sys
from types import ModuleType, SimpleNamespace

import pytest
from dockernet_sim import Lab
from dockernet_sim.testing import plugin

unix = pytest.mark.skipif(sys.platform == "win32", reason="served labs need unix sockets")


@pytest.mark.lab(engine="20.10", seed=3)
def test_mark_gives_the_labs_parameters(lab: Lab) -> None:
    assert lab.sh("docker version --format '{{.Server.Version}}'").stdout.startswith("20.10")
    lab.sh("docker network create left-behind")


def test_lab_is_fresh_for_each_test(lab: Lab) -> None:
    assert "left-behind" not in lab.sh("docker network ls").stdout


@unix
def test_docker_host_leads_to_the_tests_lab(lab: Lab, docker_host: str) -> None:
    lab.sh("docker network create front")
    served = Lab.served_at(docker_host)
    assert os.environ["DOCKER_HOST"] == docker_host
    assert "front" in served.sh("docker network ls").stdout


@unix
def test_docker_host_is_gone_after_the_test() -> None:
    assert "dockernet" not in os.environ.get("DOCKER_HOST", "")


def test_testcontainers_that_was_imported_before_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("testcontainers.core.config")
    config = SimpleNamespace(tc_host_override=None, ryuk_disabled=False, connection_mode_override=None)
    module.testcontainers_config, module.ConnectionMode = config, str.upper  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    plugin._prepare_testcontainers(monkeypatch)
    assert os.environ["TESTCONTAINERS_RYUK_DISABLED"] == "true"
    assert (config.tc_host_override, config.ryuk_disabled, config.connection_mode_override) == (
        "localhost",
        True,
        "DOCKER_HOST",
    )
