"""docker-py's containers."""

from __future__ import annotations

from typing import Any, NamedTuple

from dockernet_sim.client import checks
from dockernet_sim.client.api import APIClient
from dockernet_sim.client.checks import asked, refused, without
from dockernet_sim.client.errors import ContainerError, DockerException, ImageNotFound, InvalidArgument, NotFound
from dockernet_sim.client.images import Image
from dockernet_sim.client.networks import NetworkCollection
from dockernet_sim.client.options import container_body, words
from dockernet_sim.programs.task import Stream
from dockernet_sim.sim import arguments as must
from dockernet_sim.world.world import World

IMAGE = must.either(must.name, must.kind(Image, what="an Image"))
LIMIT = 600.0  # simulated seconds that a command in a container may take


class ExecResult(NamedTuple):
    """What ``exec_run`` gives back: the exit code and the output, as bytes (a pair of them with ``demux=True``)."""

    exit_code: int | None
    output: Any


class Container:
    """One container; everything it tells is asked of the engine at that moment."""

    def __init__(self, collection: ContainerCollection, id: str) -> None:
        self._collection = collection
        self._api = collection.api
        self.id = id

    def __repr__(self) -> str:
        return f"<Container: {self.short_id}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Container) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    # -- what it is now --------------------------------------------------------
    @property
    def attrs(self) -> dict[str, Any]:
        """What ``docker inspect`` shows now."""
        found: dict[str, Any] = self._api.look("container_inspect", self.id)
        return found

    @property
    def world(self) -> World:
        """The world that it is in."""
        return self._api.world

    @property
    def short_id(self) -> str:
        """The id's first digits."""
        return self.id[:12]

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.attrs["Name"]).lstrip("/")

    @property
    def status(self) -> str:
        """``created``, ``running``, ``paused`` or ``exited``."""
        return str(self.attrs["State"]["Status"])

    @property
    def image(self) -> Image:
        """The image it was made of."""
        return Image(self._api, self._api.look("image_inspect", self.attrs["Image"]))

    @property
    def labels(self) -> dict[str, str]:
        """Its labels."""
        return dict(self.attrs["Config"].get("Labels") or {})

    @property
    def ports(self) -> dict[str, Any]:
        """Where its ports are published."""
        return dict(self.attrs["NetworkSettings"].get("Ports") or {})

    def reload(self) -> None:
        """Nothing to do: ``attrs`` is always of now."""

    # -- its life ----------------------------------------------------------------
    def start(self) -> None:
        """``docker start``."""
        self._api.call("container_start", self.id)

    @asked(timeout=must.maybe(must.count(-1, 10**9)))
    def stop(self, timeout: int | None = None) -> None:
        """``docker stop``: TERM, and KILL when `timeout` seconds (the container's own, or 10) have not helped."""
        self._collection.wait_for(self._api.call("container_stop", self.id, timeout))

    @asked(timeout=must.count(-1, 10**9))
    def restart(self, timeout: int = 10) -> None:
        """``docker restart``."""
        self._collection.wait_for(self._api.call("container_restart", self.id, timeout))

    @asked(signal=must.maybe(must.either(must.text, must.count(0, 64))))
    def kill(self, signal: str | int | None = None) -> None:
        """``docker kill``."""
        self._api.call("container_kill", self.id, *([str(signal)] if signal else []))

    def pause(self) -> None:
        """``docker pause``."""
        self._api.call("container_pause", self.id)

    def unpause(self) -> None:
        """``docker unpause``."""
        self._api.call("container_unpause", self.id)

    @asked(name=must.name)
    def rename(self, name: str) -> None:
        """``docker rename``."""
        self._api.call("container_rename", self.id, name)

    @asked(v=must.flag, link=must.flag, force=must.flag)
    def remove(self, v: bool = False, link: bool = False, force: bool = False) -> None:
        """``docker rm``; a running container needs ``force=True``."""
        self._api.call("container_remove", self.id, force=force, volumes=v, link=link)

    @asked(timeout=must.maybe(must.seconds), condition=must.maybe(must.text))
    def wait(self, timeout: float | None = None, condition: str = "not-running") -> dict[str, Any]:
        """Let the clock run until the container ends: ``{"StatusCode": N}``;
        DockerException when it does not in time."""
        without("wait", condition=None if condition == "not-running" else condition)
        timeout = LIMIT if timeout is None else timeout
        answer = self._collection.wait_for(self._api.call("container_wait", self.id), timeout)
        if answer is None:
            raise DockerException(f"the container has not ended within {timeout:g} simulated seconds")
        return {"Error": None, **answer}

    # -- what it says and does -----------------------------------------------------
    @asked(
        stdout=must.flag, stderr=must.flag, stream=must.flag, timestamps=must.flag, tail=must.either(must.count(0),
            must.text),
        since=must.maybe(must.plain), follow=must.maybe(must.flag), until=must.maybe(must.plain),
    )  # fmt: skip
    def logs(
        self,
        stdout: bool = True,
        stderr: bool = True,
        stream: bool = False,
        timestamps: bool = False,
        tail: int | str = "all",
        since: Any = None,
        follow: bool | None = None,
        until: Any = None,
    ) -> Any:
        """What its main program has written so far: bytes, or with ``stream=True`` an iterator of its lines.

        Parameters
        ----------
        tail : int or str
            How many lines from the end; ``"all"``.

        Raises
        ------
        NotModelled
            For `timestamps`, `since`, `until`, and for `follow` without `stream`, which would never end.
        """
        without("logs", timestamps=timestamps, since=since, until=until, follow=follow and not stream)
        lines = self._collection.logs(self.id, stdout, stderr).splitlines(keepends=True)
        if tail != "all":
            if not str(tail).isdecimal():
                raise InvalidArgument(f"Container.logs: tail must be a whole number or 'all', not {must.shown(tail)}")
            lines = lines[-int(tail) :] if int(tail) else []
        return iter(lines) if stream else b"".join(lines)

    @property
    def health(self) -> str:
        """The state of its health check; ``unknown`` without one."""
        return str((self.attrs["State"].get("Health") or {}).get("Status", "unknown"))

    attach = refused("Container.attach")
    attach_socket = refused("Container.attach_socket")
    commit = refused("Container.commit")
    diff = refused("Container.diff")
    export = refused("Container.export")
    get_archive = refused("Container.get_archive")
    put_archive = refused("Container.put_archive")
    resize = refused("Container.resize")
    stats = refused("Container.stats")
    top = refused("Container.top")
    update = refused("Container.update")

    @asked(
        cmd=checks.words, stdout=must.flag, stderr=must.flag, stdin=must.flag, tty=must.flag, privileged=must.flag,
        user=must.text,
        detach=must.flag, stream=must.flag, socket=must.flag, environment=must.maybe(checks.pairs),
        workdir=must.maybe(must.text),
        demux=must.flag,
    )  # fmt: skip
    def exec_run(
        self,
        cmd: str | list[str],
        stdout: bool = True,
        stderr: bool = True,
        stdin: bool = False,
        tty: bool = False,
        privileged: bool = False,
        user: str = "",
        detach: bool = False,
        stream: bool = False,
        socket: bool = False,
        environment: dict[str, str] | list[str] | None = None,
        workdir: str | None = None,
        demux: bool = False,
    ) -> ExecResult:
        """``docker exec``: run a program in the container and wait for its end.

        Parameters
        ----------
        cmd : str or list of str
            The program and its arguments; a text is split as a shell does, but no shell runs.
        detach : bool
            Whether not to wait.
        stream : bool
            Whether output is an iterator of what was written; the exit code is None then, as in docker-py.
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
        NotModelled
            For `socket`.
        """
        without("exec_run", socket=socket)
        body: dict[str, Any] = {
            "Cmd": words(cmd), "AttachStdout": stdout, "AttachStderr": stderr, "AttachStdin": stdin,
            "Tty": tty, "Privileged": privileged, "User": user, "Env": words_of_env(environment),
        }  # fmt: skip
        if workdir:
            body["WorkingDir"] = workdir
        exec_id = self._api.call("exec_create", self.id, body)["Id"]
        both: list[str] = []
        out = Stream(both.append if stdout else None)
        err = Stream(both.append if stderr else None)
        task = self._api.call("exec_start", exec_id, stdout=out, stderr=err, tty=tty)
        if detach:
            return ExecResult(None, b"")
        self._api.world.wait_for_answer(LIMIT)
        apart = (out.text.encode() or None, err.text.encode() or None)
        if stream:
            return ExecResult(None, iter([apart] if demux else [each.encode() for each in both]))
        return ExecResult(task.exit_code, apart if demux else "".join(both).encode())


