"""What images stand on: a distribution with its shell, its C library and its tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from dockernet_sim.programs.busybox import APPLET_NAMES, APPLETS, not_modelled
from dockernet_sim.programs.installed import HOST_PROGRAMS, IMAGE_PROGRAMS, OWN
from dockernet_sim.programs.registry import PROGRAMS, Program

TOOLS: Mapping[str, Program] = {name: PROGRAMS[name] for name in OWN.split()}  # the lab's, in every image
NOT_IN_IMAGES = frozenset(("brctl", "nsenter", "docker", "dnsmasq", "http-server", "docker-proxy"))
ROOT = "root:x:0:0:root:/root:{}\n"


@dataclass(frozen=True)
class Base:
    """A distribution.

    Parameters
    ----------
    name : str
        As images.toml calls it.
    shell : str
        ``bash`` (with dash as sh), ``busybox``, or ``""`` for an image without a shell.
    libc : str
        ``glibc`` or ``musl``.
    release : str
        ``/etc/os-release``.
    depth : int
        How many layers it has.
    """

    name: str
    shell: str
    libc: str = "glibc"
    release: str = ""
    depth: int = 1
    more: tuple[str, ...] = field(default=())

    @cached_property
    def programs(self) -> Mapping[str, Program]:
        """The lab's tools and the distribution's programs."""
        own: Mapping[str, Program] = {}
        if self.shell == "bash":
            gnu = {name: program for name, program in HOST_PROGRAMS.items() if not self._left_out(name)}
            own = {**IMAGE_PROGRAMS, **gnu, "bash": PROGRAMS["bash"], "sh": PROGRAMS["dash"]}
        elif self.shell == "busybox":
            own = {name: _applet(name) for name in APPLET_NAMES}
        shells = {"zsh": PROGRAMS["bash"]} if "bash" in self.more else {}  # netshoot's; it is bash here
        return {**TOOLS, **own, **shells, **{name: PROGRAMS[name] for name in self.more}}

    def _left_out(self, name: str) -> bool:
        return name in NOT_IN_IMAGES or name.startswith(("iptables", "ip6tables"))

    @cached_property
    def files(self) -> Mapping[str, str]:
        """Files that tell which it is."""
        passwd = {"/etc/passwd": ROOT.format("/bin/bash" if self.shell == "bash" else "/bin/sh")}
        return passwd | ({"/etc/os-release": self.release} if self.release else {})


def _applet(name: str) -> Program:
    """busybox's own where the model has it, else the lab's tool of the name."""
    return APPLETS.get(name) or TOOLS.get(name) or not_modelled(name)


def _release(id: str, name: str, version: str) -> str:
    return f'NAME="{name}"\nID={id}\nVERSION_ID="{version}"\nPRETTY_NAME="{name} {version}"\n'


BASES = {
    found.name: found
    for found in (
        Base("debian", "bash", release=_release("debian", "Debian GNU/Linux", "12")),
        Base("redhat", "bash"),
        Base("alpine", "busybox", "musl", _release("alpine", "Alpine Linux", "3.19.0")),
        Base("busybox", "busybox"),
        Base("busybox-glibc", "busybox"),
        Base("busybox-musl", "busybox", "musl"),
        Base("netshoot", "busybox", "musl", more=("bash", "iptables", "iptables-save", "brctl", "nsenter")),
        Base("scratch", ""),
    )
}


@lru_cache
def base(name: str, tag: str) -> Base:
    """The base of an image, or another one that its tag asks for (``nginx:alpine``, ``busybox:musl``)."""
    if "musl" in tag and name == "busybox":
        name = "busybox-musl"
    elif "alpine" in tag:
        name = "alpine"
    return BASES[name]
