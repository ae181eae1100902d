"""testcontainers-python against a served lab.

Its helper container (Ryuk), which removes what a crashed test leaves, is disabled: a lab goes with its test.
"""

import pytest
from tests.api import clients


@pytest.mark.filterwarnings("ignore")  # its own deprecations, and sockets that docker-py leaves open
@pytest.mark.lab(engine="20.10")
def test_container_with_a_port_and_a_wait_strategy(docker_host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESTCONTAINERS_RYUK_DISABLED", "true")
    clients.module("testcontainers")
    from testcontainers.core.config import testcontainers_config
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    monkeypatch.setattr(testcontainers_config, "ryuk_disabled", True)
    server = DockerContainer("python:3-alpine").with_command("python3 -m http.server 8000").with_exposed_ports(8000)
    with server.waiting_for(LogMessageWaitStrategy("Serving")) as running:
        assert running.get_exposed_port(8000) == 32768
        assert running.exec("wget -q -O - http://localhost:8000/").exit_code == 0
