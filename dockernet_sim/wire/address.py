"""Addresses are integers inside the model; text is made at its face (RFC 791, RFC 4291, RFC 4632, RFC 5952).

An IPv4 address is its plain value. An IPv6 address is its value under a tag, bit 128: the integer says of which family
it is, ``::1`` is another address than ``0.0.0.1``, and every IPv4 address sorts before every IPv6 one. The helpers take
family and width from the tag. No other file knows the value of an address or the width of a family.
"""

from __future__ import annotations

from functools import lru_cache

from dockernet_sim.sim.errors import DockernetError

BROADCAST_MAC = 0xFFFFFFFFFFFF

WIDTH, WIDTH6 = 32, 128  # bits of an address, and the prefix length of a single one
IPV6_TAG = 1 << WIDTH6
UNSPECIFIED, UNSPECIFIED6 = 0, IPV6_TAG  # 0.0.0.0 and ::; a field without an address holds UNSPECIFIED, which is falsy
LOOPBACK, LOOPBACK6 = 0x7F000001, IPV6_TAG | 1  # 127.0.0.1 and ::1
LIMITED_BROADCAST = 0xFFFFFFFF  # 255.255.255.255
ALL_HOSTS = 0xE0000001  # 224.0.0.1

LOOPBACK_NET, LOOPBACK_PLEN = 0x7F000000, 8  # 127.0.0.0/8
LINK_LOCAL_NET, LINK_LOCAL_PLEN = 0xA9FE0000, 16  # 169.254.0.0/16
# A hot path of IPv4 compares `address >> LOOPBACK_SHIFT == LOOPBACK_PREFIX`: a call of is_loopback costs it too much.
LOOPBACK_SHIFT, LOOPBACK_PREFIX = WIDTH - LOOPBACK_PLEN, 127
ODD_PREFIXES = frozenset((0, LOOPBACK_PREFIX, *range(224, 240), 255))  # of addresses that packets may not come from

_MASKS = tuple((1 << WIDTH) - (1 << WIDTH - plen) for plen in range(WIDTH + 1))
_MASKS6 = tuple(2 * IPV6_TAG - (1 << WIDTH6 - plen) for plen in range(WIDTH6 + 1))  # the tag stays
_MAPPED = IPV6_TAG >> WIDTH | 0xFFFF  # what stands above the last 32 bits in ::ffff:0:0/96


class BadAddress(DockernetError, ValueError):
    """A text that is no address, MAC or prefix."""


# -- text ------------------------------------------------------------------------
@lru_cache(maxsize=4096)
def ip_int(text: str) -> int:
    """An IPv4 address as an integer; :func:`parse_ip` reads both families.

    >>> ip_int("172.17.0.2")
    2886795266
    """
    parts = text.split(".")
    if len(parts) != 4:
        raise BadAddress(f"not an IPv4 address: {text!r}")
    value = 0
    for part in parts:
        if not (part.isascii() and part.isdigit()) or len(part) > 3 or int(part) > 255 or part[0] == "0" < part[1:]:
            raise BadAddress(f"not an IPv4 address: {text!r}")
        value = value << 8 | int(part)
    return value


@lru_cache(maxsize=4096)
def ip6_int(text: str) -> int:
    """An IPv6 address, without a zone, as a tagged integer (RFC 4291 2.2).

    >>> hex(ip6_int("2001:db8::2"))
    '0x120010db8000000000000000000000002'
    """
    try:
        head, gap, tail = text.partition("::")
        first, last = _groups(head, not gap), _groups(tail, True)
        missing = 8 - len(first) - len(last)
        if missing < 1 if gap else missing:
            raise ValueError
    except ValueError:
        raise BadAddress(f"not an IPv6 address: {text!r}") from None
    value = 1
    for group in (*first, *(0,) * missing, *last):
        value = value << 16 | group
    return value


