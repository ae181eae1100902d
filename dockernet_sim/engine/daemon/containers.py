"""ls, inspect, rm, rename, logs, attach and prune of containers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.log import Entry, Listener
from dockernet_sim.engine.container.resources import unreadable_log
from dockernet_sim.engine.daemon.attach import names_on_network
from dockernet_sim.engine.daemon.create import Creating
from dockernet_sim.engine.daemon.filters import (
    PRUNE_KEYS,
    Filters,
    check_container_filters,
    check_keys,
    container_matches,
    older,
)
from dockernet_sim.engine.daemon.life import KILL, Living
from dockernet_sim.engine.errors import ApiError, BadRequest, NotFound, ServerError
from dockernet_sim.linux.files import Files
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import Place
from dockernet_sim.programs.terminal import OpenInput, Terminal
from dockernet_sim.programs.text.pstable import Process, table
from dockernet_sim.programs.text.signals import read_request

PAUSED = "container is paused and must be unpaused first"
PROCEDURE = "Stop the container before attempting removal or force remove"


class ContainerCalls(Creating, Living):
    """The calls that look at containers, and that rename and remove them."""

    def container_list(
        self, all: bool = False, filters: Filters | None = None, limit: int = 0, size: bool = False
    ) -> list[dict[str, Any]]:
        """``GET /containers/json``: the newest first.

        Parameters
        ----------
        all : bool
            Also those that do not run.
        filters : mapping, optional
            Lists of values by key: ``{"status": ["exited"]}``.
        limit : int
            Only so many, running or not.
        size : bool
            With the sizes of their files.
        """
        check_container_filters(self, filters or {})
        shape, found = self.release.shape(), []
        for container in self._newest_first():
            show_stopped = all or limit > 0 or any(key in (filters or {}) for key in ("status", "exited"))
            if (container.running or show_stopped) and container_matches(self, container, filters or {}):
                sizes = {"SizeRootFs": container.image.size} if size else {}
                found.append(shape.container_summary(container, self.names_of(container), self.clock.now) | sizes)
        return found[:limit] if limit > 0 else found

    def _newest_first(self) -> list[Container]:
        return list(reversed(self.containers.values()))

    def container_inspect(self, ref: str, size: bool = False) -> dict[str, Any]:
        """``GET /containers/ID/json``; with `size` also the sizes of its files."""
        container = self.container(ref)
        return self.release.shape().container(container, self.link_names(container), size)

    def container_logs(self, ref: str) -> list[Entry]:
        """All that its main process wrote, piece by piece: time, stream and text."""
        container = self.container(ref)
        unreadable = unreadable_log(container.host_config)
        if unreadable is not None:
            raise unreadable
        return container.log.entries

    def container_attach(self, ref: str, listener: Listener, stdin: str | Pipe | None = None) -> Callable[[], None]:
        """``POST /containers/ID/attach``: call ``listener(stream, text)`` with what its main process writes from now
        on.

        Parameters
        ----------
        ref : str
            Name or id.
        listener : callable
            Given the stream (``stdout`` or ``stderr``) and the text.
        stdin : str or Pipe, optional
            Text, a pipe or a terminal that the main process reads, when the container was created with an open input.

        Returns
        -------
        callable
            Ends it.
        """
        container = self.container(ref)
        stop = self.container_follow(ref, listener)
        self.container_event(container, "attach")
        main = container.main
        if stdin is None:
            return stop
        if main is None:
            container.stdin = stdin
            return stop
        source = main.source
        if isinstance(source, OpenInput) and isinstance(stdin, Terminal):
            detach = source.attach(stdin)

            def end() -> None:
                stop()
                detach()

            return end
        if isinstance(source, (OpenInput, Pipe)):
            self._pour(stdin, source, ends=bool(container.config["StdinOnce"]))
        return stop

    def container_follow(self, ref: str, listener: Listener) -> Callable[[], None]:
        """``GET /containers/ID/logs?follow=1``: as :meth:`container_attach`, but only to look on."""
        return self.container(ref).log.listen(listener)

    def container_top(self, ref: str, ps_args: str = "") -> dict[str, Any]:
        """``GET /containers/ID/top``: its programs, as ``ps -ef`` on the host lists them."""
        container = self._running(ref)
        asked = read_request(ps_args.split() or ["-ef"])
        if not any(name.partition("=")[0] == "pid" for name in asked.columns):
            raise ServerError("Couldn't find PID field in ps output")
        self.container_event(container, "top")
        tasks = sorted(container.place.tasks.items()) if container.place is not None else []
        titles, lines = table([Process(task, pid, 1, self.host.files) for pid, task in tasks], asked.columns)
        return {"Titles": titles, "Processes": lines}

    def container_files(self, ref: str, event: str) -> Files:
        """``GET`` and ``PUT /containers/ID/archive``: its files, running or not;
        `event` is what dockerd tells of it."""
        container = self.container(ref)
        self.container_event(container, event)
        return container.files if container.files is not None else self._files(container)

    def place(self, ref: str) -> Place | None:
        """Where a running container's programs run, or None."""
        try:
            return self.container(ref).place
        except ApiError:
            return None

    # -- rm -------------------------------------------------------------------
    def container_remove(self, ref: str, force: bool = False, volumes: bool = False, link: bool = False) -> None:
        """``DELETE /containers/ID``.

        Parameters
        ----------
        ref : str
            Name or id; with `link`, a link's name.
        force : bool
            Also one that runs.
        volumes : bool
            Also its anonymous volumes.
        link : bool
            Take away only the link of that name.
        """
        container = self.container(ref)
        if link:
            self._remove_link(container, ref)
            return
        if container.running:
            if not force:
                state = container.state.status
                procedure = f"Unpause and then {PROCEDURE.lower()}" if state == "paused" else PROCEDURE
                why = (
                    PAUSED
                    if state == "paused"
                    else f"container is {state}: stop the container before removing or force remove"
                )
                words = {"state": state, "id": container.id, "name": ref, "full_name": container.name}
                raise self.refuse("container-running", **words, advice=procedure, why=why)
            container.stopped_by_hand = True
            self._kill_event(container, KILL)
            self._kill_main(container)
        if not container.removed:
            container.state.running = False
            self._remove(container, volumes)

    def _remove_link(self, child: Container, ref: str) -> None:
        name = ref if ref.startswith("/") else f"/{ref}"
        owner = name.rpartition("/")[0]
        if not owner:
            raise ServerError("Conflict, cannot remove the default link name of the container")
        if owner not in self.names:
            raise ServerError(f"Cannot get parent {owner} for name {name}")
        parent = self.containers[self.names[owner]]
        del self.names[name]
        self.links.unlink(parent, child, name)
        self._refresh_links(parent, name.rpartition("/")[2])

    # -- rename ---------------------------------------------------------------
    def container_rename(self, ref: str, name: str) -> None:
        """``POST /containers/ID/rename``; its links are renamed with it, and its names in DNS."""
        if not ref or not name:
            raise BadRequest("Neither old nor new names may be empty")
        new = name if name.startswith("/") else f"/{name}"
        container = self.container(ref)
        old = container.name
        if new == old:
            raise BadRequest("Renaming a container with the same name as its current name")
        children = dict(self.links.children(container))
        for link in children:
            if not link.startswith(old):
                raise BadRequest(f"Linked container {link} does not match parent {old}")
        try:
            self._reserve(new, container.id)
        except ApiError as error:
            raise self.refuse.within("rename-failed", error) from None
        for link, child in children.items():
            self._rename_link(container, child, link, new + link.removeprefix(old))
        del self.names[old]
        container.name, container.short_name = new, new[1:]
        container.network_settings.anonymous = False
        container.stale_ports = None
        if container.place is not None:
            container.place.name = container.short_name
        if container.sandbox is not None:
            if not self.release.rules.anonymous_names:
                for settings in container.network_settings.by_name.values():
                    settings.dns_names = names_on_network(container, settings)
            container.sandbox.rename(container.short_name)
        self.container_event(container, "rename", oldName=old)

    def _rename_link(self, parent: Container, child: Container, old: str, new: str) -> None:
        self.names.pop(old, None)
        if child.id in self.containers:
            self.names[new] = child.id
        self.links.link(parent, child, new)
        self.links.unlink(parent, child, old)

    # -- prune ----------------------------------------------------------------
    def container_prune(self, filters: Filters | None = None) -> dict[str, Any]:
        """``POST /containers/prune``: remove all that do not run."""
        deleted = []
        check_keys(filters or {}, PRUNE_KEYS, self.refuse)
        older(0.0, self.clock.now, filters or {})
        for container in self._newest_first():
            if not container.running and container_matches(self, container, filters or {}, prune=True):
                try:
                    self.container_remove(container.id)
                except NotFound:
                    continue
                deleted.append(container.id)
        self.events.add("container", "prune", "", {"reclaimed": "0"})
        return {"ContainersDeleted": deleted or None, "SpaceReclaimed": 0}
