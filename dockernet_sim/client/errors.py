"""The exceptions of docker-py, by the same names."""

from __future__ import annotations

from http import HTTPStatus

from dockernet_sim.sim.errors import BadArgument, DockernetError


class DockerException(DockernetError):
    """Base of all errors of the client."""


class APIError(DockerException):
    """The engine refused a call.

    Attributes
    ----------
    status_code : int
        The HTTP status that a real engine would have answered with.
    explanation : str
        The engine's own text.
    """

    def __init__(self, explanation: str, status_code: int = 500) -> None:
        self.explanation = explanation
        self.status_code = status_code
        side = "Client" if self.is_client_error() else "Server"
        super().__init__(f'{status_code} {side} Error: {HTTPStatus(status_code).phrase} ("{explanation}")')

    def is_client_error(self) -> bool:
        """Whether the call was at fault (4xx)."""
        return 400 <= self.status_code < 500

    def is_server_error(self) -> bool:
        """Whether the engine failed (5xx)."""
        return 500 <= self.status_code < 600


class NotFound(APIError):
    """404: no such container, network or image."""


class ImageNotFound(NotFound):
    """404, and it was an image that was not found."""


class InvalidArgument(DockerException, BadArgument):
    """Arguments that the client does not take, or that contradict each other; the engine was not asked."""


class ContainerError(DockerException):
    """A container that was waited for ended with a code that is not 0.

    Attributes
    ----------
    exit_status : int
        That code.
    stderr : bytes
        What it wrote to standard error.
    """

    def __init__(
        self, container: object, exit_status: int, command: object, image: object, stderr: bytes | None
    ) -> None:
        self.container = container
        self.exit_status = exit_status
        self.command = command
        self.image = image
        self.stderr = stderr
        said = f": {stderr!r}" if stderr is not None else ""
        super().__init__(f"Command '{command}' in image '{image}' returned non-zero exit status {exit_status}{said}")


def from_engine(text: str, status: int) -> APIError:
    """The exception for an engine's answer."""
    if status == 404:
        image = "No such image" in text or "pull access denied" in text or "manifest unknown" in text
        return (ImageNotFound if image else NotFound)(text, status)
    return APIError(text, status)
