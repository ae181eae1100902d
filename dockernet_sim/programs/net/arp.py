"""arp(8), net-tools' and busybox's."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.neighbour import Neighbour
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, ip_text, mac_int, mac_text

HEAD = "Address                  HWtype  HWaddress           Flags Mask            Iface\n"
KNOWN = frozenset(("REACHABLE", "STALE", "DELAY", "PROBE", "PERMANENT"))


@tool("arp")
def arp(task: Task, busybox: bool = False) -> int:
    """``arp [-n] [-a] [-e] [-i DEVICE] [ADDRESS]``, ``arp -d ADDRESS`` and ``arp -s ADDRESS MAC``;
    names are not looked up."""
    letters, device, words = "", "", list(task.args)
    operands = []
    while words:
        word = words.pop(0)
        if word == "-i" and words:
            device = words.pop(0)
        elif word.startswith("-"):
            letters += word[1:]
        else:
            operands.append(word)
    if set(letters) - set("naevds"):
        raise NotModelled(f"arp -{min(set(letters) - set('naevds'))} is not modelled")
    if "d" in letters or "s" in letters:
        return _change(task, letters, operands, device, busybox)
    found = [one for one in task.ns.ip.neigh.live() if one.state != "NOARP" and (not device or one.dev.name == device)]
    if operands:
        found = [one for one in found if ip_text(one.ip) == operands[0]]
        if not found:
            absent = f"{operands[0]} ({operands[0]}) -- no entry\n"
            task.out(absent if not busybox else f"No match found in {len(task.ns.ip.neigh.live())} entries\n")
            return 1
    if busybox or "a" in letters:
        task.out("".join(_bsd(one, busybox) for one in found))
    elif found:
        task.out(HEAD + "".join(_row(one) for one in found))
    return 0


def _bsd(one: Neighbour, busybox: bool) -> str:
    mac = f"{mac_text(one.mac)} [ether]" if one.state in KNOWN else "<incomplete>"
    permanent = " PERM" if one.state == "PERMANENT" else ""
    return f"? ({ip_text(one.ip)}) at {mac}{permanent}{' ' if busybox else ''} on {one.dev.name}\n"


def _row(one: Neighbour) -> str:
    if one.state not in KNOWN:
        return f"{ip_text(one.ip):<25}{'':<8}{'(incomplete)':<20}{'':<22}{one.dev.name}\n"
    flags = "CM" if one.state == "PERMANENT" else "C"
    return f"{ip_text(one.ip):<25}{'ether':<8}{mac_text(one.mac):<20}{flags:<22}{one.dev.name}\n"


def _change(task: Task, letters: str, operands: list[str], device: str, busybox: bool) -> int:
    if not operands or ("s" in letters and len(operands) < 2):
        raise NotModelled("the help of arp is not modelled")
    try:
        ip = ip_int(operands[0])
    except ValueError:
        raise NotModelled("arp is modelled for addresses, not for names") from None
    table, who = task.ns.ip.neigh, "arp: " if busybox else ""
    if "NET_ADMIN" not in task.caps:
        task.err(f"{who}SIOC{'S' if 's' in letters else 'D'}ARP: Operation not permitted\n")
        return 1
    if "d" in letters:
        entry = next((one for one in table.live() if one.ip == ip and (not device or one.dev.name == device)), None)
        if entry is None:
            task.err(
                f"{who}SIOCDARP(dontpub): No such file or directory\n"
                if busybox
                else f"No ARP entry for {operands[0]}\n"
            )
            return 1
        table.remove(entry)
        return 0
    route = task.ns.ip.fib.find(ip)
    dev = task.ns.devices.get(device) if device else route.dev if route is not None else None
    if dev is None:
        task.err(f"{who}SIOCSARP: Network is unreachable\n")
        return 1
    try:
        table.add(dev, ip, mac_int(operands[1]), "PERMANENT")
    except (NetError, ValueError):
        task.err(f"{who}invalid hardware address\n")
        return 1
    return 0
