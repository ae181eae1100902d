"""Containers' names, and the names that legacy links give them."""

from __future__ import annotations

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.links import parse_link
from dockernet_sim.engine.container.names import check_name, make_up
from dockernet_sim.engine.container.validate import LINKED_HOST_MODE, is_user_defined
from dockernet_sim.engine.daemon.connections import drop_link, names_on_network
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.errors import ApiError, BadRequest, ServerError


class Names:
    """Gives, changes and takes away names.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    """

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def reserve(self, name: str, container_id: str) -> str:
        """Take a name, made up when there is none; Conflict when it is taken."""
        if not name:
            name = make_up(self._daemon.identity.stream("container-name"), self._daemon.names, container_id)
        check_name(name)
        name = name if name.startswith("/") else f"/{name}"
        owner = self._daemon.names.get(name)
        if owner is not None:
            raise self._daemon.refuse("name-taken", name=name, owner=owner)
        self._daemon.names[name] = container_id
        return name

    def forget(self, container: Container) -> None:
        """A container is gone: its names are free, and links of others to it stay and lead nowhere."""
        for name in [*self._daemon.names_of(container), *self._daemon.links.forget(container)]:
            self._daemon.names.pop(name, None)

    def rename(self, container: Container, name: str) -> None:
        """Its links are renamed with it, and its names in DNS."""
        new = name if name.startswith("/") else f"/{name}"
        old = container.name
        if new == old:
            raise BadRequest("Renaming a container with the same name as its current name")
        children = dict(self._daemon.links.children(container))
        for link in children:
            if not link.startswith(old):
                raise BadRequest(f"Linked container {link} does not match parent {old}")
        try:
            self.reserve(new, container.id)
        except ApiError as error:
            raise self._daemon.refuse.within("rename-failed", error) from None
        for link, child in children.items():
            self._rename_link(container, child, link, new + link.removeprefix(old))
        del self._daemon.names[old]
        container.name, container.short_name = new, new[1:]
        container.network_settings.anonymous = False
        container.stale_ports = None
        if container.place is not None:
            container.place.name = container.short_name
        if container.sandbox is not None:
            if not self._daemon.release.rules.anonymous_names:
                for settings in container.network_settings.by_name.values():
                    settings.dns_names = names_on_network(container, settings)
            container.sandbox.rename(container.short_name)
        self._daemon.container_event(container, "rename", oldName=old)

    # -- links ----------------------------------------------------------------
    def link(self, container: Container) -> None:
        """Legacy links: those of a container on the default bridge."""
        links = container.blueprint.host_config["Links"]
        if not links or is_user_defined(container.mode):
            return
        for text in links:
            name, alias = parse_link(text)
            try:
                child = self._linked(name)
            except ApiError as problem:
                raise BadRequest(f"could not get container for {name}: {problem.text}") from None
            if child.mode == "host":
                raise BadRequest(LINKED_HOST_MODE)
            link = f"{container.name}/{alias}"
            if link not in self._daemon.names:
                self._daemon.names[link] = child.id
                self._daemon.with_links = True
                self._daemon.links.link(container, child, link)

    def _linked(self, name: str) -> Container:
        """The container of that name, or whose network it shares; a circle of those is refused (dockerd would hang)."""
        child = self._daemon.container(name)
        seen = {child.id}
        while child.donor_id:
            child = self._daemon.container(child.donor_id)
            if child.id in seen:
                raise BadRequest(
                    f"{child.name.lstrip('/')} shares its own network (--network container:...): the real dockerd follows"  # noqa: E501
                    " that circle for ever and never answers; remove that container"
                )
            seen.add(child.id)
        return child

    def unlink(self, child: Container, ref: str) -> None:
        """``docker rm --link``: take away the link of that name."""
        name = ref if ref.startswith("/") else f"/{ref}"
        owner = name.rpartition("/")[0]
        if not owner:
            raise ServerError("Conflict, cannot remove the default link name of the container")
        if owner not in self._daemon.names:
            raise ServerError(f"Cannot get parent {owner} for name {name}")
        parent = self._daemon.containers[self._daemon.names[owner]]
        del self._daemon.names[name]
        self._daemon.links.unlink(parent, child, name)
        drop_link(parent, name.rpartition("/")[2])

    def _rename_link(self, parent: Container, child: Container, old: str, new: str) -> None:
        self._daemon.names.pop(old, None)
        if child.id in self._daemon.containers:
            self._daemon.names[new] = child.id
        self._daemon.links.link(parent, child, new)
        self._daemon.links.unlink(parent, child, old)