def _groups(text: str, is_end: bool) -> list[int]:
    """The 16-bit groups of a part of an IPv6 address; the end of one may be written as an IPv4 address."""
    words = text.split(":") if text else []
    found: list[int] = []
    for number, word in enumerate(words, 1):
        if is_end and number == len(words) and "." in word:
            found += divmod(ip_int(word), 1 << 16)
        elif 1 <= len(word) <= 4 and word.isascii() and word.isalnum():
            found.append(int(word, 16))
        else:
            raise ValueError(word)
    return found


def parse_ip(text: str) -> int:
    """An address of either family.

    >>> parse_ip("127.0.0.1") == LOOPBACK, parse_ip("::1") == LOOPBACK6
    (True, True)
    """
    return ip6_int(text) if ":" in text else ip_int(text)


def ip_text(value: int) -> str:
    """An address as text: dotted, or the shortest form of IPv6 (RFC 5952; ``::ffff:0:0/96`` has a dotted end).

    >>> ip_text(2886795266), ip_text(1 << 128)
    ('172.17.0.2', '::')
    """
    if value >> WIDTH:
        return _ip6_text(value)
    return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"


def _ip6_text(value: int) -> str:
    if value >> WIDTH == _MAPPED:
        return f"::ffff:{ip_text(value & LIMITED_BROADCAST)}"
    words = [f"{value >> shift & 0xFFFF:x}" for shift in range(112, -16, -16)]
    start = length = at = 0
    for index, word in enumerate([*words, "end"]):
        if word != "0":
            if index - at > max(length, 1):  # the first of the longest gaps; a single group is written out
                start, length = at, index - at
            at = index + 1
    if not length:
        return ":".join(words)
    return f"{':'.join(words[:start])}::{':'.join(words[start + length :])}"


def parse_cidr(text: str) -> tuple[int, int]:
    """``"10.0.0.5/8"`` as (address, prefix length); a bare address has length 32."""
    address, slash, plen = text.partition("/")
    if not slash:
        return ip_int(address), WIDTH
    if not (plen.isascii() and plen.isdigit()) or int(plen) > WIDTH:
        raise BadAddress(f"not a prefix: {text!r}")
    return ip_int(address), int(plen)


def parse_net(text: str) -> tuple[int, int]:
    """The same for either family; a bare IPv6 address has length 128.

    >>> parse_net("fd00::/64") == (ip6_int("fd00::"), 64)
    True
    """
    address, slash, plen = text.partition("/")
    if ":" not in text:
        return parse_cidr(text)
    if slash and (not (plen.isascii() and plen.isdigit()) or int(plen) > WIDTH6):
        raise BadAddress(f"not a prefix: {text!r}")
    return ip6_int(address), int(plen) if slash else WIDTH6


def net_text(net: int, plen: int) -> str:
    """A prefix as ``ip route`` prints it: a single address without its length."""
    return ip_text(net) if plen == width(net) else f"{ip_text(net)}/{plen}"


def mac_int(text: str) -> int:
    """A MAC address as an integer.

    >>> hex(mac_int("02:42:ac:11:00:02"))
    '0x242ac110002'
    """
    parts = text.split(":")
    if len(parts) != 6 or not all(1 <= len(p) <= 2 for p in parts):
        raise BadAddress(f"not a MAC address: {text!r}")
    return int("".join(p.zfill(2) for p in parts), 16)


def mac_text(value: int) -> str:
    """A MAC address as colon-separated text."""
    digits = f"{value:012x}"
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))


def mac_of(prefix: int, address: int) -> int:
    """The MAC of a 16-bit prefix with an IPv4 address behind it.

    >>> mac_text(mac_of(0x0242, ip_int("172.17.0.2")))
    '02:42:ac:11:00:02'
    """
    return prefix << WIDTH | address


# -- families --------------------------------------------------------------------
def is_ipv6(address: int) -> bool:
    """Whether an address is one of IPv6."""
    return address >= IPV6_TAG


