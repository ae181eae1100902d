"""What is installed where: on machines, and in the images that containers are made from.

A name on a list answers, or says that it is not modelled; only a name on no list is "not found".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dockernet_sim.programs.busybox import APPLETS, not_modelled
from dockernet_sim.programs.names import BUSYBOX as BUSYBOX_NAMES
from dockernet_sim.programs.names import DEBIAN, SERVER
from dockernet_sim.programs.registry import PROGRAMS, Program

BUSYBOX = "cat ls env hostname sleep echo grep head tail sh httpd nc wget awk sed kill ps route printenv"  # links to it
OWN = (
    "ping ip getent dig nslookup curl traceroute tcpdump ss "
    "bridge arping conntrack ethtool tc"
)  # real programs of the images
SERVERS = ("http-server", "httpd", "docker-proxy", "dnsmasq", "ash")  # not along a machine's PATH
NOT_RECORDED = ("sudo", "telnet", "nc", "netcat", "systemctl")  # the machine that was recorded has none of them


def programs_for(names: Iterable[str], busybox: bool = False) -> dict[str, Program]:
    """Programs by name: each is modelled, or says by name that it is not.

    Parameters
    ----------
    names : iterable of str
        What the place has.
    busybox : bool
        Whether its programs are busybox's, where busybox has one of the name; else GNU's and others'.

    Returns
    -------
    dict
        A program for each name.

    Examples
    --------
    >>> sorted(programs_for(["ls", "vim"]))
    ['ls', 'vim']
    """
    found: dict[str, Program] = {}
    for name in names:
        applet = APPLETS.get(name) if busybox and name in BUSYBOX_NAMES else None
        found[name] = applet or PROGRAMS.get(name) or not_modelled(name)
    return found


_HOST_NAMES = (set(PROGRAMS) - set(SERVERS)) | DEBIAN | SERVER
HOST_PROGRAMS: Mapping[str, Program] = {**programs_for(sorted(_HOST_NAMES)), "sh": PROGRAMS["dash"]}
RECORDED_HOST_PROGRAMS: Mapping[str, Program] = {
    name: function for name, function in HOST_PROGRAMS.items() if name not in NOT_RECORDED
}
IMAGE_PROGRAMS: Mapping[str, Program] = {
    **programs_for(BUSYBOX.split(), busybox=True),
    **programs_for(OWN.split()),
}
