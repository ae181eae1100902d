"""The ``bridge`` and ``brport`` folders of a device in sysfs (net/bridge/br_sysfs_br.c, br_sysfs_if.c)."""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import Device
from dockernet_sim.programs.kernelfs.node import READ_ONLY, WRITABLE, Node, refused

_CONSTANT = {
    "forward_delay": "1500", "group_addr": "01:80:c2:00:00:00", "group_fwd_mask": "0x0", "hash_elasticity": "16",
    "hash_max": "4096", "hello_time": "200", "hello_timer": "0", "max_age": "2000", "multicast_igmp_version": "2",
    "multicast_last_member_count": "2", "multicast_last_member_interval": "100",
    "multicast_membership_interval": "26000",
    "multicast_mld_version": "1", "multicast_querier": "0", "multicast_querier_interval": "25500",
    "multicast_query_interval": "12500", "multicast_query_response_interval": "1000", "multicast_query_use_ifaddr": "0",
    "multicast_router": "1", "multicast_snooping": "1", "multicast_startup_query_count": "2",
    "multicast_startup_query_interval": "3124", "multicast_stats_enabled": "0", "nf_call_arptables": "0",
    "nf_call_ip6tables": "0", "nf_call_iptables": "0", "no_linklocal_learn": "0", "priority": "32768",
    "root_path_cost": "0",
    "root_port": "0", "tcn_timer": "0", "topology_change": "0", "topology_change_detected": "0",
    "topology_change_timer": "0",
}  # fmt: skip
_COMPUTED: dict[str, Callable[[Bridge], object]] = {
    "ageing_time": lambda bridge: int(bridge.fdb.ageing * 100),
    "bridge_id": lambda bridge: bridge.bridge_id,
    "gc_timer": lambda bridge: (
        int((bridge.fdb.ageing - bridge.ns.clock.now % bridge.fdb.ageing) * 100) if bridge.up else 0
    ),
    "root_id": lambda bridge: bridge.bridge_id,
    "stp_state": lambda bridge: int(bridge.stp),
}
BRIDGE = sorted([*_CONSTANT, *_COMPUTED, "flush"])
STATES = {"disabled": "0", "forwarding": "3"}
_PORT_CONSTANT = {
    "backup_port": "", "bpdu_guard": "0", "broadcast_flood": "1", "change_ack": "0", "config_pending": "0",
    "designated_cost": "0", "forward_delay_timer": "0", "group_fwd_mask": "0x0", "hold_timer": "0", "isolated": "0",
    "learning": "1", "message_age_timer": "0", "multicast_fast_leave": "0", "multicast_flood": "1",
    "multicast_router": "1",
    "multicast_to_unicast": "0", "neigh_suppress": "0", "path_cost": "2", "priority": "32", "proxyarp": "0",
    "proxyarp_wifi": "0", "root_block": "0", "unicast_flood": "1",
}  # fmt: skip
_PORT_COMPUTED: dict[str, Callable[[Bridge, Device], object]] = {
    "designated_bridge": lambda bridge, port: bridge.bridge_id,
    "designated_port": lambda bridge, port: 0x8000 + bridge.ports[port].number,
    "designated_root": lambda bridge, port: bridge.bridge_id,
    "hairpin_mode": lambda bridge, port: int(bridge.ports[port].hairpin),
    "port_id": lambda bridge, port: f"{0x8000 + bridge.ports[port].number:#x}",
    "port_no": lambda bridge, port: f"{bridge.ports[port].number:#x}",
    "state": lambda bridge, port: STATES[bridge.ports[port].state],
}
PORT = sorted([*_PORT_CONSTANT, *_PORT_COMPUTED, "bridge", "flush"])


def _number(text: str) -> int:
    try:
        return int(text.strip(), 0)
    except ValueError:
        raise NetError("EINVAL") from None


def bridge_file(bridge: Bridge, name: str) -> Node | None:
    """``bridge/NAME`` of a bridge."""
    if name == "flush":
        return Node(put=lambda text: _flush(bridge), mode="--w-------")
    if name in _CONSTANT:
        elsewhere = refused(f"writing /sys/class/net/{bridge.name}/bridge/{name}")
        return Node(
            text=lambda: f"{_CONSTANT[name]}\n", put=lambda text: elsewhere.write(text) if text else None, mode=WRITABLE
        )
    if name not in _COMPUTED:
        return None
    writers: dict[str, Callable[[str], object]] = {"ageing_time": lambda text: _set_ageing(bridge, text)}
    if name == "stp_state":
        writers[name] = lambda text: _set_stp(bridge, text)
    return Node(
        text=lambda: f"{_COMPUTED[name](bridge)}\n",
        put=writers.get(name),
        mode=WRITABLE if name in writers else READ_ONLY,
    )


def _flush(bridge: Bridge) -> None:
    for port in bridge.ports:
        bridge.fdb.forget_port(port, keep_local=True)


def _set_ageing(bridge: Bridge, text: str) -> None:
    if text:
        bridge.fdb.ageing = _number(text) / 100
        bridge.ns.changed()


def _set_stp(bridge: Bridge, text: str) -> None:
    if text and _number(text):
        refused("the spanning tree protocol").write(text)
    if text:
        bridge.stp = False


def port_file(port: Device, name: str) -> Node | None:
    """``brport/NAME`` of a bridge's port."""
    bridge = port.master
    if not isinstance(bridge, Bridge):
        return None
    if name == "bridge":
        return Node(names=list, target=f"../../{bridge.name}", mode="lrwxrwxrwx")
    if name == "flush":
        return Node(put=lambda text: bridge.fdb.forget_port(port, keep_local=True), mode="--w-------")
    if name in _PORT_CONSTANT:
        elsewhere = refused(f"writing brport/{name} of {port.name}")
        return Node(
            text=lambda: f"{_PORT_CONSTANT[name]}\n",
            put=lambda text: elsewhere.write(text) if text else None,
            mode=WRITABLE,
        )
    if name not in _PORT_COMPUTED:
        return None
    put = (lambda text: _set_hairpin(bridge, port, text)) if name == "hairpin_mode" else None
    return Node(text=lambda: f"{_PORT_COMPUTED[name](bridge, port)}\n", put=put, mode=WRITABLE if put else READ_ONLY)


def _set_hairpin(bridge: Bridge, port: Device, text: str) -> None:
    if text:
        bridge.ports[port].hairpin = bool(_number(text))
        bridge.ns.changed()
