"""``ip -j``: what `ip` shows, as JSON, with the keys and in the order of iproute2."""

from __future__ import annotations

from typing import Any

from dockernet_sim.linux.ip.address import Address
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.ip.neighbour import Neighbour
from dockernet_sim.linux.link.device import Device
from dockernet_sim.programs.inet6 import SixAddress
from dockernet_sim.programs.ip.link_text import flags, named
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import BROADCAST_MAC, ip_text, mac_text
from dockernet_sim.wire.numbers import U32

FOREVER = U32  # seconds: what the kernel says of a lifetime without an end
KEYS = {
    "designated_root": "root_id",
    "designated_bridge": "bridge_id",
    "port_id": "id",
    "port_no": "no",
    "group_address": "group_addr",
    "mcast_last_member_count": "mcast_last_member_cnt",
    "mcast_startup_query_count": "mcast_startup_query_cnt",
    "mcast_last_member_interval": "mcast_last_member_intvl",
    "mcast_membership_interval": "mcast_membership_intvl",
    "mcast_querier_interval": "mcast_querier_intvl",
    "mcast_query_interval": "mcast_query_intvl",
    "mcast_query_response_interval": "mcast_query_response_intvl",
    "mcast_startup_query_interval": "mcast_startup_query_intvl",
}  # words of ip -d link that JSON spells otherwise
TEXTS = ("group_fwd_mask", "group_fwd_mask_str", "bridge_id", "root_id", "id", "no")  # values that stay texts


class Seconds(float):
    """A number that is printed with two digits behind the point."""


def dumps(value: Any, pretty: bool = False, depth: int = 0) -> str:
    """JSON as iproute2's json_writer prints it: without spaces, or with ``-p`` a field a line.

    >>> print(dumps([{"ifname": "lo", "flags": ["UP"], "addr_info": []}]))
    [{"ifname":"lo","flags":["UP"],"addr_info":[]}]
    """
    if isinstance(value, list):
        inner = ",".join(dumps(each, pretty, depth + 1) for each in value)
        return f"[ {inner}{' ' if inner else ''}]" if pretty else f"[{inner}]"
    if isinstance(value, dict):
        fields = [f'"{key}":{" " if pretty else ""}{dumps(each, pretty, depth + 1)}' for key, each in value.items()]
        if not pretty:
            return "{" + ",".join(fields) + "}"
        inside, outside = " " * 4 * (depth + 1), " " * 4 * depth
        return "{" + ",".join(f"\n{inside}{field}" for field in fields) + f"\n{outside}}}"
    if isinstance(value, Seconds):
        return f"{value:.2f}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _flags(device: Device) -> list[str]:
    return flags(device)[1:-1].split(",")


def _peer(device: Device) -> dict[str, Any]:
    other = device.linked
    if other is None:
        return {}
    return {"link": other.name} if other.ns is device.ns else {"link_index": other.ifindex}


def _where(device: Device) -> dict[str, Any]:
    other = device.linked
    if other is None or other.ns is device.ns:
        return {}
    there = other.ns
    names = [] if there.host is not device.ns.host else named(device.ns, there)
    return {"link_netns": names[0]} if names else {"link_netnsid": device.ns.nsid(there)}


def link_data(device: Device, shown: Options, mode: bool) -> dict[str, Any]:
    """A device as `ip link` (`mode`) or `ip addr` begins it."""
    found: dict[str, Any] = {"ifindex": device.ifindex, **_peer(device), "ifname": device.name, "flags": _flags(device)}
    found.update(mtu=device.mtu, qdisc=device.qdisc)
    if device.master is not None:
        found["master"] = device.master.name
    found["operstate"] = device.operstate
    if mode:
        found["linkmode"] = "DEFAULT"
    found["group"] = "default"
    if device.qlen:
        found["txqlen"] = device.qlen
    if mode or shown.family != "inet":
        found.update(link_type=device.link_type, address=mac_text(device.mac))
        found["broadcast"] = mac_text(BROADCAST_MAC if device.link_type == "ether" else 0)
    found.update(_where(device))
    if shown.details:
        found.update(_details(device, mode))
    return found | ({"ifalias": device.alias} if device.alias else {})


def _details(device: Device, mode: bool) -> dict[str, Any]:
    port, (least, most) = device.master is not None, device.mtu_range
    found: dict[str, Any] = {
        "promiscuity": device.promisc + port,
        "allmulti": int(port),
        "min_mtu": least,
        "max_mtu": most,
    }
    if device.info():
        found["linkinfo"] = _linkinfo(device)
    if mode and device.link_type == "ether":
        found["inet6_addr_gen_mode"] = "eui64"
    found.update(num_tx_queues=device.queues, num_rx_queues=device.queues, gso_max_size=65536, gso_max_segs=65535)
    return found | {"tso_max_size": 524280, "tso_max_segs": 65535, "gro_max_size": 65536}


