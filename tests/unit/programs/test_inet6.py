"""IPv6 addresses that dockerd gives a bridge: all programs that tell of addresses tell of them (asked of Linux 6.18)."""

from __future__ import annotations

import json

import pytest
from dockernet_sim import Lab

BRIDGE = "br-3da22c4e4d56"


@pytest.mark.parametrize(
    ("engine", "flag", "bits", "link_local"), [("20.10", "tentative", "c0", True), ("29", "nodad", "82", False)]
)
def test_programs_agree_about_a_bridges_ipv6(engine: str, flag: str, bits: str, link_local: bool) -> None:
    lab = Lab(engine=engine)
    assert lab.sh("docker network create --ipv6 --subnet fd00:1::/64 six").stdout[:12] == BRIDGE[3:]
    six = f"    inet6 fd00:1::1/64 scope global {flag} \n"
    assert six in lab.sh("ip addr").stdout
    assert six in lab.sh("ip addr show scope global").stdout
    assert six not in lab.sh("ip addr show scope link").stdout
    assert ("inet6 fe80::1/64 scope link" in lab.sh("ip addr show scope link").stdout) is link_local
    shown = lab.sh(f"ifconfig {BRIDGE}").stdout
    assert "        inet6 fd00:1::1  prefixlen 64  scopeid 0x0<global>\n" in shown
    assert lab.sh("hostname -I").stdout == "172.31.179.120 172.17.0.1 172.18.0.1 fd00:1::1 \n"
    assert lab.sh("cat /proc/net/if_inet6").stdout.splitlines()[0] == (
        f"fd000001000000000000000000000001 04 40 00 {bits} {BRIDGE}"
    )
    info = json.loads(lab.sh(f"ip -j addr show dev {BRIDGE}").stdout)[0]["addr_info"]
    assert info[1]["local"] == "fd00:1::1" and info[1][flag] is True
    assert lab.sh("netstat -rn -6").exit == 127


def test_filters_of_addresses_are_iproute2s() -> None:
    lab = Lab(engine="29")
    ether = lab.sh("ip addr show scope global dev docker0").stdout.splitlines()[1]
    assert ether.startswith("    link/ether ")
    assert "link/ether" not in lab.sh("ip addr show to 172.17.0.0/16").stdout
    assert lab.sh("ip addr show label 'dock*'").stdout.startswith(
        "    inet 172.17.0.1/16 brd 172.17.255.255 scope global"
    )
    assert lab.sh("ip addr show dynamic").stdout == ""
    lab.sh("ip link add bare type bridge")
    assert "bare: <BROADCAST,MULTICAST>" in lab.sh("ip addr show scope host").stdout
