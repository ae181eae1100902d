"""The questions of a host, asked of the packets;
what rests on something that the lab does not have is told as unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.plans.asking import ANSWERED, UNKNOWN, Wanted
from dockernet_sim.plans.hosts.standing import HostLab
from dockernet_sim.plans.questions import Project
from dockernet_sim.wire.address import ip_text


class HostProject(Project):
    """A host that stands in a world, and what can be asked of it."""

    def __init__(self, lab: HostLab) -> None:
        super().__init__(lab.world, lab.plan, lab.listening)
        self.lab = lab

    def rows(self, only: Callable[[Wanted], bool] | None = None) -> list[dict[str, Any]]:
        """All questions with their answers, and each container's default route."""
        rows = [self.told(row) for row in super().rows(only)]
        return rows + [self.default_route(name) for name in (each.name for each in self.containers)]

    def told(self, row: dict[str, Any]) -> dict[str, Any]:
        """An answer, or that there is none."""
        missing = self.lab.absent.get(row["from"], [])
        if missing and row["verdict"] not in ANSWERED and row["verdict"] != "resolved":
            return {
                **row,
                "verdict": UNKNOWN,
                "why": f"{row['from']} is also on {', '.join(missing)}, which the model does not have",
            }
        return row

    def supposed(self, wanted: Any) -> str:
        """What is known of the listener that the answer rests on."""
        each = self.listening_on.get(wanted.to)
        return str(each) if each is not None and wanted.ask == "tcp" else ""

    def default_route(self, name: str) -> dict[str, Any]:
        """Where a container sends what is for none of its networks."""
        row = {"from": name, "ask": "route", "name": "default"}
        for network in self.lab.absent.get(name, []):
            gateway = self.lab.gateway(name, network)
            if gateway:
                return {
                    **row,
                    "answer": [gateway],
                    "verdict": "resolved",
                    "why": f"GwPriority; {network} is not modelled",
                }
        routes = self.world.place(name).ns.ip.fib.routes()
        found = [ip_text(route.gateway) for route in routes if route.plen == 0]
        return {**row, "answer": found, "verdict": "resolved" if found else "unresolved", "why": ""}