def _linkinfo(device: Device) -> dict[str, Any]:
    kind, *words = device.info().split()
    if words and kind != "bridge":
        raise NotModelled(f"ip -j -d of a {kind} is not modelled")
    found: dict[str, Any] = {"info_kind": kind, **({"info_data": _pairs(words)} if words else {})}
    if device.master is not None:
        words = device.master.port_info(device).split()[1:]
        data = {("multicast_router" if key == "mcast_router" else key): value for key, value in _pairs(words).items()}
        data.pop("mcast_fast_leave", None)
        found.update(info_slave_kind="bridge", info_slave_data=data)
    return found


def _pairs(words: list[str]) -> dict[str, Any]:
    """The words of ``ip -d link`` as JSON has them."""
    found: dict[str, Any] = {}
    for word, value in zip(words[::2], words[1::2]):
        key = KEYS.get(word, word)
        if value in ("on", "off"):
            found[key] = value == "on"
        elif key.endswith("_timer"):
            found[key] = Seconds(value)
        else:
            found[key] = int(value) if value.isdigit() and key not in TEXTS else value
    return found


def statistics_data(device: Device) -> dict[str, Any]:
    """``stats64`` of ``ip -s``."""
    received = {"bytes": device.rx_bytes, "packets": device.rx_packets, "errors": 0, "dropped": device.rx_dropped}
    sent = {"bytes": device.tx_bytes, "packets": device.tx_packets, "errors": 0, "dropped": device.tx_dropped}
    rx, tx = {**received, "over_errors": 0, "multicast": 0}, {**sent, "carrier_errors": 0, "collisions": 0}
    return {"stats64": {"rx": rx, "tx": tx}}


def link_entry(device: Device, shown: Options) -> dict[str, Any]:
    """A device of ``ip -j link``."""
    if shown.brief:
        peer = _peer(device)
        brief = {"ifname": device.name, "operstate": device.operstate, "address": mac_text(device.mac)}
        return {**peer, **brief, "flags": _flags(device)}
    return link_data(device, shown, mode=True) | (statistics_data(device) if shown.statistics else {})


def address_entry(device: Device, found: list[Address], six: list[SixAddress], shown: Options) -> dict[str, Any]:
    """A device of ``ip -j addr`` with its addresses."""
    if shown.brief:
        pairs = [*((one.ip, one.plen) for one in found), *((one.ip, one.plen) for one in six)]
        info = [{"local": ip_text(ip), "prefixlen": plen} for ip, plen in pairs]
        return {**_peer(device), "ifname": device.name, "operstate": device.operstate, "addr_info": info}
    entry = link_data(device, shown, mode=False) | {
        "addr_info": [*(_address(one) for one in found), *(_six(one) for one in six)]
    }
    return entry | (statistics_data(device) if shown.statistics else {})


def _address(one: Address) -> dict[str, Any]:
    found: dict[str, Any] = {"family": "inet", "local": ip_text(one.ip), "prefixlen": one.plen}
    if one.broadcast:
        found["broadcast"] = ip_text(one.broadcast)
    found["scope"] = one.scope
    if one.secondary:
        found["secondary"] = True
    return found | {"label": one.label, "valid_life_time": FOREVER, "preferred_life_time": FOREVER}


def _six(one: SixAddress) -> dict[str, Any]:
    found: dict[str, Any] = {"family": "inet6", "local": ip_text(one.ip), "prefixlen": one.plen, "scope": one.scope}
    if one.flag:
        found[one.flag] = True
    return found | {"valid_life_time": FOREVER, "preferred_life_time": FOREVER}


def route_entry(
    one: Route, hidden: frozenset[str] = frozenset(), table: str = "", details: bool = False
) -> dict[str, Any]:
    """A route of ``ip -j route``, without the keys that the command asked for."""
    found: dict[str, Any] = {"type": one.type} if one.type != "unicast" or details else {}
    found["dst"] = one.destination
    if one.gateway:
        found["gateway"] = ip_text(one.gateway)
    if one.dev is not None:
        found["dev"] = one.dev.name
    if table:
        found["table"] = table
    if one.proto != "boot" or details:
        found["protocol"] = one.proto
    if one.scope != "global" or details:
        found["scope"] = one.scope
    if one.src:
        found["prefsrc"] = ip_text(one.src)
    if one.metric:
        found["metric"] = one.metric
    flags = [name for name, held in (("onlink", one.onlink), ("linkdown", one.linkdown)) if held]
    return {key: value for key, value in found.items() if key not in hidden} | {"flags": flags}


def neighbour_entry(entry: Neighbour, shown: Options, now: float, dev: bool) -> dict[str, Any]:
    """An entry of ``ip -j neigh``."""
    found: dict[str, Any] = {"dst": ip_text(entry.ip), **({"dev": entry.dev.name} if dev else {})}
    if entry.mac and entry.state not in ("INCOMPLETE", "FAILED"):
        found["lladdr"] = mac_text(entry.mac)
    if shown.statistics:
        moments = (("used", entry.used), ("confirmed", entry.confirmed), ("updated", entry.updated))
        found.update({key: int(now - moment) for key, moment in moments}, probes=entry.probes)
    return found | {"state": [entry.state]}
