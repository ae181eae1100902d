"""Docker Compose against a served lab: three tiers, each healthy before the next one starts."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dockernet_sim import Lab
from tests.api import clients

FILE = """
name: shop
services:
  web:
    image: nginx
    ports: ["8080:80"]
    networks: [front]
    depends_on: {api: {condition: service_healthy}}
  api:
    image: python:3-alpine
    command: python3 -m http.server 8000
    networks: [front, back]
    depends_on: {db: {condition: service_healthy}}
    healthcheck: {test: ["CMD", "wget", "-q", "-O", "-", "http://localhost:8000/"], interval: 2s}
  db:
    image: redis
    networks: [back]
    healthcheck: {test: ["CMD-SHELL", "redis-cli ping || exit 1"], interval: 1s}
    volumes: ["data:/data"]
networks: {front: {}, back: {internal: true}}
volumes: {data: {}}
"""
Compose = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def lab() -> Lab:
    return Lab(engine="20.10")


@pytest.fixture
def compose(lab: Lab, tmp_path: Path) -> Iterator[Compose]:
    """Runs Compose in a folder with the file."""
    (tmp_path / "compose.yaml").write_text(FILE)
    command = clients.compose()
    with lab.serve() as served:
        yield lambda *words, **options: clients.run([command, *words], served.host, tmp_path, **options)


def test_project_comes_up_in_order_is_used_and_goes(compose: Compose, lab: Lab) -> None:
    compose("up", "-d")
    rows = [json.loads(line) for line in compose("ps", "--format", "json").stdout.splitlines()]
    assert {row["Service"]: row["Health"] for row in rows} == {"web": "", "api": "healthy", "db": "healthy"}
    started = {
        name: lab.docker.containers.get(f"shop-{name}-1").attrs["State"]["StartedAt"] for name in ("db", "api", "web")
    }
    assert started["db"] < started["api"] < started["web"]
    assert "2 received" in compose("exec", "-T", "web", "ping", "-c", "2", "api").stdout
    assert compose("exec", "-T", "web", "ping", "-c", "1", "db", check=False).returncode != 0
    assert "Serving HTTP on" in compose("logs", "api").stdout
    assert compose("port", "web", "80").stdout == "0.0.0.0:8080\n"
    assert lab.why("shop-web-1", "api:8000") and not lab.why("shop-web-1", "shop-db-1:6379")
    compose("down", "-v")
    assert lab.docker.containers.list(all=True) == [] and len(lab.docker.networks.list()) == 3


def test_what_compose_did_can_be_made_again(compose: Compose, lab: Lab) -> None:
    compose("up", "-d")
    assert lab.copy().sh("docker ps -q | wc -l").stdout == "3\n"
