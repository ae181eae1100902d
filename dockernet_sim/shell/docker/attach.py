"""Being attached to a container: its output as it comes, signals handed on, its exit code at the end."""

from __future__ import annotations

import simpy

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.words import cli_error


class Attachment:
    """The tie between a client and the container whose output it shows.

    Parameters
    ----------
    call : Call
        The client's call.
    container : str
        Name or id.
    stdin : bool
        Whether the client's standard input becomes the container's.
    sig_proxy : bool
        Whether INT and TERM are sent on to the container (``--sig-proxy``); otherwise they end the client only.
    streams : tuple of str
        Which of ``stdout`` and ``stderr`` are shown.
    logs : bool
        Whether it is ``docker logs -f``, of which the engine tells no event.
    """

    def __init__(
        self,
        call: Call,
        container: str,
        stdin: bool = False,
        sig_proxy: bool = True,
        streams: tuple[str, ...] = ("stdout", "stderr"),
        logs: bool = False,
    ) -> None:
        self.call = call
        self.container = container
        self.sig_proxy = sig_proxy
        self.streams = streams
        if logs:
            stop = call.engine.containers.follow(container, self.hear)
        else:
            stop = call.engine.containers.attach(container, self.hear, call.task.source if stdin else None)
        call.task.at_exit.append(stop)

    def hear(self, stream: str, text: str) -> None:
        """A piece that the container's main process wrote."""
        if stream in self.streams:
            (self.call.task.out if stream == "stdout" else self.call.task.err)(text)

    def until(self, ended: simpy.Event) -> Steps:
        """Wait for the container's end; its value is the container's exit code."""
        self.call.task.waits_for = self.call.engine.containers.get(self.container).main
        while True:
            try:
                answer = yield ended
            except simpy.Interrupt as signal:
                name = str(signal.cause)
                if not self.sig_proxy or name not in ("INT", "TERM"):
                    raise
                self.hand_on(name)
                continue
            return int(answer["StatusCode"])

    def hand_on(self, name: str) -> None:
        """Send the container a signal; an ended container needs none."""
        try:
            self.call.engine.containers.kill(self.container, name)
        except ApiError:
            return


def attach(call: Call) -> Steps:
    """``docker attach``"""
    name = call.words[0]
    yield call.wait("container_attach")
    shown = call.container(name)
    state, config = shown["State"], shown["Config"]
    if not state["Running"]:
        raise cli_error("attach-stopped")
    if state["Paused"]:
        raise cli_error("attach-paused")
    if state["Restarting"]:
        raise cli_error("attach-restarting")
    stdin = config["OpenStdin"] and not call["no-stdin"]
    ended = call.engine.containers.wait(name, condition="not-running")
    return (yield from Attachment(call, name, stdin, call["sig-proxy"]).until(ended))
