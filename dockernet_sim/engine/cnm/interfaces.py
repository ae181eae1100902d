"""Devices in a container's namespace: they come in, get name, MAC, address and routes,
and leave again (libnetwork osl)."""

from __future__ import annotations

from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING

from dockernet_sim.engine.cnm.announce import announce
from dockernet_sim.engine.drivers.base import Interface
from dockernet_sim.engine.errors import ServerError
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.address import Address
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.netns import NAME_LENGTH
from dockernet_sim.wire.address import (
    UNSPECIFIED,
    broadcast,
    ip_text,
    mac_text,
    network,
    subnet_broadcast,
)

if TYPE_CHECKING:
    from dockernet_sim.engine.drivers.pairs import Pairs
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs

LINK_LOCAL_PLEN = 16


class Interfaces:
    """The devices that libnetwork put into one namespace.

    Parameters
    ----------
    host_ns, ns : NetNs
        Where the devices come from and go to.
    pairs : Pairs
        The release's way of making them.
    announces : bool
        Whether a new address is told to the neighbours.
    """

    __slots__ = ("_announces", "_gateway", "_lost", "_pairs", "_prefixes", "host_ns", "ns")

    def __init__(self, host_ns: NetNs, ns: NetNs, pairs: Pairs, announces: bool = False) -> None:
        self._pairs = pairs
        self._announces = announces
        self.host_ns = host_ns
        self.ns = ns
        self._prefixes: tuple[str, ...] = ()  # of all names given
        self._lost: tuple[str, ...] = ()  # names of devices that could not be configured: they are not used again
        self._gateway = 0

    # -- devices -------------------------------------------------------------------
    def add(self, interface: Interface) -> None:
        """Move a device in and configure it.

        Raises
        ------
        ServerError
            When a step fails; the device is back on the host then.
        """
        prefix = interface.dst_prefix
        taken = {*self.ns.devices, *self._lost} if self._lost else self.ns.devices
        name = intern(interface.fixed_name or f"{prefix}{self._pairs.number(prefix, self._prefixes, taken)}")
        self._prefixes = _with(self._prefixes, prefix)
        head = f"failed to add interface {interface.src_name} to sandbox:"
        try:
            device = self._pairs.enter(self.host_ns, self.ns, interface)
        except NetError as error:
            what = f'failed to get link by name "{interface.src_name}": Link not found'
            raise ServerError(f"{head} {what if error.name == 'ENODEV' else _go_text(error)}") from None
        try:
            self._configure(device, interface, name)
            for setting, value in interface.sysctls:
                self._set(setting, name, value)
        except ServerError as failed:
            self._lost += (name,)
            if self._pairs.namespace_first:
                self.ns.delete_device(device.name)
            else:
                self.ns.move_device(device.name, self.host_ns, interface.src_name)
            raise ServerError(f"{head} {failed.text}") from None
        device.set_up()
        interface.name = name
        if self._announces:
            announce(device, interface.ip)

    def _set(self, setting: str, name: str, value: str | None) -> None:
        if value is None:
            raise ServerError(f"expected sysctl '{setting.format('ifname')}' to have format name=value")
        path = "/proc/sys/" + setting.format(name).replace(".", "/")
        try:
            self.ns.sysctl[setting.format(name)] = value
        except NetError as error:
            if error.name == "ENOENT":
                raise ServerError(f"{path} is not a sysctl file") from None
            raise ServerError(f"unable to write to '{path}': write {path}: {_go_text(error)}") from None

    def _configure(self, device: Device, interface: Interface, name: str) -> None:
        try:
            self.ns.rename_device(device.name, name)
        except NetError as error:
            why = "numerical result out of range" if len(name) > NAME_LENGTH else _go_text(error)
            text = f'error renaming interface "{interface.src_name}" to "{name}": {why}'
            raise ServerError(text) from None
        if interface.mac or interface.mac_asked:
            try:
                device.set_mac(interface.mac)
            except NetError:
                what = f'error setting interface "{interface.src_name}" MAC to "{mac_text(interface.mac)}"'
                raise ServerError(f"{what}: cannot assign requested address") from None
        conflict = self._conflict(interface)
        if conflict is not None:
            raise ServerError(
                f'error setting interface "{interface.src_name}" IP to {interface.cidr}: cannot program address '
                f"{interface.cidr} in sandbox interface because it conflicts with existing route {route_text(conflict)}"
            )
        ip, plen = interface.ip, interface.plen
        self.ns.ip.add(Address(ip, plen, device, subnet_broadcast(ip, plen), "global", name))
        for each in interface.link_local:
            self.ns.ip.add(Address(each, LINK_LOCAL_PLEN, device, broadcast(each, LINK_LOCAL_PLEN), "global", name))

    def _conflict(self, interface: Interface) -> Route | None:
        """A route in the namespace that overlaps the new address's subnet; the default route does not count."""
        ip, plen = interface.ip, interface.plen
        for route in self.ns.ip.fib.routes():
            inside = network(ip, route.plen) == route.net or network(route.net, plen) == network(ip, plen)
            if route.plen and inside:
                return route
        return None

    def remove(self, interface: Interface) -> None:
        """A device leaves the namespace; a renamed or deleted one is left alone."""
        self._pairs.leave(self.host_ns, self.ns, interface)

    # -- the default route -----------------------------------------------------------
    def set_gateway(self, gateway: int) -> None:
        """Have the default route lead there, or nowhere (0).

        Raises
        ------
        ServerError
            When the gateway is on no link.
        """
        fib = self.ns.ip.fib
        self.ns.changed()
        if self._gateway:
            try:
                fib.delete(0, 0, gateway=self._gateway)
                self._gateway = 0
            except NetError:
                pass  # its device is gone, and the route with it
            self._gateway = 0
        if not gateway:
            return
        way = fib.find(gateway)
        head = "failed to set gateway while updating gateway:"
        if way is None:
            text = f"route for the gateway {ip_text(gateway)} could not be found: network is unreachable"
            raise ServerError(f"{head} {text}")
        if way.gateway or way.dev is None:
            raise ServerError(f"{head} direct route for the gateway {ip_text(gateway)} could not be found")
        route = Route(UNSPECIFIED, 0, way.dev, gateway)
        try:
            if way.type == "unicast":
                fib.put(route)
            else:
                fib.add(route)  # which says why not
        except NetError as error:
            raise ServerError(f"{head} {_go_text(error)}") from None
        self._gateway = gateway


@lru_cache
def _with(prefixes: tuple[str, ...], prefix: str) -> tuple[str, ...]:
    """One more prefix; nearly all namespaces have the same ones, and share the tuple."""
    return (*prefixes, prefix)


def route_text(route: Route) -> str:
    """A route as Go's netlink package prints it."""
    index = route.dev.ifindex if route.dev is not None else 0
    source = ip_text(route.src) if route.src else "<nil>"
    via = ip_text(route.gateway) if route.gateway else "<nil>"
    return (
        f"{{Ifindex: {index} Dst: {ip_text(route.net)}/{route.plen} Src: {source} Gw: {via} Flags: [] Table: 254 "
        f"Realm: 0}}"
    )


def _go_text(error: NetError) -> str:
    return error.text[:1].lower() + error.text[1:]
