"""The second opinion: who can talk to whom, and what names lead to, from Docker's facts alone, without a packet."""

from dockernet_sim.reach.dumps import from_engines, from_inspect
from dockernet_sim.reach.facts import (
    ContainerFacts,
    Endpoint,
    Facts,
    HostFacts,
    NetworkFacts,
    Outsider,
    Published,
    UnknownNode,
)
from dockernet_sim.reach.graph import graph
from dockernet_sim.reach.handmade import Change, changes
from dockernet_sim.reach.live import of
from dockernet_sim.reach.matrix import Matrix
from dockernet_sim.reach.names import Resolution, resolve
from dockernet_sim.reach.paths import Answer
from dockernet_sim.reach.questions import arrives, reaches

__all__ = [
    "Answer",
    "Change",
    "ContainerFacts",
    "Endpoint",
    "Facts",
    "HostFacts",
    "Matrix",
    "NetworkFacts",
    "Outsider",
    "Published",
    "Resolution",
    "UnknownNode",
    "arrives",
    "changes",
    "from_engines",
    "from_inspect",
    "graph",
    "of",
    "reaches",
    "resolve",
]
