"""What ``ip addr``, ``ip link``, ``ip route`` and ``ip rule`` print, as text and with ``-j``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dockernet_sim.plans.hosts.dump import Address, Link
from dockernet_sim.wire.address import WIDTH

HEAD = re.compile(r"^\d+: (?P<name>[^:@ ]+)(?:@(?P<peer>[^:]+))?: <(?P<flags>[^>]*)>(?P<rest>.*)")
INET = re.compile(r"^\s+inet (?P<ip>[\d.]+)(?: peer (?P<peer>[\d.]+))?(?:/(?P<plen>\d+))?(?P<rest>.*)")
KINDS = (
    "bridge",
    "veth",
    "vlan",
    "bond",
    "dummy",
    "tun",
    "wireguard",
    "vxlan",
    "macvlan",
    "ipvlan",
    "ipip",
    "gre",
    "vti",
)


def links_of_text(lines: Iterable[str], known: Mapping[str, Link]) -> dict[str, Link]:
    """Devices from ``ip addr`` or ``ip [-d] link``."""
    found = dict(known)
    link: Link | None = None
    for line in lines:
        head, inet = HEAD.match(line), INET.match(line)
        if head:
            link = found.setdefault(head["name"], Link(head["name"]))
            flags = head["flags"].split(",")
            link.up = "UP" in flags
            rest = head["rest"]
            link.master = _word(rest, "master") or link.master
            link.mtu = int(_word(rest, "mtu") or link.mtu)
            if "LOOPBACK" in flags:
                link.kind = "loopback"
            elif "POINTOPOINT" in flags:
                link.kind = link.kind or "tun"
        elif inet and link is not None:
            address = Address(inet["ip"], int(inet["plen"] or WIDTH), _word(inet["rest"], "scope") or "global")
            if address not in link.addresses:
                link.addresses.append(address)
        elif link is not None:
            word = line.split()[:1]
            if word and word[0] in KINDS:
                link.kind = word[0]
    return found


def links_of_json(items: Iterable[Mapping[str, Any]], known: Mapping[str, Link]) -> dict[str, Link]:
    """Devices from ``ip -j addr`` or ``ip -j link``."""
    found = dict(known)
    for each in items:
        link = found.setdefault(each["ifname"], Link(each["ifname"]))
        link.up = "UP" in (each.get("flags") or ())
        link.mtu = int(each.get("mtu") or 1500)
        link.master = each.get("master") or link.master
        kind = (each.get("linkinfo") or {}).get("info_kind") or ""
        link.kind = kind or ("loopback" if each.get("link_type") == "loopback" else link.kind)
        for info in each.get("addr_info") or ():
            if info.get("family") == "inet":
                address = Address(info["local"], int(info.get("prefixlen", WIDTH)), info.get("scope") or "global")
                if address not in link.addresses:
                    link.addresses.append(address)
    return found


def route_of_json(route: Mapping[str, Any]) -> str:
    """One route as ``ip route`` prints it without ``-j``; empty for IPv6."""
    if ":" in str(route["dst"]) or ":" in str(route.get("gateway") or ""):
        return ""
    words = [route["type"]] if route.get("type") not in (None, "unicast") else []
    words.append(str(route["dst"]))
    for key, word in (
        ("gateway", "via"),
        ("dev", "dev"),
        ("protocol", "proto"),
        ("scope", "scope"),
        ("prefsrc", "src"),
        ("metric", "metric"),
        ("table", "table"),
    ):
        if route.get(key) not in (None, ""):
            words += [word, str(route[key])]
    return " ".join([*words, *(flag for flag in route.get("flags") or () if flag == "onlink")])


def rule_of_json(rule: Mapping[str, Any]) -> str:
    """One rule as ``ip rule`` prints it without ``-j``."""
    source = str(rule.get("src") or "all")
    source += f"/{rule['srclen']}" if "srclen" in rule else ""
    words = [f"{rule['priority']}:", *(["not"] if "not" in rule else []), "from", source]
    for key, word in (("dst", "to"), ("fwmark", "fwmark"), ("iif", "iif"), ("oif", "oif"), ("table", "lookup")):
        if rule.get(key) is not None:
            masked = f"/{rule['fwmask']}" if key == "fwmark" and rule.get("fwmask") else ""
            words += [word, f"{rule[key]}{masked}"]
    words += ["suppress_prefixlength", str(rule["suppress_prefixlen"])] if "suppress_prefixlen" in rule else []
    return " ".join([*words, *([rule["action"]] if "table" not in rule and "action" in rule else [])])


def _word(text: str, before: str) -> str:
    found = re.search(rf"\b{before} (\S+)", text)
    return found[1] if found else ""
