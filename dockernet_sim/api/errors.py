"""What serving can refuse."""

from __future__ import annotations

from dockernet_sim.sim.errors import DockernetError


class NoExtra(DockernetError, ImportError):
    """A package of the extra ``api`` is missing."""


class NotServed(DockernetError):
    """A lab cannot be served as asked: the text says what to change."""


class Refused(DockernetError):
    """A request is refused before the engine sees it; `status` is HTTP's."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
