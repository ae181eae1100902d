"""The ``docker`` programs by the release that they come with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.shell.docker.client import Client
from dockernet_sim.shell.docker.clients.later import CLIENT_26, CLIENT_28, CLIENT_29

if TYPE_CHECKING:
    from dockernet_sim.engine.versions import Release

OLDEST = Client()
CLIENTS: dict[str, Client] = {"20.10": OLDEST, "26": CLIENT_26, "28": CLIENT_28, "29": CLIENT_29}


def client_of(release: Release) -> Client:
    """The client that comes with a release; of one that has none of its own, the oldest one."""
    return CLIENTS.get(release.name) or OLDEST
