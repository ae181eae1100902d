"""A network of swarm scope: what the manager keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dockernet_sim.engine.swarm.pools import Pools

VXLANS = "com.docker.network.driver.overlay.vxlanid_list"
FIRST_VXLAN = 4096


@dataclass(eq=False)
class SwarmNetwork:
    """One of them.

    Parameters
    ----------
    id, name, driver : str
        Its id (25 characters), its name, its kind.
    created : float
        When.
    asked : list of dict
        The subnets that were asked for, in the Engine API's spelling.
    options : dict
        ``-o`` options.
    labels : dict
        Its labels.
    internal, attachable, ingress : bool
        As asked for.
    """

    id: str
    name: str
    driver: str
    created: float
    asked: list[dict[str, Any]] = field(default_factory=list)
    options: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    internal: bool = False
    attachable: bool = False
    ingress: bool = False
    subnets: list[dict[str, Any]] | None = None  # what the manager gave it; None while it could give none
    vxlan: int = 0
    boxes: dict[str, dict[str, str]] = field(default_factory=dict)  # endpoints on this node that are no containers
    peers: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_overlay(self) -> bool:
        """Whether the manager gives it addresses; a network of a local driver gets its own on each node."""
        return self.driver == "overlay"

    def allocate(self, pools: Pools, vxlan: int) -> bool:
        """Have the manager give it subnets and a VXLAN id; False when it cannot: it tries again as others go."""
        if not self.is_overlay:
            self.subnets = []
            return True
        given = pools.take(self.asked)
        if given is None:
            return False
        self.subnets, self.vxlan = given, vxlan
        return True

    def shown(self) -> dict[str, Any]:
        """``GET /networks/ID``."""
        known = self.subnets is not None
        options = {**({VXLANS: str(self.vxlan)} if self.vxlan else {}), **self.options} if known else None
        found: dict[str, Any] = {
            "Scope": "swarm",
            "Driver": self.driver if known else "",
            "EnableIPv6": False,
            "IPAM": {
                "Driver": "default" if known and self.is_overlay else "",
                "Options": None,
                "Config": self.subnets,
            },
            "Internal": self.internal,
            "Attachable": self.attachable,
            "Ingress": self.ingress,
            "ConfigFrom": {"Network": ""},
            "ConfigOnly": False,
            "Containers": self.boxes or None,
            "Options": options or None,
            "Labels": dict(self.labels) if self.labels or self.boxes else None,
        }
        return found | ({"Peers": self.peers} if self.peers else {})
