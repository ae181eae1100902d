"""Signals for main processes: docker stop and docker kill."""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.signals import first_process_reacts, is_supported, read_signal, signal_name
from dockernet_sim.engine.daemon.life import Life
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.programs.task import SIGNALS, Task
from dockernet_sim.programs.terminal import Terminal

KILL = 9
UNSENT = 2.0  # seconds after a signal that could not be sent


class Stopping:
    """Stops and signals containers.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    life : Life
        Ends main processes.
    """

    def __init__(self, daemon: Daemon, life: Life) -> None:
        self._daemon = daemon
        self._life = life

    def stop(self, container: Container, t: float | None, then: Callable[[], object]) -> None:
        """Send the stop signal, wait, send SIGKILL; call `then` when it is over."""
        if not container.running:
            then()
            return
        container.stopped_by_hand = True
        if container.state.restarting:
            container.state.stop(self._daemon.clock.now, container.state.exit_code)
            then()
            return
        container.state.paused = False

        def stopped(_code: int) -> None:
            self._daemon.container_event(container, "stop")
            then()

        container.on_exit += (stopped,)
        if container.dying:
            return
        patience = container.config["StopTimeout"] if t is None else t
        patience = float(self._daemon.settings.default_stop_timeout if patience is None else patience)
        main = container.main
        number = read_signal(container.config["StopSignal"] or "TERM")
        if not is_supported(number):  # cannot be sent: dockerd waits for a moment in case that the process ended
            self._daemon.clock.call_later(UNSENT, self._run_out_of_patience, container, main)
            return
        self.kill_event(container, number)
        if patience == 0:
            self._run_out_of_patience(container, main)
            return
        self.signal(container, number)
        if patience > 0 and container.main is main:
            self._daemon.clock.call_later(patience, self._run_out_of_patience, container, main)

    def _run_out_of_patience(self, container: Container, main: Task | None) -> None:
        """SIGKILL for a main process that is still there."""
        if container.main is main:
            self.kill_event(container, KILL)
            self._life.kill_main(container)

    def kill_event(self, container: Container, number: int) -> None:
        """Tell that a signal is sent."""
        self._daemon.container_event(container, "kill", signal=str(number))

    def _minds(self, container: Container, name: str) -> bool:
        """Whether the main process ends by this signal."""
        main = container.main
        if main is None:
            return False
        if main.traps and name in main.traps:
            return bool(main.traps[name])  # `trap "" TERM` ignores it
        if isinstance(main.source, Terminal) and main.tty:
            return name == "INT"  # a shell at a terminal handles Ctrl-C and ignores SIGTERM
        if container.host_config["Init"]:
            return True  # docker-init is the first process, and hands the signal on to this one
        program = main.argv[0].rpartition("/")[2]
        return first_process_reacts(program, name, common=program not in container.image.programs)

    def signal(self, container: Container, number: int) -> None:
        """Send a signal to the main process."""
        name = signal_name(number)
        if name == "KILL":
            self._life.kill_main(container)
        elif name in SIGNALS and container.main is not None and self._minds(container, name):
            container.main.signal(name)
