"""A container's ``docker run`` again, with something changed: what one types, since few things can be changed later."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dockernet_sim.engine.container.request import asked_links
from dockernet_sim.explain.why.land import Land
from dockernet_sim.reach import ContainerFacts

LOOPBACK, ANY = "127.0.0.1", "0.0.0.0"


def recreate(
    land: Land,
    container: ContainerFacts,
    options: Sequence[str] = (),
    network: str = "",
    command: Callable[[list[str]], list[str]] | None = None,
) -> tuple[str, ...]:
    """The commands that make a container anew.

    Parameters
    ----------
    land : Land
        Asked for the container's configuration.
    container : ContainerFacts
        Which one.
    options : sequence of str
        Further options of ``docker run``.
    network : str
        Another network than it was made for.
    command : callable
        Given the program and its arguments, the changed ones.
    """
    data = land.inspect(container)
    words = [
        "docker",
        "run",
        "-d",
        "--name",
        container.name,
        *_options(container, data, network, "--dns" in options),
        *options,
    ]
    program = list(data["Config"]["Cmd"] or ())
    image = data["Config"]["Image"]
    usual = list(land.engines[container.host].images.inspect(image)["Config"]["Cmd"] or ())
    wanted = command(program) if command else program
    words += [image, *(wanted if wanted != usual else ())]
    others = [
        each.network.name for each in container.endpoints if not network and each.network.name != _mode(container)
    ]
    connects = [f"docker network connect {name} {container.name}" for name in others]
    return (f"docker rm -f {container.name}", shlex.join(words), *connects)


def _mode(container: ContainerFacts) -> str:
    return "bridge" if container.mode == "default" else container.mode  # so it is called since 26


def _options(container: ContainerFacts, data: Mapping[str, Any], network: str, other_dns: bool) -> list[str]:
    config, host = data["Config"], data["HostConfig"]
    words: list[str] = []
    mode = network or ("" if _mode(container) == "bridge" else container.mode)
    if mode:
        words += ["--network", mode]
    borrowed = ("host", "container:")
    if config["Hostname"] != container.id[:12] and not f"{mode} {container.mode}".startswith(borrowed):
        words += ["--hostname", config["Hostname"]]
    if mode in data["NetworkSettings"]["Networks"] and mode not in ("bridge", "host", "none"):
        aliases = data["NetworkSettings"]["Networks"][mode]["Aliases"] or ()
        words += [word for alias in aliases if alias != container.id[:12] for word in ("--network-alias", alias)]
    for flag, values in (
        ("--dns", () if other_dns else host["Dns"]),
        ("--add-host", host["ExtraHosts"]),
        ("--cap-add", host["CapAdd"]),
    ):
        words += [word for value in values or () for word in (flag, value)]
    words += [word for link in asked_links(host["Links"]) for word in ("--link", link)]
    return words + _ports(host["PortBindings"] or {})


def _ports(bindings: Mapping[str, Sequence[Mapping[str, str]] | None]) -> list[str]:
    words: list[str] = []
    for port, several in bindings.items():
        number, _, proto = port.partition("/")
        for each in several or ():
            address = f"{each['HostIp']}:" if each["HostIp"] else ""
            words += ["-p", f"{address}{each['HostPort']}:{number}{'/udp' if proto == 'udp' else ''}"]
    return words


def everywhere(program: list[str]) -> list[str]:
    """A program's arguments, listening on all addresses in place of 127.0.0.1."""
    return [word.replace(LOOPBACK, ANY) for word in program]
