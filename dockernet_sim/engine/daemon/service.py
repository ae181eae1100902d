"""The daemon's own end and beginning: what stops with it, what comes back,
and what starts by itself (release 20.10)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.daemon.life import Life
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.daemon.stopping import Stopping
from dockernet_sim.engine.daemonkeys import PATH
from dockernet_sim.engine.errors import ApiError, StartError
from dockernet_sim.engine.flags import Settings, given, parse_flags
from dockernet_sim.engine.inspect.network import NetworkFacts
from dockernet_sim.sim.errors import NotModelled

GOODBYE, START = 0.5, 2.0  # seconds that dockerd takes besides waiting for containers
LOST_TRACK = 255  # the exit code of a container that was gone when dockerd looked for it


class Service:
    """``engine.service``: dockerd as a service of its machine; without live-restore no container outlives it.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    life : Life
        Starts containers, and ends them.
    stopping : Stopping
        Stops containers.
    flags : str or list of str
        dockerd's command line.
    started : float
        When it started, in simulated seconds.
    """

    def __init__(self, daemon: Daemon, life: Life, stopping: Stopping, flags: str | list[str], started: float) -> None:
        self._daemon = daemon
        self._life = life
        self._stopping = stopping
        self.flags = flags
        self.failure = ""  # why dockerd did not start, the last time
        self.ignored_hosts = False  # whether daemon.json names sockets, which have no effect
        self.started = started
        self.stopping: simpy.Event | None = None  # comes when it has stopped all containers, to stop itself
        self.powered = True  # whether its machine does

    def restart(self) -> Generator[Any, Any, None]:
        """``systemctl restart docker``, as a process: it ends when the daemon answers again."""
        yield from self.shut_down()
        yield from self.start_up()

    def shut_down(self) -> Generator[Any, Any, None]:
        """SIGTERM to dockerd: it answers no more, and stops all containers, which have their usual time for it."""
        if not self._daemon.up:
            if self.stopping is not None and not self.stopping.triggered:
                yield self.stopping  # somebody else is at it
            return
        self._daemon.up = False
        ends = [self._stop_with_daemon(each) for each in self._daemon.containers.values() if each.running]
        self.stopping = self._daemon.clock.all_of(ends)
        yield self.stopping
        yield self._daemon.clock.timeout(GOODBYE)

    def start_up(self) -> Generator[Any, Any, None]:
        """dockerd starts: networks come back from its store, then containers by their restart policies."""
        if self._daemon.up:
            return
        yield self._daemon.clock.timeout(START)
        if self.powered and not self._daemon.up:  # or else the machine went off meanwhile, and starts it as it boots
            self.begin_anew()

    def read_settings(self) -> Settings:
        """What the flags and /etc/docker/daemon.json ask for.

        Raises
        ------
        StartError
            With dockerd's text: it would not start.
        NotModelled
            For a key or flag without a model.
        """
        from dockernet_sim.engine import daemonfile  # with the first restart

        files, self.ignored_hosts = self._daemon.controller.machine.place.files, False
        if not files.exists(PATH):
            return parse_flags(self.flags, self._daemon.release.flags)
        table = self._daemon.release.flags
        found = daemonfile.read(files.read(PATH), given(self.flags, table), self._daemon.release.keys, table)
        self.ignored_hosts = bool(found.pop("hosts", None))
        return parse_flags(self.flags, table, found)

    def begin_anew(self) -> None:
        """The same, with no time passing; what keeps dockerd from starting is in ``failure``."""
        self.failure = ""
        try:
            self._daemon.settings = self.read_settings()
            self._restart_networks()
        except (StartError, NotModelled) as problem:
            self.failure = str(problem)
            self._daemon.controller.log.append(f"level=fatal msg={self.failure!r}")
            self.powered = True
            return
        known = {network.id for network in self._daemon.controller.networks}
        self._daemon.network_facts = {id: facts for id, facts in self._daemon.network_facts.items() if id in known}
        for id in known - self._daemon.network_facts.keys():
            self._daemon.network_facts[id] = NetworkFacts(self._daemon.clock.now, {})
        self._daemon.up = self.powered = True
        self.started = self._daemon.clock.now
        self._daemon.events.forget()
        for container in list(self._daemon.containers.values()):
            if container.host_config["AutoRemove"] and container.state.started_at is not None:
                self._life.remove(container)
        for container in self._in_order_of_need():
            if self._starts_with_daemon(container):
                self._start_with_daemon(container)

    def _restart_networks(self) -> None:
        cluster = self._daemon.cluster
        if cluster is not None:
            cluster.stop()
        self._daemon.controller.restart(self._daemon.settings)
        if cluster is not None:
            cluster.begin()

    def lose_power(self) -> None:
        """The machine is gone, with all that ran; what dockerd has written down is there when it starts again."""
        self._daemon.up = self.powered = False
        for container in list(self._daemon.containers.values()):
            if container.running:
                container.keep_on_exit = True
                self._life.exited(container, LOST_TRACK)
                container.keep_on_exit = False

    def kill_from_outside(self, ref: str) -> None:
        """A signal that the engine did not send kills a container's main process: its restart policy holds."""
        self._life.kill_main(self._daemon.running(ref))

    # -- containers -----------------------------------------------------------
    def _stop_with_daemon(self, container: Container) -> simpy.Event:
        """As ``docker stop``, but it does not count as asked for."""
        gone = self._daemon.clock.event()
        by_hand, container.keep_on_exit = container.stopped_by_hand, True

        def stopped() -> None:
            container.keep_on_exit, container.stopped_by_hand = False, by_hand
            gone.succeed()

        self._stopping.stop(container, None, stopped)
        return gone

    def _in_order_of_need(self) -> list[Container]:
        """Those that others link to, or whose namespace others share, come first."""
        found: dict[str, Container] = {}

        def add(container: Container, path: tuple[str, ...] = ()) -> None:
            if container.id in path:
                return
            needed = list(self._daemon.links.children(container).values())
            if container.donor is not None and container.donor.id in self._daemon.containers:
                needed.append(container.donor)
            for each in needed:
                add(each, (*path, container.id))
            found.setdefault(container.id, container)

        for container in self._daemon.containers.values():
            add(container)
        return list(found.values())

    def _starts_with_daemon(self, container: Container) -> bool:
        """Whether its policy has it run whenever the daemon does;
        a container that has never run waits for ``docker start``."""
        if container.running or container.state.started_at is None:
            return False
        policy, limit = container.restart_policy, container.host_config["RestartPolicy"]["MaximumRetryCount"]
        if policy == "on-failure":
            return container.state.exit_code != 0 and (limit == 0 or container.restart_count < limit)
        return policy == "always" or (policy == "unless-stopped" and not container.stopped_by_hand)

    def _start_with_daemon(self, container: Container) -> None:
        try:
            self._life.start(container)
        except ApiError as failed:  # the daemon's log tells of it, nobody else
            self._daemon.controller.log.append(f"level=error msg={failed.text!r} container={container.id}")
