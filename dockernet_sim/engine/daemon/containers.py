"""The calls about containers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import simpy

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.log import Entry, Listener
from dockernet_sim.engine.container.resources import unreadable_log
from dockernet_sim.engine.container.signals import is_supported, read_signal
from dockernet_sim.engine.daemon.creating import Creating
from dockernet_sim.engine.daemon.filters import (
    PRUNE_KEYS,
    Filters,
    check_container_filters,
    check_keys,
    container_matches,
    older,
)
from dockernet_sim.engine.daemon.images import Images
from dockernet_sim.engine.daemon.life import Life
from dockernet_sim.engine.daemon.looking import programs, usage
from dockernet_sim.engine.daemon.names import Names
from dockernet_sim.engine.daemon.starting import Starting
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.daemon.stopping import KILL, Stopping
from dockernet_sim.engine.daemon.updating import update
from dockernet_sim.engine.errors import ApiError, BadRequest, Conflict, DaemonDown, NotFound, ServerError
from dockernet_sim.engine.references import parse_reference
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import Place
from dockernet_sim.vfs.files import Files

PAUSED = "container is paused and must be unpaused first"
PROCEDURE = "Stop the container before attempting removal or force remove"
Summaries = list[dict[str, Any]]  # inside the class, `list` is a method
Entries = list[Entry]
Found = list[Container]


class Containers:
    """``engine.containers``: the calls about containers.

    Calls that may have to wait for a program (stop, restart, wait) give back an event that comes when they are done; it
    has come already when nothing had to be waited for.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    creating : Creating
        Makes containers.
    names : Names
        Renames them, and takes links away.
    starting : Starting
        Knows their files.
    life : Life
        Starts and removes them.
    stopping : Stopping
        Stops and signals them.
    images : Images
        Tells of images that are made of them.
    """

    def __init__(
        self,
        daemon: Daemon,
        creating: Creating,
        names: Names,
        starting: Starting,
        life: Life,
        stopping: Stopping,
        images: Images,
    ) -> None:
        self._daemon = daemon
        self._creating = creating
        self._names = names
        self._starting = starting
        self._life = life
        self._stopping = stopping
        self._images = images

    def get(self, ref: str) -> Container:
        """The container of a full id, a name, or the beginning of one id; NotFound without one."""
        return self._daemon.container(ref)

    def list(self, all: bool = False, filters: Filters | None = None, limit: int = 0, size: bool = False) -> Summaries:
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
        return [*self.each(all, filters, limit, size)]

    def each(
        self, all: bool = False, filters: Filters | None = None, limit: int = 0, size: bool = False
    ) -> Iterator[dict[str, Any]]:
        """The same, each as it is asked for: of a large lab they would fill the memory."""
        asked, daemon = filters or {}, self._daemon
        check_container_filters(daemon, asked)
        stopped = all or limit > 0 or "status" in asked or "exited" in asked
        fitting = [
            container
            for container in self._newest_first()
            if (container.running or stopped) and container_matches(daemon, container, asked)
        ]
        return (self._summary(container, size) for container in (fitting[:limit] if limit > 0 else fitting))

    def _summary(self, container: Container, size: bool) -> dict[str, Any]:
        daemon = self._daemon
        known = daemon.release.shape().container_summary(container, daemon.names_of(container), daemon.clock.now)
        return {**known, **_sizes(container)} if size else known

    def _newest_first(self) -> Found:
        return list(reversed(self._daemon.containers.values()))

    def create(self, body: dict[str, Any], name: str | None = None) -> dict[str, Any]:
        """``POST /containers/create``.

        Parameters
        ----------
        body : dict
            Config, with HostConfig and NetworkingConfig inside.
        name : str, optional
            Without one a name is made up, and the name servers of user-defined networks do not know the container by
            it.

        Returns
        -------
        dict
            ``Id`` and ``Warnings``.

        Raises
        ------
        ApiError
            With the daemon's text.
        """
        container, warnings = self._creating.create(body, name or "")
        return {"Id": container.id, "Warnings": warnings}

    def inspect(self, ref: str, size: bool = False) -> dict[str, Any]:
        """``GET /containers/ID/json``; with `size` also the sizes of its files."""
        container = self._daemon.container(ref)
        return self._daemon.release.shape().container(container, self._daemon.link_names(container), size)

    def logs(self, ref: str) -> Entries:
        """All that its main process wrote, piece by piece: time, stream and text."""
        container = self._daemon.container(ref)
        unreadable = unreadable_log(container.host_config)
        if unreadable is not None:
            raise unreadable
        return container.log.entries

    def attach(self, ref: str, listener: Listener, stdin: str | Pipe | None = None) -> Callable[[], None]:
        """``POST /containers/ID/attach``: call ``listener(stream, text)`` with what its main process writes.

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
        container = self._daemon.container(ref)
        stop = self.follow(ref, listener)
        self._daemon.container_event(container, "attach")
        detach = self._starting.give_input(container, stdin) if stdin is not None else None
        if detach is None:
            return stop

        def end() -> None:
            stop()
            detach()

        return end

    def follow(self, ref: str, listener: Listener) -> Callable[[], None]:
        """``GET /containers/ID/logs?follow=1``: as :meth:`attach`, but only to look on."""
        return self._daemon.container(ref).log.listen(listener)

    def top(self, ref: str, ps_args: str = "") -> dict[str, Any]:
        """``GET /containers/ID/top``: its programs, as ``ps -ef`` on the host lists them."""
        container = self._daemon.running(ref)
        found = programs(container, ps_args, self._daemon.host.files)
        self._daemon.container_event(container, "top")
        return found

    def stats(self, ref: str) -> dict[str, Any]:
        """``GET /containers/ID/stats``, as far as it is modelled: processes, and bytes through its devices."""
        return usage(self._daemon.container(ref))

    def files(self, ref: str, event: str) -> Files:
        """``GET`` and ``PUT /containers/ID/archive``: its files, running or not; `event` is what dockerd tells."""
        container = self._daemon.container(ref)
        self._daemon.container_event(container, event)
        return container.files if container.files is not None else self._starting.files(container)

    def place(self, ref: str) -> Place | None:
        """Where a running container's programs run, or None."""
        try:
            return self._daemon.container(ref).place
        except ApiError:
            return None

    # -- life
    def start(self, ref: str) -> None:
        """``POST /containers/ID/start``; a running one is left alone.

        Raises
        ------
        ApiError
            The daemon's text; the container stays as it was, with the text in its state.
        """
        container = self._daemon.container(ref)
        if container.state.paused:
            raise Conflict("cannot start a paused container, try unpause instead")
        if not container.running or container.state.restarting:
            self._life.start(container)

    def stop(self, ref: str, t: float | None = None) -> simpy.Event:
        """``POST /containers/ID/stop``.

        Parameters
        ----------
        ref : str
            Name or id.
        t : float, optional
            Seconds between the stop signal and SIGKILL; 10, or the container's own ``StopTimeout``.

        Returns
        -------
        simpy.Event
            Comes when the container has stopped.
        """
        container = self._daemon.container(ref)
        done = self._daemon.clock.event()
        self._stopping.stop(container, t, done.succeed)
        return done

    def restart(self, ref: str, t: float | None = None) -> simpy.Event:
        """``POST /containers/ID/restart``: stop if it runs, start; the event fails with the ApiError of the start."""
        container = self._daemon.container(ref)
        done = self._daemon.clock.event()
        done.defused = True  # the client may be gone; in a copy there is none

        def start() -> None:
            container.keep_on_exit = False
            if not self._daemon.up:  # dockerd ended meanwhile, or its machine lost power
                done.fail(DaemonDown())
                return
            try:
                if not container.running:
                    self._life.start(container)
            except ApiError as error:
                failure = ServerError(f"Cannot restart container {ref}: {error.text}")
                failure.exit_code = error.exit_code
                done.fail(failure)
                return
            self._daemon.container_event(container, "restart")
            done.succeed()

        container.keep_on_exit = True
        self._stopping.stop(container, t, start)
        return done

    def kill(self, ref: str, signal: str = "KILL") -> simpy.Event | None:
        """``POST /containers/ID/kill``; a signal that the main process does not mind changes nothing.

        Returns
        -------
        simpy.Event, optional
            Comes when its network has gone, too; None when there is nothing to wait for.
        """
        number = read_signal(signal or "KILL")
        if not is_supported(number):
            code = "no-such-signal" if number else "bad-signal"
            raise self._daemon.refuse(code, container=ref, text=str(number) if number else signal)
        try:
            container = self._daemon.running(ref)
        except ApiError as error:
            raise self._daemon.refuse.within("kill-failed", error, name=ref) from None
        stop_signal = container.config["StopSignal"]
        if number == KILL or not stop_signal or read_signal(stop_signal) == number:
            container.stopped_by_hand = True
        self._stopping.kill_event(container, number)
        self._stopping.signal(container, number)
        return self._when_gone(container, lambda: None) if number == KILL else None

    def _when_gone(self, container: Container, then: Callable[[], object]) -> simpy.Event | None:
        """Do something when its end is over: now, or with the event that is given back."""
        if not container.dying:
            then()
            return None
        done = self._daemon.clock.event()

        def ended(_code: int) -> None:
            then()
            done.succeed()

        container.on_exit += (ended,)
        return done

    def pause(self, ref: str) -> None:
        """``POST /containers/ID/pause``."""
        container = self._daemon.living(ref)
        if container.state.paused:
            raise self._daemon.refuse("paused-already", id=container.id)
        if container.state.restarting:
            raise Conflict(f"Container {container.id} is restarting, wait until the container is running")
        container.state.paused = True
        if container.place is not None:
            container.place.freeze()
        self._daemon.container_event(container, "pause")

    def unpause(self, ref: str) -> None:
        """``POST /containers/ID/unpause``."""
        container = self._daemon.container(ref)
        if not container.state.paused:
            raise ServerError(f"Container {container.id} is not paused")
        container.state.paused = False
        if container.place is not None:
            container.place.thaw()
        self._daemon.container_event(container, "unpause")

    def wait(self, ref: str, condition: str = "not-running") -> simpy.Event:
        """``POST /containers/ID/wait``.

        Parameters
        ----------
        ref : str
            Name or id.
        condition : str
            ``not-running`` (at once for one that does not run), ``next-exit`` or ``removed``.

        Returns
        -------
        simpy.Event
            Its value is ``{"Error": None, "StatusCode": CODE}``.
        """
        container = self._daemon.container(ref)
        done = self._daemon.clock.event()

        def tell(_code: int = 0) -> None:
            answer: dict[str, Any] = {"Error": None, "StatusCode": container.state.exit_code}
            done.succeed(answer)

        if condition == "removed":
            container.on_removal += (tell,)
        elif condition == "next-exit" or (condition == "not-running" and container.running):
            container.on_exit += (tell,)
        elif condition == "not-running":
            tell()
        else:
            raise BadRequest(f'invalid condition: "{condition}"')
        return done

    # -- changes
    def update(self, ref: str, body: dict[str, Any]) -> dict[str, Any]:
        """``POST /containers/ID/update``.

        Parameters
        ----------
        ref : str
            Name or id.
        body : dict
            ``RestartPolicy``, ``Memory``, ``NanoCpus`` and other limits of HostConfig; those left out stay.

        Returns
        -------
        dict
            ``Warnings``.
        """
        return update(self._daemon, ref, body)

    def rename(self, ref: str, name: str) -> None:
        """``POST /containers/ID/rename``; its links are renamed with it, and its names in DNS."""
        if not ref or not name:
            raise BadRequest("Neither old nor new names may be empty")
        self._names.rename(self._daemon.container(ref), name)

    def commit(
        self, ref: str, name: str = "", comment: str = "", author: str = "", changes: Sequence[str] = ()
    ) -> dict[str, str]:
        """``POST /commit``: an image of a container's files and settings.

        Returns
        -------
        dict
            ``Id``.
        """
        container = self._daemon.container(ref)
        image = self._images.commit(container, name, comment, author, changes)
        self._daemon.container_event(container, "commit", comment=comment, imageID=image.id, imageRef=image.reference)
        if name:
            self._images.event(image, "tag", str(parse_reference(name)))
        return {"Id": image.id}

    def remove(self, ref: str, force: bool = False, volumes: bool = False, link: bool = False) -> simpy.Event | None:
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

        Returns
        -------
        simpy.Event, optional
            Comes when it is gone; None when it is gone already.
        """
        container = self._daemon.container(ref)
        if link:
            self._names.unlink(container, ref)
            return None
        if container.state.removing:
            raise Conflict(f"removal of container {ref} is already in progress")
        if container.running and not force:
            raise self._still_runs(container, ref)
        container.state.removing = True  # before the kill: what waits for its end cannot start it again
        if container.running:
            container.stopped_by_hand = True
            self._stopping.kill_event(container, KILL)
            self._life.kill_main(container)
        return self._when_gone(container, lambda: self._remove_stopped(container, volumes))

    def _still_runs(self, container: Container, ref: str) -> ApiError:
        state = container.state.status
        paused = state == "paused"
        procedure = f"Unpause and then {PROCEDURE.lower()}" if paused else PROCEDURE
        why = PAUSED if paused else f"container is {state}: stop the container before removing or force remove"
        words = {"state": state, "id": container.id, "name": ref, "full_name": container.name}
        return self._daemon.refuse("container-running", **words, advice=procedure, why=why)

    def _remove_stopped(self, container: Container, volumes: bool) -> None:
        container.state.running = False
        try:
            self._life.remove(container, volumes)
        finally:
            container.state.removing = False

    def prune(self, filters: Filters | None = None) -> dict[str, Any]:
        """``POST /containers/prune``: remove all that do not run."""
        deleted, space = [], 0
        check_keys(filters or {}, PRUNE_KEYS, self._daemon.refuse)
        older(0.0, self._daemon.clock.now, filters or {})
        for container in self._newest_first():
            if not container.running and container_matches(self._daemon, container, filters or {}, prune=True):
                written = container.size_rw
                try:
                    self.remove(container.id)
                except NotFound:
                    continue
                deleted.append(container.id)
                space += written
        self._daemon.events.add("container", "prune", "", {"reclaimed": str(space)})
        return {"ContainersDeleted": deleted or None, "SpaceReclaimed": space}


def _sizes(container: Container) -> dict[str, int]:
    """What was written, where there is some (Go leaves out 0), and with the image."""
    written = container.size_rw
    return {**({"SizeRw": written} if written else {}), "SizeRootFs": container.image.size + written}
