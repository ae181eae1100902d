"""What else is looked at on one side: addresses, published ports, routes, and texts that scripts parse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from dockernet_sim.reach import ContainerFacts
from dockernet_sim.reach.live import of
from dockernet_sim.wire.address import ip_text
from dockernet_sim.world.world import World

LIMIT = 10.0
ID = re.compile(r"\b[0-9a-f]{12}(?:[0-9a-f]{52})?\b")
MAC = re.compile(r"\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b")
VETH = re.compile(r"\bveth[0-9a-f]{7}\b")
TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z|[\d.]+ ?ms\b|\b\d+ (?:seconds?|minutes?) ago")
CHAINS = "chains on "  # and a host
PHRASES = ("keys of containers", "keys of a network", "from the address", "at random")
"""What is said of texts in our words."""
Texts = dict[tuple[str, str, str], str]
"""By kind, subject and what of it: ``("address", "web@front", "")``."""


def texts(world: World) -> Texts:
    """Everything that is compared beside reach."""
    return {key: value.strip() for key, value in found(world)}


def found(world: World) -> Iterator[tuple[tuple[str, str, str], str]]:
    """The texts, one by one."""
    facts = of(world)
    shape: set[str] = set()
    for each in facts.running:
        for endpoint in each.endpoints:
            yield ("address", f"{each.name}@{endpoint.network.name}", ""), ip_text(endpoint.address)
        yield ("published", each.name, "docker port"), line(world, each.host, f"docker port {each.name}")
        yield from inside(world, each)
        shape |= set(keys(json.loads(line(world, each.host, f"docker inspect {each.name}"))[0]))
    yield ("text", "docker inspect", "keys of containers"), "\n".join(sorted(shape))
    for host in facts.hosts:
        for table in ("filter", "nat", "raw"):
            shown = line(world, host.name, f"iptables -t {table} -S")
            chains = sorted(set(re.findall(r"^-[NP] (\S+)", shown, re.MULTILINE)))
            yield ("text", f"iptables -t {table} -S", f"{CHAINS}{host.name}"), " ".join(chains)
        yield ("text", "docker version", "API"), line(world, host.name, "docker version -f {{.Server.APIVersion}}")
        shown = line(world, host.name, "docker network inspect bridge")
        yield ("text", "docker network inspect", "keys of a network"), "\n".join(sorted(keys(json.loads(shown)[0])))


def inside(world: World, container: ContainerFacts) -> Iterator[tuple[tuple[str, str, str], str]]:
    """What a container's own files and tables say; addresses, ids and MACs are told elsewhere or by chance."""
    if not container.endpoints:
        return
    name, own = container.name, {ip_text(each.address): "OWN-ADDRESS" for each in container.endpoints}
    route = line(world, name, "ip route show default")
    yield ("route", name, "ip route"), " ".join(route.split()[:3])
    for path in ("/etc/hosts", "/etc/resolv.conf"):
        shown = plain(line(world, name, f"cat {path}"))
        for address, word in own.items():
            shown = shown.replace(address, word)
        yield ("text", name, path), shown
    macs = MAC.findall(line(world, name, "ip link"))
    made = {mac for address in own for mac in [from_address(address)]}
    kinds = sorted({"from the address" if mac in made else "at random" for mac in macs if mac[:2] not in ("00", "ff")})
    yield ("text", name, "MACs"), ", ".join(kinds)


def from_address(address: str) -> str:
    """The MAC that older releases make of an address."""
    return "02:42:" + ":".join(f"{int(part):02x}" for part in address.split("."))


def line(world: World, where: str, text: str) -> str:
    """What a line prints."""
    return world.run_line(where, text, LIMIT).stdout


def plain(text: str) -> str:
    """A text without what chance decides."""
    for pattern, word in ((MAC, "MAC"), (ID, "ID"), (VETH, "VETH"), (TIME, "TIME")):
        text = pattern.sub(word, text)
    return text


def keys(thing: Any, path: str = "") -> Iterator[str]:
    """The paths of a JSON value's keys; names of networks and ports stand for any."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            inner = "*" if path.endswith(("Networks", "Ports", "PortBindings", "Labels", "Containers")) else key
            yield f"{path}.{inner}".lstrip(".")
            yield from keys(value, f"{path}.{inner}".lstrip("."))
    elif isinstance(thing, list):
        for value in thing[:1]:
            yield from keys(value, f"{path}[]")
