"""What Compose refuses, in its own words."""

from dockernet_sim.sim.errors import DockernetError


class ComposeError(DockernetError):
    """A refusal with its exit code."""

    def __init__(self, text: str, code: int = 1) -> None:
        self.code = code
        super().__init__(text)
