"""Devices say themselves what `ip -d link` prints of them."""

from __future__ import annotations

from dockernet_sim import Lab
from dockernet_sim.linux.link.device import Device


class Macvlan(Device):
    """A kind of device that `ip` has never seen."""

    kind = "macvlan"

    def __init__(self, name: str, parent: Device) -> None:
        super().__init__(name, parent.mac ^ 1)
        self.parent = parent

    @property
    def linked(self) -> Device:
        return self.parent

    def info(self) -> str:
        return "macvlan mode bridge bcqueuelen 1000"

    def transmit(self, frame: object) -> None:
        """To nowhere."""


def test_new_kind_of_device_is_printed_without_a_change_in_ip() -> None:
    lab = Lab()
    root = lab.world.machine("vm").host.root
    root.add_device(Macvlan("mv0", root.device("eth0")))
    first, second, third, *_ = lab.sh("ip -d link show mv0").stdout.splitlines()
    assert ": mv0@eth0: <BROADCAST,MULTICAST" in first
    assert second.endswith("minmtu 68 maxmtu 65535 ") and second.startswith("    link/ether ")
    assert third.startswith("    macvlan mode bridge bcqueuelen 1000 addrgenmode eui64 numtxqueues 1 ")


def test_loopback_has_no_kind_and_a_port_has_its_masters_part() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web nginx")
    assert len(lab.sh("ip -d link show lo").stdout.splitlines()) == 2
    veth = next(line for line in lab.sh("ip -o link show type veth").stdout.splitlines() if "master docker0" in line)
    shown = lab.sh(f"ip -d link show {veth.split()[1].partition('@')[0]}").stdout
    assert "\n    veth \n    bridge_slave state forwarding priority 32 " in shown and "numtxqueues 2 " in shown
