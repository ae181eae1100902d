"""ifconfig(8), net-tools' and busybox's."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.address import Address
from dockernet_sim.linux.link.device import Device
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.inet6 import six_addresses
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import classful_plen, ip_int, ip_text, mac_int, mac_text, mask, mask_plen

BITS = {"UP": 0x1, "BROADCAST": 0x2, "LOOPBACK": 0x8, "RUNNING": 0x40, "NOARP": 0x80, "PROMISC": 0x100,
    "ALLMULTI": 0x200,
        "MULTICAST": 0x1000}  # fmt: skip
ORDER = ("UP", "BROADCAST", "LOOPBACK", "RUNNING", "NOARP", "PROMISC", "ALLMULTI", "MULTICAST")
SHORT = (("BROADCAST", "B"), ("LOOPBACK", "L"), ("ALLMULTI", "A"), ("MULTICAST", "M"), ("PROMISC", "P"), ("NOARP", "O"),
         ("RUNNING", "R"), ("UP", "U"))  # fmt: skip


@tool("ifconfig")
def ifconfig(task: Task, busybox: bool = False) -> int:
    """``ifconfig [-a] [-s] [DEVICE [ADDRESS] [netmask MASK] [broadcast ADDRESS] [mtu N] [hw ether MAC] [up|down]]``."""
    words = list(task.args)
    options = {word for word in words if word in ("-a", "-s", "-v")}
    words = [word for word in words if word not in options]
    if any(word.startswith("-") for word in words[:1]):
        raise NotModelled(f"ifconfig {words[0]} is not modelled")
    if len(words) > 1:
        return _change(task, words[0], words[1:], busybox)
    devices = sorted(task.ns.links(), key=lambda device: device.name)
    if words:
        devices = [device for device in devices if device.name == words[0]]
        if not devices:
            who = "ifconfig: " if busybox else ""
            task.err(f"{who}{words[0]}: error fetching interface information: Device not found\n")
            return 1
    elif "-a" not in options:
        devices = [device for device in devices if device.up]
    if "-s" in options:
        task.out(interface_table(devices, busybox))
        return 0
    for device in devices:
        task.out(_busybox(task, device) if busybox else _classic(task, device))
    return 0


def flags(device: Device) -> list[str]:
    """The flags in ifconfig's order: RUNNING is said of a device that is up with a carrier."""
    held = set(device.flags) & set(BITS)
    if device.running:
        held.add("RUNNING")
    return [flag for flag in ORDER if flag in held]


def _own(task: Task, device: Device) -> Address | None:
    """The first address; ifconfig shows no other one."""
    return next((one for one in task.ns.ip.addresses if one.dev is device), None)


def human(size: int, binary: bool) -> str:
    """Bytes as ifconfig repeats them in brackets.

    >>> human(1111, True), human(1500, False)
    ('1.0 KiB', '1.5 KB')
    """
    step = 1024 if binary else 1000
    value, power = float(size), 0
    while value >= step and power < 4:
        value, power = value / step, power + 1
    unit = ["", "K", "M", "G", "T"][power]
    shown = int(value * 10) / 10
    return f"{shown:.1f} {unit}{'i' if binary and unit else ''}B"


def _classic(task: Task, device: Device) -> str:
    own, loopback = _own(task, device), device.kind == "loopback"
    held = flags(device)
    bits = sum(BITS[flag] for flag in held)
    text = f"{device.name}: flags={bits}<{','.join(held)}>  mtu {device.mtu}\n"
    if own is not None:
        text += f"        inet {ip_text(own.ip)}  netmask {ip_text(mask(own.plen))}"
        text += (f"  broadcast {ip_text(own.broadcast or 0)}" if not loopback else "") + "\n"
    for six in six_addresses(device):
        text += f"        inet6 {ip_text(six.ip)}  prefixlen {six.plen}  scopeid {six.scope_id:#x}<{six.scope}>\n"
    kind = "loop  " if loopback else f"ether {mac_text(device.mac)}  "
    text += f"        {kind}txqueuelen {device.qlen}  ({'Local Loopback' if loopback else 'Ethernet'})\n"
    for name, packets, size, dropped, tail in (
        ("RX", device.rx_packets, device.rx_bytes, device.rx_dropped, "  overruns 0  frame 0"),
        ("TX", device.tx_packets, device.tx_bytes, device.tx_dropped, " overruns 0  carrier 0  collisions 0"),
    ):
        text += f"        {name} packets {packets}  bytes {size} ({human(size, False)})\n"
        text += f"        {name} errors 0  dropped {dropped}{tail}\n"
    return text + "\n"


