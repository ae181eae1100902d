"""What a firewall layout has to do: for the host as dockerd starts, and for each bridge network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from dockernet_sim.engine.drivers.bridge.config import BridgeConfig
    from dockernet_sim.engine.iptables import Iptables
    from dockernet_sim.engine.ports.binding import PortBinding

Exposed = Iterable[tuple[int, str]]
"""(port, protocol) of a container's exposed ports"""


ISOLATION, INTERNAL_OUT, INTERNAL_IN = "isolation", "internal-out", "internal-in"
NO_ICC, UNPUBLISHED = "no-icc", "unpublished"


class Meaning(NamedTuple):
    """What one of Docker's DROP rules is for.

    Parameters
    ----------
    purpose : str
        ``isolation`` (from another bridge), ``internal-out`` and ``internal-in`` (of an internal network), ``no-icc``
        (between containers, ``--icc=false``), ``unpublished`` (from outside or from another bridge, to a port that is
        not published).
    bridge : str
        The device of the network that the rule protects.
    """

    purpose: str
    bridge: str


class NetworkRules(Protocol):
    """The rules of one bridge network. Addresses are the containers'."""

    def insert(self) -> None:
        """Put in the rules that the network has from its start; ServerError when iptables refuses one."""

    def remove(self) -> None:
        """Take them out again; what is not there is passed over."""

    def add_endpoint(self, ip: int) -> None:
        """A container joined."""

    def remove_endpoint(self, ip: int) -> None:
        """A container left."""

    def add_port(self, binding: PortBinding, ip: int) -> None:
        """Publish one port of the container at `ip`; ServerError when iptables refuses a rule."""

    def remove_port(self, binding: PortBinding, ip: int) -> None:
        """Undo :meth:`add_port`."""

    def add_link(self, parent: int, child: int, exposed: Exposed) -> None:
        """With ``--icc=false``: let the parent reach the child's exposed ports."""

    def remove_link(self, parent: int, child: int, exposed: Exposed) -> None:
        """Undo :meth:`add_link`."""


class Firewall(Protocol):
    """A layout of chains and rules on one host."""

    def __init__(self, iptables: Iptables) -> None:
        """`iptables` edits the tables of the host's root namespace."""

    def start(self, proxy: bool) -> None:
        """dockerd starts: remove leftovers of an earlier run, make the chains."""

    def forwarding(self) -> bool:
        """dockerd has just switched forwarding on itself (``--ip-forward``);
        True if FORWARD's policy is DROP from now on."""

    def user_chain(self) -> None:
        """After each new network: DOCKER-USER comes first in FORWARD."""

    def meaning(self, table: str, chain: str, rule: str) -> Meaning | None:
        """What a rule that dropped a packet is for, `rule` as ``iptables -S`` prints it;
        None for one that is not Docker's."""

    def network(self, config: BridgeConfig, proxy: bool) -> NetworkRules:
        """The rules of one network; `proxy` tells whether docker-proxy serves its published ports."""
