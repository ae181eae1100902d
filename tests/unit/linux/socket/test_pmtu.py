"""What routers said about destinations counts for ten minutes."""

from dockernet_sim.wire.address import ip_int
from tests.unit.linux.machines import bridge, host

FAR = ip_int("10.0.0.9")


def test_the_smallest_word_counts_until_it_expires() -> None:
    vm = host()
    bridge(vm, "br0", "10.0.0.1/24")
    paths = vm.root.sockets.pmtu
    assert (paths.towards(FAR), paths.learned(FAR)) == (1500, None)
    paths.learn(FAR, 1300)
    paths.learn(FAR, 1400)
    vm.clock.run(until=2.5)
    assert (paths.towards(FAR), paths.learned(FAR)) == (1300, (1300, 597.5))
    vm.clock.run(until=600.0)
    assert (paths.towards(FAR), paths.learned(FAR)) == (1500, None)
