"""Addresses of both families: text, prefixes and kinds are what the standard library's ``ipaddress`` says."""

import ipaddress

import pytest
from dockernet_sim.wire.address import (
    IPV6_TAG,
    LIMITED_BROADCAST,
    LINK_LOCAL_NET,
    LINK_LOCAL_PLEN,
    LOOPBACK,
    LOOPBACK6,
    LOOPBACK_NET,
    LOOPBACK_PLEN,
    LOOPBACK_PREFIX,
    LOOPBACK_SHIFT,
    UNSPECIFIED,
    UNSPECIFIED6,
    BadAddress,
    broadcast,
    classful_plen,
    common_plen,
    has_broadcast,
    in_net,
    ip6_int,
    ip_int,
    ip_text,
    is_ipv6,
    is_link_local,
    is_loopback,
    is_loopback_text,
    is_multicast,
    is_unspecified,
    mac_int,
    mac_of,
    mac_text,
    mask,
    mask_plen,
    multicast_mac,
    net_text,
    network,
    parse_cidr,
    parse_ip,
    parse_net,
    prefix_size,
    subnet_broadcast,
    width,
    wildcard,
)
from hypothesis import given
from hypothesis import strategies as st

Reference = ipaddress.IPv4Address | ipaddress.IPv6Address

v4 = st.integers(0, 2**32 - 1)
groups = st.just(0) | st.sampled_from((1, 0xFE80, 0xFEBF, 0xFEC0, 0xFF02, 0xFFFF)) | st.integers(0, 2**16 - 1)
v6 = st.lists(groups, min_size=8, max_size=8).map(
    lambda each: IPV6_TAG | int("".join(f"{group:04x}" for group in each), 16)
)
near = st.sampled_from(
    (UNSPECIFIED, LOOPBACK, LOOPBACK_NET, LIMITED_BROADCAST, LINK_LOCAL_NET, UNSPECIFIED6, LOOPBACK6)
)
addresses = v4 | v6 | near


@st.composite
def prefixes(draw: st.DrawFn) -> tuple[int, int]:
    """An address and a prefix length of its family."""
    address = draw(addresses)
    return address, draw(st.integers(0, width(address)))


def reference(address: int) -> Reference:
    """The same address for the standard library."""
    return ipaddress.IPv6Address(address - IPV6_TAG) if is_ipv6(address) else ipaddress.IPv4Address(address)


def tagged(of: Reference) -> int:
    """The same address for us."""
    return int(of) | IPV6_TAG if of.version == 6 else int(of)


# -- text ------------------------------------------------------------------------
@given(addresses)
def test_addresses_survive_text(address: int) -> None:
    assert parse_ip(ip_text(address)) == address
    assert tagged(ipaddress.ip_address(ip_text(address))) == address


@given(addresses)
def test_text_is_the_shortest_form(address: int) -> None:
    known = reference(address)
    mapped = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
    assert ip_text(address) == (str(known) if mapped is None else f"::ffff:{mapped}")


@given(addresses)
def test_long_forms_are_read_too(address: int) -> None:
    assert parse_ip(reference(address).exploded.upper()) == address


@given(st.text("0123456789abcf:.:", max_size=24))
def test_what_is_an_address_is_what_the_standard_library_takes(text: str) -> None:
    try:
        wanted = tagged(ipaddress.ip_address(text))
    except ValueError:
        with pytest.raises(BadAddress):
            parse_ip(text)
    else:
        assert parse_ip(text) == wanted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0:0:0:0:0:0:0:0", "::"), ("1:0:0:0:0:0:0:0", "1::"), ("::1", "::1"), ("fe80:0:0:0:0242:acff:fe11:2", "fe80::242:acff:fe11:2"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:0:0:2:3:0:0:4", "1::2:3:0:0:4"), ("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
        ("::ffff:c000:0201", "::ffff:192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("FD00::A", "fd00::a"),
    ],
)  # fmt: skip
def test_rfc_5952(text: str, shown: str) -> None:
    assert ip_text(ip6_int(text)) == shown


@pytest.mark.parametrize(
    "bad",
    ["", ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::g", "12345::", "1.2.3.4::",
     "::1.2.3.400", "::1.2.3", "1:", "::1/64", " ::1", "::1%eth0", "1_1::", "::-1", "::²", "10.0.0.1"],
)  # fmt: skip
def test_bad_ipv6_text_is_refused(bad: str) -> None:
    with pytest.raises(BadAddress, match="not an IPv6 address"):
        ip6_int(bad)


@pytest.mark.parametrize(
    "bad", ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "a.b.c.d", "1.2.3.4/33", "1.2.3.4/x", "1..3.4", "²2.1.1.1", "::1"]
)
def test_bad_text_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        parse_cidr(bad)


def test_the_tag_keeps_families_apart() -> None:
    assert ip6_int("::1") != ip_int("0.0.0.1")
    assert sorted([ip6_int("::"), LIMITED_BROADCAST]) == [LIMITED_BROADCAST, UNSPECIFIED6]
    assert (width(LOOPBACK), width(LOOPBACK6)) == (32, 128)
    assert not is_ipv6(LIMITED_BROADCAST)
    assert is_ipv6(UNSPECIFIED6)


