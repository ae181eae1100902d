"""Extensions: programs, iptables matches and targets, images and network drivers from packages outside this one.

A package names its :class:`Extension` under the entry point group ``dockernet_sim.extensions``, and a lab that wants it
says so: ``Lab(extensions=["NAME"])``. Nothing of an extension is looked for or imported before a lab names it.
"""

from dockernet_sim.engine.drivers.base import AddressPlan, Connectivity, Driver, Interface, NetworkPlan
from dockernet_sim.engine.drivers.base import Machine as DriverMachine
from dockernet_sim.engine.drivers.bridge.driver import BridgeDriver
from dockernet_sim.extension.given import Extension
from dockernet_sim.iptables.extension import Option
from dockernet_sim.iptables.matches.base import Match
from dockernet_sim.iptables.targets.base import Target
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netfilter.rule import Rule
from dockernet_sim.linux.netfilter.xtables import ACCEPT, CONTINUE, DROP, RETURN, Devices
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.own.me import Me
from dockernet_sim.sim.errors import BadExtension, BrokenExtension, UnknownExtension
from dockernet_sim.wire.packet import Packet

__all__ = [
    "ACCEPT",
    "CONTINUE",
    "DROP",
    "RETURN",
    "AddressPlan",
    "BadExtension",
    "BridgeDriver",
    "BrokenExtension",
    "Connectivity",
    "Device",
    "Devices",
    "Driver",
    "DriverMachine",
    "Extension",
    "Interface",
    "Match",
    "Me",
    "NetNs",
    "NetworkPlan",
    "Option",
    "Packet",
    "Rule",
    "Target",
    "UnknownExtension",
]
