"""The standard lab's numbers: which machine has which address, MAC and service."""

from __future__ import annotations

from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.programs.registry import PROGRAMS
from dockernet_sim.programs.task import Task
from dockernet_sim.wire.address import UNSPECIFIED, ip_int
from dockernet_sim.world.machine import Machine

PREFIX = 20
MAC_BASE = 0x00163E000000
VM = "vm"
LAN = "lan"
VM_ADDRESS, VM_MAC = "172.31.179.120", MAC_BASE + 0x01
LAN_ADDRESS, LAN_MAC = "172.31.176.1", MAC_BASE + 0xFE
INTERNET = "203.0.113.10"
RECORDED_NAMES = ("example.com",)
DOMAINS = (
    "docker.com",
    "docker.io",
    "github.com",
    "google.com",
    "bing.com",
    "wikipedia.org",
    "debian.org",
    "alpinelinux.org",
)
NAMES = (*RECORDED_NAMES, *(f"{www}{name}" for name in DOMAINS for www in ("", "www.")))
PAGE = ["httpd", "-f", "-p", "80", "-h", "/www"]


def _name_server(names: tuple[str, ...]) -> list[str]:
    """The command line of lan's DNS server.

    A TXT record makes AAAA an answer without data: NXDOMAIN would end musl's search.
    """
    records = () if names == RECORDED_NAMES else tuple(f"--txt-record={name},v=spf1 -all" for name in names)
    addresses = (f"--address=/{name}/{INTERNET}" for name in names)
    return ["dnsmasq", "-k", *addresses, "--local=/#/", f"--listen-address={LAN_ADDRESS}", *records]


def settle(machine: Machine, address: str) -> None:
    """Address and default route of a machine whose eth0 is plugged in."""
    machine.address = address
    ns = machine.host.root
    eth0 = ns.device("eth0")
    ns.ip.add_address(eth0, f"{address}/{PREFIX}")
    eth0.set_up()
    ns.ip.fib.add(Route(UNSPECIFIED, 0, eth0, ip_int(LAN_ADDRESS)))
    ns.changed()


def start_lan(lan: Machine, names: tuple[str, ...] = NAMES) -> None:
    """The other machine: it answers for the whole Internet, and for these names of it."""
    lan.address = LAN_ADDRESS
    ns = lan.host.root
    eth0 = ns.device("eth0")
    ns.ip.add_address(eth0, f"{LAN_ADDRESS}/{PREFIX}")
    eth0.set_up()
    ns.ip.add_address(ns.lo, f"{INTERNET}/32")
    for argv in (_name_server(names), PAGE):
        Task(lan.place, list(argv), program=PROGRAMS[argv[0]]).start()


def furnish(machine: Machine) -> None:
    """Its name server; on lan, the page of the internet."""
    files = machine.host.files
    files.write("/etc/resolv.conf", f"nameserver {LAN_ADDRESS}\n")
    if machine.name == LAN:
        files.make_folder("/www")
        files.write("/www/index.html", "internet\n")
