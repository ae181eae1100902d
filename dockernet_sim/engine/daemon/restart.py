"""The daemon's own end and beginning: what stops with it, what comes back,
and what starts by itself (release 20.10)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.daemon.life import Living
from dockernet_sim.engine.errors import ApiError, StartError
from dockernet_sim.engine.flags import Settings, given, parse_flags
from dockernet_sim.engine.inspect.network import NetworkFacts
from dockernet_sim.sim.errors import NotModelled

GOODBYE, START = 0.5, 2.0  # seconds that dockerd takes besides waiting for containers
LOST_TRACK = 255  # the exit code of a container that was gone when dockerd looked for it


class Restarting(Living):
    """Stopping and starting the daemon; without live-restore no container outlives it."""

    def restart(self) -> Generator[Any, Any, None]:
        """``systemctl restart docker``, as a process: it ends when the daemon answers again."""
        yield from self.shut_down()
        yield from self.start_up()

    def shut_down(self) -> Generator[Any, Any, None]:
        """SIGTERM to dockerd: it answers no more, and stops all containers, which have their usual time for it."""
        if not self.up:
            if self.stopping is not None and not self.stopping.triggered:
                yield self.stopping  # somebody else is at it
            return
        self.up = False
        ends = [self._stop_with_daemon(each) for each in self.containers.values() if each.running]
        self.stopping = self.clock.all_of(ends)
        yield self.stopping
        yield self.clock.timeout(GOODBYE)

    def start_up(self) -> Generator[Any, Any, None]:
        """dockerd starts: networks come back from its store, then containers by their restart policies."""
        if self.up:
            return
        yield self.clock.timeout(START)
        if self.powered and not self.up:  # or else the machine went off meanwhile, and starts it as it boots
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

        files, self.ignored_hosts = self.controller.machine.place.files, False
        if not files.exists(daemonfile.PATH):
            return parse_flags(self.flags, self.release.flags)
        found = daemonfile.read(files.read(daemonfile.PATH), given(self.flags, self.release.flags))
        self.ignored_hosts = bool(found.pop("hosts", None))
        return parse_flags(self.flags, self.release.flags, found)

    def begin_anew(self) -> None:
        """The same, with no time passing; what keeps dockerd from starting is in ``failure``."""
        self.failure = ""
        try:
            self.settings = self.read_settings()
            self.controller.restart(self.settings)
        except (StartError, NotModelled) as problem:
            self.failure = str(problem)
            self.controller.log.append(f"level=fatal msg={self.failure!r}")
            self.powered = True
            return
        known = {network.id for network in self.controller.networks}
        self.network_facts = {id: facts for id, facts in self.network_facts.items() if id in known}
        for id in known - self.network_facts.keys():
            self.network_facts[id] = NetworkFacts(self.clock.now)
        self.up = self.powered = True
        self.started = self.clock.now
        self.events.forget()
        for container in list(self.containers.values()):
            if container.host_config["AutoRemove"] and container.state.started_at is not None:
                self._remove(container)
        for container in self._in_order_of_need():
            if self._starts_with_daemon(container):
                self._start_with_daemon(container)

    def lose_power(self) -> None:
        """The machine is gone, with all that ran; what dockerd has written down is there when it starts again."""
        self.up = self.powered = False
        for container in list(self.containers.values()):
            if container.running:
                container.keep_on_exit = True
                self._exited(container, LOST_TRACK)
                container.keep_on_exit = False

    def kill_from_outside(self, ref: str) -> None:
        """Somebody else than the engine kills a container's main process: its restart policy holds."""
        self._kill_main(self._running(ref))

    # -- containers -----------------------------------------------------------
    def _stop_with_daemon(self, container: Container) -> simpy.Event:
        """As ``docker stop``, but it counts as nobody's wish."""
        gone = self.clock.event()
        by_hand, container.keep_on_exit = container.stopped_by_hand, True

        def stopped() -> None:
            container.keep_on_exit, container.stopped_by_hand = False, by_hand
            gone.succeed()

        self._stop(container, None, stopped)
        return gone

    def _in_order_of_need(self) -> list[Container]:
        """Those that others link to, or whose namespace others share, come first."""
        found: dict[str, Container] = {}

        def add(container: Container, path: tuple[str, ...] = ()) -> None:
            if container.id in path:
                return
            needed = list(self.links.children(container).values())
            if container.donor is not None and container.donor.id in self.containers:
                needed.append(container.donor)
            for each in needed:
                add(each, (*path, container.id))
            found.setdefault(container.id, container)

        for container in self.containers.values():
            add(container)
        return list(found.values())

    def _starts_with_daemon(self, container: Container) -> bool:
        """Whether its policy has it run whenever the daemon does;
        one that has never run waits for somebody to start it."""
        if container.running or container.state.started_at is None:
            return False
        policy, limit = container.restart_policy, container.host_config["RestartPolicy"]["MaximumRetryCount"]
        if policy == "on-failure":
            return container.state.exit_code != 0 and (limit == 0 or container.restart_count < limit)
        return policy == "always" or (policy == "unless-stopped" and not container.stopped_by_hand)

    def _start_with_daemon(self, container: Container) -> None:
        try:
            self._start(container)
        except ApiError as failed:  # the daemon's log tells of it, nobody else
            self.controller.log.append(f"level=error msg={failed.text!r} container={container.id}")
