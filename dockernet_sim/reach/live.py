"""Facts of a running world: its engines are asked, its machines only named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.reach.dumps import from_engines
from dockernet_sim.reach.facts import Facts, Outsider
from dockernet_sim.wire.address import ip_int

if TYPE_CHECKING:
    from dockernet_sim.world.world import World

LAN = "lan"
INTERNET = "internet"
INTERNET_ADDRESS = ip_int("203.0.113.10")


def of(world: World) -> Facts:
    """What the engines of a world say now, with ``lan`` and ``internet``, which are one machine.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> sorted(each.name for each in of(Lab().world).networks)
    ['bridge', 'host', 'none']
    """
    addresses = {name: ip_int(machine.address) for name, machine in world.machines.items()}
    engines = {name: machine.engine for name, machine in world.machines.items() if machine.engine is not None}
    known = tuple((name, INTERNET_ADDRESS) for name in world.internet_names)
    outsiders = [
        Outsider(LAN, addresses[LAN], LAN, known),
        Outsider(INTERNET, INTERNET_ADDRESS, LAN),
        *(Outsider(name, addresses[name], name) for name in world.machines if name not in engines and name != LAN),
    ]
    return from_engines(engines, addresses, outsiders)


def internet(world: World) -> str:
    """The machine that is the internet: one of that name behind lan, or lan itself."""
    return INTERNET if INTERNET in world.machines else LAN


def internet_address(world: World) -> int:
    """The address that ``internet`` means."""
    return ip_int(world.machines[INTERNET].address) if INTERNET in world.machines else INTERNET_ADDRESS
