"""docker-py's containers."""

from __future__ import annotations

from typing import Any, NamedTuple

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked, refused
from dockernet_sim.client.errors import ContainerError, DockerException, ImageNotFound, NotFound
from dockernet_sim.client.images import Image
from dockernet_sim.client.lowlevel import APIClient
from dockernet_sim.client.resource import Collection, Model, of_collection, of_model
from dockernet_sim.client.running import low_level
from dockernet_sim.sim import arguments as must
from dockernet_sim.world.world import World

IMAGE = must.either(must.name, must.kind(Image, what="an Image"))
FOLLOWED = ("json-file", "journald")  # the log drivers whose logs can be read


class ExecResult(NamedTuple):
    """What ``exec_run`` gives back: the exit code and the output, as bytes (a pair of them with ``demux=True``)."""

    exit_code: int | None
    output: Any


class Container(Model):
    """One container, with the attributes that it had at the last :meth:`reload`."""

    @property
    def world(self) -> World:
        """The world that it is in."""
        found: World = self.client.api.world
        return found

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.attrs["Name"] if "Name" in self.attrs else self.attrs["Names"][0]).lstrip("/")

    @property
    def status(self) -> str:
        """``created``, ``running``, ``paused``, ``exited``."""
        state = self.attrs["State"]
        return str(state["Status"] if isinstance(state, dict) else state)

    @property
    def image(self) -> Image:
        """The image it was made of."""
        found: Image = self.client.images.get(str(self.attrs.get("ImageID", self.attrs["Image"])).split(":")[1])
        return found

    @property
    def labels(self) -> dict[str, str]:
        """Its labels; DockerException for one of ``list(sparse=True)``."""
        if "Config" not in self.attrs:
            raise DockerException(
                "Label data is not available for sparse objects. Call reload() to retrieve all information"
            )
        return dict(self.attrs["Config"].get("Labels") or {})

    @property
    def ports(self) -> dict[str, Any]:
        """Where its ports are published."""
        return dict(self.attrs.get("NetworkSettings", {}).get("Ports") or {})

    @property
    def health(self) -> str:
        """The state of its health check; ``unknown`` without one."""
        state = self.attrs.get("State", {})
        return str((state.get("Health") or {}).get("Status", "unknown"))

    # -- its life ----------------------------------------------------------------
    start = of_model(APIClient.start)
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
    logs = of_model(APIClient.logs)
    attach = of_model(APIClient.attach)
    attach_socket = of_model(APIClient.attach_socket)
    top = of_model(APIClient.top)
    stats = of_model(APIClient.stats)
    resize = of_model(APIClient.resize)
    diff = refused("Container.diff")
    export = refused("Container.export")
    get_archive = refused("Container.get_archive")
    put_archive = refused("Container.put_archive")

    @asked(repository=must.maybe(must.text), tag=must.maybe(must.text))
    def commit(self, repository: str | None = None, tag: str | None = None, **options: Any) -> Image:
        """``docker commit``: an image of it; options as for the low-level ``commit``."""
        made = self.client.api.commit(self.id, repository=repository, tag=tag, **options)
        found: Image = self.client.images.get(made["Id"])
        return found

    @asked(
        cmd=checks.words, stdout=must.flag, stderr=must.flag, stdin=must.flag, tty=must.flag, privileged=must.flag,
        user=must.text, detach=must.flag, stream=must.flag, socket=must.flag, environment=must.maybe(checks.pairs),
        workdir=must.maybe(must.text), demux=must.flag,
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
        api: APIClient = self.client.api
        made = api.exec_create(
            self.id, cmd, stdout=stdout, stderr=stderr, stdin=stdin, tty=tty, privileged=privileged, user=user,
            environment=environment, workdir=workdir,
        )  # fmt: skip
        output = api.exec_start(made["Id"], detach=detach, tty=tty, stream=stream, socket=socket, demux=demux)
        if socket or stream:
            return ExecResult(None, output)
        return ExecResult(api.exec_inspect(made["Id"])["ExitCode"], output)


Containers = list[Container]  # inside the next class, `list` is a method


class ContainerCollection(Collection):
    """``client.containers``."""

    @asked(image=IMAGE, command=must.maybe(checks.words))
    def create(self, image: str | Image, command: str | list[str] | None = None, **options: Any) -> Container:
        """``docker create``; options as for :meth:`run`."""
        name = image if isinstance(image, str) else image.id
        made = self.client.api.create_container(name, command, **low_level(options))
        return self.get(made["Id"])

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
            True gives back the container, as it was before it was started: ``reload()`` shows its addresses. False
            waits for its end and gives back what it wrote.
        remove : bool
            Whether to remove it afterwards.
        **options
            docker-py's names, among them ``name``, ``network``, ``network_mode``, ``networking_config``, ``ports``,
            ``publish_all_ports``, ``links``, ``environment``, ``hostname``, ``domainname``, ``dns``, ``dns_search``,
            ``dns_opt``, ``extra_hosts``, ``mac_address``, ``cap_add``, ``cap_drop``, ``privileged``, ``labels``,
            ``entrypoint``, ``working_dir``, ``user``, ``tty``, ``stdin_open``, ``sysctls``, ``healthcheck``,
            ``restart_policy``, ``volumes``, ``mounts``; those of resources (``mem_limit`` and the like) are shown by
            inspect.

        Returns
        -------
        Container or bytes

        Raises
        ------
        ImageNotFound
            When the engine has no such image, and no registry has it.
        ContainerError
            When a container that was waited for ends with a code that is not 0.
        APIError
            When the engine refuses.
        InvalidArgument
            For an option that docker-py does not know, or a value that it cannot take.
        """
        name = image if isinstance(image, str) else image.id
        if detach and remove:
            options["auto_remove"] = True
        container = self._made(name, command, {**options, "detach": detach})
        if options.get("auto_remove") and not detach:
            return self._removed_by_itself(container, command, name, stdout, stderr)
        container.start()
        if detach:
            return container
        output = None
        if container.attrs["HostConfig"]["LogConfig"]["Type"] in FOLLOWED:
            output = container.logs(stdout=stdout, stderr=stderr, stream=True, follow=True)
        code = container.wait()["StatusCode"]
        if code:
            output = container.logs(stdout=False, stderr=True)
        if remove:
            container.remove()
        if code:
            raise ContainerError(container, code, command, name, output)
        return output if stream or output is None else b"".join(output)

    def _removed_by_itself(self, container: Container, command: Any, image: str, stdout: bool, stderr: bool) -> bytes:
        """Run one of which nothing is left: it is attached to before it starts, as by ``docker run``."""
        written = container.attach(stdout=stdout, stderr=stderr, stream=True)
        ended = self.client.api.open_wait(container.id, "next-exit")
        container.start()
        code = ended()["StatusCode"]
        if code:
            raise ContainerError(container, code, command, image, None)
        return b"".join(written)

    def _made(self, image: str, command: Any, options: dict[str, Any]) -> Container:
        """A new container; its image is pulled when the engine does not have it."""
        try:
            return self.create(image, command, **options)
        except ImageNotFound:
            self.client.images.pull(image, platform=options.get("platform"))
            return self.create(image, command, **options)

    @asked(container_id=must.name)
    def get(self, container_id: str) -> Container:
        """One container, by name or id; NotFound."""
        return Container(self.client.api.inspect_container(container_id), self.client, self)

    @asked(
        all=must.flag, before=must.maybe(must.text), filters=checks.filters, limit=must.count(-1),
        since=must.maybe(must.text), sparse=must.flag, ignore_removed=must.flag,
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

        Parameters
        ----------
        sparse : bool
            Whether to leave it at what the list itself tells: less than ``docker inspect``.
        ignore_removed : bool
            Whether to pass over a container that goes away meanwhile.
        """
        listed = self.client.api.containers(all=all, before=before, filters=filters, limit=limit, since=since)
        if sparse:
            return [Container(each, self.client, self) for each in listed]
        found = []
        for each in listed:
            try:
                found.append(self.get(each["Id"]))
            except NotFound:
                if not ignore_removed:
                    raise
        return found

    prune = of_collection(APIClient.prune_containers)
