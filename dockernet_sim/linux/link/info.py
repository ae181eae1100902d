"""What the kernel tells of bridges and their ports (IFLA_INFO_DATA, IFLA_INFO_SLAVE_DATA),
in the words of ``ip -d link``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockernet_sim.linux.link.bridge import Bridge, Port

BRIDGE_REST = (
    "group_fwd_mask 0 group_address 01:80:c2:00:00:00 mcast_snooping 1 no_linklocal_learn 0 mcast_vlan_snooping 0 mcast_router 1 "  # noqa: E501
    "mcast_query_use_ifaddr 0 mcast_querier 0 mcast_hash_elasticity 16 mcast_hash_max 4096 mcast_last_member_count 2 "
    "mcast_startup_query_count 2 mcast_last_member_interval 100 mcast_membership_interval 26000 mcast_querier_interval 25500 "  # noqa: E501
    "mcast_query_interval 12500 mcast_query_response_interval 1000 mcast_startup_query_interval 3124 mcast_stats_enabled 0 "  # noqa: E501
    "mcast_igmp_version 2 mcast_mld_version 1 nf_call_iptables 0 nf_call_ip6tables 0 nf_call_arptables 0"
)
PORT_REST = (
    "hold_timer    0.00 message_age_timer    0.00 forward_delay_timer    0.00 topology_change_ack 0 config_pending 0 "
    "proxy_arp off proxy_arp_wifi off mcast_router 1 mcast_fast_leave off mcast_flood on bcast_flood on mcast_to_unicast off "  # noqa: E501
    "neigh_suppress off group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated off locked off"
)


def bridge_info(bridge: Bridge) -> str:
    """``bridge forward_delay 1500 ...``."""
    ageing, root = bridge.fdb.ageing, _bridge_id(bridge)
    text = "bridge forward_delay 1500 hello_time 200 max_age 2000 "
    text += f"ageing_time {int(ageing * 100)} stp_state {int(bridge.stp)} priority 32768 vlan_filtering 0 "
    text += f"bridge_id {root} designated_root {root} root_port 0 root_path_cost 0 topology_change 0 topology_change_detected 0 "  # noqa: E501
    gc_timer = ageing - bridge.ns.clock.now % ageing if bridge.up else 0.0
    return f"{text}hello_timer    0.00 tcn_timer    0.00 topology_change_timer    0.00 gc_timer {gc_timer:7.2f} {BRIDGE_REST}"  # noqa: E501


def port_info(port: Port) -> str:
    """``bridge_slave state forwarding ...``."""
    root = _bridge_id(port.bridge)
    text = f"bridge_slave state {port.state} priority 32 cost 2 hairpin {'on' if port.hairpin else 'off'} guard off "
    text += f"root_block off fastleave off learning on flood on port_id 0x{0x8000 + port.number:x} port_no 0x{port.number:x} "  # noqa: E501
    text += f"designated_port {0x8000 + port.number} designated_cost 0 designated_bridge {root} designated_root {root} "
    return text + PORT_REST


def _bridge_id(bridge: Bridge) -> str:
    mac = int(bridge.bridge_id.partition(".")[2], 16)
    return "8000." + ":".join(f"{mac >> shift & 255:x}" for shift in range(40, -8, -8))
