"""DockerMachine: random work on a lab, with every promise checked after every step."""

from __future__ import annotations

import sys
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.control import current_build_context
from hypothesis.errors import UnsatisfiedAssumption
from hypothesis.internal.conjecture import engine
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dockernet_sim.testing import promises
from dockernet_sim.testing import strategies as these
from dockernet_sim.testing.recipe import Typed
from dockernet_sim.world.world import World

USUAL = engine.MAX_SHRINKING_SECONDS


class DockerMachine(RuleBasedStateMachine):
    """Creates, runs, connects, disconnects, links, publishes, renames, stops, starts and removes at random.

    Derive from it to add rules and invariants of your own: ``self.world`` is the lab, ``self.type(line)`` types a line
    on vm. Run it with ``DockerMachine.TestCase`` or ``hypothesis.stateful.run_state_machine_as_test(DockerMachine)``.

    Attributes
    ----------
    shrinking : float
        Seconds in which a failure is made smaller; the smallest so far is shown then. Hypothesis alone would go on for
        five minutes. A ``teardown`` of your own calls this class's.

    Examples
    --------
    >>> from hypothesis.stateful import rule
    >>> class Restarting(DockerMachine):
    ...     @rule()
    ...     def restart_engine(self):
    ...         self.type("systemctl restart docker")
    >>> machine = Restarting()
    >>> machine.restart_engine()
    >>> machine.state_is_sound()
    """

    shrinking: ClassVar[float] = 20.0

    def __init__(self) -> None:
        super().__init__()
        self.lab = Typed.open()

    def teardown(self) -> None:
        """After each example: a failure bounds the shrinking that follows, and its last replay ends the bound."""
        failed = sys.exc_info()[1]
        if current_build_context().is_final:
            engine.MAX_SHRINKING_SECONDS = USUAL
        elif isinstance(failed, Exception) and not isinstance(failed, UnsatisfiedAssumption):
            engine.MAX_SHRINKING_SECONDS = self.shrinking  # type: ignore[assignment]  # Hypothesis lets users set it

    @property
    def world(self) -> World:
        """The world that is worked on."""
        return self.lab.world

    @initialize(daemon=st.sampled_from(these.FLAGS), engine=these.releases())
    def start_engine(self, daemon: str, engine: str) -> None:
        """A fresh lab, whose dockerd is of any release and may have a flag."""
        self.lab = Typed.open(daemon, engine=engine)

    def type(self, line: str) -> None:
        """Type a docker line on vm; the trace begins anew with it."""
        self.world.trace.clear()
        self.lab.type(line)

    # -- rules -----------------------------------------------------------------
    @rule(line=these.networks())
    def create_network(self, line: str) -> None:
        """A network."""
        self.type(line)

    @rule(line=these.containers())
    def run(self, line: str) -> None:
        """A container: on a network, with aliases, links and published ports."""
        self.type(line)

    @rule(network=these.network_names(), name=these.names(), options=st.sampled_from(("", "", "--alias store ")))
    def connect(self, network: str, name: str, options: str) -> None:
        """A container gets another network."""
        self.type(f"docker network connect {'' if network == 'bridge' else options}{network} {name}")

    @rule(network=these.network_names(), name=these.names())
    def disconnect(self, network: str, name: str) -> None:
        """A container leaves a network."""
        self.type(f"docker network disconnect {network} {name}")

    @rule(verb=st.sampled_from(these.VERBS), name=these.names())
    def change(self, verb: str, name: str) -> None:
        """A container is stopped, started, restarted, paused, killed or removed."""
        self.type(f"docker {verb} {name}")

    @rule(name=these.names(), new=these.names())
    def rename(self, name: str, new: str) -> None:
        """A container gets another name."""
        self.type(f"docker rename {name} {new}")

    @rule(network=these.network_names(predefined=False))
    def remove_network(self, network: str) -> None:
        """Remove a network, if no container is on it."""
        self.type(f"docker network rm {network}")

    # -- promises ----------------------------------------------------------------
    @invariant()
    def state_is_sound(self) -> None:
        """Addresses, pools, kernel and rules are as inspect shows them."""
        for promise in promises.STATE_PROMISES:
            promises.keep(promise(self.lab.world), self.lab)

    @invariant()
    def simulation_and_reach_agree(self) -> None:
        """Pings and TCP connections arrive exactly where Docker's rules say, no frame strays,
        and names lead where they should."""
        world = self.lab.world
        serial = world.trace.serial
        for promise in promises.PACKET_PROMISES:
            promises.keep(promise(world), self.lab)
        promises.keep(promises.names_agree(world, history=True), self.lab)
        promises.keep(promises.frames_stay_home(world, serial), self.lab)
