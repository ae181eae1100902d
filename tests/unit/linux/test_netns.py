"""Numbers of devices and of other namespaces, which are in a table only where there are many."""

from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import veth_pair
from tests.unit.linux.machines import host


def test_devices_have_the_same_numbers_with_and_without_a_table() -> None:
    vm = host("vm")
    plain, looked_at = vm.new_netns("plain"), vm.new_netns("looked-at")
    assert looked_at.by_index == {1: looked_at.lo}
    for ns in (plain, looked_at):
        for number in range(8):
            ns.add_device(Bridge(f"br{number}", 0x020000000000 + number), index=5 if number == 1 else None)
        ns.delete_device("br0")
        ns.add_device(Bridge("last", 0x02000000FFFF))
    assert [(d.name, d.ifindex) for d in plain.links()] == [(d.name, d.ifindex) for d in looked_at.links()]
    assert plain.by_index.keys() == looked_at.by_index.keys() == {1, 3, 4, 5, 6, 7, 8, 9, 10}


def test_namespaces_are_numbered_as_they_are_met_and_free_numbers_are_given_again() -> None:
    vm = host("vm")
    first, second, third = (vm.new_netns(name) for name in ("first", "second", "third"))
    for number, ns in enumerate((first, second)):
        veth_pair(vm.root, f"o{number}", ns, f"i{number}")
    assert [vm.root.nsid(ns) for ns in (first, second)] == [0, 1]
    assert first.nsid(vm.root) == 0 and first.nsids == {vm.root: 0}
    vm.delete_netns(first)
    assert vm.root.nsid(third) == 0 and vm.root.nsid(second) == 1
    lonely = vm.new_netns("lonely")
    assert (lonely.nsid(second), second.nsid(lonely)) == (0, 1)
    vm.delete_netns(second)
    assert lonely.nsid(third) == 0 and lonely.nsids == {third: 0}
