"""The matches that the model knows, by name."""

from dockernet_sim.linux.netfilter.matches import icmp, packet, place, ports, state
from dockernet_sim.linux.netfilter.matches.base import MATCHES, Match

__all__ = ["MATCHES", "Match", "icmp", "packet", "place", "ports", "state"]
