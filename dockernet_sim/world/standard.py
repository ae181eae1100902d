"""The standard lab's numbers: which machine has which address, MAC and service."""

from __future__ import annotations

from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.programs.registry import PROGRAMS
from dockernet_sim.programs.task import Task
from dockernet_sim.wire.address import ip_int
from dockernet_sim.world.machine import Machine

PREFIX = 20
MAC_BASE = 0x00163E000000
VM = "vm"
LAN = "lan"
VM_ADDRESS, VM_MAC = "172.31.179.120", MAC_BASE + 0x01
LAN_ADDRESS, LAN_MAC = "172.31.176.1", MAC_BASE + 0xFE
INTERNET = "203.0.113.10"
INTERNET_NAME = "example.com"
LAN_SERVERS = (
    ["dnsmasq", "-k", f"--address=/{INTERNET_NAME}/{INTERNET}", "--local=/#/", f"--listen-address={LAN_ADDRESS}"],
    ["httpd", "-f", "-p", "80", "-h", "/www"],
)


def settle(machine: Machine, address: str) -> None:
    """Address, default route and name server of a machine whose eth0 is plugged in."""
    ns = machine.host.root
    machine.address = address
    eth0 = ns.device("eth0")
    ns.ip.add_address(eth0, f"{address}/{PREFIX}")
    eth0.set_up()
    ns.ip.fib.add(Route(0, 0, eth0, ip_int(LAN_ADDRESS)))
    ns.changed()
    machine.host.files.write("/etc/resolv.conf", f"nameserver {LAN_ADDRESS}\n")


def furnish_lan(lan: Machine) -> None:
    """The other machine: it answers for the whole internet, and for its names."""
    ns = lan.host.root
    lan.address = LAN_ADDRESS
    eth0 = ns.device("eth0")
    ns.ip.add_address(eth0, f"{LAN_ADDRESS}/{PREFIX}")
    eth0.set_up()
    ns.ip.add_address(ns.lo, f"{INTERNET}/32")
    lan.host.files.make_folder("/www")
    lan.host.files.write("/www/index.html", "internet\n")
    lan.host.files.write("/etc/resolv.conf", f"nameserver {LAN_ADDRESS}\n")
    for argv in LAN_SERVERS:
        Task(lan.place, list(argv), program=PROGRAMS[argv[0]]).start()
