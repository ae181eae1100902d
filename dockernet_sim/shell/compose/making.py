"""``up`` beside what is there already: what is as the file has it goes on, what changed is made anew."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dockernet_sim.plans.commands import NETWORK, PROJECT, container, network, ordered
from dockernet_sim.plans.plan import NetworkPlan, Plan, ServicePlan
from dockernet_sim.plans.up import Steps, Up
from dockernet_sim.shell.compose.errors import ComposeError
from dockernet_sim.shell.compose.project import NUMBER, ONEOFF, Made
from dockernet_sim.shell.compose.project import Project as ComposeProject

HASH = "com.docker.compose.config-hash"
FILES = "com.docker.compose.project.config_files"
FOLDER = "com.docker.compose.project.working_dir"
VERSION = "com.docker.compose.version"


@dataclass
class Making(Up):
    """An ``up`` at the prompt.

    Attributes
    ----------
    present : dict
        Containers that are there, by name.
    hashes : dict
        What their service was when they were made.
    networks : dict
        Networks that are there: name to the key that their label has.
    """

    project: ComposeProject | None = None
    present: Mapping[str, Made] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    networks: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[str] = ()
    anew: bool = False
    as_is: bool = False
    start_them: bool = True

    def say(self, text: str) -> None:
        """Progress."""
        assert self.project is not None
        self.project.say(text)

    def fail(self) -> None:
        """Compose ends at the first refusal."""
        if self.refused:
            raise ComposeError(self.refused[0])
        lost = [*self.unknown.networks.values(), *self.unknown.containers.values()]
        if lost:
            raise ComposeError(f"docker: {lost[0]}", 127)

    def steps(self) -> Steps:
        """Networks, containers, and starts unless told otherwise."""
        for each in self.plan.networks.values():
            yield from self.make_network(each)
        for service in ordered(self.plan):
            for index in range(len(service.containers)):
                yield from self.create(self.plan, service, index)
                self.fail()
        for service in ordered(self.plan) if self.start_them else ():
            yield from self.start(service)
            self.fail()

    def make_network(self, each: NetworkPlan) -> Steps:
        """A network that is not there yet."""
        if each.external:
            if each.name not in self.networks:
                raise ComposeError(f"network {each.name} declared as external, but could not be found")
            return
        if each.name in self.networks:
            has = self.networks[each.name]
            if has != each.key:
                text = (
                    f'network {each.name} was found but has incorrect label {NETWORK} set to "{has}" (expected: '
                    f'"{each.key}")'
                )
                raise ComposeError(text)
            return
        self.say(f"Network {each.name} Creating")
        why = yield from self.step(network(self.plan.project, each))
        if why:
            self.unknown.add_network(each.name, why)
        self.fail()
        self.say(f"Network {each.name} Created")

    def create(self, known: Plan, service: ServicePlan, index: int) -> Steps:
        """A container that is not there, or not as the file has it."""
        name = service.containers[index]
        digest = digest_of(known, service, index, self.several)
        made = self.present.get(name)
        word = "Creat"
        if made is not None:
            if self.as_is or (not self.anew and self.hashes.get(name) == digest):
                return
            word = "Recreat"
            yield from self.step(f"docker stop {name}")
            yield from self.step(f"docker rm {name}")
        self.say(f"Container {name} {'Recreate' if made is not None else 'Creating'}")
        labels = self.labels(service, index, digest)
        for line in container(known, service, index, self.several, labels):
            why = yield from self.step(line)
            if why:
                self.unknown.add_container(name, why)
            self.fail()
        self.say(f"Container {name} {word}ed")
        self.present = {each: value for each, value in self.present.items() if each != name}

    def labels(self, service: ServicePlan, index: int, digest: str) -> dict[str, str]:
        """The labels by which Compose knows its containers again."""
        return {HASH: digest, NUMBER: str(index + 1), ONEOFF: "False", **labels_of(service, self.files)}

    def start(self, service: ServicePlan) -> Steps:
        """The service's containers that do not run yet."""
        running = [
            name for name in service.containers if name in self.present and self.present[name].state == "running"
        ]
        for name in running:
            self.say(f"Container {name} Running")
        left = [name for name in service.containers if name not in running]
        if left:
            for name in left:
                self.say(f"Container {name} Starting")
            yield from super().start(replace(service, containers=left))
            self.fail()
            for name in left:
                self.say(f"Container {name} Started")


def labels_of(service: ServicePlan, files: Sequence[str]) -> dict[str, str]:
    """The labels that all containers of a service have, one-off ones, too."""
    waits = ",".join(f"{name}:{condition}:false" for name, condition in sorted(service.depends_on.items()))
    return {
        "com.docker.compose.depends_on": waits,
        FILES: ",".join(files),
        FOLDER: files[0].rpartition("/")[0] or "/" if files else "",
        VERSION: "5.6.1",
    }


def digest_of(plan: Plan, service: ServicePlan, index: int, several: bool) -> str:
    """What a container is made of, in one word: it changes when the file does."""
    text = "\n".join(container(plan, service, index, several)) + PROJECT
    return hashlib.sha256(text.encode()).hexdigest()
