"""How `ip` prints a device."""

from __future__ import annotations

from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import MAX_MTU, MIN_MTU, Device
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.wire.address import BROADCAST_MAC, mac_text

NAMED = "/run/netns/"


def link_name(device: Device) -> str:
    """``NAME``, or with what it hangs on: ``NAME@PEER`` in the same namespace, else ``NAME@ifINDEX``."""
    if not isinstance(device, Veth):
        return device.name
    peer = device.peer
    return f"{device.name}@{peer.name if peer.ns is device.ns else f'if{peer.ifindex}'}"


def flags(device: Device) -> str:
    """The flags in angle brackets; M-DOWN when the other end is here and down."""
    held = list(device.flags)
    if isinstance(device, Veth) and device.peer.ns is device.ns and not device.peer.up:
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
    loopback = device.kind == "loopback"
    kind, broadcast = ("loopback", 0) if loopback else ("ether", BROADCAST_MAC)
    text = f"    link/{kind} {mac_text(device.mac)} brd {mac_text(broadcast)}{where_peer(device)}"
    if shown.details:
        text += _details(device, shown.newline)
    return text + (f"{shown.newline}    alias {device.alias}" if device.alias else "")


def where_peer(device: Device) -> str:
    """`` link-netnsid N``, or the namespace's name if `ip netns` knows it."""
    if not isinstance(device, Veth) or device.peer.ns is device.ns:
        return ""
    there = device.peer.ns
    names = [] if there.host is not device.ns.host else named(device.ns, there)
    return f" link-netns {names[0]}" if names else f" link-netnsid {device.ns.nsid(there)}"


def named(ns: NetNs, other: NetNs) -> list[str]:
    """The names under /run/netns of a namespace."""
    return [name for name, there in ns.host.named_netns().items() if there is other]


BRIDGE_TAIL = (
    "group_fwd_mask 0 group_address 01:80:c2:00:00:00 mcast_snooping 1 no_linklocal_learn 0 mcast_vlan_snooping 0 mcast_router 1 "
    "mcast_query_use_ifaddr 0 mcast_querier 0 mcast_hash_elasticity 16 mcast_hash_max 4096 mcast_last_member_count 2 "
    "mcast_startup_query_count 2 mcast_last_member_interval 100 mcast_membership_interval 26000 mcast_querier_interval 25500 "
    "mcast_query_interval 12500 mcast_query_response_interval 1000 mcast_startup_query_interval 3124 mcast_stats_enabled 0 "
    "mcast_igmp_version 2 mcast_mld_version 1 nf_call_iptables 0 nf_call_ip6tables 0 nf_call_arptables 0 "
)
PORT_TAIL = (
    "hold_timer    0.00 message_age_timer    0.00 forward_delay_timer    0.00 topology_change_ack 0 config_pending 0 "
    "proxy_arp off proxy_arp_wifi off mcast_router 1 mcast_fast_leave off mcast_flood on bcast_flood on mcast_to_unicast off "
    "neigh_suppress off group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated off locked off "
)


def _details(device: Device, newline: str) -> str:
    """What ``ip -d`` adds."""
    loopback, port = device.kind == "loopback", device.master is not None
    text = f" promiscuity {device.promisc + port}  allmulti {int(port)} "
    text += f"minmtu {0 if loopback else MIN_MTU} maxmtu {0 if loopback else MAX_MTU} "
    if isinstance(device, Bridge):
        text += newline + _bridge_details(device)
    elif not loopback:
        text += f"{newline}    {device.kind} "
    if isinstance(device.master, Bridge):
        text += newline + _port_details(device, device.master)
    queues = 2 if isinstance(device, Veth) else 1
    addrgen = "" if loopback else "addrgenmode eui64 "
    text += f"{addrgen}numtxqueues {queues} numrxqueues {queues} gso_max_size 65536 gso_max_segs 65535 "
    return text + "tso_max_size 524280 tso_max_segs 65535 gro_max_size 65536 "


def _bridge_details(bridge: Bridge) -> str:
    ageing, root = bridge.fdb.ageing, _bridge_id(bridge)
    text = "    bridge forward_delay 1500 hello_time 200 max_age 2000 "
    text += f"ageing_time {int(ageing * 100)} stp_state {int(bridge.stp)} priority 32768 vlan_filtering 0 "
    text += f"bridge_id {root} designated_root {root} root_port 0 root_path_cost 0 topology_change 0 topology_change_detected 0 "
    gc_timer = ageing - bridge.ns.clock.now % ageing if bridge.up else 0.0
    return f"{text}hello_timer    0.00 tcn_timer    0.00 topology_change_timer    0.00 gc_timer {gc_timer:7.2f} {BRIDGE_TAIL}"


def _bridge_id(bridge: Bridge) -> str:
    mac = int(bridge.bridge_id.partition(".")[2], 16)
    return "8000." + ":".join(f"{mac >> shift & 255:x}" for shift in range(40, -8, -8))


def _port_details(device: Device, bridge: Bridge) -> str:
    port, root = bridge.ports[device], _bridge_id(bridge)
    text = (
        f"    bridge_slave state {port.state} priority 32 cost 2 hairpin {'on' if port.hairpin else 'off'} guard off "
    )
    text += f"root_block off fastleave off learning on flood on port_id 0x{0x8000 + port.number:x} port_no 0x{port.number:x} "
    text += f"designated_port {0x8000 + port.number} designated_cost 0 designated_bridge {root} designated_root {root} "
    return text + PORT_TAIL


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
