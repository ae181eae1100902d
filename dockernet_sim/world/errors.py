"""What a world answers when it is asked for something that it does not hold."""

from dockernet_sim.sim.errors import DockernetError


class UnknownPlace(DockernetError, LookupError):
    """No machine and no container has that name."""


class NameTaken(DockernetError, ValueError):
    """A machine of that name is there already."""
