"""/sys: the devices of a network namespace (Documentation/ABI/testing/sysfs-class-net);
nothing else of sysfs is modelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import Device
from dockernet_sim.programs.kernelfs.bridgefs import BRIDGE, PORT, bridge_file, port_file
from dockernet_sim.programs.kernelfs.node import WRITABLE, Node, folder, link, refused, refused_folder
from dockernet_sim.wire.address import BROADCAST_MAC, mac_text

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

_TOP = """
block bus class dev devices firmware fs hypervisor kernel module power
"""
TOP = _TOP.split()
_STATISTICS = """
collisions multicast rx_bytes rx_compressed rx_crc_errors rx_dropped rx_errors rx_fifo_errors rx_frame_errors
rx_length_errors rx_missed_errors rx_nohandler rx_over_errors rx_packets tx_aborted_errors tx_bytes tx_carrier_errors
tx_compressed tx_dropped tx_errors tx_fifo_errors tx_heartbeat_errors tx_packets tx_window_errors
"""
STATISTICS = _STATISTICS.split()
COUNTED = frozenset(["rx_bytes", "rx_dropped", "rx_packets", "tx_bytes", "tx_dropped", "tx_packets"])
FLAGS = {
    "UP": 0x1,
    "BROADCAST": 0x2,
    "LOOPBACK": 0x8,
    "NOARP": 0x80,
    "PROMISC": 0x100,
    "ALLMULTI": 0x200,
    "MULTICAST": 0x1000,
}
UNKNOWN = ("power", "queues", "subsystem")


def find(task: Task, parts: list[str]) -> Node | None:
    """``/sys/class/net/DEVICE/...`` and ``/sys/devices/virtual/net/DEVICE/...``."""
    if not parts:
        return folder(TOP)
    for place in (["class", "net"], ["devices", "virtual", "net"]):
        if parts[: len(place)] == place:
            return _net(task, parts[len(place) :], place[0] == "class")
        if parts == place[: len(parts)]:
            return refused_folder("/sys/" + "/".join(parts))
    return refused_folder("/sys/" + "/".join(parts)) if parts[0] in TOP else None


def _net(task: Task, rest: list[str], by_class: bool) -> Node | None:
    devices = {device.name: device for device in task.place.sysfs_ns(task.ns).links()}
    if not rest:
        return folder(sorted(devices))
    device = devices.get(rest[0])
    if device is None:
        return None
    device.settle()
    if len(rest) == 1:
        target = f"../../devices/virtual/net/{device.name}" if by_class else ""
        return Node(names=lambda: sorted(_names(device)), target=target, mode="lrwxrwxrwx" if target else "drwxr-xr-x")
    if rest[1] == "statistics" and len(rest) < 4:
        return folder(STATISTICS) if len(rest) == 2 else _statistic(device, rest[2])
    if len(rest) == 2:
        return _entry(device, rest[1])
    if rest[1] == "master" and device.master is not None:
        return _net(task, [device.master.name, *rest[2:]], False)
    if rest[1] == "bridge" and isinstance(device, Bridge) and len(rest) == 3:
        return bridge_file(device, rest[2])
    if rest[1] == "brif" and isinstance(device, Bridge) and rest[2] in devices and devices[rest[2]] in device.ports:
        return folder(PORT) if len(rest) == 3 else port_file(devices[rest[2]], rest[3]) if len(rest) == 4 else None
    if rest[1] == "brport" and device.master is not None and len(rest) == 3:
        return port_file(device, rest[2])
    return refused_folder(f"/sys/class/net/{'/'.join(rest)}") if rest[1] in UNKNOWN else None


def _names(device: Device) -> list[str]:
    names = [*FILES, "power", "queues", "statistics", "subsystem"]
    if isinstance(device, Bridge):
        names += ["brforward", "bridge", "brif", *(f"lower_{port.name}" for port in device.ports)]
    if device.master is not None:
        names += ["brport", "master", f"upper_{device.master.name}"]
    return names


def _entry(device: Device, name: str) -> Node | None:
    """An entry of a device's folder."""
    if name in FILES:
        return Node(
            text=lambda: f"{FILES[name](device)}\n",
            put=_writer(device, name),
            mode=WRITABLE if name in WRITERS else "-r--r--r--",
            size=4096,
        )
    if name in UNKNOWN:
        return refused_folder(f"/sys/class/net/{device.name}/{name}")
    if isinstance(device, Bridge):
        if name == "bridge":
            return folder(BRIDGE)
        if name == "brif":
            return folder(sorted(port.name for port in device.ports))
        if name == "brforward":
            return refused(f"/sys/class/net/{device.name}/brforward")
        if name in {f"lower_{port.name}" for port in device.ports}:
            return link(f"../{name.removeprefix('lower_')}", 0)
    if device.master is not None:
        if name == "brport":
            return folder(PORT)
        if name in ("master", f"upper_{device.master.name}"):
            return Node(names=list, target=f"../{device.master.name}" if device.master else "", mode="lrwxrwxrwx")
    return None


