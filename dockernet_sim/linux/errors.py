"""What the kernel answers where it cannot do what it was asked."""

from dockernet_sim.sim.errno import TEXTS, NetError
from dockernet_sim.sim.errors import DockernetError

__all__ = ["TEXTS", "NetError", "Unfit"]


class Unfit(DockernetError):
    """A rule that the kernel does not take where it is to stand; ``text`` is what strerror(3) says of it."""

    def __init__(self, text: str = TEXTS["EINVAL"]) -> None:
        self.text = text
        super().__init__(text)
