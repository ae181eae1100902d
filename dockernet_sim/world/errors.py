"""What a world answers when it is asked for something that it does not hold."""

from dockernet_sim.sim.errors import DockernetError


class UnknownPlace(DockernetError, LookupError):
    """No machine and no container has that name."""


class AmbiguousPlace(UnknownPlace):
    """Containers on several machines have that name; ``MACHINE/NAME`` says which."""


class NameTaken(DockernetError, ValueError):
    """A machine of that name is there already."""


class UnknownFunction(DockernetError, LookupError):
    """Nothing is registered by that name."""


class UnknownProgram(DockernetError, LookupError):
    """A machine or container has no program of that name."""


class NotSaved(DockernetError):
    """A world cannot be saved or copied; the text says what is in the way."""


class BadSave(DockernetError):
    """A file is no saved lab, or does not lead to the state that was saved; nothing was loaded."""


class BadLink(DockernetError, ValueError):
    """A link that cannot be shaped as was asked; the text says why, and what can."""
