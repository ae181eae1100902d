"""The site, built once and served on loopback, and a page of a headless Chromium on it."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from web import build

LOCK_LASTS = 240.0  # seconds
NEEDED = ("chromium", "npm", "node")


def missing() -> list[str]:
    """What the tests need and this machine has not."""
    lacking = [name for name in NEEDED if shutil.which(name) is None]
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        lacking.append("playwright")
    return lacking


@pytest.fixture(scope="session")
def site() -> Path:
    """The folder; it is built by the first of several test processes."""
    lacking = missing()
    if lacking and not os.environ.get("CI"):
        pytest.skip(f"the browser tests need {', '.join(lacking)}")
    assert not lacking, f"CI needs {', '.join(lacking)}"
    build.CACHE.mkdir(exist_ok=True)
    folder, lock = build.CACHE / "tested", build.CACHE / "lock"
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    until = time.monotonic() + LOCK_LASTS
    while True:
        try:
            lock.touch(exist_ok=False)
            break
        except FileExistsError:
            assert time.monotonic() < until, f"remove {lock}: the process that made it is gone"
            time.sleep(0.2)
    try:
        built = folder / ".built"
        if not built.exists() or built.read_text() != run:
            build.build(folder)
            built.write_text(run)
    finally:
        lock.unlink()
    return folder


class Quiet(SimpleHTTPRequestHandler):
    """The file server of ``python3 -m http.server``, without its log."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


class Served:
    """The site at an address, until it is stopped."""

    def __init__(self, folder: Path) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        self.url = f"http://localhost:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """No answer from now on."""
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def served(site: Path) -> Iterator[Served]:
    """The site, served."""
    made = Served(site)
    yield made
    made.stop()


@pytest.fixture
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield found
        found.close()