def width(address: int) -> int:
    """How many bits an address of this family has; the prefix length of a single address."""
    return WIDTH6 if address >= IPV6_TAG else WIDTH


# -- prefixes --------------------------------------------------------------------
def mask(plen: int) -> int:
    """The netmask of an IPv4 prefix length, as an integer."""
    return _MASKS[plen]


def wildcard(bits: int) -> int:
    """What an IPv4 netmask leaves free: its complement."""
    return ~bits & LIMITED_BROADCAST


def network(address: int, plen: int) -> int:
    """The first address of the prefix that `address` is in."""
    return address & (_MASKS6 if address >> WIDTH else _MASKS)[plen]


def broadcast(address: int, plen: int) -> int:
    """The last address of the prefix that `address` is in."""
    return address | (1 << (WIDTH6 if address >> WIDTH else WIDTH) - plen) - 1


def prefix_size(address: int, plen: int) -> int:
    """How many addresses the prefix holds."""
    return 1 << width(address) - plen


def in_net(address: int, net: int, plen: int) -> bool:
    """Whether a prefix holds an address; never one of the other family."""
    return not (address ^ net) >> width(net) - plen


def mask_plen(bits: int) -> int:
    """The prefix length of an IPv4 netmask: how many of its bits are set."""
    return bits.bit_count()


def classful_plen(address: int) -> int:
    """The prefix length of an IPv4 address's class, as the old tools still assume it (RFC 791 2.3).

    >>> [classful_plen(ip_int(each)) for each in ("10.0.0.1", "172.17.0.1", "192.168.0.1")]
    [8, 16, 24]
    """
    return 8 if address >> 31 == 0 else 16 if address >> 30 == 2 else 24


def common_plen(one: int, other: int) -> int:
    """How many leading bits two addresses of one family share."""
    return width(one) - (one ^ other).bit_length()


def subnet_broadcast(address: int, plen: int) -> int:
    """The broadcast address of a subnet; UNSPECIFIED where it has none."""
    return address | (1 << WIDTH - plen) - 1 if address < IPV6_TAG and plen < WIDTH - 1 else UNSPECIFIED


def has_broadcast(address: int, plen: int) -> bool:
    """Whether a subnet has a broadcast address: only IPv4 has them, and neither a /31 (RFC 3021) nor a /32."""
    return address < IPV6_TAG and plen < WIDTH - 1


def multicast_mac(address: int) -> int:
    """The MAC that frames to a multicast address go to (RFC 1112 6.4, RFC 2464 7)."""
    return 0x333300000000 | address & 0xFFFFFFFF if address >= IPV6_TAG else 0x01005E000000 | address & 0x7FFFFF


# -- kinds -----------------------------------------------------------------------
def is_unspecified(address: int) -> bool:
    """Whether it is 0.0.0.0 or ``::``."""
    return address in (UNSPECIFIED, UNSPECIFIED6)


def is_loopback(address: int) -> bool:
    """Whether 127.0.0.0/8 holds the address, or it is ``::1``."""
    return address >> LOOPBACK_SHIFT == LOOPBACK_PREFIX or address == LOOPBACK6


def is_loopback_text(text: str) -> bool:
    """Whether a text begins like an address of 127.0.0.0/8, or is ``::1``: for files, which may hold other words."""
    return text.startswith("127.") or text == "::1"


def is_multicast(address: int) -> bool:
    """Whether 224.0.0.0/4 or ff00::/8 holds the address."""
    return address >> 28 == 14 or address >> 120 == 0x1FF


def is_mapped(address: int) -> bool:
    """Whether ::ffff:0:0/96 holds the address: one of IPv4, written as one of IPv6."""
    return address >> WIDTH == _MAPPED


def is_link_local(address: int) -> bool:
    """Whether 169.254.0.0/16 or fe80::/10 holds the address."""
    return address >> WIDTH - LINK_LOCAL_PLEN == 0xA9FE or address >> 118 == 0x7FA
