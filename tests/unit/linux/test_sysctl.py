"""Kernel settings: defaults, values that are kept, and what is refused."""

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.host import Host
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.sysctl import Sysctl
from dockernet_sim.sim.errors import NotModelled
from tests.unit.linux.machines import bridge, host


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


def conf(vm: Host, *names: str) -> list[str]:
    return [vm.root.sysctl[f"net.ipv4.conf.{name}"] for name in names]


def test_a_device_follows_default_until_it_has_an_address() -> None:
    """As Linux 6.18 answers in a namespace: 'all' never follows."""
    vm = host()
    bridge(vm, "br0", "10.0.0.1/24")
    vm.root.add_device(Bridge("br1", 0x0200_0000_0001))
    vm.root.sysctl["net.ipv4.conf.default.rp_filter"] = "1"
    assert conf(vm, "all.rp_filter", "br0.rp_filter", "br1.rp_filter", "lo.rp_filter") == ["0", "0", "1", "0"]


def test_a_new_device_forwards_as_default_says() -> None:
    vm = host()
    br0 = bridge(vm, "br0", "10.0.0.1/24")
    vm.root.sysctl["net.ipv4.ip_forward"] = "1"
    vm.root.sysctl["net.ipv4.conf.default.forwarding"] = "0"
    br1 = vm.root.add_device(Bridge("br1", 0x0200_0000_0001))
    assert conf(vm, "all.forwarding", "br0.forwarding", "br1.forwarding") == ["1", "1", "0"]
    assert (vm.root.forwards(br0), vm.root.forwards(br1)) == (True, False)


def test_a_router_takes_redirects_only_where_all_says_so_again() -> None:
    """inet_forward_change sets conf.all.accept_redirects to the opposite."""
    vm = host()
    found = conf(vm, "all.accept_redirects")
    for value in ("1", "0"):
        vm.root.sysctl["net.ipv4.ip_forward"] = value
        found += conf(vm, "all.accept_redirects")
    vm.root.sysctl["net.ipv4.conf.all.accept_redirects"] = "0"
    vm.root.sysctl["net.ipv4.ip_forward"] = "0"
    assert [*found, *conf(vm, "all.accept_redirects")] == ["1", "0", "1", "1"]


def test_what_all_has_switched_on_counts_for_every_device() -> None:
    vm = host()
    bridge(vm, "br0", "10.0.0.1/24")
    vm.root.sysctl["net.ipv4.conf.br0.send_redirects"] = "0"
    assert vm.root.sysctl.device("br0", "send_redirects") == 1
    vm.root.sysctl["net.ipv4.conf.all.send_redirects"] = "0"
    assert vm.root.sysctl.device("br0", "send_redirects") == 0


@pytest.mark.parametrize(("written", "kept"), [("0x10", "16"), ("010", "8"), (" 7 ", "7")])
def test_a_number_is_read_as_the_kernel_reads_it(sysctl: Sysctl, written: str, kept: str) -> None:
    sysctl["net.ipv4.ip_default_ttl"] = written
    assert sysctl["net.ipv4.ip_default_ttl"] == kept


@pytest.mark.parametrize("written", ["1_0", "+5", "64x", "", "08", "0b1"])
def test_a_number_that_the_kernel_does_not_read_is_refused(sysctl: Sysctl, written: str) -> None:
    with pytest.raises(NetError, match="Invalid argument"):
        sysctl["net.ipv4.ip_default_ttl"] = written
