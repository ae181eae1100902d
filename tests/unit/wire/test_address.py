"""Addresses as text and as integers are the same addresses."""

import pytest
from dockernet_sim.wire.address import (
    broadcast,
    ip_int,
    ip_text,
    mac_int,
    mac_text,
    mask,
    network,
    parse_cidr,
)
from hypothesis import given
from hypothesis import strategies as st

addresses = st.integers(0, 2**32 - 1)


@given(addresses)
def test_addresses_survive_text(address: int) -> None:
    assert ip_int(ip_text(address)) == address


@given(st.integers(0, 2**48 - 1))
def test_macs_survive_text(mac: int) -> None:
    assert mac_int(mac_text(mac)) == mac


@given(addresses, st.integers(0, 32))
def test_a_prefix_holds_its_addresses(address: int, plen: int) -> None:
    low, high = network(address, plen), broadcast(address, plen)
    assert low <= address <= high
    assert high - low == 2 ** (32 - plen) - 1
    assert low & mask(plen) == low


@pytest.mark.parametrize(
    "bad", ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "a.b.c.d", "1.2.3.4/33", "1.2.3.4/x", "1..3.4", "²2.1.1.1"]
)
def test_bad_text_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        parse_cidr(bad)


def test_bad_macs_are_refused() -> None:
    with pytest.raises(ValueError, match="not a MAC"):
        mac_int("02:42:ac:11:00")
