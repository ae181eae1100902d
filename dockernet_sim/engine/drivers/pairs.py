"""How a container's veth pair comes to be: where its ends are made, and what the inner one is called."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import TYPE_CHECKING, Protocol

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.linux.link.veth import veth_pair

if TYPE_CHECKING:
    from dockernet_sim.engine.drivers.base import Interface
    from dockernet_sim.linux.link.device import Device
    from dockernet_sim.linux.netns import NetNs

Plug = Callable[["Device", "Device"], None]
"""What the driver does with a new pair, outer and inner end: MTU, and the outer one becomes a port of the bridge."""


class Pairs(Protocol):
    """A release's way."""

    namespace_first: bool
    """Whether a container has its namespace before its endpoints join; else their devices wait on the host."""

    def make(self, root: NetNs, names: tuple[str, str], interface: Interface, plug: Plug) -> None:
        """An endpoint is created: make the pair (outer and inner `names`), or remember how; ServerError."""

    def enter(self, root: NetNs, ns: NetNs, interface: Interface) -> Device:
        """The inner end comes into the container's namespace, under whatever name; NetError."""

    def leave(self, root: NetNs, ns: NetNs, interface: Interface) -> None:
        """The inner end leaves it."""

    def delete(self, root: NetNs, interface: Interface) -> None:
        """The endpoint is deleted: so is the pair."""

    def number(self, prefix: str, given: Sequence[str], taken: Container[str]) -> int:
        """The number behind ``eth``; `given` holds the prefixes of all names given in this namespace before, `taken`
        the names that cannot be used."""


class MadeOnHost:
    """Both ends are made on the host (consecutive indexes) and the inner one is moved; numbers are never used again."""

    namespace_first = False

    def make(self, root: NetNs, names: tuple[str, str], interface: Interface, plug: Plug) -> None:
        """``ip link add vethA type veth peer name vethB``."""
        outer, inner = veth_pair(root, names[0], root, names[1])
        try:
            plug(outer, inner)
        except ServerError:
            root.delete_device(names[0])
            raise
        interface.src_name = names[1]

    def enter(self, root: NetNs, ns: NetNs, interface: Interface) -> Device:
        """``ip link set vethB netns NS``."""
        return root.move_device(interface.src_name, ns)

    def leave(self, root: NetNs, ns: NetNs, interface: Interface) -> None:
        """Back to the host under its old name; a renamed or deleted device is left alone."""
        name = interface.name
        if not name or name not in ns.devices or interface.src_name in root.devices:
            return
        interface.name = ""
        ns.device(name).set_down()
        ns.move_device(name, root, interface.src_name)

    def delete(self, root: NetNs, interface: Interface) -> None:
        """Delete the pair by its inner end, which has come back to the host.

        One that has not come back is left alone: after a connect that failed at the ports, the device stays in the
        container, and its address is given to another container.
        """
        if interface.src_name in root.devices:
            root.delete_device(interface.src_name)

    def number(self, prefix: str, given: Sequence[str], taken: Container[str]) -> int:
        """After eth1 was left comes eth2."""
        return given.count(prefix)


class MadeInside(MadeOnHost):
    """The inner end is made in the container's namespace, which is there first; the lowest free number is used (from 28
    on).

    As it leaves, it comes to the host, where it takes a new index if its own is not free there.
    """

    namespace_first = True

    def make(self, root: NetNs, names: tuple[str, str], interface: Interface, plug: Plug) -> None:
        """Only remembered: the pair is made where the container is."""
        interface.src_name = names[1]

        def make(ns: NetNs) -> Device:
            inner, outer = veth_pair(ns, names[1], root, names[0])
            try:
                plug(outer, inner)
            except ServerError:
                root.delete_device(names[0])
                raise
            return inner

        interface.make = make

    def enter(self, root: NetNs, ns: NetNs, interface: Interface) -> Device:
        """``ip link add vethA type veth peer name vethB netns NS``."""
        make, interface.make = interface.make, None
        assert make is not None
        return make(ns)

    def number(self, prefix: str, given: Sequence[str], taken: Container[str]) -> int:
        """After eth1 was left comes eth1."""
        number = 0
        while f"{prefix}{number}" in taken:
            number += 1
        return number
