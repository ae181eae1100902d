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
NAME_SERVER = [
    "dnsmasq",
    "-k",
    f"--address=/{INTERNET_NAME}/{INTERNET}",
    "--local=/#/",
    f"--listen-address={LAN_ADDRESS}",
]
NO_DATA = [
    f"--txt-record={INTERNET_NAME},v=spf1 -all"
]  # so AAAA has no data, as on the internet: NXDOMAIN would end musl's search
PAGE = ["httpd", "-f", "-p", "80", "-h", "/www"]


def settle(machine: Machine, address: str) -> None:
    """Address and default route of a machine whose eth0 is plugged in."""
    machine.address = address
    ns = machine.host.root
    eth0 = ns.device("eth0")
    ns.ip.add_address(eth0, f"{address}/{PREFIX}")
    eth0.set_up()
    ns.ip.fib.add(Route(0, 0, eth0, ip_int(LAN_ADDRESS)))
    ns.changed()


def start_lan(lan: Machine, recorded: bool = False) -> None:
    """The other machine: it answers for the whole internet, and for its names; as on the `recorded` one, AAAA is NXDOMAIN."""
    lan.address = LAN_ADDRESS
    ns = lan.host.root
    eth0 = ns.device("eth0")
    ns.ip.add_address(eth0, f"{LAN_ADDRESS}/{PREFIX}")
    eth0.set_up()
    ns.ip.add_address(ns.lo, f"{INTERNET}/32")
    for argv in ([*NAME_SERVER, *(() if recorded else NO_DATA)], PAGE):
        Task(lan.place, list(argv), program=PROGRAMS[argv[0]]).start()


def furnish(machine: Machine) -> None:
    """Its name server; on lan, the page of the internet."""
    files = machine.host.files
    files.write("/etc/resolv.conf", f"nameserver {LAN_ADDRESS}\n")
    if machine.name == LAN:
        files.make_folder("/www")
        files.write("/www/index.html", "internet\n")
