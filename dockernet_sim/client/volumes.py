"""docker-py's volumes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dockernet_sim.client import checks
from dockernet_sim.client.checks import asked
from dockernet_sim.client.lowlevel import APIClient
from dockernet_sim.client.lowlevel.volumes import OPTIONS
from dockernet_sim.client.resource import Collection, Model, of_collection, of_model
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from dockernet_sim.client.answers import VolumeInspect
    from dockernet_sim.client.arguments import Filters


class Volume(Model):
    """One volume."""

    id_attribute = "Name"
    attrs: VolumeInspect
    collection: VolumeCollection

    @property
    def name(self) -> str:
        """Its name."""
        return self.id

    remove = of_model(APIClient.remove_volume)


class VolumeCollection(Collection):
    """``client.volumes``."""

    @asked(name=must.maybe(must.text), driver=must.maybe(must.text), driver_opts=OPTIONS, labels=OPTIONS)
    def create(
        self,
        name: str | None = None,
        driver: str | None = None,
        driver_opts: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
    ) -> Volume:
        """``docker volume create``."""
        return Volume(self.client.api.create_volume(name, driver, driver_opts, labels), self.client, self)

    @asked(volume_id=must.name)
    def get(self, volume_id: str) -> Volume:
        """One volume, by its name; NotFound."""
        return Volume(self.client.api.inspect_volume(volume_id), self.client, self)

    @asked(filters=checks.filters)
    def list(self, filters: Filters | None = None) -> list[Volume]:
        """``docker volume ls``."""
        listed = self.client.api.volumes(filters=filters)["Volumes"] or ()
        return [Volume(each, self.client, self) for each in listed]

    prune = of_collection(APIClient.prune_volumes)
