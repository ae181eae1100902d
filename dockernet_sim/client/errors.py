"""The exceptions of docker-py, by the same names."""

from __future__ import annotations

from typing import NoReturn

from dockernet_sim.api.message import NOT_MODELLED, OURS
from dockernet_sim.client.response import Response
from dockernet_sim.sim.errors import BadArgument, DockernetError, NotModelled

OF_IMAGES = (
    "no such image",
    "not found: does not exist or no pull access",
    "repository does not exist",
    "was found but does not match the specified platform",
)
"""What a 404 says when it is about an image"""


class DockerException(DockernetError):
    """Base of all errors of the client."""


class APIError(DockerException):
    """The engine refused a call.

    Attributes
    ----------
    response : Response, optional
        The engine's answer: ``status_code``, ``reason``, ``url``, ``json()``.
    explanation : str
        The engine's own text.
    """

    def __init__(self, message: str, response: Response | None = None, explanation: str = "") -> None:
        super().__init__(message)
        self.response = response
        self.explanation = explanation

    @property
    def status_code(self) -> int | None:
        """The HTTP status of the answer."""
        return None if self.response is None else self.response.status_code

    def is_error(self) -> bool:
        """Whether it is one of the two below."""
        return self.is_client_error() or self.is_server_error()

    def is_client_error(self) -> bool:
        """Whether the call was at fault (4xx)."""
        return self.status_code is not None and 400 <= self.status_code < 500

    def is_server_error(self) -> bool:
        """Whether the engine failed (5xx)."""
        return self.status_code is not None and 500 <= self.status_code < 600


class NotFound(APIError):
    """404: no such container, network or image."""


class ImageNotFound(NotFound):
    """404, and it was an image that was not found."""


class InvalidArgument(DockerException, BadArgument):
    """Arguments that the client does not take, or that contradict each other; the engine was not asked."""


class NullResource(InvalidArgument):
    """A call about one container, network or image was not told which."""


class InvalidVersion(DockerException):
    """The release's API has no such option."""


class DeprecatedMethod(DockerException):
    """A way of calling that docker-py has given up."""


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


class InvalidRepository(DockerException):
    """docker-py's; nothing raises it here."""


class InvalidConfigFile(DockerException):
    """docker-py's; nothing raises it here: no file of an account is read."""


class TLSParameterError(DockerException):
    """docker-py's; nothing raises it here: there is no connection."""


class BuildError(DockerException):
    """docker-py's; nothing raises it here: building is not modelled."""


class ImageLoadError(DockerException):
    """docker-py's; nothing raises it here: loading images is not modelled."""


class StreamParseError(RuntimeError):
    """docker-py's; nothing raises it here."""


class ContextException(DockerException):
    """docker-py's; nothing raises it here: there are no contexts."""


class MissingContextParameter(DockerException):
    """docker-py's; nothing raises it here."""


class ContextAlreadyExists(DockerException):
    """docker-py's; nothing raises it here."""


class ContextNotFound(DockerException):
    """docker-py's; nothing raises it here."""


def from_response(response: Response) -> NoReturn:
    """Raise the exception for an engine's refusal.

    Raises
    ------
    APIError
        One of its kinds, with docker-py's text.
    NotModelled
        For an answer of 501 with the name of what is not modelled.
    """
    try:
        explanation = str(response.json()["message"])
    except ValueError:
        explanation = response.text.strip()
    if response.status_code == NOT_MODELLED and explanation.startswith(OURS):
        raise NotModelled(explanation.removeprefix(OURS))
    side = "Client" if response.status_code < 500 else "Server"
    said = f' ("{explanation}")' if explanation else ""
    message = f"{response.status_code} {side} Error for {response.url}: {response.reason}{said}"
    if response.status_code != 404:
        raise APIError(message, response, explanation)
    about_image = any(each in explanation.lower() for each in OF_IMAGES)
    raise (ImageNotFound if about_image else NotFound)(message, response, explanation)
