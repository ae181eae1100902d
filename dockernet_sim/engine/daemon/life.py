"""start, stop, restart, kill, pause, unpause, wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import simpy

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.signals import first_process_reacts, signal_name, signal_number
from dockernet_sim.engine.daemon.running import Running
from dockernet_sim.engine.errors import ApiError, BadRequest, Conflict, ServerError
from dockernet_sim.programs.task import SIGNALS, Task
from dockernet_sim.programs.terminal import Terminal

STOP_TIMEOUT = 10.0
KILL = 9


class Living(Running):
    """The calls that change what a container is doing.

    Calls that may have to wait for a program (stop and restart) give back an event that comes when they are done; it
    has come already when nothing had to be waited for.
    """

    def container_start(self, ref: str) -> None:
        """``POST /containers/ID/start``; a running one is left alone.

        Raises
        ------
        ApiError
            The daemon's text; the container stays as it was, with the text in its state.
        """
        container = self.container(ref)
        if container.state.paused:
            raise Conflict("cannot start a paused container, try unpause instead")
        if not container.running or container.state.restarting:
            self._start(container)

    def container_stop(self, ref: str, t: float | None = None) -> simpy.Event:
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
        container = self.container(ref)
        done = self.clock.event()
        self._stop(container, t, done.succeed)
        return done

    def container_restart(self, ref: str, t: float | None = None) -> simpy.Event:
        """``POST /containers/ID/restart``: stop if it runs, then start;
        the event fails with the ApiError of the start."""
        container = self.container(ref)
        done = self.clock.event()

        def start() -> None:
            container.keep_on_exit = False
            try:
                if not container.running:
                    self._start(container)
            except ApiError as error:
                failure = ServerError(f"Cannot restart container {ref}: {error.text}")
                failure.exit_code = error.exit_code
                done.fail(failure)
                return
            self.container_event(container, "restart")
            done.succeed()

        container.keep_on_exit = True
        self._stop(container, t, start)
        return done

    def _stop(self, container: Container, t: float | None, then: Callable[[], object]) -> None:
        """Send the stop signal, wait, send SIGKILL; call `then` when it is over."""
        if not container.running:
            then()
            return
        container.stopped_by_hand = True
        if container.state.restarting:
            container.state.stop(self.clock.now, container.state.exit_code)
            then()
            return
        container.state.paused = False

        def stopped(_code: int) -> None:
            self.container_event(container, "stop")
            then()

        container.on_exit += (stopped,)
        patience = container.config["StopTimeout"] if t is None else t
        patience = STOP_TIMEOUT if patience is None else float(patience)
        main = container.main
        number = signal_number(container.config["StopSignal"] or "TERM")
        self._kill_event(container, number)
        if patience == 0:
            self._run_out_of_patience(container, main)
            return
        self._signal(container, number)
        if patience > 0 and container.main is main:
            self.clock.call_later(patience, self._run_out_of_patience, container, main)

    def _run_out_of_patience(self, container: Container, main: Task | None) -> None:
        """SIGKILL for a main process that is still there."""
        if container.main is main:
            self._kill_event(container, KILL)
            self._kill_main(container)

    def _kill_event(self, container: Container, number: int) -> None:
        self.container_event(container, "kill", signal=str(number))

    def container_kill(self, ref: str, signal: str = "KILL") -> None:
        """``POST /containers/ID/kill``; a signal that the main process does not mind changes nothing."""
        try:
            number = signal_number(signal or "KILL")
        except BadRequest:
            raise self.refuse("bad-signal", container=ref, text=signal) from None
        try:
            container = self._running(ref)
        except ApiError as error:
            raise self.refuse.within("kill-failed", error, name=ref) from None
        stop_signal = container.config["StopSignal"]
        if number == KILL or not stop_signal or signal_number(stop_signal) == number:
            container.stopped_by_hand = True
        self._kill_event(container, number)
        self._signal(container, number)

    def _running(self, ref: str) -> Container:
        container = self.container(ref)
        if not container.running:
            raise self.refuse("not-running", id=container.id)
        return container

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

    def _signal(self, container: Container, number: int) -> None:
        """Send a signal to the main process."""
        name = signal_name(number)
        if name == "KILL":
            self._kill_main(container)
        elif name in SIGNALS and container.main is not None and self._minds(container, name):
            container.main.signal(name)

    def container_pause(self, ref: str) -> None:
        """``POST /containers/ID/pause``."""
        container = self._running(ref)
        if container.state.paused:
            raise self.refuse("paused-already", id=container.id)
        if container.state.restarting:
            raise Conflict(f"Container {container.id} is restarting, wait until the container is running")
        container.state.paused = True
        if container.place is not None:
            container.place.freeze()
        self.container_event(container, "pause")

    def container_unpause(self, ref: str) -> None:
        """``POST /containers/ID/unpause``."""
        container = self.container(ref)
        if not container.state.paused:
            raise ServerError(f"Container {container.id} is not paused")
        container.state.paused = False
        if container.place is not None:
            container.place.thaw()
        self.container_event(container, "unpause")

    def container_wait(self, ref: str, condition: str = "not-running") -> simpy.Event:
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
        container = self.container(ref)
        done = self.clock.event()

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
