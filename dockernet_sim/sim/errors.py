"""Every error of the model has a name and says who, where and what to do next."""


class DockernetError(Exception):
    """Base of all errors that dockernet_sim raises on purpose."""


class NotModelled(DockernetError):
    """A real machine can do this, the model does not cover it (yet)."""


class Runaway(DockernetError):
    """A simulation used up its budget: something goes round and round."""


class BroadcastLoop(Runaway):
    """Frames circle between bridges inside one leg, as without spanning tree."""


class UnknownExtension(DockernetError, LookupError):
    """No installed package has an extension of that name; the text lists those that there are."""


class BadExtension(DockernetError):
    """An extension that cannot be used: it is not imported, or gives something that is not what it says."""


class BrokenExtension(DockernetError):
    """An extension's own code raised an exception while the lab ran; the text says which code, and where."""


class BadArgument(DockernetError, ValueError, TypeError):
    """An argument that a call cannot take; nothing was done, and nothing was noted in the lab's log."""


class AlreadyRunning(DockernetError, RuntimeError):
    """A call that lets simulated time pass was made from inside the simulation."""


class Torn(DockernetError, RuntimeError):
    """An interrupt was forced in the middle of an event; the lab's state is not known any more."""


class MissingExtra(DockernetError, ImportError):
    """A library of an extra is not installed; the text names both."""

    def __init__(self, what: str, library: str, extra: str) -> None:
        super().__init__(f"{what} needs {library}: pip install 'dockernet_sim[{extra}]'")
