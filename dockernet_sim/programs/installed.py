"""What is installed where: on machines, and in the images that containers are made from."""

from __future__ import annotations

from collections.abc import Mapping

from dockernet_sim.programs.busybox import APPLET_NAMES, APPLETS, missing, not_modelled
from dockernet_sim.programs.registry import PROGRAMS, Program

BUSYBOX = "cat ls env hostname sleep echo grep head tail sh httpd nc wget awk sed kill ps route printenv"  # links to it
OWN = "ping ip getent dig nslookup curl traceroute tcpdump ss bridge arping conntrack ethtool"  # real programs of the images
SERVERS = ("http-server", "httpd", "docker-proxy", "dnsmasq", "ash", "wget")  # not along a machine's PATH


def _link(name: str) -> Program:
    if name not in APPLET_NAMES:
        return missing(name)
    return APPLETS.get(name) or PROGRAMS.get(name) or not_modelled(name)


HOST_PROGRAMS: Mapping[str, Program] = {
    **{name: function for name, function in PROGRAMS.items() if name not in SERVERS},
    "sh": PROGRAMS["dash"],
}
IMAGE_PROGRAMS: Mapping[str, Program] = {
    **{name: _link(name) for name in BUSYBOX.split()},
    **{name: PROGRAMS[name] for name in OWN.split() if name in PROGRAMS},
}
