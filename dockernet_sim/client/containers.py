"""docker-py's containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, overload

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked
from dockernet_sim.client.container import Container
from dockernet_sim.client.errors import ContainerError, ImageNotFound, NotFound
from dockernet_sim.client.images import Image
from dockernet_sim.client.lowlevel import APIClient
from dockernet_sim.client.resource import Collection, of_collection
from dockernet_sim.client.running import low_level
from dockernet_sim.client.streams import CancellableStream
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from typing import Unpack

    from dockernet_sim.client.arguments import Filters, Log, Words
    from dockernet_sim.client.keywords import CreateOptions, MadeOptions

IMAGE = must.either(must.name, must.kind(Image, what="an Image"))
FOLLOWED = ("json-file", "journald")  # the log drivers whose logs can be read


Containers = list[Container]  # inside the next class, `list` is a method


class ContainerCollection(Collection):
    """``client.containers``."""

    @asked(image=IMAGE, command=must.maybe(checks.words))
    def create(self, image: str | Image, command: Words | None = None, **options: Unpack[CreateOptions]) -> Container:
        """``docker create``; options as for :meth:`run`."""
        name = image if isinstance(image, str) else image.id
        made = self.client.api.create_container(name, command, **low_level(options))
        return self.get(made["Id"])

    @overload
    def run(
        self,
        image: str | Image,
        command: Words | None = None,
        stdout: bool = True,
        stderr: bool = False,
        remove: bool = False,
        *,
        detach: Literal[True],
        stream: bool = False,
        log_config: Log | None = None,
        **options: Unpack[MadeOptions],
    ) -> Container: ...
    @overload
    def run(
        self,
        image: str | Image,
        command: Words | None = None,
        stdout: bool = True,
        stderr: bool = False,
        remove: bool = False,
        *,
        detach: Literal[False] = False,
        stream: Literal[False] = False,
        log_config: None = None,
        **options: Unpack[MadeOptions],
    ) -> bytes: ...
    @overload
    def run(
        self,
        image: str | Image,
        command: Words | None = None,
        stdout: bool = True,
        stderr: bool = False,
        remove: bool = False,
        *,
        detach: Literal[False] = False,
        stream: Literal[True],
        log_config: None = None,
        **options: Unpack[MadeOptions],
    ) -> CancellableStream[bytes]: ...
    @overload
    def run(
        self,
        image: str | Image,
        command: Words | None = None,
        stdout: bool = True,
        stderr: bool = False,
        remove: bool = False,
        *,
        detach: bool = False,
        stream: bool = False,
        log_config: Log | None = None,
        **options: Unpack[MadeOptions],
    ) -> Container | bytes | CancellableStream[bytes] | None: ...
    @asked(
        image=IMAGE, command=must.maybe(checks.words), stdout=must.flag, stderr=must.flag, remove=must.flag,
        detach=must.flag, stream=must.flag,
    )  # fmt: skip
    def run(
        self,
        image: str | Image,
        command: Words | None = None,
        stdout: bool = True,
        stderr: bool = False,
        remove: bool = False,
        detach: bool = False,
        stream: bool = False,
        log_config: Log | None = None,
        **options: Unpack[MadeOptions],
    ) -> Container | bytes | CancellableStream[bytes] | None:
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
            With ``stream=True`` a stream of bytes; None with a log driver whose logs cannot be read.

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
        container = self._made(name, command, {**options, "log_config": log_config, "detach": detach})
        if options.get("auto_remove") and not detach:
            written = self._removed_by_itself(container, command, name, stdout, stderr)
            return written if stream else b"".join(written)
        container.start()
        if detach:
            return container
        output: CancellableStream[bytes] | None = None
        if container.attrs["HostConfig"]["LogConfig"]["Type"] in FOLLOWED:
            output = container.logs(stdout=stdout, stderr=stderr, stream=True, follow=True)
        code = container.wait()["StatusCode"]
        said = container.logs(stdout=False, stderr=True) if code else None
        if remove:
            container.remove()
        if code:
            raise ContainerError(container, code, command, name, said)
        return output if stream or output is None else b"".join(output)

    def _removed_by_itself(
        self, container: Container, command: Words | None, image: str, stdout: bool, stderr: bool
    ) -> CancellableStream[bytes]:
        """Run one of which nothing is left: it is attached to before it starts, as by ``docker run``."""
        written = container.attach(stdout=stdout, stderr=stderr, stream=True)
        ended = self.client.api.open_wait(container.id, "next-exit")
        container.start()
        code = ended()["StatusCode"]
        if code:
            raise ContainerError(container, code, command, image, None)
        return written

    def _made(self, image: str, command: Words | None, options: dict[str, Any]) -> Container:
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
        filters: Filters | None = None,
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
