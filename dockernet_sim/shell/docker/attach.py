"""Being attached to a container: its output as it comes, signals handed on, its exit code at the end."""

from __future__ import annotations

import simpy

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.shell.docker.call import Call
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError


class Attachment:
    """The tie between a command in the foreground and the container whose output it shows."""

    def __init__(self, call: Call, container: str) -> None:
        self.call = call
        self.container = container
        stdin = call.task.source if call.parsed.values.get("interactive") else ""
        call.task.at_exit.append(call.engine.container_attach(container, self.hear, stdin))

    def hear(self, stream: str, text: str) -> None:
        """A piece that the container's main process wrote."""
        (self.call.task.out if stream == "stdout" else self.call.task.err)(text)

    def until(self, ended: simpy.Event) -> Steps:
        """Wait for the container's end; INT and TERM are handed on to it (``--sig-proxy``)."""
        self.call.task.waits_for = self.call.engine.container(self.container).main
        while True:
            try:
                answer = yield ended
            except simpy.Interrupt as signal:
                name = str(signal.cause)
                if name not in ("INT", "TERM"):
                    raise
                self.hand_on(name)
                continue
            return int(answer["StatusCode"])

    def hand_on(self, name: str) -> None:
        """Send the container a signal; one that ended meanwhile needs none."""
        try:
            self.call.engine.container_kill(self.container, name)
        except ApiError:
            return


def follow(call: Call, container: str) -> Attachment:
    """Attach before the start, so that nothing is missed."""
    return Attachment(call, container)


def attach(call: Call) -> Steps:
    """``docker attach``"""
    name = call.words[0]
    yield call.wait()
    state = call.container(name)["State"]
    if not state["Running"]:
        raise CliError("You cannot attach to a stopped container, start it first")
    if state["Paused"]:
        raise CliError("You cannot attach to a paused container, unpause it first")
    ended = call.engine.container_wait(name, condition="not-running")
    return (yield from follow(call, name).until(ended))
