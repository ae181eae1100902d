"""The functions that one walked echo calls, in order, with the kernel's names for them: a block of
docs/background/ping.md.

``python -m tests.repo.calls`` writes it anew. The kernel's names stand in brackets at the end of the functions'
docstrings.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from dockernet_sim.linux.netns import NetNs
from dockernet_sim.wire.address import ip_int
from dockernet_sim.wire.icmp import ECHO, Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP
from dockernet_sim.world.world import World

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "background" / "ping.md"
LINUX = ROOT / "dockernet_sim" / "linux"
BLOCK = re.compile(r"(?<=<!-- calls -->\n```text\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
KERNEL = re.compile(r"\(((?:[a-z0-9_]*_[a-z0-9_]*(?:, )?)+)\)")


def calls() -> str:
    """One line for each call, from c1's request to the answer: where, the kernel's function, the model's, its file."""
    world = World(trace=False, cache=False)
    engine = world.engine()
    engine.networks.create({"Name": "mynet"})
    for name in ("c1", "c2"):
        body = {"Image": "busybox", "HostConfig": {"NetworkMode": "mynet"}}
        engine.containers.start(engine.containers.create(body, name)["Id"])
    ns, target = world.place("c1").ns, ip_int("172.18.0.3")
    for _ in range(2):  # the first one asks for MACs
        seen: list[tuple[str, str, str, str]] = []
        request = IPv4(ns.ip.source_for(target), target, PROTO_ICMP, Icmp(ECHO, 0, 9, 1), df=True)
        sys.setprofile(lambda frame, event, _arg, seen=seen: _note(frame, seen) if event == "call" else None)
        try:
            ns.ip.send(request)
            world.clock.run(until=world.clock.now + 0.01)
        finally:
            sys.setprofile(None)
    widths = [max(len(line[column]) for line in seen) for column in range(3)]
    return "".join("  ".join([*(f"{word:{w}}" for word, w in zip(line, widths)), line[3]]) + "\n" for line in seen)


def _note(frame: FrameType, seen: list[tuple[str, str, str, str]]) -> None:
    path = Path(frame.f_code.co_filename)
    owner = frame.f_locals.get("self")
    if owner is None or LINUX not in path.parents:
        return
    method = getattr(type(owner), frame.f_code.co_name, None)
    found = KERNEL.findall(method.__doc__ or "") if method is not None else []
    if not found:
        return
    where = _netns(owner) or seen[-1][0]  # a hook is called by its namespace's code
    name = f"{type(owner).__name__}.{frame.f_code.co_name}"
    seen.append((where, found[-1], name, str(path.relative_to(LINUX.parent))))


def _netns(owner: Any) -> str:
    """The short name of the namespace that an object belongs to."""
    for part in ("ns", "nf", "ip", "bridge"):
        found = getattr(owner, part, None)
        if isinstance(found, NetNs):
            return "vm" if found.name == "root" else found.name
        if getattr(found, "ns", None) is not None:
            return _netns(found)
    return ""


def main() -> None:
    """Write the block anew."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BLOCK.sub(lambda _: calls(), page, count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
