"""What containers that were asked for in the same words have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockernet_sim.engine.container.capabilities import capabilities
from dockernet_sim.engine.container.config import make_config, merge_variables
from dockernet_sim.engine.container.ports import exposed_ports, wanted_bindings
from dockernet_sim.engine.container.process import as_mapping
from dockernet_sim.engine.container.resources import starts_plainly
from dockernet_sim.engine.container.users import find_user
from dockernet_sim.engine.drivers.base import Connectivity
from dockernet_sim.engine.images import Image
from dockernet_sim.engine.ports.binding import PortBinding, PublishOrder
from dockernet_sim.programs.installed import IMAGE_PROGRAMS
from dockernet_sim.programs.registry import Program
from dockernet_sim.sim.later import later
from dockernet_sim.vfs.credentials import Credentials
from dockernet_sim.vfs.files import TEMPORARY, Files, Folder

REMEMBERED = 256  # requests
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Blueprint:
    """A container's Config and HostConfig, and what follows from them. All who share it only read it."""

    def __init__(
        self, config: Mapping[str, Any], host_config: Mapping[str, Any], image: Image, order: PublishOrder
    ) -> None:
        self.publish_order = order
        self.config = config
        self.host_config = host_config
        self.image = image

    def with_mode(self, mode: str) -> Blueprint:
        """The same with another ``NetworkMode``."""
        return Blueprint(self.config, {**self.host_config, "NetworkMode": mode}, self.image, self.publish_order)

    def with_host_config(self, host_config: Mapping[str, Any]) -> Blueprint:
        """The same with another HostConfig."""
        return Blueprint(self.config, host_config, self.image, self.publish_order)

    @later
    def mode(self) -> str:
        """``HostConfig.NetworkMode``."""
        return str(self.host_config["NetworkMode"])

    @later
    def donor_id(self) -> str:
        """Whose namespace it shares (``container:`` mode), or ``""``."""
        kind, colon, donor = self.mode.partition(":")
        return donor if kind == "container" and colon else ""

    @later
    def command(self) -> tuple[str, ...]:
        """Entrypoint and command: the main process with its arguments."""
        return (*(self.config["Entrypoint"] or ()), *(self.config["Cmd"] or ()))

    @later
    def exposed(self) -> tuple[tuple[int, str], ...]:
        """All exposed ports, in the order in which they are published."""
        return tuple(exposed_ports(self.config, self.host_config, self.publish_order))

    @later
    def bindings(self) -> tuple[PortBinding, ...]:
        """What is to be published."""
        return tuple(wanted_bindings(self.config, self.host_config, self.publish_order))

    @later
    def wants(self) -> Connectivity:
        """Both of them, for one without links."""
        return Connectivity(self.bindings, self.exposed)

    @later
    def caps(self) -> frozenset[str]:
        """The capabilities of its programs."""
        return capabilities(self.host_config)

    @later
    def starts_plainly(self) -> bool:
        """Whether nothing of it is checked at each start."""
        return starts_plainly(self.host_config)

    def environment(self, hostname: str, tty: bool, linked: list[str]) -> list[str]:
        """The variables of a program in a container of that name; runc adds HOME later."""
        base = [f"PATH={DEFAULT_PATH}", f"HOSTNAME={hostname}"]
        if tty:
            base.append("TERM=xterm")
        return merge_variables([*base, *linked], self.config["Env"])

    @later
    def variables(self) -> Mapping[str, str]:
        """Those of a main process without links, but for the HOSTNAME."""
        return as_mapping(self.environment("", self.config["Tty"], []))

    @later
    def files(self) -> Mapping[str, str]:
        """What lies below its own files."""
        return {**self.image.below_files, **self.image.files}

    @later
    def root(self) -> tuple[Credentials, str]:
        """Who a program without ``--user`` runs as, and its HOME."""
        return find_user(Files(self.files), "")

    def user(self, files: Files, user: str) -> tuple[Credentials, str]:
        """The user and groups of a program, and its HOME; NoUser in the engine's words."""
        added = self.host_config["GroupAdd"]
        return find_user(files, user, added or ()) if user or added else self.root

    @later
    def folders(self) -> Mapping[str, Folder]:
        """Folders with another mode or owner than root's:
        an image with a user of its own gives it those that it writes."""
        if not self.image.user:
            return TEMPORARY
        creds, _ = find_user(Files(self.files), self.image.user)
        own = Folder(owner=(creds.uid, creds.gid))
        return {**TEMPORARY, **{path.rstrip("/"): own for path in (*self.image.volumes, self.image.workdir) if path}}

    @later
    def programs(self) -> Mapping[str, Program]:
        """What can be run in it."""
        common = IMAGE_PROGRAMS if self.image.common is None else self.image.common
        return {**common, **self.image.programs} if self.image.programs else common


class Request:
    """A request for a container that was looked at and found good."""

    def __init__(
        self, body: dict[str, Any], host_config: dict[str, Any], endpoints: dict[str, Any], warnings: list[str]
    ) -> None:
        self._body = body
        self._host_config = host_config
        self.endpoints = endpoints
        self.warnings = warnings
        self.image: str = body.get("Image") or ""
        self.mode: str = host_config["NetworkMode"]
        self.links = bool(host_config["Links"])
        self._blueprint: Blueprint | None = None

    def blueprint(self, image: Image, order: PublishOrder) -> Blueprint:
        """What its containers have in common, made from this image."""
        if self._blueprint is None or self._blueprint.image is not image:
            self._blueprint = Blueprint(make_config(self._body, image), self._host_config, image, order)
        return self._blueprint
