"""What the daemon answers when it says no: Docker's own text with Docker's HTTP status."""

from __future__ import annotations

from dockernet_sim.sim.errors import DockernetError


class ApiError(DockernetError):
    """The daemon refused a call.

    Parameters
    ----------
    text : str
        The daemon's message, as the Engine API's ``{"message": text}`` carries it.
    code : str
        A stable name of the refusal (``pool-overlaps``), whatever the release's words; ``""`` for most.

    Examples
    --------
    >>> NotFound("network x not found").status
    404
    """

    status = 500
    exit_code = 0  # what a container gets that could not be started for this reason; 0 is Docker's usual 128

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.code = code

    def with_text(self, text: str) -> ApiError:
        """The same refusal with another text."""
        error = type(self).__new__(type(self))  # whatever its own way of being made
        ApiError.__init__(error, text, self.code)
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


class Unlisted(NotFound):
    """404: the registry has no such image; `hint` says which images there are.

    Parameters
    ----------
    refusal : ApiError
        What the daemon says.
    hint : str
        The model's own line.
    """

    def __init__(self, refusal: ApiError, hint: str) -> None:
        super().__init__(refusal.text)
        self.status = refusal.status
        self.hint = hint
        self.add_note(hint)


class Conflict(ApiError):
    """409: something that exists stands in the way."""

    status = 409


class ServerError(ApiError):
    """500: the daemon tried and failed."""

    status = 500


class Unavailable(ApiError):
    """503: not in this state; what is asked for needs a swarm, or none."""

    status = 503


NO_SWARM = (
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm '
    "and try again."
)
DOWN = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"


class DaemonDown(ServerError):
    """No daemon answers: dockerd does not run."""

    def __init__(self) -> None:
        super().__init__(DOWN)


class StartError(DockernetError):
    """dockerd would not start: a flag that makes no sense, or a bridge that cannot be made."""
