"""What the properties share: how many examples, and how the visible state is read."""

from collections.abc import Callable
from typing import Any

from dockernet_sim.world.world import World
from hypothesis import settings

LINKS = "-A DOCKER -s .* -d .* --[ds]port"  # 20.10 forgets such rules where the target of a link started again


def examples(factor: float) -> Callable[[Any], Any]:
    """So many times the profile's examples, for properties that cost less, or more, than others."""
    return settings(max_examples=max(1, int(settings().max_examples * factor)))


def booted_anew(world: World) -> bool:
    """Whether the machine was booted anew since the lab was made."""
    return any(str(call.text).startswith("reboot") for call in world.log)


def visible(world: World) -> dict[str, str]:
    """What a person sees of the machine and its engine, once carriers have settled."""
    world.pass_time(2.0)
    lines = {
        "addresses": "ip -4 -o addr",
        "routes": "ip route",
        "links": "ip -o link",
        "rules": f"iptables-save | grep -v -e '^#' -e '^:' -e '^[*]raw' -e COMMIT -e '{LINKS}'",
        "networks": "docker network ls -q --no-trunc",
        "containers": "docker ps -a --no-trunc --format '{{.ID}} {{.Names}} {{.State}} {{.Ports}}'",
    }
    return {what: world.run_line("vm", line).stdout for what, line in lines.items()}


def differences(before: dict[str, str], after: dict[str, str]) -> str:
    """What changed, line by line."""
    told = []
    for what, text in before.items():
        old, new = text.splitlines(), after[what].splitlines()
        told += [f"{what}: - {line}" for line in old if line not in new]
        told += [f"{what}: + {line}" for line in new if line not in old]
    return "\n".join(told)
