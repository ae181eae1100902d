"""What the daemon answers when it says no: Docker's own text with Docker's HTTP status."""

from __future__ import annotations

from dockernet_sim.sim.errors import DockernetError


class ApiError(DockernetError):
    """The daemon refused a call.

    Parameters
    ----------
    text : str
        The daemon's message, as the Engine API's ``{"message": text}`` carries it.

    Examples
    --------
    >>> NotFound("network x not found").status
    404
    """

    status = 500
    exit_code = 0  # what a container gets that could not be started for this reason; 0 is Docker's usual 128

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    @classmethod
    def with_text(cls, text: str) -> ApiError:
        """An error of the same kind with another text, whatever its own way of being made."""
        error = cls.__new__(cls)
        ApiError.__init__(error, text)
        return error


class BadRequest(ApiError):
    """400: the request itself makes no sense."""

    status = 400


class Forbidden(ApiError):
    """403: understood, but not allowed."""

    status = 403


class NotFound(ApiError):
    """404: no such network, container, image or exec."""

    status = 404


class Conflict(ApiError):
    """409: something that exists stands in the way."""

    status = 409


class ServerError(ApiError):
    """500: the daemon tried and failed."""

    status = 500


DOWN = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"


class DaemonDown(ServerError):
    """Nobody answers: dockerd does not run."""

    def __init__(self) -> None:
        super().__init__(DOWN)


class StartError(DockernetError):
    """dockerd would not start: a flag that makes no sense, or a bridge that cannot be made."""
