"""On which ports a dump's containers listen: seen by ss, told by the command or the image, or assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from posixpath import basename
from typing import Any

from dockernet_sim.engine.errors import ApiError
from dockernet_sim.plans.hosts.dump import HostDump, name_of
from dockernet_sim.plans.listening import ANSWER, ASSUMED, HOST, PORT_IN_TEST, SAID, Listening
from dockernet_sim.wire.address import is_loopback_text
from dockernet_sim.world.world import World

SEEN, COMMAND = "ss", "command"
IDLE = frozenset(("sleep", "tail", "cat", "true", "pause", "tini"))
SHELLS = frozenset(("sh", "bash", "ash", "dash"))
PORT = re.compile(r"(?:[0-9.]+:)?([0-9]{1,5})")


@dataclass(frozen=True)
class Program:
    """What a container of the lab runs: its image, and how its listening is known (None: as the image has it)."""

    image: str
    listening: Listening | None = None


def provide(world: World, dump: HostDump, said: Mapping[str, Sequence[str]] | None = None) -> dict[str, Program]:
    """Give the engine what the dump's containers run.

    Parameters
    ----------
    world : World
        Its vm gets the images.
    dump : HostDump
        The host.
    said : mapping, optional
        Ports by container (``80``, ``53/udp``) on which it listens besides.

    Returns
    -------
    dict
        By container.
    """
    return {name_of(each): _provide(world, dump, each, (said or {}).get(name_of(each), ())) for each in dump.containers}


def _provide(world: World, dump: HostDump, container: Mapping[str, Any], said: Sequence[str]) -> Program:
    name, image = name_of(container), str(container["Config"]["Image"])
    known = world.engine(HOST).images.known(image) if image else None
    ports, reason = sockets(dump, container, list(known.exposed_ports()) if known else None)
    if reason == "image" and not said and pulled(world, image):
        return Program(image)
    texts = dict.fromkeys([*ports, *said])
    tcp = sorted({int(text.partition("/")[0]) for text in texts if not text.endswith("/udp")})
    udp = sorted({int(text.partition("/")[0]) for text in texts if text.endswith("/udp")})
    made = "as-dumped-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + f"-{container['Id'][:8]}"
    world.add_image(HOST, made, dict.fromkeys(tcp, ANSWER), dict.fromkeys(udp, ANSWER), base=image if known else "")
    return Program(made, Listening(name, made, tuple(tcp), tuple(udp), SAID if said else reason))


def pulled(world: World, image: str) -> bool:
    """Whether the engine has the image, or could fetch it."""
    if world.engine(HOST).daemon.images.find(image) is None:
        try:
            world.engine_call(HOST, "image_pull", [image])
        except ApiError:
            return False
    return True


def sockets(dump: HostDump, container: Mapping[str, Any], image: Sequence[str] | None) -> tuple[list[str], str]:
    """The ports on which a container listens, and how that is known.

    Parameters
    ----------
    dump : HostDump
        The host.
    container : mapping
        The container's inspect.
    image : sequence of str or None
        The ports that its image exposes, if the image is known.

    Returns
    -------
    tuple
        Ports (``80/tcp``), and ``ss``, ``command``, ``image`` or ``assumed``.
    """
    seen = dump.container_listeners.get(name_of(container))
    if seen is not None and str(container["HostConfig"]["NetworkMode"]).startswith("container:"):
        return [], SEEN  # ss shows what all of a namespace listen on: that goes to its owner
    if seen is not None:
        ports = [f"{each.port}/{each.proto}" for each in seen if not is_loopback_text(each.address)]
        return (own_of_host(dump, container, ports, image) if shares_host(container) else ports), SEEN
    told = from_command(command_of(container))
    if told is not None:
        return [f"{port}/tcp" for port in told], COMMAND
    config, ports = container["Config"], container["NetworkSettings"]["Ports"]
    wanted = [*(config.get("ExposedPorts") or ()), *(container["HostConfig"].get("PortBindings") or ()), *ports]
    test = " ".join((config.get("Healthcheck") or {}).get("Test") or ())
    wanted += [f"{port}/tcp" for port in PORT_IN_TEST.findall(test)]
    wanted = [
        text if "/" in text else f"{text}/tcp" for text in dict.fromkeys(wanted) if text.partition("/")[0].isdigit()
    ]
    published = {*(container["HostConfig"].get("PortBindings") or ()), *(key for key, bound in ports.items() if bound)}
    if image is not None and published <= set(image):
        return list(image), "image"
    return wanted, ASSUMED


def shares_host(container: Mapping[str, Any]) -> bool:
    """Whether it runs in the host's network namespace, where ss shows what all of the host listen on."""
    return str(container["HostConfig"]["NetworkMode"]) == "host"


def own_of_host(
    dump: HostDump, container: Mapping[str, Any], ports: list[str], image: Sequence[str] | None
) -> list[str]:
    """The ports that are its own: those that its image exposes, or else those that no container publishes."""
    known = {*(image or ()), *(container["Config"].get("ExposedPorts") or ())}
    bindings = [each["NetworkSettings"]["Ports"].values() for each in dump.running]
    published = {str(one["HostPort"]) for values in bindings for bound in values for one in bound or ()}
    return [each for each in ports if each in known] or [
        each for each in ports if each.partition("/")[0] not in published
    ]


def command_of(container: Mapping[str, Any]) -> list[str]:
    """The words of its main process; empty if the dump does not tell."""
    config = container["Config"]
    if container.get("Path"):
        return [str(container["Path"]), *map(str, container.get("Args") or ())]
    return [*map(str, config.get("Entrypoint") or ()), *map(str, config.get("Cmd") or ())]


def from_command(words: list[str]) -> list[int] | None:
    """The ports of a program whose command tells them; None for any other.

    >>> from_command(["busybox", "httpd", "-p", "8080", "-h", "/www"]), from_command(["sleep", "60"]), from_command(["nginx"])
    ([8080], [], None)
    """  # noqa: E501
    names = [basename(word) for word in words]
    if names[:1] == ["busybox"]:
        names, words = names[1:], words[1:]
    if not names:
        return None
    if names[0] in IDLE or (names[0] in SHELLS and len(names) == 1):
        return []
    if names[0] == "httpd" and "-h" in words:
        return _after(words, "-p", 80)
    if "http.server" in words:
        return [int(word) for word in words[words.index("http.server") + 1 :] if word.isdigit()][:1] or [8000]
    if names[0] in ("nc", "ncat", "netcat") and any(word.startswith("-") and "l" in word for word in words):
        return [int(word) for word in words if word.isdigit()][-1:] or None
    return None


def _after(words: list[str], flag: str, usual: int) -> list[int]:
    found = PORT.fullmatch(words[words.index(flag) + 1]) if flag in words[:-1] else None
    return [int(found[1]) if found else usual]
