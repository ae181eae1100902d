"""docker-py's container."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, Never, TypeVar, overload

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked, refused
from dockernet_sim.client.errors import DockerException
from dockernet_sim.client.images import Image
from dockernet_sim.client.lowlevel import APIClient
from dockernet_sim.client.resource import Model, of_model
from dockernet_sim.sim import arguments as must
from dockernet_sim.world.world import World

if TYPE_CHECKING:
    from typing import Unpack

    from dockernet_sim.client.answers import ContainerInspect, ContainerSummary, PortBinding
    from dockernet_sim.client.answers.containers import HealthStatus, Status
    from dockernet_sim.client.arguments import AttachOptions, CommitOptions, ExecOptions, LogsOptions, Pairs, Words
    from dockernet_sim.client.containers import ContainerCollection
    from dockernet_sim.client.streams import Apart, CancellableStream, Socket

Code = TypeVar("Code", covariant=True)
Output = TypeVar("Output", covariant=True)


class ExecResult(NamedTuple, Generic[Code, Output]):
    """What ``exec_run`` gives back: the exit code and the output, as bytes (a pair of them with ``demux=True``)."""

    exit_code: Code
    output: Output


class Container(Model):
    """One container, with the attributes that it had at the last :meth:`reload`."""

    attrs: ContainerInspect  # after list(sparse=True) what a ContainerSummary has
    collection: ContainerCollection

    @property
    def world(self) -> World:
        """The world that it is in."""
        return self.client.api.world

    @property
    def name(self) -> str:
        """Its name."""
        sparse = self._sparse
        return (self.attrs["Name"] if sparse is None else sparse["Names"][0]).lstrip("/")

    @property
    def _sparse(self) -> ContainerSummary | None:
        """Its attributes when they are those of a list."""
        attrs: Any = self.attrs
        return None if "Name" in attrs else attrs

    @property
    def status(self) -> Status:
        """``created``, ``running``, ``paused``, ``exited``."""
        sparse = self._sparse
        return self.attrs["State"]["Status"] if sparse is None else sparse["State"]

    @property
    def image(self) -> Image:
        """The image it was made of."""
        sparse = self._sparse
        return self.client.images.get((self.attrs["Image"] if sparse is None else sparse["ImageID"]).split(":")[1])

    @property
    def labels(self) -> dict[str, str]:
        """Its labels; DockerException for one of ``list(sparse=True)``."""
        if "Config" not in self.attrs:
            raise DockerException(
                "Label data is not available for sparse objects. Call reload() to retrieve all information"
            )
        return dict(self.attrs["Config"].get("Labels") or {})

    @property
    def ports(self) -> dict[str, list[PortBinding] | None]:
        """Where its ports are published; None for one that is only exposed."""
        return dict(self.attrs["NetworkSettings"].get("Ports") or {})

    @property
    def health(self) -> HealthStatus | Literal["unknown"]:
        """The state of its health check; ``unknown`` without one."""
        state = self.attrs["State"]
        return state["Health"]["Status"] if "Health" in state else "unknown"

    # -- its life ----------------------------------------------------------------
    stop = of_model(APIClient.stop)
    restart = of_model(APIClient.restart)
    kill = of_model(APIClient.kill)
    pause = of_model(APIClient.pause)
    unpause = of_model(APIClient.unpause)
    rename = of_model(APIClient.rename)
    remove = of_model(APIClient.remove_container)
    update = of_model(APIClient.update_container)
    wait = of_model(APIClient.wait)

    # -- what it says and does -----------------------------------------------------
    attach_socket = of_model(APIClient.attach_socket)
    top = of_model(APIClient.top)
    stats = of_model(APIClient.stats)
    resize = of_model(APIClient.resize)
    diff = refused("Container.diff")
    export = refused("Container.export")
    get_archive = refused("Container.get_archive")
    put_archive = refused("Container.put_archive")

    def start(self, **options: Never) -> None:
        """``docker start``."""
        self.client.api.start(self.id, **options)

    @overload
    def logs(self, *, stream: Literal[False] = False, **options: Unpack[LogsOptions]) -> bytes: ...
    @overload
    def logs(self, *, stream: Literal[True], **options: Unpack[LogsOptions]) -> CancellableStream[bytes]: ...
    @overload
    def logs(self, *, stream: bool = False, **options: Unpack[LogsOptions]) -> bytes | CancellableStream[bytes]: ...
    def logs(self, *, stream: bool = False, **options: Unpack[LogsOptions]) -> bytes | CancellableStream[bytes]:
        """What its main program has written; options as for the low-level ``logs``."""
        return self.client.api.logs(self.id, stream=stream, **options)

    @overload
    def attach(
        self, *, stream: Literal[False] = False, demux: Literal[False] = False, **options: Unpack[AttachOptions]
    ) -> bytes: ...
    @overload
    def attach(
        self, *, stream: Literal[True], demux: Literal[False] = False, **options: Unpack[AttachOptions]
    ) -> CancellableStream[bytes]: ...
    @overload
    def attach(
        self, *, stream: Literal[False] = False, demux: Literal[True], **options: Unpack[AttachOptions]
    ) -> Apart: ...
    @overload
    def attach(
        self, *, stream: Literal[True], demux: Literal[True], **options: Unpack[AttachOptions]
    ) -> CancellableStream[Apart]: ...
    @overload
    def attach(
        self, *, stream: bool = False, demux: bool = False, **options: Unpack[AttachOptions]
    ) -> bytes | Apart | CancellableStream[bytes] | CancellableStream[Apart]: ...
    def attach(
        self, *, stream: bool = False, demux: bool = False, **options: Unpack[AttachOptions]
    ) -> bytes | Apart | CancellableStream[bytes] | CancellableStream[Apart]:
        """``docker attach`` without input; options as for the low-level ``attach``."""
        return self.client.api.attach(self.id, stream=stream, demux=demux, **options)

    @asked(repository=must.maybe(must.text), tag=must.maybe(must.text))
    def commit(self, repository: str | None = None, tag: str | None = None, **options: Unpack[CommitOptions]) -> Image:
        """``docker commit``: an image of it; options as for the low-level ``commit``."""
        made = self.client.api.commit(self.id, repository=repository, tag=tag, **options)
        return self.client.images.get(made["Id"])

    @overload
    def exec_run(
        self, cmd: Words, *, detach: Literal[False] = False, socket: Literal[True], **options: Unpack[ExecOptions]
    ) -> ExecResult[None, Socket]: ...
    @overload
    def exec_run(
        self, cmd: Words, *, stream: Literal[True], demux: Literal[False] = False, **options: Unpack[ExecOptions]
    ) -> ExecResult[None, CancellableStream[bytes]]: ...
    @overload
    def exec_run(
        self, cmd: Words, *, stream: Literal[True], demux: Literal[True], **options: Unpack[ExecOptions]
    ) -> ExecResult[None, CancellableStream[Apart]]: ...
    @overload
    def exec_run(
        self, cmd: Words, *, detach: Literal[True], **options: Unpack[ExecOptions]
    ) -> ExecResult[int | None, str]: ...
    @overload
    def exec_run(
        self, cmd: Words, *, demux: Literal[True], **options: Unpack[ExecOptions]
    ) -> ExecResult[int, Apart]: ...
    @overload
    def exec_run(
        self,
        cmd: Words,
        stdout: bool = True,
        stderr: bool = True,
        stdin: bool = False,
        tty: bool = False,
        privileged: bool = False,
        user: str = "",
        detach: Literal[False] = False,
        stream: Literal[False] = False,
        socket: Literal[False] = False,
        environment: Pairs | None = None,
        workdir: str | None = None,
        demux: Literal[False] = False,
    ) -> ExecResult[int, bytes]: ...
    @asked(
        cmd=checks.words, stdout=must.flag, stderr=must.flag, stdin=must.flag, tty=must.flag, privileged=must.flag,
        user=must.text, detach=must.flag, stream=must.flag, socket=must.flag, environment=must.maybe(checks.pairs),
        workdir=must.maybe(must.text), demux=must.flag,
    )  # fmt: skip
    def exec_run(
        self,
        cmd: Words,
        stdout: bool = True,
        stderr: bool = True,
        stdin: bool = False,
        tty: bool = False,
        privileged: bool = False,
        user: str = "",
        detach: bool = False,
        stream: bool = False,
        socket: bool = False,
        environment: Pairs | None = None,
        workdir: str | None = None,
        demux: bool = False,
    ) -> ExecResult[int | None, str | bytes | Apart | Socket | CancellableStream[bytes] | CancellableStream[Apart]]:
        """``docker exec``: run a program in the container and wait for its end.

        Parameters
        ----------
        cmd : str or list of str
            The program and its arguments; a text is split as a shell does, but no shell runs.
        detach : bool
            Whether not to wait.
        stream : bool
            Whether output is a stream of what is written; the exit code is None then.
        socket : bool
            Whether output is a socket, which can be typed into with ``stdin=True``; the exit code is None then.
        demux : bool
            Whether output is the pair (stdout, stderr) instead of both in one.

        Returns
        -------
        ExecResult
            ``(exit_code, output)``

        Raises
        ------
        APIError
            When the container is not running.
        DockerException
            When the program does not end within 600 simulated seconds, or has no end (``ping`` without ``-c``).
        """
        api = self.client.api
        made = api.exec_create(
            self.id, cmd, stdout=stdout, stderr=stderr, stdin=stdin, tty=tty, privileged=privileged, user=user,
            environment=environment, workdir=workdir,
        )  # fmt: skip
        output = api.exec_start(made["Id"], detach=detach, tty=tty, stream=stream, socket=socket, demux=demux)
        if socket or stream:
            return ExecResult(None, output)
        return ExecResult(api.exec_inspect(made["Id"])["ExitCode"], output)
