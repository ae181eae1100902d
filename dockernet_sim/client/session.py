"""Calls of one engine, made as requests of its API: no socket, the same answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from dockernet_sim.api.conversation import WAITED, Conversation
from dockernet_sim.api.core import Api
from dockernet_sim.api.message import JSON, Headers, Request, refusal
from dockernet_sim.api.message import Response as Answer
from dockernet_sim.client.errors import DockerException, from_response
from dockernet_sim.client.response import Response
from dockernet_sim.client.streams import Reader
from dockernet_sim.engine.daemon import Engine
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.world.world import World

if TYPE_CHECKING:
    from dockernet_sim.client.arguments import Ref

BASE = "http+docker://localhost"
UPGRADE = {"connection": "Upgrade", "upgrade": "tcp"}


class Session:
    """The API of one machine's engine.

    Parameters
    ----------
    world : World
        Whose clock goes on while the engine works.
    machine : str
        The machine with the engine.
    """

    def __init__(self, world: World, machine: str = "vm") -> None:
        self.world = world
        self.machine = machine
        self._served = Api(world, machine)
        self._calls = -1

    @property
    def engine(self) -> Engine:
        """The engine that answers."""
        return self._served.engine

    @property
    def api_version(self) -> str:
        """The API version that is spoken: the release's newest."""
        return self._served.most

    # -- requests --------------------------------------------------------------
    def _url(self, path: str, names: tuple[Ref, ...], query: Mapping[str, object]) -> str:
        filled = path.format(*(quote(str(name), safe="/:") for name in names))  # of_one has made each a text
        asked = urlencode([(key, value) for key, value in query.items() if value is not None], doseq=True)
        return f"{BASE}/v{self.api_version}{filled}{'?' if asked else ''}{asked}"

    def _sent(
        self,
        method: str,
        path: str,
        names: tuple[Ref, ...],
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        upgrade: bool = False,
    ) -> tuple[str, Answer | Conversation]:
        """Make a request: its URL, and the answer or what is to bring it."""
        url = self._url(path, names, query or {})
        data, headers = b"", UPGRADE if upgrade else {}
        if body is not None:
            data = json.dumps({key: value for key, value in body.items() if value is not None}).encode()
            headers = {**headers, "content-type": JSON}
        if len(self.world.log) != self._calls:  # something else was done: a look is none that is repeated
            self._served.polls.forget()
        try:
            return url, self._served.ask(Request.of(method, url.removeprefix(BASE), headers, data))
        except ApiError as refused:
            return url, refusal(refused)
        finally:
            self._calls = len(self.world.log)

    def _ask(self, method: str, path: str, *names: Ref, seconds: float = WAITED, **asked: Any) -> Response:
        """Make a request and let time go on until it is answered.

        Parameters
        ----------
        method, path, *names
            The route, with its ``{}`` filled in.
        seconds : float
            How long to wait, in simulated seconds.
        **asked
            ``query``, ``body`` and ``upgrade``.

        Raises
        ------
        APIError, NotModelled
            When the engine refuses.
        DockerException
            When there is no end of it within so many simulated seconds.
        """
        url, reply = self._sent(method, path, names, **asked)
        if isinstance(reply, Conversation):
            reply.until = min(reply.until, reply.began + seconds)
            reader = Reader(self._served, reply)
            data = reader.rest()
            if not reply.ended:
                reader.close()
                raise DockerException(f"{method} {path.format(*names)}: no end within {seconds:g} simulated seconds")
            head = reply.head or Answer(200)
            reply = Answer(head.status, data, head.headers)
        return _checked(reply, url)

    def _open(self, method: str, path: str, *names: Ref, **asked: Any) -> Reader:
        """Make a request whose answer goes on; what it brings is read as it comes."""
        url, reply = self._sent(method, path, names, **asked)
        if isinstance(reply, Conversation):
            if reply.head is not None and reply.whole:
                _checked(Answer(reply.head.status, b"", reply.head.headers), url)
            return Reader(self._served, reply)
        _checked(reply, url)
        whole = Conversation(self.world.clock.now)
        whole.finish(reply)
        return Reader(self._served, whole)

    def _json(self, method: str, path: str, *names: Ref, **asked: Any) -> Any:
        """The JSON of an answer; its type is the caller's to say (:mod:`dockernet_sim.client.answers`)."""
        return self._ask(method, path, *names, **asked).json()


def _checked(answer: Answer, url: str) -> Response:
    response = Response(answer.status, url, answer.body, _by_name(answer.headers))
    if not response.ok:
        from_response(response)
    return response


def _by_name(headers: Headers) -> dict[str, str]:
    return dict(headers)
