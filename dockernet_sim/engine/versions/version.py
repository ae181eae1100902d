"""One release of the engine, as far as networking shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from dockernet_sim.sim.errors import NotModelled


@dataclass(frozen=True)
class Version:
    """One release of the engine.

    Parameters
    ----------
    name : str
        How it is asked for: ``"20.10"``.
    release, api, min_api : str
        What ``docker version`` says.
    components : mapping
        The further programs of a Docker installation with their versions.
    costs : mapping
        Seconds that commands take the engine, by the command's words.
    cost : float
        Seconds that any other command takes it.
    first_ephemeral_port : int
        Where the range of chosen host ports begins at the earliest.
    """

    name: str
    release: str
    api: str
    min_api: str
    go: str
    git_commit: str
    built: str
    components: Mapping[str, Mapping[str, str]]
    costs: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    cost: float = 0.03
    first_ephemeral_port: int = 32768

    def seconds(self, command: str) -> float:
        """How long a command keeps the engine busy.

        Parameters
        ----------
        command : str
            Its words without options that do not matter: ``"run"``, ``"network create"``, ``"rm -f"``.

        Examples
        --------
        >>> version("20.10").seconds("network create"), version("20.10").seconds("ps")
        (0.1, 0.03)
        """
        return self.costs.get(command, self.cost)


def version(name: str) -> Version:
    """The release of that name.

    Raises
    ------
    NotModelled
        When that release is not there.

    Examples
    --------
    >>> version("20.10").api
    '1.41'
    """
    from dockernet_sim.engine.versions.v20_10 import V20_10

    known = {each.name: each for each in (V20_10,)}
    if name not in known:
        raise NotModelled(f"engine {name!r} is not modelled; there is {', '.join(known)}")
    return known[name]
