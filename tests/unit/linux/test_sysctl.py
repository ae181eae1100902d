"""Kernel settings: defaults, values that are kept, and what is refused."""

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.sysctl import Sysctl
from dockernet_sim.sim.errors import NotModelled
from tests.unit.linux.machines import host


@pytest.fixture
def sysctl() -> Sysctl:
    return host().root.sysctl


@pytest.mark.parametrize(
    ("name", "default", "value"),
    [
        ("net.core.somaxconn", "4096", "5"),
        ("net.ipv6.conf.all.disable_ipv6", "0", "1"),
        ("net.ipv6.conf.lo.disable_ipv6", "0", "1"),
        ("net.ipv4.conf.lo.tag", "0", "7"),
        ("net.ipv4.tcp_rmem", "4096\t131072\t33554432", "4096\t5000\t6000"),
        ("net.ipv4.tcp_congestion_control", "cubic", "reno"),
        ("net.ipv4.ip_local_reserved_ports", "", "8080,9148"),
        ("net.netfilter.nf_conntrack_tcp_timeout_established", "432000", "100"),
    ],
)
def test_setting_without_effect_is_kept(sysctl: Sysctl, name: str, default: str, value: str) -> None:
    assert name in sysctl and sysctl[name] == default
    sysctl[name] = value
    assert sysctl[name] == value and sysctl.changed() == {name: value}
    assert host().root.sysctl[name] == default


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("net.core.somaxconn", "-1", "EINVAL"),
        ("net.core.somaxconn", "many", "EINVAL"),
        ("net.ipv4.tcp_rmem", "1 2", "EINVAL"),
        ("net.ipv4.tcp_congestion_control", "vegas", "ENOENT"),
        ("net.ipv4.nosuch", "1", "ENOENT"),
        ("net.ipv6.conf.eth9.disable_ipv6", "1", "ENOENT"),
    ],
)
def test_value_that_the_kernel_refuses_is_refused(sysctl: Sysctl, name: str, value: str, error: str) -> None:
    with pytest.raises(NetError) as info:
        sysctl[name] = value
    assert info.value.name == error


@pytest.mark.parametrize(
    "name", ["kernel.hostname", "vm.swappiness", "net.core.netdev_max_backlog", "net.ipv4.tcp_mem"]
)
def test_setting_that_is_not_modelled_is_refused_by_name(sysctl: Sysctl, name: str) -> None:
    assert name not in sysctl
    with pytest.raises(NotModelled, match=name):
        sysctl.check_modelled(name)
    with pytest.raises(NotModelled, match=name):
        sysctl[name] = "1"


def test_device_takes_its_settings_along_when_it_is_renamed(sysctl: Sysctl) -> None:
    sysctl["net.ipv6.conf.lo.disable_ipv6"] = "1"
    sysctl.rename_device("lo", "all")
    assert sysctl["net.ipv6.conf.all.disable_ipv6"] == "1"
