"""A container's life: its start, the end of its main process, its restarts and its removal."""

from __future__ import annotations

import simpy

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.daemon.connections import Connections
from dockernet_sim.engine.daemon.execs import Execs
from dockernet_sim.engine.daemon.mounting import Mounting
from dockernet_sim.engine.daemon.names import Names
from dockernet_sim.engine.daemon.starting import Starting
from dockernet_sim.engine.daemon.state import RUNC_THREADS, Daemon
from dockernet_sim.engine.errors import ApiError, Conflict, NotFound, ServerError
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.when import rfc3339

EXIT_LAG = 0.1
"""Seconds from the end of the last process until its network is down: containerd's word to dockerd, and dockerd's work.
Asked of 20.10 in seven kills: `die` 65-140 ms after the FIN, the link down 90-155 ms after it."""
FIRST_RESTART_DELAY, LAST_RESTART_DELAY, GOOD_RUN = 0.1, 60.0, 10.0
HOOK_FAILED = (
    "unable to start container process: error during container init: error running hook #0: error running hook: "
    'exit status 1, stdout: , stderr: time="{}" level=fatal msg={}'
)


class _End:
    """Tells that a main process has ended."""

    __slots__ = ("_container", "_life", "_task")

    def __init__(self, life: Life, container: Container, task: Task) -> None:
        self._life = life
        self._container = container
        self._task = task

    def __call__(self, _event: simpy.Event) -> None:
        self._life.main_ended(self._container, self._task)


