"""--sysctl: kept as values, refused as runc refuses."""

import pytest

from .machine import Machine


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("net.core.somaxconn=5", "net/core/somaxconn", "5"),
        ("net.ipv6.conf.all.disable_ipv6=1", "net/ipv6/conf/all/disable_ipv6", "1"),
        ("net.ipv4.tcp_congestion_control=reno", "net/ipv4/tcp_congestion_control", "reno"),
    ],
)
def test_setting_without_effect_is_kept_as_a_value(vm: Machine, setting: str, path: str, value: str) -> None:
    vm(f"docker run -d --name s1 --sysctl {setting} busybox")
    assert vm(f"docker exec s1 cat /proc/sys/{path}").stdout == f"{value}\n"


@pytest.mark.parametrize(
    ("setting", "code", "text"),
    [
        ("net.ipv4.nosuch=1", 127, "open /proc/sys/net/ipv4/nosuch: no such file or directory"),
        ("net.ipv4.ip_forward=abc", 125, "write /proc/sys/net/ipv4/ip_forward: invalid argument"),
        ("net.netfilter.nf_conntrack_max=9", 126, "open /proc/sys/net/netfilter/nf_conntrack_max: permission denied"),
    ],
)
@pytest.mark.lab(engine="20.10")
def test_setting_that_the_kernel_refuses_fails_the_start(vm: Machine, setting: str, code: int, text: str) -> None:
    done = vm(f"docker run -d --name s1 --sysctl {setting} busybox")
    assert done.exit == code
    assert text in done.stderr


def test_setting_of_the_ipc_namespace_is_accepted_and_refused_by_name_when_read(vm: Machine) -> None:
    vm.out("docker run -d --name s1 --sysctl kernel.shmmax=1000000 busybox")
    assert "not modelled" in vm("docker exec s1 cat /proc/sys/kernel/shmmax").stderr
