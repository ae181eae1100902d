"""What a lab can do with its API: the method is imported here, the server only when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import checked

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Self

    from dockernet_sim.api.serving import Served
    from dockernet_sim.world.world import World


class Serving:
    """The API of one engine, for real clients."""

    world: World

    @checked(
        socket=must.text, tcp=must.text, pace=must.seconds, min_api=must.text, machine=must.name, publish=must.flag
    )
    def serve(
        self,
        socket: str = "",
        *,
        tcp: str = "",
        pace: float = 0.0,
        min_api: str = "",
        machine: str = "vm",
        publish: bool = False,
    ) -> AbstractContextManager[Served]:
        """Serve the Engine API to real clients (docker, docker-py, Compose), in a thread, until the block ends.

        Calls of clients and of this program come one after the other, and all stand in the lab's log. It needs the
        extra ``api``.

        Parameters
        ----------
        socket : str
            A unix socket's path; one in a private folder of its own unless given.
        tcp : str
            ``127.0.0.1:PORT`` instead; port 0 takes any.
        pace : float
            Simulated seconds for each real one; 0: time goes on by what calls take and by what clients wait for, by at
            most 600 seconds a request.
        min_api : str
            The least API version (``"1.44"``); the release's own unless given.
        machine : str
            The machine with the engine.
        publish : bool
            Whether published ports are bound on this machine's loopback, too: then a browser or curl comes through to
            the lab's servers.

        Returns
        -------
        context manager
            Its value has ``host`` for DOCKER_HOST, ``env`` for subprocesses, and ``ports``: by published port, the real
            one that leads to it.

        Raises
        ------
        NotServed, NoExtra
            When it cannot be served so; without h11.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> with Lab().serve() as served:  # doctest: +ELLIPSIS
        ...     print(served.host)
        unix:///.../docker.sock
        """
        from dockernet_sim.api.serving import serve

        return serve(self.world, socket, tcp, pace, min_api, machine, publish)

    @classmethod
    @checked(host=must.text)
    def served_at(cls, host: str) -> Self:
        """A copy of the lab that is served at a host, to ask it why and to draw it; the served one goes on.

        Parameters
        ----------
        host : str
            ``unix://PATH`` or ``tcp://127.0.0.1:PORT``, as ``dockernet-sim serve`` and ``served.host`` say it.

        Returns
        -------
        Lab

        Raises
        ------
        NotServed
            When no lab answers there.
        BadSave
            When what answers is no lab, or one that this version cannot make again.
        """
        from dockernet_sim.api.asking import fetch
        from dockernet_sim.world import saved
        from dockernet_sim.world.checks import BUDGET

        lab: Any = cls
        copy: Self = lab._again(saved.check(fetch(host), host), {}, True, BUDGET)
        return copy
