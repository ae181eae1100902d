"""What is installed where: on machines, and in the images that containers are made from.

Importing this module imports every program.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

from dockernet_sim.programs.busybox import APPLETS
from dockernet_sim.programs.registry import PROGRAMS, Program

for _path in sorted(Path(__file__).parent.rglob("*.py")):
    _words = _path.relative_to(Path(__file__).parent).with_suffix("").parts
    if _words[-1] not in ("__init__", "__main__", "installed"):
        importlib.import_module(".".join((__package__ or "dockernet_sim.programs", *_words)))

_BUSYBOX = ["cat", "ls", "env", "hostname", "sleep", "echo", "grep", "head", "tail", "sh", "httpd", "nc", "wget", "awk", "sed", "kill", "ps", "route", "printenv"]
_OWN = ["ping", "ip", "getent", "dig", "nslookup", "curl", "traceroute", "tcpdump", "ss", "bridge", "arping", "conntrack", "ethtool"]
_NOT_ON_MACHINES = ("ash", "httpd", "docker-proxy", "dnsmasq", "wget")

HOST_PROGRAMS: Mapping[str, Program] = {
    name: function for name, function in PROGRAMS.items() if name not in _NOT_ON_MACHINES
} | {"sh": PROGRAMS["dash"]}
IMAGE_PROGRAMS: Mapping[str, Program] = {name: APPLETS[name] for name in _BUSYBOX if name in APPLETS} | {
    name: PROGRAMS[name] for name in _OWN if name in PROGRAMS
}
