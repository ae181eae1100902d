"""busybox's ipcalc."""

from __future__ import annotations

from dockernet_sim.programs.busybox import applet
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import broadcast, ip_text, mask, network, parse_cidr


@applet("ipcalc")
def ipcalc(task: Task) -> int:
    """``ipcalc [-bnmp] ADDRESS/PREFIX``."""
    given, words = options(task.args, "bnmp")
    if len(words) != 1 or not given:
        raise NotModelled("ipcalc is modelled as ipcalc -bnmp ADDRESS/PREFIX")
    try:
        ip, plen = parse_cidr(words[0])
    except ValueError:
        task.err(f"ipcalc: bad IP address: {words[0].partition('/')[0]}\n")
        return 1
    values = {"m": ("NETMASK", ip_text(mask(plen))), "b": ("BROADCAST", ip_text(broadcast(ip, plen))),
              "n": ("NETWORK", ip_text(network(ip, plen))), "p": ("PREFIX", str(plen))}  # fmt: skip
    task.out("".join(f"{name}={value}\n" for letter, (name, value) in values.items() if letter in given))
    return 0