def words_of_env(environment: dict[str, str] | list[str] | None) -> list[str]:
    """An environment as ``NAME=VALUE`` texts."""
    if isinstance(environment, dict):
        return [f"{name}={value}" for name, value in environment.items()]
    return list(environment or ())


Containers = list[Container]  # inside the next class, `list` is a method


class ContainerCollection:
    """``client.containers``."""

    def __init__(self, api: APIClient, networks: NetworkCollection) -> None:
        self.api = api
        self.networks = networks

    @asked(image=IMAGE, command=must.maybe(checks.words))
    def create(self, image: str | Image, command: str | list[str] | None = None, **options: Any) -> Container:
        """``docker create``; options as for :meth:`run`."""
        name = options.pop("name", None)
        if name is not None:
            name = must.verified("run", "name", name, must.text, InvalidArgument)
        must.verified("create", "detach", options.pop("detach", False), must.flag, InvalidArgument)
        body = container_body(image if isinstance(image, str) else image.tags[0], command, options)
        return Container(self, self.api.call("container_create", body, name)["Id"])

    @asked(
        image=IMAGE, command=must.maybe(checks.words), stdout=must.flag, stderr=must.flag, remove=must.flag,
        detach=must.flag, stream=must.flag,
    )  # fmt: skip
    def run(
        self,
        image: str | Image,
        command: str | list[str] | None = None,
        stdout: bool = True,
        stderr: bool = False,
        remove: bool = False,
        detach: bool = False,
        stream: bool = False,
        **options: Any,
    ) -> Any:
        """``docker run``.

        Parameters
        ----------
        image : str or Image
            What to run.
        command : str or list of str, optional
            Instead of the image's own.
        detach : bool
            True gives back the running container; False waits for its end and gives back what it wrote.
        remove : bool
            Whether to remove it afterwards.
        **options
            docker-py's names; those of resources (``mem_limit`` and the like) are accepted without effect. With effect:
            ``name``, ``network``, ``network_mode``, ``networking_config``, ``ports``, ``publish_all_ports``, ``links``,
            ``environment``, ``hostname``, ``domainname``, ``dns``, ``dns_search``, ``dns_opt``, ``extra_hosts``,
            ``mac_address``, ``cap_add``, ``cap_drop``, ``privileged``, ``labels``, ``entrypoint``, ``working_dir``,
            ``user``, ``tty``, ``stdin_open``, ``sysctls``.

        Returns
        -------
        Container or bytes

        Raises
        ------
        ImageNotFound
            When the engine has no such image.
        ContainerError
            When a container that was waited for ends with a code that is not 0.
        APIError
            When the engine refuses.
        InvalidArgument
            For an option that docker-py does not know, or a value that it cannot take.
        NotModelled
            For an option that docker-py has and the model does not.
        """
        removed = (remove and detach) or options.get("auto_remove") is True
        options |= {"auto_remove": True} if removed else {}
        try:
            container = self.create(image, command, **options)
        except ImageNotFound:  # as docker-py does
            self.api.call("image_pull", image if isinstance(image, str) else image.tags[0])
            container = self.create(image, command, **options)
        container.start()
        if detach:
            return container
        found = self.api.engine.containers.get(container.id)  # the engine forgets a container that it removes by itself
        code = self._code(container, found)
        wanted = {"stdout": stdout and not code, "stderr": stderr or code != 0}
        output = "".join(entry.text for entry in found.log.entries if wanted[entry.stream]).encode()
        if remove and not removed:
            container.remove()
        if code:
            raise ContainerError(container, code, command, image, None if removed else output)
        return iter(output.splitlines(keepends=True)) if stream else output

    @asked(container_id=must.name)
    def get(self, container_id: str) -> Container:
        """One container, by name or id; NotFound."""
        return Container(self, self.api.call("container_inspect", container_id)["Id"])

    @asked(filters=checks.filters)
    def prune(self, filters: dict[str, Any] | None = None) -> dict[str, Any]:
        """``docker container prune``: stopped ones go."""
        pruned: dict[str, Any] = self.api.call("container_prune", checks.as_filters(filters or {}))
        return pruned

    def _code(self, container: Container, found: Any) -> int:
        """The code with which a container ends, be it removed by then or not."""
        try:
            return int(container.wait()["StatusCode"])
        except NotFound:
            return int(found.state.exit_code)

    # -- for containers ------------------------------------------------------------
    def logs(self, id: str, stdout: bool = True, stderr: bool = True) -> bytes:
        """What the main program wrote."""
        wanted = {"stdout": stdout, "stderr": stderr}
        return "".join(entry.text for entry in self.api.look("container_logs", id) if wanted[entry.stream]).encode()

    def wait_for(self, event: Any, limit: float = LIMIT) -> Any:
        """Let the clock run until an event has come, when the engine has just given one."""
        return self.api.world.wait_for_answer(limit) if event is not None else None

    @asked(
        all=must.flag, before=must.maybe(must.text), filters=checks.filters, limit=must.count(-1),
        since=must.maybe(must.text),
        sparse=must.flag, ignore_removed=must.flag,
    )  # fmt: skip
    def list(
        self,
        all: bool = False,
        before: str | None = None,
        filters: dict[str, Any] | None = None,
        limit: int = -1,
        since: str | None = None,
        sparse: bool = False,
        ignore_removed: bool = False,
    ) -> Containers:
        """``docker ps``; `all` shows stopped ones too, `before` and `since` those made before or after another one.

        What `sparse` and `ignore_removed` are about cannot happen here: everything is asked when it is looked at.
        """
        wanted = {**(filters or {}), **({"before": before} if before else {}), **({"since": since} if since else {})}
        found = self.api.call("container_list", all=all, filters=checks.as_filters(wanted), limit=max(limit, 0))
        return [Container(self, summary["Id"]) for summary in found]
