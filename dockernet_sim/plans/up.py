"""``docker compose up`` as steps: docker commands in Compose's order, and waits for what services depend on.

The steps are a generator, so that a lab from outside and the compose command from inside the simulation drive the same
ones: it yields a command line or seconds to wait, and is sent what a line came to.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Generator
from dataclasses import dataclass, field
from typing import Protocol

from dockernet_sim.plans.commands import container, network, ordered
from dockernet_sim.plans.plan import Plan, ServicePlan
from dockernet_sim.plans.unknown import Unknown

NOT_MODELLED = re.compile(r"(?:^|: )(?P<why>[^:\n]*(?:: )?[^:\n]*(?:is|are) not modelled.*)", re.MULTILINE)
LOOK = "{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.State.Status}} {{.State.ExitCode}}"
OUTPUT = "{{if .State.Health}}{{range .State.Health.Log}}{{.Output}}{{end}}{{end}}"
PACE = 0.5  # seconds between two looks at what is waited for, as Compose has it
PATIENCE = 3600.0
HEALTHY, COMPLETED = "service_healthy", "service_completed_successfully"


class Answer(Protocol):
    """What a command line came to."""

    @property
    def exit(self) -> int:
        """Its exit code."""

    @property
    def stdout(self) -> str:
        """What it printed."""

    @property
    def stderr(self) -> str:
        """What it complained of."""


Steps = Generator["str | float", "Answer | None", None]


@dataclass
class Up:
    """One ``up``: what came of it.

    Parameters
    ----------
    plan : Plan
        What to make, with stand-ins in place of programs that the model does not have.
    unknown : Unknown
        Told what turns out not to be modelled.
    several : bool
        Whether the engine takes several networks at once.
    stand_ins : collection of str
        Services whose own programs are not run: they are assumed to be healthy, and jobs to have completed.

    Attributes
    ----------
    refused : list of str
        What the engine refused, in its own words.
    assumed : list of str
        What had to be assumed so that services that depend on it start.
    started : list of str
        Containers that run now.
    """

    plan: Plan
    unknown: Unknown
    several: bool = False
    stand_ins: Collection[str] = ()
    refused: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)  # services that do not start, with the reason

    def steps(self) -> Steps:
        """All of it: networks, containers, starts."""
        for each in self.unknown.known().networks.values():
            if not each.external:
                why = yield from self.step(network(self.plan.project, each))
                if why:
                    self.unknown.add_network(each.name, why)
        known = self.known()
        for service in ordered(known):
            for index in range(len(service.containers)):
                yield from self.create(known, service, index)
        for service in ordered(known):
            yield from self.start(service)

    def known(self) -> Plan:
        """The plan's part that can be made."""
        self.unknown.plan = self.plan
        return self.unknown.known()

    def step(self, line: str) -> Generator[str | float, Answer | None, str]:
        """One line; why it was not done, where the model lacks something: what the engine refuses is taken down."""
        answer = yield line
        assert answer is not None
        if not answer.exit:
            return ""
        text = answer.stderr.strip() or f"{line}: exit {answer.exit}"
        missing = NOT_MODELLED.search(text)
        if missing is None:
            self.refused += [text] if text not in self.refused else []
        return missing["why"] if missing is not None else ""

    def create(self, known: Plan, service: ServicePlan, index: int) -> Steps:
        """One container and its networks."""
        for line in container(known, service, index, self.several):
            why = yield from self.step(line)
            if why:
                self.unknown.add_container(service.containers[index], why)

    def start(self, service: ServicePlan) -> Steps:
        """The containers of one service, once what it depends on is there."""
        for name, condition in sorted(service.depends_on.items()):
            if name in self.plan.services:
                yield from self.wait(service, self.plan.services[name], condition)
        for name in service.containers if service.name not in self.failed else ():
            if name in self.unknown.containers and not service.networks:
                continue
            before = len(self.refused)
            why = yield from self.step(shlex.join(["docker", "start", name]))
            if why:
                self.unknown.add_container(name, why)
            elif len(self.refused) == before:
                self.started.append(name)
            else:
                self.failed[service.name] = self.refused[-1]

    # -- conditions -------------------------------------------------------------------
    def wait(self, service: ServicePlan, other: ServicePlan, condition: str) -> Steps:
        """Until a dependency's condition holds; what does not come true keeps the service from starting."""
        why = f"dependency {other.name} did not start" if other.name in self.failed else ""
        for name in other.containers if not why else ():
            if name in self.unknown.containers and name not in self.started:
                continue
            if condition == HEALTHY:
                why = why or (yield from self.healthy(other, name))
            elif condition == COMPLETED:
                why = why or (yield from self.completed(other, name))
        if why:
            self.failed[service.name] = why
            if why not in self.refused and other.name not in self.failed:
                self.refused.append(why)

    def look(self, name: str, form: str = LOOK) -> Generator[str | float, Answer | None, str]:
        """What ``docker inspect`` says of a container."""
        answer = yield shlex.join(["docker", "inspect", "-f", form, name])
        return answer.stdout if answer is not None else ""

    def healthy(self, other: ServicePlan, name: str) -> Generator[str | float, Answer | None, str]:
        """Wait for a health check; empty when it passes."""
        if other.name in self.stand_ins:
            self.assumed.append(f"{other.name} is assumed to become healthy")
            return ""
        waited = 0.0
        while waited < PATIENCE:
            status, state, code = fields((yield from self.look(name)))
            if status == "healthy":
                return ""
            if NOT_MODELLED.search((yield from self.look(name, OUTPUT))):
                self.assumed.append(f"{other.name} is assumed to become healthy: its check is not modelled")
                return ""
            if status == "none":
                return f"dependency failed to start: container {name} has no healthcheck configured"
            if state != "running":
                return f"dependency failed to start: container {name} exited ({code})"
            if status == "unhealthy":
                return f"dependency failed to start: container {name} is unhealthy"
            yield PACE
            waited += PACE
        return f"dependency failed to start: container {name} is not healthy after {PATIENCE:g} s"

    def completed(self, other: ServicePlan, name: str) -> Generator[str | float, Answer | None, str]:
        """Wait for a job's end; empty when it ends well."""
        if other.name in self.stand_ins:
            self.assumed.append(f"{other.name} is assumed to complete successfully")
            yield from self.step(shlex.join(["docker", "kill", name]))
            return ""
        waited = 0.0
        while waited < PATIENCE:
            _, state, code = fields((yield from self.look(name)))
            if state == "exited":
                return "" if code == "0" else f'service "{other.name}" didn\'t complete successfully: exit {code}'
            yield PACE
            waited += PACE
        return f'service "{other.name}" did not complete in {PATIENCE:g} s'


def fields(text: str) -> tuple[str, str, str]:
    """Health, state and exit code, as LOOK prints them; empty where the container has gone."""
    words = [*text.split(), "", "", ""]
    return words[0], words[1], words[2]
