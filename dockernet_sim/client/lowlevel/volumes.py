"""Calls about volumes."""

from __future__ import annotations

from typing import Any

from dockernet_sim.client import checks
from dockernet_sim.client.checks import as_filters, asked, of_one
from dockernet_sim.client.session import Session
from dockernet_sim.sim import arguments as must

OPTIONS = must.maybe(must.mapping(must.text, must.text, "names with texts"))


class VolumeCalls(Session):
    """``docker volume``."""

    @asked(filters=checks.filters)
    def volumes(self, filters: dict[str, Any] | None = None) -> dict[str, Any]:
        """What ``docker volume ls`` is made of: ``{"Volumes": [...], "Warnings": None}``."""
        return self._object("GET", "/volumes", query={"filters": as_filters(filters)})

    @asked(name=must.maybe(must.text), driver=must.maybe(must.text), driver_opts=OPTIONS, labels=OPTIONS)
    def create_volume(
        self,
        name: str | None = None,
        driver: str | None = None,
        driver_opts: dict[str, str] | None = None,
        labels: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """``docker volume create``."""
        body = {"Name": name, "Driver": driver, "DriverOpts": driver_opts, "Labels": labels}
        return self._object("POST", "/volumes/create", body=body)

    @of_one
    @asked(name=must.name)
    def inspect_volume(self, name: str) -> dict[str, Any]:
        """``docker volume inspect``."""
        return self._object("GET", "/volumes/{}", name)

    @asked(filters=checks.filters)
    def prune_volumes(self, filters: dict[str, Any] | None = None) -> dict[str, Any]:
        """``docker volume prune``."""
        return self._object("POST", "/volumes/prune", query={"filters": as_filters(filters)})

    @of_one
    @asked(name=must.name, force=must.flag)
    def remove_volume(self, name: str, force: bool = False) -> None:
        """``docker volume rm``."""
        self._ask("DELETE", "/volumes/{}", name, query={"force": force or None})
