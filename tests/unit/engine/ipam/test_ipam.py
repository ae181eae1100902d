"""Pools next-fit, addresses first-fit, and what IPAM says when it cannot."""

import pytest
from dockernet_sim.engine.errors import ApiError, StartError
from dockernet_sim.engine.ipam.allocator import Allocator
from dockernet_sim.engine.ipam.bitmap import Bitmap
from dockernet_sim.engine.ipam.defaults import local_pools, split
from dockernet_sim.wire.address import ip_int, ip_text
from hypothesis import given
from hypothesis import strategies as st


def test_default_pools_are_dockers_in_their_order() -> None:
    pools = [f"{ip_text(net)}/{plen}" for net, plen in local_pools()]
    assert len(pools) == 31
    assert pools[:4] == ["172.17.0.0/16", "172.18.0.0/16", "172.19.0.0/16", "172.20.0.0/16"]
    assert pools[14:17] == ["172.31.0.0/16", "192.168.0.0/20", "192.168.16.0/20"]


def test_a_pool_cannot_be_cut_into_larger_ones() -> None:
    with pytest.raises(StartError, match="invalid pools size: 8"):
        split("10.0.0.0/16", 8)


def test_a_pool_given_back_is_not_the_next_to_go() -> None:
    ipam = Allocator(split("10.0.0.0/22", 24))
    first, second = ipam.request_pool(), ipam.request_pool()
    ipam.release_pool(first)
    third, fourth = ipam.request_pool(), ipam.request_pool()
    assert [str(p) for p in (second, third, fourth)] == ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"]
    assert str(ipam.request_pool()) == "10.0.0.0/24"  # the search came round
    with pytest.raises(
        ApiError, match="could not find an available, non-overlapping IPv4 address pool among the defaults"
    ):
        ipam.request_pool()


def test_a_chosen_subnet_makes_its_default_pool_unavailable_and_moves_no_cursor() -> None:
    ipam = Allocator(split("10.0.0.0/22", 24))
    ipam.request_pool("10.0.0.128/25")
    assert str(ipam.request_pool()) == "10.0.1.0/24"


@pytest.mark.parametrize("subnet", ["10.5.0.0/24", "10.5.0.0/16", "10.5.0.128/25", "0.0.0.0/0"])
def test_overlapping_subnets_are_refused(subnet: str) -> None:
    ipam = Allocator([])
    ipam.request_pool("10.5.0.0/24")
    with pytest.raises(ApiError, match=r"^Pool overlaps with other one on this address space$"):
        ipam.request_pool(subnet)


def test_another_range_of_the_same_subnet_is_no_overlap_and_shares_its_addresses() -> None:
    ipam = Allocator([])
    one, other = ipam.request_pool("10.5.0.0/24", "10.5.0.64/26"), ipam.request_pool("10.5.0.0/24", "10.5.0.64/27")
    assert [ip_text(ipam.request_address(p)) for p in (one, other, one)] == ["10.5.0.64", "10.5.0.65", "10.5.0.66"]
    ipam.release_pool(one)
    with pytest.raises(ApiError, match="overlaps"):
        ipam.request_pool("10.5.0.0/24")
    ipam.release_pool(other)
    ipam.request_pool("10.5.0.0/24")


@pytest.mark.parametrize(("plen", "usable"), [(24, 254), (29, 6), (30, 2), (31, 0), (32, 0)])
def test_network_and_broadcast_are_never_handed_out(plen: int, usable: int) -> None:
    ipam = Allocator([])
    pool = ipam.request_pool(f"10.0.0.0/{plen}")
    given = []
    with pytest.raises(ApiError, match=r"^No available addresses on this pool$"):
        while True:
            given.append(ipam.request_address(pool))
    assert given == [ip_int("10.0.0.1") + n for n in range(usable)]


def test_wanted_addresses() -> None:
    ipam = Allocator([])
    pool = ipam.request_pool("10.0.0.0/24", "10.0.0.128/25")
    assert ipam.request_address(pool, ip_int("10.0.0.5")) == ip_int("10.0.0.5")  # a range binds only what is chosen
    for taken in ("10.0.0.5", "10.0.0.0", "10.0.0.255"):
        with pytest.raises(ApiError, match=r"^Address already in use$"):
            ipam.request_address(pool, ip_int(taken))
    with pytest.raises(ApiError, match=r"^Requested address is out of range$"):
        ipam.request_address(pool, ip_int("10.0.1.1"))


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("first"), st.integers(0, 9), st.integers(0, 12)),
            st.tuples(st.sampled_from(["set", "clear"]), st.integers(0, 9), st.just(0)),
        )
    )
)
def test_a_bitmap_is_a_set_whose_lowest_free_number_goes_first(steps: list[tuple[str, int, int]]) -> None:
    bits, taken = Bitmap(10), set[int]()
    for step, number, last in steps:
        if step == "first":
            free = [n for n in range(number, min(last, 9) + 1) if n not in taken]
            assert bits.set_first(number, last) == (free[0] if free else None)
            taken.update(free[:1])
        elif step == "set":
            assert bits.set(number) == (number not in taken)
            taken.add(number)
        else:
            bits.clear(number)
            taken.discard(number)
        assert bits.free == 10 - len(taken)
        assert all((n in bits) == (n in taken) for n in range(10))


@given(st.lists(st.one_of(st.none(), st.integers(0, 5))))
def test_pools_are_handed_out_next_fit(steps: list[int | None]) -> None:
    """None asks for a pool; a number gives back the so-manieth of those in use."""
    defaults = split("10.0.0.0/22", 24)
    ipam, held, cursor = Allocator(defaults), [], 0
    for step in steps:
        if step is None:
            order = [(cursor + n) % 4 for n in range(4)]
            place = next((n for n in order if defaults[n] not in [(p.net, p.plen) for p in held]), None)
            if place is None:
                with pytest.raises(ApiError):
                    ipam.request_pool()
                continue
            cursor = cursor + order.index(place) + 1
            cursor = cursor if cursor < 4 else 0
            held.append(ipam.request_pool())
            assert (held[-1].net, held[-1].plen) == defaults[place]
        elif step < len(held):
            ipam.release_pool(held.pop(step))
