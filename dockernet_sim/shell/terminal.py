"""A root shell on a machine whose lines come one by one, as from a terminal in a browser.

Unlike :class:`~dockernet_sim.shell.interactive.Console` it does not wait for a line: the shell stays open between calls
of the lab, and each line and each Ctrl-C is a call of its own, so that copies and saved labs stand at the same prompt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.programs.stream import Stream
from dockernet_sim.programs.task import Task
from dockernet_sim.shell.ssh import ssh_program
from dockernet_sim.world.again import again
from dockernet_sim.world.lines import Hear, Line

if TYPE_CHECKING:
    from dockernet_sim.world.log import Call
    from dockernet_sim.world.world import World


def open_terminal(world: World, machine: str, hear: Hear) -> Line:
    """Start bash on a machine, at a terminal whose lines a client sends.

    Parameters
    ----------
    world : World
        Its clock has to be run (:meth:`~dockernet_sim.world.passing.Passing.drift`) until the shell waits for a line.
    machine : str
        ``vm``, or another machine.
    hear : callable
        Given stream (``stdout``, ``stderr``) and text: what programs write, and the prompts.

    Returns
    -------
    Line
        ``write("ip link\\n")`` types, ``signal("INT")`` is Ctrl-C; ``stdin.awaited`` is True when the shell waits.

    Raises
    ------
    UnknownPlace
        When there is no such machine.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> heard = []
    >>> world = Lab().world
    >>> line = open_terminal(world, "vm", lambda stream, text: heard.append(text))
    >>> line.write("hostname\\n")
    >>> _ = world.drift(1.0, 1000, lambda: line.stdin.awaited)
    >>> "".join(heard)
    '[root@vm ~]# vm\\n[root@vm ~]# '
    """
    place = world.machine(machine).place
    with world.call("terminal", machine):
        for each in world.machines.values():
            each.programs["ssh"] = ssh_program(world.machine)
        line = Line(world, hear)
        line.open_input(shell=True)
        out = Stream(lambda text: line.hear("stdout", text))
        err = Stream(lambda text: line.hear("stderr", text))
        assert line.stdin is not None
        line.task = Task(place, ["bash"], stdin=line.stdin, stdout=out, stderr=err, tty=True, cwd="/root")
        line.task.start()
        return line


@again("terminal")
def _terminal(world: World, call: Call) -> None:
    open_terminal(world, call.where, lambda stream, text: None)
