"""The visible state of a world: all that commands could show, as plain data, and its digest."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_text, mac_text

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon import Engine
    from dockernet_sim.world.machine import Machine
    from dockernet_sim.world.world import World


def visible(world: World) -> dict[str, Any]:
    """Time, machines with their files and namespaces, and what the engines tell of containers and networks."""
    return {
        "time": world.clock.now,
        "machines": {name: _machine(machine) for name, machine in world.machines.items()},
        "streams": world.identity.positions(),
    }


def digest(world: World) -> str:
    """SHA-256 of the visible state: worlds with equal digests cannot be told apart by commands."""
    return hashlib.sha256(json.dumps(visible(world), sort_keys=True).encode()).hexdigest()


def _machine(machine: Machine) -> dict[str, Any]:
    host = machine.host
    return {
        "hostname": host.hostname,
        "files": host.files.texts(),
        "namespaces": {name: namespace(ns) for name, ns in host.netns.items()},
        "processes": sorted(host.processes),
        "dmesg": host.dmesg,
        "streams": host.identity.positions(),
        "engine": None if machine.engine is None else _engine(machine.engine),
        **({"steps": host.own_steps} if host.own_steps else {}),
    }


def _engine(engine: Engine) -> dict[str, Any]:
    return {
        "containers": [engine.containers.inspect(each["Id"]) for each in engine.containers.list(all=True)],
        "files": {each.id: each.files.texts() for each in engine.daemon.containers.values() if each.files is not None},
        "networks": [engine.networks.inspect(each["Id"]) for each in engine.networks.list()],
        "images": [each["Id"] for each in engine.images.list()],
    }


def namespace(ns: NetNs) -> dict[str, Any]:
    """What `ip`, `bridge`, `iptables-save`, `ss` and `conntrack` would show there."""
    now = ns.clock.now
    return {
        "links": [_link(device) for device in ns.links()],
        "addresses": [f"{each.dev.name} {each} {each.scope}" for each in ns.ip.addresses],
        "routes": [f"{route}{' linkdown' if route.linkdown else ''}" for route in ns.ip.fib.routes()],
        "neighbours": sorted(str(entry) for entry in ns.ip.neigh.live()),
        "fdb": {bridge.name: _fdb(bridge, now) for bridge in ns.devices.values() if isinstance(bridge, Bridge)},
        "rules": {name: _table(ns, name) for name, table in ns.nf.tables.items() if table.exists},
        "flows": [f"{each.original} {each.reply} {each.state}" for each in ns.nf.conntrack.entries()],
        "sockets": _sockets(ns),
        "settings": dict(sorted(ns.sysctl.changed().items())),
    }


def _link(device: Device) -> dict[str, Any]:
    return {
        "index": device.ifindex,
        "name": device.name,
        "mac": mac_text(device.mac),
        "mtu": device.mtu,
        "flags": device.flags,
        "state": device.operstate,
        "master": device.master.name if device.master is not None else None,
        "counters": [device.rx_packets, device.rx_bytes, device.tx_packets, device.tx_bytes],
    }


def _fdb(bridge: Bridge, now: float) -> list[str]:
    return sorted(f"{mac_text(entry.mac)} {entry.port.name}" for entry in bridge.stations())


def _table(ns: NetNs, name: str) -> list[str]:
    return [
        f"{chain.name} {chain.policy} {rule}" for chain in ns.nf.tables[name].listed() for rule in (*chain.rules, "")
    ]


def _sockets(ns: NetNs) -> list[str]:
    table = ns.sockets
    lines = [f"udp {ip_text(each.ip)}:{each.port}" for each in table.udp_sockets()]
    lines += [f"tcp LISTEN {ip_text(each.ip)}:{each.port}" for each in table.listeners()]
    for each in table.connections():
        lines.append(f"tcp {each.state} {ip_text(each.ip)}:{each.port} {ip_text(each.remote_ip)}:{each.remote_port}")
    return sorted(lines)