class Life:
    """Starts containers, and does what their end asks for.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    names : Names
        Forgets names.
    connections : Connections
        Puts containers on their networks.
    mounting : Mounting
        Takes mounts away.
    starting : Starting
        Makes main processes.
    execs : Execs
        Runs health checks.
    """

    def __init__(
        self,
        daemon: Daemon,
        names: Names,
        connections: Connections,
        mounting: Mounting,
        starting: Starting,
        execs: Execs,
    ) -> None:
        self._daemon = daemon
        self._names = names
        self._connections = connections
        self._mounting = mounting
        self._starting = starting
        self._execs = execs

    # -- start ----------------------------------------------------------------
    def start(self, container: Container) -> None:
        """Networks first, then the process; what fails is written into its state, and all is given back."""
        if container.removed or container.state.removing:
            raise Conflict("container is marked for removal and cannot be started")
        try:
            ns = self._initialize_networking(container)
            container.place = self._starting.place(container, ns)
            self._run_main(container, container.place)
        except ApiError as error:
            container.state.fail(error.text, error.exit_code)
            container.stale_ports = container.network_settings.ports
            self._cleanup(container)
            if container.host_config["AutoRemove"]:
                self.remove(container)
            raise
        except NotModelled:
            self._cleanup(container)
            raise

    def _initialize_networking(self, container: Container) -> NetNs:
        """The namespace that its programs will run in."""
        if container.blueprint.donor_id:
            donor = self._donor(container)
            container.donor = donor
            donor.guests = (*(each for each in donor.guests if each is not container and not each.removed), container)
            container.hostname, container.domainname = donor.hostname, donor.domainname
            if donor.place is None:
                raise ServerError(f"{donor.id} has no namespace")
            return donor.place.ns
        try:
            self._connections.allocate(container)
        except ApiError as error:
            raise self._daemon.refuse.within("network-failed", error) from None
        container.hostname_made = True
        container.hostname_file.text = f"{container.hostname}\n"
        assert container.sandbox is not None
        try:
            return container.sandbox.ns or container.sandbox.attach()
        except ApiError as error:
            from dockernet_sim.sim.quote import quote  # rarely needed

            stamp = rfc3339(float(int(self._daemon.clock.now)))
            raise self._starting.not_started(HOOK_FAILED.format(stamp, quote(error.text))) from None

    def _donor(self, container: Container) -> Container:
        try:
            donor = self._daemon.container(container.donor_id)
        except NotFound:
            raise self._daemon.refuse("donor-missing", name=container.donor_id) from None
        if donor is container:
            raise self._daemon.refuse("donor-itself")
        if not donor.running:
            raise self._daemon.refuse(
                "donor-stopped", name=container.donor_id, short=donor.short_name, state=donor.state.status
            )
        if donor.state.restarting:
            raise Conflict(f"Container {donor.id} is restarting, wait until the container is running")
        return donor

    def _run_main(self, container: Container, place: Place) -> None:
        """Start the main process, and tell of it."""
        task = self._starting.task(container, place)
        container.main = task
        container.stopped_by_hand, container.stale_ports = False, None
        place.pass_over(RUNC_THREADS)
        process = task.start()
        container.state.start(self._daemon.clock.now, task.pid)
        assert process.callbacks is not None
        process.callbacks.append(_End(self, container, task))
        self._daemon.container_event(container, "start")
        if container.config["Healthcheck"]:
            self._watch_health(container)

    def _watch_health(self, container: Container) -> None:
        from dockernet_sim.engine.container.health import read_check  # few have one
        from dockernet_sim.engine.daemon.health import watch

        check = read_check(container.config["Healthcheck"])
        if check is not None:
            watch(self._daemon, self._execs, container, check)

    # -- end ------------------------------------------------------------------
    def main_ended(self, container: Container, task: Task) -> None:
        """The main process ended by itself, or by a signal that it minded."""
        if container.main is task and not container.dying:
            self._gone(container, task, task.exit_code or 0)

    def kill_main(self, container: Container) -> None:
        """SIGKILL: gone at once, and with it all that ran in the container."""
        if container.main is not None and not container.dying:
            self._gone(container, container.main, 128 + 9)

    def _gone(self, container: Container, main: Task, exit_code: int) -> None:
        """The processes are gone. Until dockerd has heard of it the kernel goes on answering for their connections;
        where none is left to answer for, nothing would show the wait, and there is none."""
        self._end_execs(container)
        self._end_tasks(container, main)
        if not self._still_closes(container):
            self._heard(container, main, exit_code)
            return
        container.dying = True
        self._daemon.clock.call_later(EXIT_LAG, self._heard, container, main, exit_code)

    def _still_closes(self, container: Container) -> bool:
        """Whether a network that goes with it has connections whose ends have not met."""
        ns = container.sandbox.ns if container.sandbox is not None else None
        if ns is None or ns is self._daemon.host.root:
            return False
        return any(each.orphan for each in ns.sockets.tcp_protocol.connections.values())

    def exited(self, container: Container, exit_code: int) -> None:
        """Its processes end, and dockerd hears of it at once."""
        main = container.main
        self._end_execs(container)
        self._end_tasks(container, main)
        self._heard(container, main, exit_code)

    def _heard(self, container: Container, main: Task | None, exit_code: int) -> None:
        """The main process is gone: the container's networks are given back, and what hangs on its end is told."""
        if container.main is not main:
            return
        started = container.state.started_at or 0.0
        if container.dying:  # what began in it meanwhile goes with its network
            self._end_execs(container)
            self._end_tasks(container, main)
        container.main, container.dying = None, False
        again = self._restarts(container, exit_code)
        kept = container.keep_on_exit or again or container.state.removing
        removed = container.host_config["AutoRemove"] and not kept
        container.state.stop(self._daemon.clock.now, exit_code, restarting=again)
        self._daemon.container_event(container, "die", exitCode=str(exit_code))
        self._cleanup(container)
        waiting, container.on_exit = container.on_exit, ()
        for tell in waiting:
            tell(exit_code)
        if again:
            self._restart_later(container, started)
        elif removed:
            self.remove(container)

    def _end_execs(self, container: Container) -> None:
        """All exec'd programs that still run are killed with the main process."""
        for exec_id in container.execs:
            made = self._daemon.execs.get(exec_id)
            if made is not None and made.task is not None and made.task.running:
                made.told = True
                self._daemon.container_event(container, "exec_die", execID=made.id, exitCode=str(128 + 9))

    def _end_tasks(self, container: Container, main: Task | None) -> None:
        """The kernel ends all other processes of a PID namespace with its first one; what they have open is closed at
        once, so that the peers of their connections hear of it before the network goes."""
        tasks = list(container.place.tasks.values()) if container.place is not None else []
        for task in [*([main] if main is not None else []), *tasks]:
            if task.running and task.process is not None:
                task.process.defused = True
                task.signal("KILL")
                task.release()

    def _cleanup(self, container: Container) -> None:
        """What a stopped container does not keep."""
        self._connections.release(container)
        for exec_id in container.execs:
            self._daemon.execs.pop(exec_id, None)
        container.execs = ()
        self._release_namespace(container)
        if container.place is not None:
            self._mounting.unmount_all(container)
        container.place = None

    def _release_namespace(self, container: Container) -> None:
        """A namespace that a donor left behind goes with the last container that joined it."""
        place, donor = container.place, container.donor
        if place is None or donor is None or place.ns is self._daemon.host.root:
            return
        users = [each for each in self._daemon.containers.values() if each is not container and each.place is not None]
        if not any(each.place is not None and each.place.ns is place.ns for each in users):
            self._daemon.host.delete_netns(place.ns)

    # -- restart policies -----------------------------------------------------
    def _restarts(self, container: Container, exit_code: int) -> bool:
        policy, limit = container.restart_policy, container.host_config["RestartPolicy"]["MaximumRetryCount"]
        if container.stopped_by_hand or container.keep_on_exit:
            return False
        if policy == "on-failure":
            return exit_code != 0 and (limit == 0 or container.restart_count < limit)
        return policy in ("always", "unless-stopped")

    def _restart_later(self, container: Container, started: float) -> None:
        """Wait a little longer each time, but for one that ran well."""
        good = self._daemon.clock.now - started >= GOOD_RUN
        delay = FIRST_RESTART_DELAY if good else container.restart_delay or FIRST_RESTART_DELAY
        container.restart_delay = min(delay * 2, LAST_RESTART_DELAY)
        container.restart_count += 1
        self._daemon.clock.call_later(delay, self._start_again, container, container.restart_count)

    def _start_again(self, container: Container, count: int) -> None:
        if container.restart_count != count or not container.state.restarting:
            return
        try:
            self.start(container)
        except ApiError:
            container.state.stop(self._daemon.clock.now, container.state.exit_code)

    # -- removal --------------------------------------------------------------
    def remove(self, container: Container, volumes: bool = False) -> None:
        """Forget it; links of others to it stay and lead nowhere."""
        self._daemon.containers.drop(container.id)
        self._names.forget(container)
        container.removed = True
        if volumes or container.host_config["AutoRemove"]:
            self._mounting.drop_anonymous(container)
        self._daemon.container_event(container, "destroy")
        waiting, container.on_removal = container.on_removal, ()
        for tell in waiting:
            tell()
