"""Calls about volumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dockernet_sim.client import checks
from dockernet_sim.client.checks import as_filters, asked, of_one
from dockernet_sim.client.session import Session
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from dockernet_sim.client.answers import VolumeInspect, VolumeList, VolumesPruned
    from dockernet_sim.client.arguments import Filters

OPTIONS = must.maybe(must.mapping(must.text, must.text, "names with texts"))


class VolumeCalls(Session):
    """``docker volume``."""

    @asked(filters=checks.filters)
    def volumes(self, filters: Filters | None = None) -> VolumeList:
        """What ``docker volume ls`` is made of: ``{"Volumes": [...], "Warnings": None}``."""
        found: VolumeList = self._json("GET", "/volumes", query={"filters": as_filters(filters)})
        return found

    @asked(name=must.maybe(must.text), driver=must.maybe(must.text), driver_opts=OPTIONS, labels=OPTIONS)
    def create_volume(
        self,
        name: str | None = None,
        driver: str | None = None,
        driver_opts: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> VolumeInspect:
        """``docker volume create``."""
        body = {"Name": name, "Driver": driver, "DriverOpts": driver_opts, "Labels": labels}
        found: VolumeInspect = self._json("POST", "/volumes/create", body=body)
        return found

    @of_one
    @asked(name=must.name)
    def inspect_volume(self, name: str) -> VolumeInspect:
        """``docker volume inspect``."""
        found: VolumeInspect = self._json("GET", "/volumes/{}", name)
        return found

    @asked(filters=checks.filters)
    def prune_volumes(self, filters: Filters | None = None) -> VolumesPruned:
        """``docker volume prune``."""
        found: VolumesPruned = self._json("POST", "/volumes/prune", query={"filters": as_filters(filters)})
        return found

    @of_one
    @asked(name=must.name, force=must.flag)
    def remove_volume(self, name: str, force: bool = False) -> None:
        """``docker volume rm``."""
        self._ask("DELETE", "/volumes/{}", name, query={"force": force or None})