# -- prefixes --------------------------------------------------------------------
@given(prefixes())
def test_a_prefix_holds_its_addresses(prefix: tuple[int, int]) -> None:
    address, plen = prefix
    known = ipaddress.ip_network((reference(address), plen), strict=False)
    low, high = network(address, plen), broadcast(address, plen)
    assert low == tagged(known.network_address)
    assert high == tagged(known.broadcast_address)
    assert prefix_size(address, plen) == known.num_addresses == high - low + 1
    assert in_net(address, low, plen)
    assert in_net(low, high, plen)
    assert network(low, plen) == low
    assert parse_net(f"{ip_text(address)}/{plen}") == (address, plen)
    assert net_text(low, plen) == (ip_text(low) if plen == width(low) else f"{ip_text(low)}/{plen}")


@given(addresses, prefixes())
def test_in_net(address: int, prefix: tuple[int, int]) -> None:
    known = ipaddress.ip_network((reference(prefix[0]), prefix[1]), strict=False)
    assert in_net(address, *prefix) is (reference(address) in known)


@given(addresses, addresses)
def test_common_bits(one: int, other: int) -> None:
    if is_ipv6(one) == is_ipv6(other):
        shared = common_plen(one, other)
        assert network(one, shared) == network(other, shared)
        assert shared == width(one) or network(one, shared + 1) != network(other, shared + 1)


@given(st.integers(0, 32))
def test_masks_of_ipv4(plen: int) -> None:
    assert mask(plen) == int(ipaddress.IPv4Network((0, plen)).netmask)
    assert wildcard(mask(plen)) == int(ipaddress.IPv4Network((0, plen)).hostmask)
    assert mask_plen(mask(plen)) == plen


def test_a_prefix_without_a_length_is_one_address() -> None:
    assert parse_net("10.0.0.1") == parse_cidr("10.0.0.1") == (ip_int("10.0.0.1"), 32)
    assert parse_net("fd00::1") == (ip6_int("fd00::1"), 128)


@pytest.mark.parametrize("bad", ["fd00::/129", "fd00::/x", "fd00::/", "10.0.0.0/33", "fd00:/64"])
def test_bad_prefixes_are_refused(bad: str) -> None:
    with pytest.raises(BadAddress):
        parse_net(bad)


def test_broadcast_addresses() -> None:
    address, six = ip_int("10.0.0.1"), ip6_int("fd00::1")
    assert [plen for plen in (0, 24, 30, 31, 32) if has_broadcast(address, plen)] == [0, 24, 30]
    assert not any(has_broadcast(six, plen) for plen in (0, 24, 30, 64, 128))


@given(prefixes())
def test_a_subnets_broadcast_address(prefix: tuple[int, int]) -> None:
    assert subnet_broadcast(*prefix) == (broadcast(*prefix) if has_broadcast(*prefix) else UNSPECIFIED)


@given(v4)
def test_classes(address: int) -> None:
    first = address >> 24
    assert classful_plen(address) == (8 if first < 128 else 16 if first < 192 else 24)


# -- kinds -----------------------------------------------------------------------
@given(addresses)
def test_kinds(address: int) -> None:
    known = reference(address)
    if getattr(known, "ipv4_mapped", None) is None:  # which later versions of the library take for the address inside
        assert is_loopback(address) is known.is_loopback
        assert is_multicast(address) is known.is_multicast
        assert is_link_local(address) is known.is_link_local
        assert is_unspecified(address) is known.is_unspecified


@given(v4 | near)
def test_loopback_in_line(address: int) -> None:
    inside = address >> LOOPBACK_SHIFT == LOOPBACK_PREFIX
    assert inside is in_net(address, LOOPBACK_NET, LOOPBACK_PLEN)
    assert inside is (is_loopback(address) and not is_ipv6(address))


@given(v4 | near)
def test_link_local_net(address: int) -> None:
    assert in_net(address, LINK_LOCAL_NET, LINK_LOCAL_PLEN) is (is_link_local(address) and not is_ipv6(address))


def test_loopback_text() -> None:
    assert [each for each in ("127.0.0.11", "::1", "127.x", "128.0.0.1", "::2", "") if is_loopback_text(each)] == [
        "127.0.0.11", "::1", "127.x",
    ]  # fmt: skip


# -- MACs ------------------------------------------------------------------------
@given(st.integers(0, 2**48 - 1))
def test_macs_survive_text(mac: int) -> None:
    assert mac_int(mac_text(mac)) == mac


def test_bad_macs_are_refused() -> None:
    with pytest.raises(ValueError, match="not a MAC"):
        mac_int("02:42:ac:11:00")


def test_macs_from_addresses() -> None:
    assert mac_text(mac_of(0x0242, ip_int("172.17.0.2"))) == "02:42:ac:11:00:02"
    assert mac_text(multicast_mac(ip_int("224.128.0.251"))) == "01:00:5e:00:00:fb"
    assert mac_text(multicast_mac(ip6_int("ff02::1:ff11:2"))) == "33:33:ff:11:00:02"
