"""docker-py's containers."""

from __future__ import annotations

from typing import Any, NamedTuple

from dockernet_sim.client.api import APIClient
from dockernet_sim.client.errors import ContainerError, DockerException
from dockernet_sim.client.images import Image
from dockernet_sim.client.networks import NetworkCollection, as_filters
from dockernet_sim.client.options import container_body, words
from dockernet_sim.programs.task import Stream
from dockernet_sim.world.world import World

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
        self._api.call("container_start", self.id, cost="start")

    def stop(self, timeout: int = 10) -> None:
        """``docker stop``: TERM, and KILL when `timeout` seconds have not helped."""
        self._collection.wait_for(self._api.call("container_stop", self.id, timeout, cost="stop"))

    def restart(self, timeout: int = 10) -> None:
        """``docker restart``."""
        self._collection.wait_for(self._api.call("container_restart", self.id, timeout, cost="restart"))

    def kill(self, signal: str | None = None) -> None:
        """``docker kill``."""
        self._api.call("container_kill", self.id, *([signal] if signal else []))

    def pause(self) -> None:
        """``docker pause``."""
        self._api.call("container_pause", self.id)

    def unpause(self) -> None:
        """``docker unpause``."""
        self._api.call("container_unpause", self.id)

    def rename(self, name: str) -> None:
        """``docker rename``."""
        self._api.call("container_rename", self.id, name)

    def remove(self, v: bool = False, link: bool = False, force: bool = False) -> None:
        """``docker rm``; a running container needs ``force=True``."""
        self._api.call("container_remove", self.id, force=force, volumes=v, link=link, cost="rm -f")

    def wait(self, timeout: float = LIMIT) -> dict[str, Any]:
        """Let the clock run until the container ends: ``{"StatusCode": N}``; DockerException when it does not in time."""
        answer = self._collection.wait_for(self._api.call("container_wait", self.id), timeout)
        if answer is None:
            raise DockerException(f"the container has not ended within {timeout:g} simulated seconds")
        return {"Error": None, **answer}

    # -- what it says and does -----------------------------------------------------
    def logs(self, stdout: bool = True, stderr: bool = True) -> bytes:
        """What its main program has written."""
        return self._collection.logs(self.id, stdout, stderr)

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
        """
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
        task = self._api.call("exec_start", exec_id, stdout=out, stderr=err, tty=tty, cost="exec")
        if detach:
            return ExecResult(None, b"")
        self._api.world.wait_for_answer(LIMIT)
        if demux:
            return ExecResult(task.exit_code, (out.text.encode() or None, err.text.encode() or None))
        return ExecResult(task.exit_code, "".join(both).encode())


def words_of_env(environment: dict[str, str] | list[str] | None) -> list[str]:
    """An environment as ``NAME=VALUE`` texts."""
    if isinstance(environment, dict):
        return [f"{name}={value}" for name, value in environment.items()]
    return list(environment or ())


class ContainerCollection:
    """``client.containers``."""

    def __init__(self, api: APIClient, networks: NetworkCollection) -> None:
        self.api = api
        self.networks = networks

    def create(self, image: str | Image, command: str | list[str] | None = None, **options: Any) -> Container:
        """``docker create``; options as for :meth:`run`."""
        name = options.pop("name", None)
        body = container_body(image if isinstance(image, str) else image.tags[0], command, options)
        return Container(self, self.api.call("container_create", body, name)["Id"])

    def run(
        self,
        image: str | Image,
        command: str | list[str] | None = None,
        stdout: bool = True,
        stderr: bool = False,
        remove: bool = False,
        detach: bool = False,
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
            docker-py's names: ``name``, ``network``, ``network_mode``, ``networking_config``, ``ports``, ``publish_all_ports``,
            ``links``, ``environment``, ``hostname``, ``domainname``, ``dns``, ``dns_search``, ``dns_opt``, ``extra_hosts``,
            ``mac_address``, ``cap_add``, ``cap_drop``, ``privileged``, ``labels``, ``entrypoint``, ``working_dir``, ``user``,
            ``tty``, ``stdin_open``, ``sysctls``.

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
        TypeError
            For an option that the model does not know.
        """
        container = self.create(image, command, **options, auto_remove=remove and detach)
        container.start()
        if detach:
            return container
        code = container.wait()["StatusCode"]
        output = self.logs(container.id, stdout or code != 0, stderr or code != 0)
        if remove:
            container.remove()
        if code:
            raise ContainerError(container, code, command, image, output)
        return output

    def get(self, container_id: str) -> Container:
        """One container, by name or id; NotFound."""
        return Container(self, self.api.call("container_inspect", container_id)["Id"])

    def list(self, all: bool = False, filters: dict[str, Any] | None = None, limit: int = 0) -> list[Container]:
        """``docker ps``; `all` shows stopped ones too."""
        found = self.api.call("container_list", all=all, filters=as_filters(filters or {}), limit=limit)
        return [Container(self, summary["Id"]) for summary in found]

    def prune(self, filters: dict[str, Any] | None = None) -> dict[str, Any]:
        """``docker container prune``: stopped ones go."""
        pruned: dict[str, Any] = self.api.call("container_prune", as_filters(filters or {}))
        return pruned

    # -- for containers ------------------------------------------------------------
    def logs(self, id: str, stdout: bool = True, stderr: bool = True) -> bytes:
        """What the main program wrote."""
        wanted = {"stdout": stdout, "stderr": stderr}
        return "".join(entry.text for entry in self.api.look("container_logs", id) if wanted[entry.stream]).encode()

    def wait_for(self, event: Any, limit: float = LIMIT) -> Any:
        """Let the clock run until an event has come, when the engine has just given one."""
        return self.api.world.wait_for_answer(limit) if event is not None else None
