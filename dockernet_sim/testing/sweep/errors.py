"""What is wrong with a sweep as a whole; what goes wrong in one case is in its row."""

from dockernet_sim.sim.errors import DockernetError, MissingExtra


class BadSweep(DockernetError, ValueError):
    """A sweep that cannot be run as it was asked for; the text says why."""


class OtherSweep(DockernetError):
    """The results file is not of this sweep; it was left as it was."""


class MissingLibrary(MissingExtra):
    """A library of the extra ``sweep`` is not installed."""

    def __init__(self, what: str, library: str) -> None:
        super().__init__(what, library, "sweep")
