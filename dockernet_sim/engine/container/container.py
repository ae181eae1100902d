"""One container."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.container.config import CONFIG_LEFT_OUT, HOST_CONFIG_LEFT_OUT, merge_variables, shown
from dockernet_sim.engine.container.endpoint import NetworkSettings
from dockernet_sim.engine.container.log import Log
from dockernet_sim.engine.container.state import State
from dockernet_sim.engine.container.validate import is_container_mode
from dockernet_sim.engine.images import Image
from dockernet_sim.linux.files import File, Files
from dockernet_sim.programs.task import Place, Task

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.sandbox import Sandbox

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SHORT = 12


class Container:
    """What was asked for (``config`` and ``host_config``, shaped as in the Engine API), its state, and what runs in it.

    ``name`` begins with a slash, as inside Docker. ``sandbox``, ``place`` and ``main`` are there while it runs; a container in
    ``container:`` mode has no sandbox of its own.
    """

    __slots__ = (
        "config", "created", "donor", "execs", "files", "files_made", "host_config", "hostname_file", "hostname_made",
        "hosts_file", "id", "image", "keep_on_exit", "layer_id", "log", "log_made", "main", "name", "network_settings",
        "on_exit", "on_removal", "place", "removed", "resolv_conf_file", "restart_count", "restart_delay", "sandbox",
        "stale_ports", "state", "stdin", "stopped_by_hand",
    )  # fmt: skip

    def __init__(
        self,
        container_id: str,
        name: str,
        config: dict[str, Any],
        host_config: dict[str, Any],
        image: Image,
        now: float,
    ) -> None:
        self.id = container_id
        self.name = name
        self.config = config
        self.host_config = host_config
        self.image = image
        self.created = now
        self.state = State()
        self.network_settings = NetworkSettings()
        self.stale_ports: dict[str, list[dict[str, str]] | None] | None = (
            None  # what ps goes on showing after a failed start
        )
        self.restart_count = 0
        self.layer_id = ""
        self.sandbox: Sandbox | None = None
        self.place: Place | None = None
        self.main: Task | None = None
        self.stdin = ""  # what its next main process reads: given by who attaches before the start
        self.execs: list[str] = []
        self.log = Log(lambda: 0.0)
        self.files_made = False  # hosts and resolv.conf exist once it was started
        self.hostname_made = False
        self.log_made = False
        self.donor: Container | None = None  # whose namespace and files it was last started with
        self.files: Files | None = None
        self.hosts_file, self.resolv_conf_file, self.hostname_file = File(), File(), File()
        self.stopped_by_hand = False  # then its restart policy waits
        self.keep_on_exit = False  # being restarted: --rm and restart policies do not apply
        self.removed = False
        self.restart_delay = 0.0
        self.on_exit: list[Callable[[int], object]] = []  # called when it stops
        self.on_removal: list[Callable[[], object]] = []

    def __repr__(self) -> str:
        return f"<Container {self.short_name} {self.id[:SHORT]} {self.state.status}>"

    # -- what was asked for ---------------------------------------------------
    @property
    def short_name(self) -> str:
        """The name without its slash, as endpoints are called."""
        return self.name[1:]

    @property
    def short_id(self) -> str:
        """The first 12 digits of its id."""
        return self.id[:SHORT]

    @property
    def hostname(self) -> str:
        """``Config.Hostname``."""
        return str(self.config["Hostname"])

    @property
    def mode(self) -> str:
        """``HostConfig.NetworkMode``."""
        return str(self.host_config["NetworkMode"])

    @property
    def donor_id(self) -> str:
        """Whose namespace it shares (``container:`` mode), or ``""``."""
        return self.mode.partition(":")[2] if is_container_mode(self.mode) else ""

    @property
    def exposed_ports(self) -> list[str]:
        """``80/tcp``, those of its image included."""
        return list(self.config["ExposedPorts"])

    @property
    def port_bindings(self) -> dict[str, list[dict[str, str]]]:
        """``HostConfig.PortBindings``."""
        return self.host_config["PortBindings"] or {}

    @property
    def command(self) -> list[str]:
        """Entrypoint and command: the main process with its arguments."""
        return [*(self.config["Entrypoint"] or ()), *(self.config["Cmd"] or ())]

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
        base = [f"PATH={DEFAULT_PATH}", f"HOSTNAME={self.hostname}"]
        if tty:
            base.append("TERM=xterm")
        return merge_variables([*base, *linked], self.config["Env"])

    @property
    def owner_of_files(self) -> Container:
        """Whose hosts, resolv.conf and hostname it has: its own, or those that its donor has."""
        return self.donor.owner_of_files if self.donor is not None else self

    # -- what inspect shows ---------------------------------------------------
    def shown_config(self) -> dict[str, Any]:
        """``Config`` of docker inspect."""
        return shown(self.config, CONFIG_LEFT_OUT)

    def shown_host_config(self, links: list[str]) -> dict[str, Any]:
        """``HostConfig`` of docker inspect, with the links as they are now."""
        return shown(self.host_config | {"Links": links or None}, HOST_CONFIG_LEFT_OUT)
