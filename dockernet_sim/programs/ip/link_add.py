"""``ip link add``: bridges and veth pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.link.bridge import Bridge
from dockernet_sim.linux.link.veth import veth_pair
from dockernet_sim.linux.netns import NAME_LENGTH, NetNs
from dockernet_sim.programs.ip.words import IpFault, Words, link_word, mac, may_administer
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

QUEUE = 1000  # what the kernel gives a device that `ip` makes
MODELLED = ("bridge", "veth")
OTHER_DRIVERS = ("ifb", "ipvlan", "macvlan", "tun", "vxlan")  # what else the kernel has: no dummy, vlan or bond


@dataclass
class Wanted:
    """One device to make; `ns` and `mtu` None are the defaults; `lower` is the device it is to hang on."""

    name: str = ""
    mac: int | None = None
    mtu: int | None = None
    ns: NetNs | None = None
    qlen: int = QUEUE
    lower: str = ""


def add(task: Task, ns: NetNs, words: Words) -> None:
    """``ip link add [name] NAME [address MAC] [mtu N] [netns NS] type KIND ...``."""
    wanted = Wanted()
    kind = ""
    while words:
        word = link_word(words.take())
        if word == "type":
            kind = words.take()
            break
        _attribute(task, wanted, word, words)
    if not kind:
        raise IpFault('Not enough information: "type" argument is required')
    if kind not in MODELLED:
        _other_kind(task, ns, wanted, kind)
    if wanted.lower:
        raise NotModelled("ip link add ... link is not modelled")
    peer = _peer(task, words) if kind == "veth" else None
    stp = _bridge_options(words) if kind == "bridge" else False
    may_administer(task)
    there = wanted.ns or ns
    _check(there, wanted)
    if kind == "veth":
        _veth(there, wanted, peer or Wanted())
        return
    wanted.name = wanted.name or _free(there, kind)
    own = wanted.mac is not None
    address = wanted.mac if wanted.mac is not None else there.host.identity.mac("link-mac")
    device = Bridge(wanted.name, address, wanted.mtu or 1500, own)
    device.qlen, device.stp = wanted.qlen, stp
    there.add_device(device)


def _other_kind(task: Task, ns: NetNs, wanted: Wanted, kind: str) -> NoReturn:
    """A kind that the kernel has a driver for is not modelled; of any other one it says itself that it has none."""
    may_administer(task)
    _check(wanted.ns or ns, wanted)
    if kind in OTHER_DRIVERS:
        raise NotModelled(f"links of type {kind} are not modelled")
    raise NetError("EOPNOTSUPP", "Unknown device type.")


def _attribute(task: Task, wanted: Wanted, word: str, words: Words) -> None:
    from dockernet_sim.programs.ip.link import namespace

    if word in ("name", "dev"):
        wanted.name = words.take()
    elif word == "address":
        wanted.mac = mac(words.take())
    elif word == "mtu":
        wanted.mtu = words.number("mtu")
    elif word in ("txqueuelen", "qlen"):
        wanted.qlen = words.number(word)
    elif word == "netns":
        name = words.take()
        wanted.ns = namespace(task, name)
        if wanted.ns is None:
            raise IpFault(f'Error: argument "{name}" is wrong: Invalid "netns" value\n', 255)
    elif word in ("dynamic", "multicast", "arp", "promisc", "allmulticast"):
        words.on_off(word)
        raise NotModelled(f"ip link add ... {word} is not modelled")
    elif word == "link":
        wanted.lower = words.take()
    elif word in ("index", "broadcast", "numtxqueues", "numrxqueues", "parentdev", "up", "down", "master"):
        raise NotModelled(f"ip link add ... {word} is not modelled")
    else:
        wanted.name = word


def _peer(task: Task, words: Words) -> Wanted:
    peer = Wanted()
    if words:
        word = words.take()
        if word != "peer":
            raise IpFault(f'Command "{word}" is unknown, try "ip link help".', 255)
        while words:
            _attribute(task, peer, link_word(words.take()), words)
    return peer


def _bridge_options(words: Words) -> bool:
    stp = False
    while words:
        word = words.take()
        if word != "stp_state":
            raise NotModelled(f"the bridge option {word} is not modelled")
        stp = words.number(word) != 0
        if stp:
            raise NotModelled("the spanning tree protocol is not modelled: stp_state 1")
    return stp


def _check(ns: NetNs, wanted: Wanted) -> None:
    if len(wanted.name) > NAME_LENGTH:
        raise NetError("EINVAL", "Attribute failed policy validation.")
    if wanted.name:
        ns.check_name(wanted.name)


def _free(ns: NetNs, kind: str) -> str:
    return next(name for n in range(10_000) if (name := f"{kind}{n}") not in ns.devices)


def _veth(ns: NetNs, wanted: Wanted, peer: Wanted) -> None:
    there = peer.ns or ns
    _check(there, peer)
    peer.name = peer.name or _free(there, "veth")
    wanted.name = wanted.name or next(
        name for n in range(10_000) if (name := f"veth{n}") not in ns.devices and name != peer.name
    )
    a, b = veth_pair(ns, wanted.name, there, peer.name, mac_a=wanted.mac, mac_b=peer.mac)
    for end, like in ((a, wanted), (b, peer)):
        end.mtu = like.mtu or end.mtu
        end.qlen = like.qlen
