"""Every error of the model has a name and says who, where and what to do next."""


class DockernetError(Exception):
    """Base of all errors that dockernet_sim raises on purpose."""


class NotModelled(DockernetError):
    """A real machine can do this, the model does not cover it (yet)."""


class Runaway(DockernetError):
    """A simulation used up its budget: something goes round and round."""


class BroadcastLoop(Runaway):
    """Frames circle between bridges inside one leg, as without spanning tree."""
