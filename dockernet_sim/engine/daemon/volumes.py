"""Volumes: create, ls, inspect, rm, prune; and what containers mount."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.daemon.filters import Filters, check_keys, has_labels, part_matches, read_truth, values
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.errors import Conflict, NotFound
from dockernet_sim.engine.refusals import Refusals
from dockernet_sim.engine.volumes import Volume, check_volume
from dockernet_sim.sim.quote import quote

KEYS = ("dangling", "driver", "label", "name")
TRUE, FALSE = ("1", "t", "T", "TRUE", "true", "True"), ("0", "f", "F", "FALSE", "false", "False")
PRUNE = ("label", "label!")
Summaries = list[dict[str, Any]]  # inside the class, `list` is a method
Users = list[Container]


class Volumes:
    """``engine.volumes``: the calls about volumes.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    """

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """``POST /volumes/create``: ``Name``, ``Driver``, ``DriverOpts``, ``Labels``; an existing one is given back."""
        name, driver, options = body.get("Name") or "", body.get("Driver") or "local", body.get("DriverOpts") or {}
        anonymous = not name
        name = name or self._daemon.identity.hex("volume-name", 64)
        if driver != "local":
            raise NotFound(f'create {name}: error looking up volume plugin {driver}: plugin "{driver}" not found')
        return self.add(name, body.get("Labels") or {}, options, anonymous).to_json()

    def add(
        self,
        name: str,
        labels: dict[str, str] | None = None,
        options: dict[str, str] | None = None,
        anonymous: bool = False,
    ) -> Volume:
        """The volume of that name, made when there is none."""
        found = self._daemon.volumes.find(name)
        if found is None:
            check_volume(name, options or {})
            found = self._daemon.volumes.add(
                Volume(name, self._daemon.clock.now, labels or {}, options or {}, anonymous)
            )
        self._daemon.events.add("volume", "create", name, {"driver": "local"})
        return found

    def list(self, filters: Filters | None = None) -> Summaries:
        """``GET /volumes``, by name."""
        filters = filters or {}
        check_keys(filters, KEYS, self._daemon.refuse)
        dangling = read_truth(filters, "dangling", self._daemon.refuse, self._daemon.release.rules)
        return [each.to_json() for each in self._daemon.volumes if self._matches(each, filters, dangling)]

    def _matches(self, volume: Volume, filters: Filters, dangling: bool | None) -> bool:
        names, drivers = values(filters, "name"), values(filters, "driver")
        return (
            (not names or any(part_matches(each, volume.name) for each in names))
            and (not drivers or "local" in drivers)
            and has_labels(volume.labels, values(filters, "label"))
            and (dangling is None or dangling != bool(self.users(volume)))
        )

    def inspect(self, name: str) -> dict[str, Any]:
        """``GET /volumes/NAME``."""
        return self._daemon.volumes.get(name).to_json()

    def remove(self, name: str, force: bool = False) -> None:
        """``DELETE /volumes/NAME``; not while a container, running or not, has it."""
        volume = self._daemon.volumes.find(name)
        if volume is None:
            if force:
                return
            raise NotFound(f"get {name}: no such volume")
        users = self.users(volume)
        if users:
            raise Conflict(f"remove {name}: volume is in use - [{', '.join(each.id for each in users)}]")
        self.drop(volume)

    def drop(self, volume: Volume) -> None:
        """Remove it, and tell of it."""
        self._daemon.volumes.remove(volume)
        self._daemon.events.add("volume", "destroy", volume.name, {"driver": "local"})

    def users(self, volume: Volume) -> Users:
        """The containers that have it."""
        return [
            each for each in self._daemon.containers.values() if any(mount.name == volume.name for mount in each.mounts)
        ]

    def prune(self, filters: Filters | None = None) -> dict[str, Any]:
        """``POST /volumes/prune``: remove all that no container has; since 23 only anonymous ones unless asked."""
        filters, named = filters or {}, self._daemon.release.rules.prunes_named
        check_keys(filters, PRUNE if named else (*PRUNE, "all"), self._daemon.refuse)
        unwanted, space = values(filters, "label!"), 0
        named = named or _everything(values(filters, "all"), self._daemon.refuse)
        deleted = []
        for volume in list(self._daemon.volumes):
            labels = volume.labels
            if not (named or volume.anonymous):
                continue
            if self.users(volume) or not has_labels(labels, values(filters, "label")):
                continue
            if unwanted and has_labels(labels, unwanted):
                continue
            space += volume.size
            self.drop(volume)
            deleted.append(volume.name)
        self._daemon.events.add("volume", "prune", "", {"reclaimed": str(space)})
        return {"VolumesDeleted": deleted or None, "SpaceReclaimed": space}


def _everything(given: list[str], refuse: Refusals) -> bool:
    """The filter ``all``."""
    for text in given:
        if text not in TRUE + FALSE:
            raise refuse("bad-filter-value", key="all", why=f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")
    return any(text in TRUE for text in given)
