"""What images stand on: a distribution with its shell, its C library and its tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache

from dockernet_sim.engine.catalogue.accounts import account_files
from dockernet_sim.engine.catalogue.suites import members
from dockernet_sim.engine.images import PASSWD, STANDARD, Image
from dockernet_sim.programs.busybox import ALPINE_APPLETS, APPLETS, not_modelled
from dockernet_sim.programs.installed import IMAGE_PROGRAMS, OWN, programs_for
from dockernet_sim.programs.names import ALPINE, ALPINE_LACKS, BUSYBOX, DEBIAN, REDHAT
from dockernet_sim.programs.registry import PROGRAMS, Program, Started
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.terminal import Terminal

TOOLS: Mapping[str, Program] = programs_for(OWN.split())  # the lab's, in every image
STOOD_FOR = ("nginx", "tomcat", "mysql")
"""Images whose programs the recorder's have not: those of the suites of these names."""
SLEEP = ("sleep", "1000000")


@dataclass(frozen=True, eq=False)
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
            names = REDHAT if self.name == "redhat" else DEBIAN
            own = {**programs_for(sorted(names)), "bash": PROGRAMS["bash"], "sh": PROGRAMS["dash"]}
        elif self.shell == "busybox":
            alpine = self.name == "alpine"
            names = (BUSYBOX | ALPINE) - ALPINE_LACKS if alpine else BUSYBOX
            own = {name: _applet(name) for name in sorted(names)} | (ALPINE_APPLETS if alpine else {})
        shells = {"zsh": PROGRAMS["bash"]} if "bash" in self.more else {}  # netshoot's; it is bash here
        return {**TOOLS, **own, **shells, **programs_for(self.more)}

    @cached_property
    def files(self) -> Mapping[str, str]:
        """Files that tell which it is."""
        return {**account_files(self.name), **({"/etc/os-release": self.release} if self.release else {})}


def _applet(name: str) -> Program:
    """busybox's own where the model has it, else the lab's tool of the name."""
    return APPLETS.get(name) or TOOLS.get(name) or not_modelled(name)


def release(id: str, name: str, version: str) -> str:
    """The text of ``/etc/os-release``."""
    return f'NAME="{name}"\nID={id}\nVERSION_ID="{version}"\nPRETTY_NAME="{name} {version}"\n'


NGINX_ROOT = "/usr/share/nginx/html"
NETSHOOT = """
ab bash bird brctl calicoctl conntrack ctop dhcping drill ethtool fping git grpcurl http https iftop iperf iperf3 ipset iptables
iptables-restore iptables-save iptraf-ng ipvsadm jq ltrace mtr ncat netperf nft ngrep nmap nping nsenter openssl oping perf python3
scapy nc netcat snmpget snmpwalk socat speedtest-cli ssh strace swaks tcptraceroute termshark trip tshark vim websocat
"""  # what its README lists; zsh is bash here
BASES = {
    found.name: found
    for found in (
        Base("debian", "bash", release=release("debian", "Debian GNU/Linux", "12")),
        Base("redhat", "bash"),
        Base("alpine", "busybox", "musl", release("alpine", "Alpine Linux", "3.19.0")),
        Base("busybox", "busybox"),
        Base("busybox-glibc", "busybox"),
        Base("busybox-musl", "busybox", "musl"),
        Base("netshoot", "busybox", "musl", more=tuple(NETSHOOT.split())),
        Base("scratch", ""),
    )
}


def _shell_or_sleep(task: Task) -> Started:
    """busybox as the catalogue's image of it starts without a command: asleep, but at a terminal a shell."""
    if tuple(task.argv[1:]) == SLEEP and isinstance(task.stdin, Terminal):
        task.become(["sh"])
        return APPLETS["sh"](task)
    return PROGRAMS["busybox"](task)


@cache
def stand_in(name: str, distribution: str = "debian") -> Image:
    """The recorder's stand-in as the catalogue has it on a distribution:
    with the real image's shell, tools and users besides its own programs."""
    image = next(each for each in STANDARD if each.name == name)
    below = {**PASSWD, **BASES[distribution].files}
    if name == "nginx":  # the real one's folder, which people mount their pages over
        page = image.files["/www/index.html"]
        image = replace(image, files={f"{NGINX_ROOT}/index.html": page}, links={"/www": NGINX_ROOT})
    return replace(image, common=_tools(name, distribution), below_files=below)


@cache
def _tools(name: str, distribution: str) -> Mapping[str, Program]:
    own = {each: not_modelled(each) for each in members([name] if name in STOOD_FOR else ())}
    if name == "busybox":
        own = {"busybox": _shell_or_sleep}
    alpine = ALPINE_APPLETS if distribution == "alpine" else {}
    return {**BASES[distribution].programs, **IMAGE_PROGRAMS, **alpine, **own}


@lru_cache
def base(name: str, tag: str) -> Base:
    """The base of an image, or another one that its tag asks for (``nginx:alpine``, ``busybox:musl``)."""
    if "musl" in tag and name == "busybox":
        name = "busybox-musl"
    elif "alpine" in tag:
        name = "alpine"
    return BASES[name]
