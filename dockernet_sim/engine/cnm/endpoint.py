"""An endpoint: a container's place on one network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dockernet_sim.engine.drivers.base import Interface
from dockernet_sim.engine.errors import ApiError, Forbidden, ServerError
from dockernet_sim.engine.ports.binding import PortBinding
from dockernet_sim.wire.address import ip_text, mac_text

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.network import Network
    from dockernet_sim.engine.cnm.sandbox import Sandbox


NO_LINKS: Mapping[str, str] = {}


class Endpoint:
    """One endpoint; made by :meth:`Network.create_endpoint`.

    ``name`` is the container's name; ``anonymous`` says that it is no name to be looked up; ``aliases`` are further
    names on the network, for all; ``links`` are names for this container alone (alias to name).
    """

    __slots__ = (
        "aliases", "anonymous", "id", "interface", "links", "name", "network", "priority", "resolution", "sandbox",
    )  # fmt: skip

    def __init__(self, network: Network, name: str, endpoint_id: str) -> None:
        self.network = network
        self.name = name
        self.id = endpoint_id
        self.interface = Interface()
        self.priority = 0
        self.anonymous = False
        self.resolution = True
        self.aliases: Sequence[str] = ()
        self.links: Mapping[str, str] = NO_LINKS
        self.sandbox: Sandbox | None = None

    def __repr__(self) -> str:
        return f"<Endpoint {self.name} on {self.network.name}>"

    # -- what inspect shows --------------------------------------------------------
    @property
    def ip_address(self) -> str:
        """Its address as text, or ``""``."""
        return ip_text(self.interface.ip) if self.interface.ip else ""

    @property
    def prefix_len(self) -> int:
        """Its prefix length, or 0."""
        return self.interface.plen

    @property
    def gateway(self) -> str:
        """Its gateway as text, or ``""``."""
        return ip_text(self.interface.gateway) if self.interface.gateway else ""

    @property
    def mac_address(self) -> str:
        """Its MAC as text, or ``""``."""
        return mac_text(self.interface.mac) if self.interface.mac else ""

    @property
    def port_bindings(self) -> list[PortBinding]:
        """The port bindings that it carries."""
        return self.network.driver.published(self.network.id, self.id)

    @property
    def order(self) -> tuple[int, bool, bool, str]:
        """Sorts a sandbox's endpoints: the first one with a gateway supplies the default route."""
        return (-self.priority, self.network.internal, not self.interface.gateway, self.network.name)

    # -- join and leave ------------------------------------------------------------
    def join(self, sandbox: Sandbox) -> None:
        """Join a sandbox: its files, the device in its namespace (if that is there), the gateway and the ports.

        Raises
        ------
        ApiError
            When a part fails; then the endpoint is in no sandbox, and still to be deleted.
        """
        if self.sandbox is not None:
            raise Forbidden("another container is attached to the same network endpoint")
        self.sandbox = sandbox
        driver, network = self.network.driver, self.network
        try:
            driver.join(network.id, self.id, self.interface, sandbox.wants)
        except ApiError:
            self.sandbox = None
            raise
        try:
            self._enter(sandbox)
        except ApiError:
            sandbox.forget(self)
            self._driver_leave()
            self.sandbox = None
            raise

    def _enter(self, sandbox: Sandbox) -> None:
        self.network.register(self)
        if self.interface.ip:
            sandbox.add_own_line(self.ip_address)
        sandbox.update_resolv_conf()
        before = sandbox.gateway_endpoint
        sandbox.add(self)
        sandbox.populate(self)
        if sandbox.gateway_endpoint is not before:
            self._take_over_ports(sandbox, before)
        elif self.routed:
            self.program_ports(sandbox, routed=True)

    def _take_over_ports(self, sandbox: Sandbox, before: Endpoint | None) -> None:
        """The ports follow the default route."""
        if before is not None:
            before.revoke_ports()
            if before.routed:
                before.program_ports(sandbox, routed=True)
        try:
            if not self.network.internal:
                self.program_ports(sandbox)
        except ApiError:
            if before is not None:
                before.restore_ports(sandbox)
            raise

    @property
    def routed(self) -> bool:
        """Whether its ports are open where another endpoint is the gateway, too: they take none of the host's."""
        return self.interface.routed

    def program_ports(self, sandbox: Sandbox, routed: bool = False) -> None:
        """Publish the container's ports here; `routed`: only let packets to its own address in.

        Raises
        ------
        ServerError
            ``driver failed programming external connectivity on endpoint ...``.
        """
        try:
            wants = replace(sandbox.wants, routed=True) if routed else sandbox.wants
            self.network.driver.program_ports(self.network.id, self.id, wants)
        except ApiError as failed:
            raise ServerError(
                f"driver failed programming external connectivity on endpoint {self.name} ({self.id}): {failed.text}"
            ) from None

    def restore_ports(self, sandbox: Sandbox) -> None:
        """Publish them again after something else failed; a failure here is only logged."""
        try:
            self.program_ports(sandbox)
        except ApiError as failed:
            self.network.controller.warn(failed.text)

    def revoke_ports(self) -> None:
        """Take the container's ports back."""
        self.network.driver.revoke_ports(self.network.id, self.id)

    def leave(self, sandbox: Sandbox) -> None:
        """Leave: ports, device and default route go or move on to the next endpoint.

        Raises
        ------
        Forbidden
            When it is not in that sandbox.
        """
        if self.sandbox is not sandbox:
            raise Forbidden(f"unexpected sandbox ID in leave request. Expected {sandbox.id}.")
        was_gateway = sandbox.gateway_endpoint is self
        if was_gateway or self.routed:
            self.revoke_ports()
        self._driver_leave()
        sandbox.clear(self)
        self.sandbox = None
        if self.network.controller.machine.release.rules.hosts_rewritten:
            sandbox.delete_own_line(self.ip_address)
        elif self.resolution:
            self._delete_host_lines(sandbox)
        after = sandbox.gateway_endpoint
        if was_gateway and after is not None:
            if after.routed:
                after.revoke_ports()
            after.restore_ports(sandbox)

    def _driver_leave(self) -> None:
        try:
            self.network.driver.leave(self.network.id, self.id)
        except ApiError as failed:
            self.network.controller.warn(failed.text)

    def _delete_host_lines(self, sandbox: Sandbox) -> None:
        """Lines that end in a name of the network go, but not those of the container's own name."""
        others = {name for name in self.network.records if self._other(name)}
        if others:
            files = self.network.controller.machine.release.files
            sandbox.hosts.text = files.hosts_without(sandbox.hosts.text, others)

    def _other(self, name: str) -> bool:
        """Whether a name of the network is none of its own."""
        return name.partition(".")[0] != self.name

    def delete(self, force: bool = False) -> None:
        """Delete it: names, device and address go.

        Raises
        ------
        Forbidden
            While it is in a sandbox, unless forced.
        """
        if self.sandbox is not None:
            if not force:
                raise Forbidden(
                    f"endpoint with name {self.name} id {self.id} is in use by container {self.sandbox.container_id}"
                )
            self.leave(self.sandbox)
        self.network.remove_endpoint(self)

    def rename(self, name: str) -> None:
        """The container has a new name, which counts as a name from now on."""
        self.network.rename_endpoint(self, name)
