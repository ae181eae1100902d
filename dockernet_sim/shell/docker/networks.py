"""``docker network``."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.container.request import EndpointRequest
from dockernet_sim.engine.errors import ApiError, NotFound
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.container_config import key_values
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.ipam import ipam_config
from dockernet_sim.shell.docker.prompt import agreed, filters, prune_filters
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.shell.formats.networks import natural
from dockernet_sim.shell.formats.table import write_table

PLUGIN_PATIENCE = 15.0  # so long dockerd goes on looking for a driver that nobody has
PRUNE_WARNING = "WARNING! This will remove all custom networks not used by at least one container."


def create(call: Call) -> Steps:
    """``docker network create``"""
    body = {
        "Name": call.words[0],
        "Driver": call["driver"],
        "Options": call["opt"],
        "IPAM": {
            "Driver": call["ipam-driver"],
            "Config": ipam_config(
                call["subnet"], call["ip-range"], call["gateway"], call["aux-address"], call.client.reads_subnets
            ),
            "Options": call["ipam-opt"],
        },
        "CheckDuplicate": True,
        "Internal": call["internal"],
        "EnableIPv4": call["ipv4"] if "ipv4" in call.parsed.given else None,
        "EnableIPv6": call["ipv6"] if "ipv6" in call.parsed.given else None,
        "Attachable": call["attachable"],
        "Ingress": call["ingress"],
        "Scope": call["scope"],
        "ConfigOnly": call["config-only"],
        "ConfigFrom": {"Network": call["config-from"]} if call["config-from"] else None,
        "Labels": key_values(call["label"]),
    }
    yield call.wait("network_create")
    answer = yield from asked(call, lambda: call.engine.networks.create(body))
    if answer.get("Warning"):
        call.err(f"WARNING: {answer['Warning']}")
    call.out(answer["Id"])
    return 0


def asked(call: Call, ask: Any) -> Any:
    """The daemon's answer; a refusal that comes late (a driver looked for in vain) is waited for."""
    try:
        return ask()
    except ApiError as problem:
        if problem.text.startswith('plugin "'):
            yield call.task.sleep(PLUGIN_PATIENCE)
        raise CliError(daemon_text(problem)) from None


def connect(call: Call) -> Steps:
    """``docker network connect``"""
    network, container = call.words
    settings: dict[str, Any] = {
        "IPAMConfig": EndpointRequest(call["ip"], call["ip6"], call["link-local-ip"]).addresses(),
        "Links": call["link"] or None,
        "Aliases": list(call["alias"]),
        "DriverOpts": driver_options(call["driver-opt"]) or {},
        "GwPriority": call.parsed.values.get("gw-priority", 0),
    }
    yield call.wait("network_connect")
    body = {"Container": container, "EndpointConfig": settings}
    yield from asked(call, lambda: call.engine.networks.connect(_both(call, network, container), body))
    return 0


def _both(call: Call, network: str, container: str) -> str:
    """The network, if neither name is empty; the oldest clients leave the container's to the daemon."""
    found = call.named(network, "network")
    if call.client.say("empty", kind="container"):
        call.named(container)
    return found


def driver_options(entries: list[str]) -> dict[str, str] | None:
    """``--driver-opt name=value``"""
    for entry in entries:
        if "=" not in entry:
            raise CliError("invalid key/value pair format in driver options")
    return key_values(entries) or None


def disconnect(call: Call) -> Steps:
    """``docker network disconnect``"""
    network, container = call.words
    yield call.wait("network_disconnect")
    body = {"Container": container, "Force": call["force"]}
    yield from asked(call, lambda: call.engine.networks.disconnect(_both(call, network, container), body))
    return 0


def remove(call: Call) -> Steps:
    """``docker network rm``"""
    failed = False
    for name in call.words:
        yield call.wait("network_remove")
        try:
            call.engine.networks.remove(call.named(name, "network"))
            call.out(name)
        except ApiError as problem:
            if call.parsed.values.get("force") and isinstance(problem, NotFound):
                continue
            call.err(call.client.text(call.refused(problem, "network", name)))
            failed = True
    if failed:
        raise cli_error("network-rm-failed")
    return 0


def listing(call: Call) -> Steps:
    """``docker network ls``"""
    yield call.wait("network_list")
    try:
        networks = call.engine.networks.list(filters(call["filter"]))
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    networks = sorted(networks, key=lambda network: natural(network["Name"]))
    call.task.out(write_table(call.client.network_rows(networks, call["no-trunc"]), call.shape, call["quiet"]))
    return 0


def prune(call: Call) -> Steps:
    """``docker network prune``"""
    if not (yield from agreed(call, PRUNE_WARNING, space=False)):
        return 0
    yield call.wait("network_prune")
    try:
        answer = call.engine.networks.prune(prune_filters(call))
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    deleted = answer.get("NetworksDeleted") or []
    if deleted:
        call.out("Deleted Networks:")
        for name in deleted:
            call.out(name)
        call.out()
    return 0
