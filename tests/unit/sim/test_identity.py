"""Identities hang on the seed and the purpose, and on nothing else."""

from dockernet_sim.sim.identity import Identity


def test_same_seed_same_identities() -> None:
    assert [Identity(7).hex("id", 64) for _ in range(2)] == [Identity(7).hex("id", 64)] * 2
    assert Identity(7).hex("id", 64) != Identity(8).hex("id", 64)


def test_purposes_do_not_disturb_each_other() -> None:
    quiet, busy = Identity(0), Identity(0)
    for _ in range(5):
        busy.mac("veth")
    assert quiet.hex("id", 64) == busy.hex("id", 64)


def test_random_macs_are_unicast_and_local() -> None:
    identity = Identity(0)
    for _ in range(50):
        first = identity.mac("veth") >> 40
        assert first & 1 == 0
        assert first & 2


def test_a_prefix_is_kept() -> None:
    assert Identity(0).mac("docker0", prefix=0x0242) >> 32 == 0x0242
