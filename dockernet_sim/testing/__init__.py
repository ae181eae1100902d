"""For tests: assertions that tell the story of the packet, Hypothesis strategies, and a state machine.

The assertions and the ``lab`` fixture need pytest at most; strategies and the machine need Hypothesis, which comes with
``pip install "dockernet_sim[testing]"``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.testing.asserts import assert_isolated, assert_reaches, assert_resolves
from dockernet_sim.testing.policies import assert_policies
from dockernet_sim.testing.recipe import Recipe

if TYPE_CHECKING:
    from dockernet_sim.testing.machine import DockerMachine
    from dockernet_sim.testing.strategies import (
        addresses,
        commands,
        containers,
        faults,
        labs,
        names,
        network_names,
        networks,
        subnets,
    )

__all__ = [
    "DockerMachine",
    "Recipe",
    "addresses",
    "assert_isolated",
    "assert_policies",
    "assert_reaches",
    "assert_resolves",
    "commands",
    "containers",
    "faults",
    "labs",
    "names",
    "network_names",
    "networks",
    "subnets",
]

WITHOUT = "dockernet_sim.testing.{} needs Hypothesis: pip install 'dockernet_sim[testing]'"


def __getattr__(name: str) -> Any:
    """Strategies and the machine are fetched when they are first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        import hypothesis  # noqa: F401
    except ModuleNotFoundError as missing:
        raise ImportError(WITHOUT.format(name)) from missing
    if name == "DockerMachine":
        from dockernet_sim.testing.machine import DockerMachine

        return DockerMachine
    from dockernet_sim.testing import strategies

    return getattr(strategies, name)
