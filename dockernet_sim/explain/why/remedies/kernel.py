"""Rules, links and sizes: what the kernel of the host was told."""

from __future__ import annotations

from collections.abc import Iterator

from dockernet_sim.explain import reasons as because
from dockernet_sim.explain.said import say
from dockernet_sim.explain.why.answer import Remedy
from dockernet_sim.explain.why.judge import LABEL
from dockernet_sim.explain.why.land import Land
from dockernet_sim.explain.why.remedies.case import Case, finds
from dockernet_sim.linux import drops
from dockernet_sim.reach import ContainerFacts
from dockernet_sim.reach.handmade import NO_RULE

FEW = 2  # missing rules that are worth typing


def restart_engine(case: Case) -> Iterator[Remedy]:
    """dockerd programs its rules anew when it starts, where some of them are missing; containers stop with it."""
    yield from all_again(case.land)


def all_again(land: Land) -> Iterator[Remedy]:
    """The same for an engine, without a question about packets."""
    if not any(each.kind == NO_RULE and each.place == land.home for each in land.changes):
        return
    restart = "systemctl restart docker"
    policies = (land.inspect(each)["HostConfig"]["RestartPolicy"]["Name"] for each in land.facts.running)
    stopped = [
        each.name
        for each, policy in zip(land.facts.running, policies)
        if each.host == land.home and policy not in ("always", "unless-stopped")
    ]
    yield Remedy((restart,))
    if stopped:
        yield Remedy((restart, f"docker start {' '.join(stopped)}"), warning=say("warning.restart"))


@finds(because.RULES_MISSING, because.DOCKER_POLICY)
def _missing(case: Case) -> Iterator[Remedy]:
    yield from restart_engine(case)
    missing = [each for each in case.land.changes if each.kind == NO_RULE and each.place == case.land.home]
    for each in missing if len(missing) <= FEW else ():
        table, _, chain = each.where.rpartition(" ")
        yield Remedy((f"iptables {f'-t {table} ' if table else ''}-A {chain} {each.text}",))
    yield from _rule(case)


@finds(because.FILTER_RULE)
def _rule(case: Case) -> Iterator[Remedy]:
    record = case.answer.decisive
    if record is None or record.netns != "root":
        return
    label = LABEL.fullmatch(record.cause)
    if label is None:
        return
    table = "" if label["table"] == "filter" else f" -t {label['table']}"
    if record.verdict == drops.POLICY:
        yield Remedy((f"iptables{table} -P {label['chain']} ACCEPT",))
    else:
        yield Remedy((f"iptables{table} -D {label['chain']} {label['rule']}",))


@finds(because.FORWARDING_OFF)
def _forward(case: Case) -> Iterator[Remedy]:
    yield Remedy(("sysctl -w net.ipv4.ip_forward=1",))


@finds(because.LINK_DOWN)
def _link(case: Case) -> Iterator[Remedy]:
    fact = case.answer.fact
    if case.answer.decisive is None:
        return
    values = fact.values | (fact.inner["cause"].values if "cause" in fact.inner else {})
    yield Remedy((f"ip link set {values.get('peer') or values['device']} up",))
    for container in (case.target, case.source):
        if container is not None:
            yield Remedy((f"docker restart {container.name}",))


@finds(because.MTU)
def _mtu(case: Case) -> Iterator[Remedy]:
    """A smaller MTU for the containers' network; or let the message through that asks for smaller packets."""
    vm = case.land.world.machines["vm"].host.root
    mtu = min(device.mtu for device in vm.devices.values() if device.kind != "loopback")
    for note in case.answer.notes:
        label = LABEL.fullmatch(note.inner["cause"].text()) if note.key == "note.error-dropped" else None
        if label is not None and label["table"] == "filter":
            yield Remedy((f"iptables -D {label['chain']} {label['rule']}",))
    for container in (case.source, case.target, _published_to(case)):
        if container is not None:
            made = f"docker network create -o com.docker.network.driver.mtu={mtu} small"
            away = [f"docker network disconnect {each.name} {container.name}" for each in case.networks(container)]
            yield Remedy((made, *away, f"docker network connect small {container.name}"))


def _published_to(case: Case) -> ContainerFacts | None:
    """The container behind a port of the host."""
    for host in case.land.facts.hosts:
        found = case.land.facts.publisher(host.name, case.answer.address, case.question.port)
        if found is not None:
            return found
    return None
