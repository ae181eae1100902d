"""One container."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.container.blueprint import Blueprint
from dockernet_sim.engine.container.config import CONFIG_LEFT_OUT, HOST_CONFIG_LEFT_OUT, shown
from dockernet_sim.engine.container.endpoint import NetworkSettings
from dockernet_sim.engine.container.log import Log
from dockernet_sim.engine.container.mounts import MountPoint
from dockernet_sim.engine.container.process import Variables, as_mapping
from dockernet_sim.engine.container.state import State
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.vfs.files import File, Files

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.sandbox import Sandbox
    from dockernet_sim.engine.images import Image
    from dockernet_sim.sim.clock import Clock

SHORT = 12
LONGEST_HOSTNAME = 64  # bytes, the kernel's HOST_NAME_MAX


class Container:
    """What was asked for (``blueprint``, with ``hostname`` and ``domainname``), its state, and what runs in it.

    ``name`` begins with a slash, as inside Docker. ``sandbox``, ``place`` and ``main`` are there while it runs; a
    container in ``container:`` mode has no sandbox of its own.
    """

    __slots__ = (
        "_layer", "blueprint", "created", "domainname", "donor", "dying", "execs", "files", "files_made", "guests",
        "hostname",
        "hostname_file",
        "hostname_made", "hosts_file", "id", "keep_on_exit", "log", "log_made", "main", "mounts", "name",
        "network_disabled", "network_settings", "on_exit", "on_removal", "place", "removed", "resolv_conf_file",
        "restart_count", "restart_delay", "sandbox", "short_name", "stale_ports", "state", "stdin", "stopped_by_hand",
    )  # fmt: skip

    def __init__(
        self, container_id: str, name: str, blueprint: Blueprint, hostname: str, layer: int, clock: Clock
    ) -> None:
        self.id = container_id
        self.name = name
        self.short_name = name[1:]  # as endpoints are called
        self.blueprint = blueprint
        self.hostname = hostname
        self.domainname = str(blueprint.config["Domainname"])
        self.network_disabled = False  # there is no default bridge for it
        self.created = clock.now
        self.state = State()
        self.network_settings = NetworkSettings()
        self.stale_ports: dict[str, list[dict[str, str]] | None] | None = (
            None  # what ps goes on showing after a failed start
        )
        self.restart_count = 0
        self._layer = layer
        self.sandbox: Sandbox | None = None
        self.place: Place | None = None
        self.main: Task | None = None
        self.dying = False  # its processes are gone, and dockerd has not heard of it yet
        self.stdin: str | Pipe | None = None  # what its next main process reads; None: no client attaches one
        self.mounts: tuple[MountPoint, ...] = ()
        self.execs: tuple[str, ...] = ()
        self.log = Log(clock)
        self.files_made = False  # hosts and resolv.conf exist once it was started
        self.hostname_made = False
        self.log_made = False
        self.donor: Container | None = None  # whose namespace and files it was last started with
        self.guests: tuple[Container, ...] = ()  # those who were started with its own
        self.files: Files | None = None
        self.hosts_file, self.resolv_conf_file, self.hostname_file = File(), File(), File()
        self.stopped_by_hand = False  # then its restart policy waits
        self.keep_on_exit = False  # being restarted: --rm and restart policies do not apply
        self.removed = False
        self.restart_delay = 0.0
        self.on_exit: tuple[Callable[[int], object], ...] = ()  # called when it stops
        self.on_removal: tuple[Callable[[], object], ...] = ()

    def __repr__(self) -> str:
        return f"<Container {self.short_name} {self.id[:SHORT]} {self.state.status}>"

    # -- what was asked for ---------------------------------------------------
    @property
    def config(self) -> Mapping[str, Any]:
        """Config, shaped as in the Engine API, but for what is the container's own."""
        return self.blueprint.config

    @property
    def host_config(self) -> Mapping[str, Any]:
        """HostConfig."""
        return self.blueprint.host_config

    @property
    def image(self) -> Image:
        """What it was made from."""
        return self.blueprint.image

    @property
    def short_id(self) -> str:
        """The first 12 digits of its id."""
        short = self.id[:SHORT]
        return self.hostname if self.hostname == short else short

    @property
    def layer_id(self) -> str:
        """The id of its layer of files."""
        return f"{self._layer:064x}"

    @property
    def mode(self) -> str:
        """``HostConfig.NetworkMode``."""
        return self.blueprint.mode

    @property
    def donor_id(self) -> str:
        """Whose namespace it shares (``container:`` mode), or ``""``."""
        return self.blueprint.donor_id

    @property
    def exposed_ports(self) -> list[str]:
        """``80/tcp``, those of its image included."""
        return list(self.config["ExposedPorts"])

    @property
    def command(self) -> list[str]:
        """Entrypoint and command: the main process with its arguments."""
        return list(self.blueprint.command)

    @property
    def restart_policy(self) -> str:
        """``no``, ``always``, ``unless-stopped`` or ``on-failure``."""
        return self.host_config["RestartPolicy"]["Name"] or "no"

    @property
    def running(self) -> bool:
        """Whether its main process lives, paused or not."""
        return self.state.running

    # -- what its programs see ------------------------------------------------
    def environment(self, tty: bool, linked: list[str]) -> list[str]:
        """The variables of a program in it; runc adds HOME later."""
        return self.blueprint.environment(self.hostname, tty, linked)

    def variables(self, linked: list[str]) -> Mapping[str, str]:
        """The variables of its main process."""
        if linked:
            return as_mapping(self.environment(self.config["Tty"], linked))
        return Variables(self.blueprint.variables, self.hostname)

    @property
    def size_rw(self) -> int:
        """Bytes that it wrote over its image, as ``docker ps -s`` shows them."""
        return self.files.written if self.files is not None else 0

    @property
    def owner_of_files(self) -> Container:
        """Whose hosts, resolv.conf and hostname it has: its own, or those that its donor has."""
        return self.donor.owner_of_files if self.donor is not None else self

    # -- what inspect shows ---------------------------------------------------
    def shown_config(self) -> dict[str, Any]:
        """``Config`` of docker inspect."""
        own = {
            "Hostname": self.hostname,
            "Domainname": self.domainname,
            "NetworkDisabled": self.network_disabled or self.config["NetworkDisabled"],
        }
        return shown({**self.config, **own}, CONFIG_LEFT_OUT)

    def shown_host_config(self, links: list[str]) -> dict[str, Any]:
        """``HostConfig`` of docker inspect, with the links as they are now."""
        return shown({**self.host_config, "Links": links or None}, HOST_CONFIG_LEFT_OUT)
