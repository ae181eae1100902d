"""Programs of a user's own in containers:
generator functions that are given a :class:`~dockernet_sim.programs.own.me.Me`."""
