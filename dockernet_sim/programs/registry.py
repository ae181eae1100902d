"""Programs by name. Each is imported when it is first run;
who builds a place picks from here what is installed there."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    from simpy import Event

    from dockernet_sim.programs.task import Task

Started = Union["Generator[Any, Any, int]", "Event", int]
Program = Callable[["Task"], Started]


class Later:
    """A program known by its name; the module that holds it is imported when it is first run, and registers it."""

    __slots__ = ("function", "home")

    def __init__(self, home: str) -> None:
        self.home = home
        self.function: Program | None = None

    def __call__(self, task: Task) -> Started:
        if self.function is None:
            import_module(f"dockernet_sim.programs.{self.home}")
        assert self.function is not None, f"{self.home} registers no {task.argv[0]}"
        return self.function(task)


def by_name(homes: Mapping[str, str]) -> dict[str, Later]:
    """Programs by name, from modules and the names that each of them holds."""
    return {name: Later(home) for home, names in homes.items() for name in names.split()}


PROGRAMS = by_name(
    {
        "arping": "arping",
        "brctl": "brctl",
        "bridge": "bridge",
        "conntrack.command": "conntrack",
        "curl.program": "curl",
        "dig.command": "dig",
        "dig.host": "host",
        "dig.nslookup": "nslookup",
        "ethtool": "ethtool",
        "tc.command": "tc",
        "getent": "getent",
        "ip.command": "ip",
        "iptables.program": "iptables iptables-nft ip6tables ip6tables-nft",
        "iptables.restore": "iptables-restore iptables-nft-restore",
        "iptables.save": "iptables-save iptables-nft-save ip6tables-save ip6tables-nft-save",
        "nsenter": "nsenter",
        "net.arp": "arp",
        "net.ifconfig": "ifconfig",
        "net.netstat": "netstat",
        "net.route": "route",
        "nc.openbsd": "nc netcat nc.openbsd",
        "nc.telnet": "telnet",
        "ping.command": "ping",
        "servers.answering": "http-server",
        "servers.dnsmasq": "dnsmasq",
        "servers.docker_proxy": "docker-proxy",
        "servers.httpd": "httpd",
        "sh.programs": "bash dash ash",
        "ss.program": "ss",
        "sysctl": "sysctl",
        "tcpdump.command": "tcpdump",
        "ipset": "ipset",
        "jq.command": "jq",
        "sudo": "sudo",
        "text.processes": "busybox",
        "text.signals": "pkill pgrep",
        "text.system": "printenv",
        "traceroute.command": "traceroute",
        "wget.gnu": "wget",
    }
)


def program(*names: str) -> Callable[[Program], Program]:
    """Register a function as the program of these names, which PROGRAMS lists with its module.

    The function is given its :class:`~dockernet_sim.programs.task.Task` and returns an exit code, at once or, as a
    generator that yields SimPy events, after a while; or just an event, after which all has gone well.
    """

    def register(function: Program) -> Program:
        for name in names:
            PROGRAMS[name].function = function
        return function

    return register
