"""Presets as policies about the containers that run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dockernet_sim.check.policy import DENY, HIDDEN, PLACES, SANDBOX, Policies, Policy, PolicyError, Preset
from dockernet_sim.reach.facts import ContainerFacts

OUTSIDE = "example.com"  # a name of the internet


def expanded(
    policies: Policies, running: Iterable[ContainerFacts], name: Callable[[str], str] = str
) -> Iterator[Policy]:
    """The policies that presets stand for.

    Parameters
    ----------
    policies : Policies
        Whose groups and presets are meant.
    running : iterable of ContainerFacts
        The containers that run.
    name : callable
        A container's name for a name in a preset (a service's).

    Raises
    ------
    PolicyError
        When a preset names nothing that runs.
    """
    containers = list(running)
    names = [each.name for each in containers]

    def members(word: str) -> list[str]:
        return _members(word, policies, names, name)

    for preset in policies.presets:
        yield from (_sandbox(preset, members, names) if preset.name == SANDBOX else _loopback(preset, containers))


def _sandbox(preset: Preset, members: Callable[[str], list[str]], names: list[str]) -> Iterator[Policy]:
    """No internet, no LAN, no host, no container besides the members and the proxy, and no outside DNS."""
    inside = [each for word in preset.members for each in members(word)]
    proxies = members(preset.proxy) if preset.proxy else []
    for source in inside:
        for target in (*PLACES, *(each for each in names if each not in inside and each not in proxies)):
            yield Policy(f"{preset.name}: {source} -> {target} deny", DENY, source, target)
        yield Policy(f"{preset.name}: {OUTSIDE} hidden from {source}", HIDDEN, source, OUTSIDE)


def _members(word: str, policies: Policies, names: list[str], name: Callable[[str], str]) -> list[str]:
    found = policies.members(word, names) or policies.members(name(word), names)
    if not found:
        raise PolicyError(f"preset sandbox: nothing that runs is called {word}; there are {', '.join(names)}")
    return found


def _loopback(preset: Preset, running: list[ContainerFacts]) -> Iterator[Policy]:
    """What containers publish is open on the host alone."""
    for each in running:
        for source in ("lan", "internet") if each.published else ():
            yield Policy(f"{preset.name}: {source} -> {each.name} deny", DENY, source, each.name)
