"""A first file of policies: what holds today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from dockernet_sim.check.checker import SERVED, Checker
from dockernet_sim.check.checking import check
from dockernet_sim.check.policy import Policies, read
from dockernet_sim.check.report import HOLDS
from dockernet_sim.check.sweep import QUIET, sweep

if TYPE_CHECKING:
    from dockernet_sim.lab import Lab
    from dockernet_sim.plans.hosts.standing import HostLab

INTERNET = "internet"
HEAD = """\
# Who reaches whom, as it is today. Each line is asked of the packets by: dockernet-sim check
# Delete or turn what should not be so; what no line allows is denied.
"""


def initial(
    lab: Lab, host: HostLab | None = None, name: Callable[[str], str] = str, called: Callable[[str], str] = str
) -> str:
    """The text of a first ``reach.yaml``, which holds.

    Parameters
    ----------
    lab : Lab
        Where the project or host stands.
    host : HostLab, optional
        The dump that the lab was made from.
    name, called : callable
        A container's name for a name in a policy, and back.

    Returns
    -------
    str
        YAML. Lines of which a second look does not say that they hold are comments.
    """
    lines = list(_lines(Checker(lab, Policies((), {}), host, name), called))
    found = check(lab, Policies(tuple(map(read, lines)), {}, default_deny=True), host, name)
    unclear = {each.policy.text for each in found.findings if each.state != HOLDS}
    closed = not any(text.startswith("default deny") for text in unclear)
    head = HEAD if closed else HEAD.replace("; what no line allows is denied", "")
    body = [f"  {'# not clear today: ' if line in unclear else ''}- {line}\n" for line in lines]
    return head + ("default: deny\n" if closed else "") + "policies:\n" + ("".join(body) if body else "  []\n")


def _lines(checker: Checker, called: Callable[[str], str]) -> Iterator[str]:
    """Allowed ports pair by pair, and the way out of each container."""
    wanted = {
        (source, target, port): checker.targets(target, port)
        for source in [*checker.containers, INTERNET]
        for target in checker.containers
        if source != target
        for port in checker.ports(target)
    }
    pairs = {(source, way) for (source, _, _), ways in wanted.items() for way in ways}
    pairs |= {(source, INTERNET) for source in checker.containers}
    heard = sweep(checker.lab, sorted(pairs))
    for (source, target, port), ways in wanted.items():
        if any(heard.get((source, way)) in SERVED for way in ways):
            yield f"{called(source)} -> {called(target)}{f':{port}' if port else ''} allow"
    for source in checker.containers:
        word = heard[source, INTERNET]
        if word in SERVED or word in QUIET:
            yield f"{called(source)} -> {INTERNET} {'allow' if word in SERVED else 'deny'}"
