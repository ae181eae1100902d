"""Docker's releases, by name: the one registry that labs, hosts and the command line choose from."""

from dockernet_sim.engine.versions.release import Release
from dockernet_sim.engine.versions.v20_10 import V20_10
from dockernet_sim.engine.versions.v26 import V26
from dockernet_sim.engine.versions.v28 import V28
from dockernet_sim.engine.versions.v29 import V29
from dockernet_sim.sim.errors import NotModelled

__all__ = ["DEFAULT", "OLDEST", "RELEASES", "Release", "release"]

RELEASES: dict[str, Release] = {each.name: each for each in (V20_10, V26, V28, V29)}
DEFAULT = V29.name  # of every lab that does not say its own
OLDEST = V20_10.name  # of the article that the demo and the lessons 3 to 6 follow


def release(name: str = DEFAULT) -> Release:
    """The release of that name.

    Raises
    ------
    NotModelled
        When it is not in the registry.

    Examples
    --------
    >>> release().build.api, release("20.10").build.api
    ('1.55', '1.41')
    """
    if name not in RELEASES:
        raise NotModelled(f"engine {name!r} is not modelled; there is {', '.join(RELEASES)}")
    return RELEASES[name]