def _statistic(device: Device, name: str) -> Node | None:
    if name not in STATISTICS:
        return None
    return Node(text=lambda: f"{getattr(device, name) if name in COUNTED else 0}\n", size=4096)


# -- the values -----------------------------------------------------------------
def _running(device: Device, value: str) -> str:
    """A value that the kernel tells of devices that are up."""
    if not device.up:
        raise NetError("EINVAL")
    return value


def _flags(device: Device) -> str:
    held = sum(FLAGS[flag] for flag in device.flags if flag in FLAGS)
    return f"{held | (0x300 if device.master is not None else 0):#x}"  # a bridge makes its ports promiscuous


def _changes(device: Device, up: int, down: int) -> str:
    """How often the carrier came and went: known for devices on which it came once."""
    if device.kind != "loopback" and device.operstate != "UP":
        raise refused_count(device)
    return "0" if device.kind == "loopback" else str(up + down)


def refused_count(device: Device) -> Exception:
    """The refusal for counts that the model does not keep."""
    from dockernet_sim.sim.errors import NotModelled

    return NotModelled(f"how often the carrier of {device.name} changed is not modelled")


def _assigned(device: Device) -> str:
    """Who chose the MAC (NET_ADDR_*): 0 the hardware, 1 chance, 3 a command."""
    if device.kind == "loopback":
        return "0"
    if isinstance(device, Bridge):
        return "3" if device.own_mac else "1"
    return "1" if device.master is not None else "3"


def _named(device: Device) -> str:
    """Who chose the name (NET_NAME_*): 2 the kernel's driver, 3 a command, 4 a command that renamed it."""
    return "2" if device.kind == "loopback" else "4" if device.name.startswith("eth") else "3"


def _speed(device: Device) -> str:
    if device.kind == "loopback":
        raise NetError("EINVAL")
    return _running(device, "-1" if isinstance(device, Bridge) and not device.ports else "10000")


def _duplex(device: Device) -> str:
    if device.kind == "loopback":
        raise NetError("EINVAL")
    return _running(device, "unknown" if isinstance(device, Bridge) else "full")


def _uevent(device: Device) -> str:
    kind = "DEVTYPE=bridge\n" if isinstance(device, Bridge) else ""
    return f"{kind}INTERFACE={device.name}\nIFINDEX={device.ifindex}"


FILES: dict[str, Callable[[Device], object]] = {
    "addr_assign_type": _assigned,
    "addr_len": lambda device: 6,
    "address": lambda device: mac_text(device.mac),
    "broadcast": lambda device: mac_text(0 if device.kind == "loopback" else BROADCAST_MAC),
    "carrier": lambda device: _running(device, str(int(device.carrier))),
    "carrier_changes": lambda device: _changes(device, 1, 1),
    "carrier_down_count": lambda device: _changes(device, 0, 1),
    "carrier_up_count": lambda device: _changes(device, 1, 0),
    "dev_id": lambda device: "0x0",
    "dev_port": lambda device: 0,
    "dormant": lambda device: _running(device, "0"),
    "duplex": _duplex,
    "flags": _flags,
    "gro_flush_timeout": lambda device: 0,
    "ifalias": lambda device: device.alias,
    "ifindex": lambda device: device.ifindex,
    "iflink": lambda device: device.link_index,
    "link_mode": lambda device: 0,
    "mtu": lambda device: device.mtu,
    "name_assign_type": _named,
    "napi_defer_hard_irqs": lambda device: 0,
    "netdev_group": lambda device: 0,
    "operstate": lambda device: device.operstate.lower(),
    "proto_down": lambda device: 0,
    "speed": _speed,
    "testing": lambda device: _running(device, "0"),
    "threaded": lambda device: 0,
    "tx_queue_len": lambda device: device.qlen,
    "type": lambda device: 772 if device.kind == "loopback" else 1,
    "uevent": _uevent,
}


def _number(text: str) -> int:
    try:
        return int(text.strip(), 0)
    except ValueError:
        raise NetError("EINVAL") from None


def _set_qlen(device: Device, text: str) -> None:
    device.qlen = _number(text)


def _set_alias(device: Device, text: str) -> None:
    device.alias = text.strip()


WRITERS: dict[str, Callable[[Device, str], object]] = {
    "mtu": lambda device, text: device.set_mtu(_number(text)),
    "tx_queue_len": _set_qlen,
    "ifalias": _set_alias,
}
ALSO_WRITABLE = (
    "carrier", "flags", "gro_flush_timeout", "link_mode", "napi_defer_hard_irqs", "netdev_group", "proto_down",
    "threaded",
    "uevent",
)  # fmt: skip


def _writer(device: Device, name: str) -> Callable[[str], object] | None:
    if name in WRITERS:
        return lambda text: WRITERS[name](device, text) if text else None
    return refused(f"writing /sys/class/net/{device.name}/{name}").put if name in ALSO_WRITABLE else None