def _busybox(task: Task, device: Device) -> str:
    own, loopback = _own(task, device), device.kind == "loopback"
    kind = "Local Loopback  " if loopback else f"Ethernet  HWaddr {mac_text(device.mac).upper()}  "
    text = f"{device.name:<9} Link encap:{kind}\n"
    if own is not None:
        text += f"          inet addr:{ip_text(own.ip)}  "
        text += (f"Bcast:{ip_text(own.broadcast or 0)}  " if not loopback else "") + f"Mask:{ip_text(mask(own.plen))}\n"
    for six in six_addresses(device):
        text += f"          inet6 addr: {six.text} Scope:{six.scope.capitalize()}\n"
    words = {"UP": "UP", "BROADCAST": "BROADCAST", "LOOPBACK": "LOOPBACK", "RUNNING": "RUNNING"} | {f: f for f in ORDER}
    text += f"          {' '.join(words[flag] for flag in flags(device))}  MTU:{device.mtu}  Metric:1\n"
    text += f"          RX packets:{device.rx_packets} errors:0 dropped:{device.rx_dropped} overruns:0 frame:0\n"
    text += f"          TX packets:{device.tx_packets} errors:0 dropped:{device.tx_dropped} overruns:0 carrier:0\n"
    text += f"          collisions:0 txqueuelen:{device.qlen} \n"
    received, sent = device.rx_bytes, device.tx_bytes
    return f"{text}          RX bytes:{received} ({human(received, True)})  TX bytes:{sent} ({human(sent, True)})\n\n"


def interface_table(devices: list[Device], busybox: bool) -> str:
    """``ifconfig -s`` and ``netstat -i``."""
    if busybox:
        raise NotModelled("busybox's table of interfaces is not modelled")
    text = "Iface      MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n"
    for device in devices:
        held = flags(device)
        letters = "".join(letter for flag, letter in SHORT if flag in held)
        text += f"{device.name:<15} {device.mtu:5d} {device.rx_packets:8d}      0 {device.rx_dropped:6d} 0      "
        text += f"{device.tx_packets:8d}      0 {device.tx_dropped:6d}      0 {letters}\n"
    return text


# -- changes ----------------------------------------------------------------------
def _change(task: Task, name: str, words: list[str], busybox: bool) -> int:
    device = task.ns.devices.get(name)
    if device is None:
        task.err(f"{'ifconfig: ' if busybox else ''}SIOCSIFADDR: No such device\n")
        return 1
    if "NET_ADMIN" not in task.caps:
        task.err(
            "ifconfig: SIOCSIFFLAGS: Operation not permitted\n"
            if busybox
            else "SIOCSIFFLAGS: Operation not permitted\n"
        )
        return 1
    rest = list(words)
    try:
        while rest:
            _one(task, device, rest.pop(0), rest, busybox)
    except NetError as error:
        task.err(f"SIOCSIFADDR: {error.text}\n")
        return 1
    except ValueError as error:
        task.err(f"ifconfig: bad address '{error}'\n" if busybox else f"{error}: Unknown host\n")
        return 1
    return 0


def _one(task: Task, device: Device, word: str, rest: list[str], busybox: bool) -> None:
    if word in ("up", "down"):
        (device.set_up if word == "up" else device.set_down)()
    elif word == "mtu" and rest and rest[0].isdigit():
        device.set_mtu(int(rest.pop(0)))
    elif word == "hw" and rest[:1] == ["ether"] and len(rest) > 1:
        rest.pop(0)
        device.set_mac(mac_int(rest.pop(0)))
    elif word in ("promisc", "-promisc"):
        device.set_promisc(word == "promisc")
    elif word == "txqueuelen" and rest and rest[0].isdigit():
        device.qlen = int(rest.pop(0))
    elif word == "netmask" and rest:
        own = _own(task, device)
        if own is not None:
            _set_address(task, device, own.ip, _length(rest.pop(0)))
    elif word == "broadcast" and rest:
        own = _own(task, device)
        if own is not None:
            own.broadcast = _address(rest.pop(0))
            task.ns.changed()
    elif word[:1].isdigit():
        address, _, length = word.partition("/")
        if length and busybox:
            raise ValueError(word)
        _set_address(task, device, _address(address), int(length) if length else classful_plen(_address(address)))
        device.set_up()
    else:
        raise NotModelled(f"ifconfig {device.name} {word} is not modelled")


def _address(text: str) -> int:
    try:
        return ip_int(text)
    except ValueError:
        raise ValueError(text) from None


def _length(text: str) -> int:
    return mask_plen(_address(text))


def _set_address(task: Task, device: Device, ip: int, plen: int) -> None:
    own = _own(task, device)
    if own is not None:
        task.ns.ip.del_address(device, str(own))
    task.ns.ip.add_address(device, f"{ip_text(ip)}/{plen}")
