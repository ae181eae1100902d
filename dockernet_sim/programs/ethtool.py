"""ethtool(8): what drives a device, and the other end of a veth."""

from __future__ import annotations

from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.device import Device
from dockernet_sim.linux.link.veth import Veth
from dockernet_sim.programs.features import BY_KIND, NAMES, VALUES
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

BAD_ARGUMENTS = "ethtool: bad command line argument(s)\nFor more information run ethtool -h\n"
MISSING = "netlink error: no device matches name (offset 24)\nnetlink error: No such device\n" * 5
COUNTERS = (
    "rx_queue_0_xdp_packets rx_queue_0_xdp_bytes rx_queue_0_drops rx_queue_0_xdp_redirect rx_queue_0_xdp_drops rx_queue_0_xdp_tx "  # noqa: E501
    "rx_queue_0_xdp_tx_errors tx_queue_0_xdp_xmit tx_queue_0_xdp_xmit_errors"
)
DRIVERS = {"veth": ("veth", "1.0", "", "", "yes"), "bridge": ("bridge", "2.3", "N/A", "N/A", "no")}
SETTINGS = """\tSupported ports: [  ]
\tSupported link modes:   Not reported
\tSupported pause frame use: No
\tSupports auto-negotiation: No
\tSupported FEC modes: Not reported
\tAdvertised link modes:  Not reported
\tAdvertised pause frame use: No
\tAdvertised auto-negotiation: No
\tAdvertised FEC modes: Not reported
"""


@program("ethtool")
def ethtool(task: Task) -> int:
    """``ethtool DEV``, ``ethtool -i DEV`` and ``ethtool -S DEV``."""
    words = task.args
    if words[:1] == ["--version"]:
        task.out("ethtool version 6.1\n")
        return 0
    option = words[0] if words and words[0].startswith("-") else ""
    names = words[1:] if option else words
    if option not in ("", "-i", "--driver", "-S", "--statistics", "-k", "--show-features", "--show-offload"):
        raise NotModelled(f"option {option} is not modelled")
    if len(names) != 1:
        task.err(BAD_ARGUMENTS)
        return 1
    device = task.ns.devices.get(names[0])
    if option in ("-i", "--driver"):
        return _driver(task, device)
    if option in ("-S", "--statistics"):
        return _statistics(task, device)
    if option:
        return _features(task, device)
    return _settings(task, device)


def _driver(task: Task, device: Device | None) -> int:
    if device is None or device.kind not in DRIVERS:
        error = "No such device" if device is None else "Operation not supported"
        task.err(f"Cannot get driver information: {error}\n")
        return 71
    driver, version, firmware, bus, statistics = DRIVERS[device.kind]
    task.out(
        f"driver: {driver}\nversion: {version}\nfirmware-version: {firmware}\nexpansion-rom-version: \nbus-info: {bus}\n"  # noqa: E501
    )
    task.out(f"supports-statistics: {statistics}\nsupports-test: no\nsupports-eeprom-access: no\n")
    task.out("supports-register-dump: no\nsupports-priv-flags: no\n")
    return 0


def _statistics(task: Task, device: Device | None) -> int:
    if device is None:
        task.err("Cannot get stats strings information: No such device\n")
        return 96
    if not isinstance(device, Veth):
        task.err("no stats available\n")
        return 94
    task.out(f"NIC statistics:\n     peer_ifindex: {device.peer.ifindex}\n")
    task.out("".join(f"     {name}: 0\n" for name in COUNTERS.split()))
    return 0


def _features(task: Task, device: Device | None) -> int:
    if device is None:
        task.err("netlink error: no device matches name (offset 24)\nnetlink error: No such device\n")
        return 1
    lines = [f"{name}: {VALUES[letter]}\n" for name, letter in zip(NAMES, BY_KIND[device.kind])]
    task.out(f"Features for {device.name}:\n{''.join(lines)}")
    return 0


def _settings(task: Task, device: Device | None) -> int:
    if device is None:
        task.err(MISSING)
        task.out("No data available\n")
        return 75
    task.out(f"Settings for {device.name}:\n")
    if isinstance(device, Veth):
        task.out(f"{SETTINGS}\tSpeed: 10000Mb/s\n\tDuplex: Full\n\tAuto-negotiation: off\n\tPort: Twisted Pair\n")
        task.out("\tPHYAD: 0\n\tTransceiver: internal\n\tMDI-X: Unknown\n")
    elif isinstance(device, Bridge):
        best = any(port.running for port in device.ports)
        speed, duplex = ("10000Mb/s", "Unknown! (255)") if best else ("Unknown!", "Unknown! (255)")
        task.out(f"{SETTINGS}\tSpeed: {speed}\n\tDuplex: {duplex}\n\tAuto-negotiation: off\n\tPort: Other\n")
        task.out("\tPHYAD: 0\n\tTransceiver: internal\n")
    task.out(f"\tLink detected: {'yes' if device.running else 'no'}\n")
    return 0
