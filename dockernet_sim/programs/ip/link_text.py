"""How `ip` prints a device."""

from __future__ import annotations

from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.programs.kernelfs.netns import named_netns
from dockernet_sim.wire.address import BROADCAST_MAC, mac_text


def link_name(device: Device) -> str:
    """``NAME``, or with what it hangs on: ``NAME@PEER`` in the same namespace, else ``NAME@ifINDEX``."""
    other = device.linked
    if other is None:
        return device.name
    return f"{device.name}@{other.name if other.ns is device.ns else f'if{other.ifindex}'}"


def flags(device: Device) -> str:
    """The flags in angle brackets; M-DOWN when the other end is here and down."""
    held = list(device.flags)
    other = device.linked
    if other is not None and other.ns is device.ns and not other.up:
        held.append("M-DOWN")
    return f"<{','.join(held)}>"


def link_line(device: Device, shown: Options, mode: bool) -> str:
    """The first line of a device, without its newline."""
    master = f" master {device.master.name}" if device.master is not None else ""
    text = f"{device.ifindex}: {link_name(device)}: {flags(device)} mtu {device.mtu} qdisc {device.qdisc}{master}"
    text += f" state {device.operstate} {'mode DEFAULT ' if mode else ''}group default "
    return text + (f"qlen {device.qlen}" if device.qlen else "")


def hardware_line(device: Device, shown: Options) -> str:
    """``link/ether MAC brd MAC``, and where the other end is."""
    broadcast = BROADCAST_MAC if device.link_type == "ether" else 0
    text = f"    link/{device.link_type} {mac_text(device.mac)} brd {mac_text(broadcast)}{where_linked(device)}"
    if shown.details:
        text += _details(device, shown.newline)
    return text + (f"{shown.newline}    alias {device.alias}" if device.alias else "")


def where_linked(device: Device) -> str:
    """`` link-netnsid N``, or the namespace's name if `ip netns` knows it."""
    other = device.linked
    if other is None or other.ns is device.ns:
        return ""
    there = other.ns
    names = [] if there.host is not device.ns.host else named(device.ns, there)
    return f" link-netns {names[0]}" if names else f" link-netnsid {device.ns.nsid(there)}"


def named(ns: NetNs, other: NetNs) -> list[str]:
    """The names under /run/netns of a namespace."""
    return [name for name, there in named_netns(ns.host).items() if there is other]


def _details(device: Device, newline: str) -> str:
    """What ``ip -d`` adds."""
    port, (least, most) = device.master is not None, device.mtu_range
    text = f" promiscuity {device.promisc + port}  allmulti {int(port)} minmtu {least} maxmtu {most} "
    info = device.info()
    if info:
        text += f"{newline}    {info} "
    if device.master is not None:
        text += f"{newline}    {device.master.port_info(device)} "
    addrgen = "addrgenmode eui64 " if device.link_type == "ether" else ""
    text += f"{addrgen}numtxqueues {device.queues} numrxqueues {device.queues} gso_max_size 65536 gso_max_segs 65535 "
    return text + "tso_max_size 524280 tso_max_segs 65535 gro_max_size 65536 "


def statistics(device: Device, newline: str) -> str:
    """The two tables of ``ip -s link``."""
    received = [device.rx_bytes, device.rx_packets, 0, device.rx_dropped, 0, 0]
    sent = [device.tx_bytes, device.tx_packets, 0, device.tx_dropped, 0, 0]
    widths = [max(len(str(a)), len(str(b)), least) for a, b, least in zip(received, sent, (10, 7, 6, 7, 7, 7))]
    table = ""
    for mark, numbers, last in (("RX", received, ("missed", "mcast")), ("TX", sent, ("carrier", "collsns"))):
        heads = ["bytes", "packets", "errors", "dropped", *last]
        head = " ".join(f"{h:>{w - 4 if not i else w}}" for i, (h, w) in enumerate(zip(heads, widths)))
        row = " ".join(f"{n:>{w}}" for n, w in zip(numbers, widths))
        table += f"{newline}    {mark}: {head}           {newline}    {row} "
    return table


def brief(device: Device) -> str:
    """The first two columns of ``ip -br``."""
    return f"{link_name(device):<16} {device.operstate:<14} "
