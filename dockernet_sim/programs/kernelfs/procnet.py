"""/proc/net: the tables of a network namespace as text, in the kernel's own columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.programs.inet6 import six_addresses
from dockernet_sim.programs.kernelfs.node import Node, file, folder, refused, refused_folder
from dockernet_sim.programs.ss.rows import Row, tcp_rows, udp_rows
from dockernet_sim.wire.address import IPV6_TAG, mac_text, mask, width
from dockernet_sim.wire.address import ip_text as dotted

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockernet_sim.linux.netns import NetNs

_OTHER = """
anycast6 arp_tables_matches arp_tables_names arp_tables_targets dev_mcast fib_trie fib_triestat icmp icmp6 igmp igmp6
ip6_flowlabel ip6_mr_cache ip6_mr_vif ip6_tables_matches ip6_tables_names ip6_tables_targets ip_mr_cache ip_mr_vif
ip_tables_matches ip_tables_names ip_tables_targets ipv6_route mcfilter mcfilter6 netlink netstat nf_conntrack_expect packet
protocols psched ptype raw raw6 rt6_stats rt_acct rt_cache snmp snmp6 sockstat sockstat6 softnet_stat udplite udplite6 unix
xfrm_stat
"""
OTHER = _OTHER.split()
FOLDERS = ("dev_snmp6", "ip6t_hashlimit", "ipt_hashlimit", "netfilter", "stat", "xt_recent")
WIDTH = 127  # the kernel pads a line of route to it
STATES = {
    "ESTAB": 1, "SYN-SENT": 2, "SYN-RECV": 3, "FIN-WAIT-1": 4, "FIN-WAIT-2": 5, "TIME-WAIT": 6, "UNCONN": 7, "CLOSE-WAIT": 8,
    "LAST-ACK": 9, "LISTEN": 10, "CLOSING": 11,
}  # fmt: skip
DEV_HEAD = """Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
"""
SOCKETS_HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
SOCKETS6_HEAD = (
    "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when "
    "retrnsmt   uid  timeout inode"
)
FIRST_INODE = 20000  # sockets are numbered from here: the model has no inodes


def find(ns: NetNs, rest: list[str]) -> Node | None:
    """``/proc/net/NAME``."""
    if not rest:
        return folder(sorted([*FILES, *OTHER, *FOLDERS]))
    path = f"/proc/net/{'/'.join(rest)}"
    if rest[0] in FOLDERS:
        return refused_folder(path)
    if len(rest) > 1:
        return None
    if rest[0] in FILES:
        return file(lambda: FILES[rest[0]](ns))
    return refused(path) if rest[0] in OTHER else None


def _dev(ns: NetNs) -> str:
    text = DEV_HEAD
    for device in ns.links():
        received = (device.rx_bytes, device.rx_packets, device.rx_dropped)
        sent = (device.tx_bytes, device.tx_packets, device.tx_dropped)
        text += (
            f"{device.name:>6}: {received[0]:7d} {received[1]:7d}    0 {received[2]:4d}    0     0          0         0"
        )
        text += f" {sent[0]:8d} {sent[1]:7d}    0 {sent[2]:4d}    0     0       0          0\n"
    return text


def _hex(ip: int) -> str:
    """An address as the kernel prints a word of network byte order on a little-endian machine."""
    return ip.to_bytes(4, "big")[::-1].hex().upper()


def _flags(route: Route) -> int:
    reject = 0x200 if route.type in ("unreachable", "prohibit") else 0
    return 1 | (2 if route.gateway else 0) | (4 if route.plen == width(route.net) else 0) | reject


def _route(ns: NetNs) -> str:
    head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT"
    lines = [f"{head:<{WIDTH}}"]
    for one in ns.ip.fib.routes():
        name = one.dev.name if one.dev is not None else "*"
        words = (
            name,
            _hex(one.net),
            _hex(one.gateway),
            f"{_flags(one):04X}",
            0,
            0,
            one.metric,
            _hex(mask(one.plen)),
            0,
            0,
            0,
        )
        lines.append(f"{chr(9).join(map(str, words)):<{WIDTH}}")
    return "\n".join(lines) + "\n"


def _arp(ns: NetNs) -> str:
    text = f"{'IP address':<17}{'HW type':<12}{'Flags':<12}{'HW address':<22}{'Mask':<9}Device\n"
    for entry in ns.ip.neigh.live():
        if entry.state == "NOARP":
            continue
        flags = (
            0x6
            if entry.state == "PERMANENT"
            else 0x2
            if entry.mac and entry.state not in ("FAILED", "INCOMPLETE")
            else 0
        )
        text += f"{dotted(entry.ip):<17}0x1         0x{flags:<10x}{mac_text(entry.mac if flags else 0):<22}{'*':<9}{entry.dev.name}\n"
    return text


def _end(row: Row, ip: int, port: int) -> str:
    if not row.ipv6:
        return f"{_hex(ip)}:{port:04X}"
    return f"{'0' * 16}{'FFFF0000' if ip else '0' * 8}{_hex(ip)}:{port:04X}"


def _sockets(rows: list[Row], ipv6: bool, datagrams: bool) -> str:
    head = SOCKETS6_HEAD if ipv6 else SOCKETS_HEAD
    if datagrams:
        head = f"{head.replace('  sl', '   sl', 1)} ref pointer drops"
    lines = [f"{head:<{127 if datagrams else 149}}" if not ipv6 else head]
    for number, row in enumerate(row for row in rows if row.ipv6 == ipv6):
        ends = f"{_end(row, row.ip, row.port)} {_end(row, row.remote_ip, row.remote_port)}"
        queues = f"{0 if row.state == 'LISTEN' else row.send:08X}:{row.recv:08X}"
        tail = "2 0000000000000000 0" if datagrams else "1 0000000000000000 100 0 0 10 0"
        inode = 0 if row.state == "TIME-WAIT" else FIRST_INODE + number
        line = f"{number:{5 if datagrams else 4}d}: {ends} {STATES[row.state]:02X} {queues} 00:00000000 00000000     0        0 {inode} {tail}"
        lines.append(line if ipv6 else f"{line:<{127 if datagrams else 149}}")
    return "\n".join(lines) + "\n"


def _conntrack(ns: NetNs) -> str:
    from dockernet_sim.programs.conntrack.text import flow_text  # it is a program, and loads its options

    now = ns.clock.now
    texts = [flow_text(entry, now) for entry in ns.nf.conntrack.entries()]
    return "".join(f"ipv4     2 {text.replace(' use=1', ' zone=0 use=2')}\n" for text in texts)


def _six(ns: NetNs) -> str:
    return "".join(
        f"{one.ip ^ IPV6_TAG:032x} {device.ifindex:02x} {one.plen:02x} {one.scope_id:02x} {one.flags:02x} {device.name:>8}\n"
        for device in ns.links()
        for one in six_addresses(device)
    )


FILES: dict[str, Callable[[NetNs], str]] = {
    "arp": _arp,
    "dev": _dev,
    "if_inet6": _six,
    "nf_conntrack": _conntrack,
    "route": _route,
    "tcp": lambda ns: _sockets(tcp_rows(ns), False, False),
    "tcp6": lambda ns: _sockets(tcp_rows(ns), True, False),
    "udp": lambda ns: _sockets(udp_rows(ns), False, True),
    "udp6": lambda ns: _sockets(udp_rows(ns), True, True),
}
