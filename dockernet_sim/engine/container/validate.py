"""What the daemon refuses before it creates a container: texts of Docker's runconfig and daemon packages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from dockernet_sim.engine.container.capabilities import check_capabilities
from dockernet_sim.engine.container.signals import read_signal
from dockernet_sim.engine.errors import BadRequest
from dockernet_sim.engine.refusals import Refusals
from dockernet_sim.wire.address import parse_ip

INTERFACE_SYSCTL = re.compile(r"net\.[^.]*\.[^.]*\.eth[^.]*\.")
HOST_GATEWAY = "host-gateway"
UNDEFINED = "This would result in undefined behavior"
LINKED_CONTAINER_MODE = f"conflicting options: container type network can't be used with links. {UNDEFINED}"
LINKED_HOST_MODE = f"conflicting options: host type networking can't be used with links. {UNDEFINED}"
PUBLISHED_ON_HOST = "Published ports are discarded when using host network mode"


def is_container_mode(mode: str) -> bool:
    """Whether it is ``container:NAME``."""
    return mode.partition(":")[0] == "container" and ":" in mode


@lru_cache
def is_user_defined(mode: str) -> bool:
    """Whether a network's name is none of those that are always there."""
    return mode not in ("default", "bridge", "host", "none") and not is_container_mode(mode)


def check_mode(config: dict[str, Any], host: dict[str, Any], refuse: Refusals) -> None:
    """Refuse settings that do not go with the network mode; `config` is the request's own, without the image's."""
    mode = host["NetworkMode"]
    word, _, donor = mode.partition(":")
    if word == "container" and not donor:
        raise refuse("bad-container-mode")
    if is_container_mode(mode):
        _check_container_mode(config, host)
    if mode == "host" and config.get("MacAddress"):
        raise BadRequest("conflicting options: mac-address and the network mode")
    if host["UTSMode"] == "host" and config.get("Hostname"):
        raise BadRequest("conflicting options: hostname and the UTS mode")
    if mode == "host" and host["Links"]:
        raise BadRequest(LINKED_HOST_MODE)


def _check_container_mode(config: dict[str, Any], host: dict[str, Any]) -> None:
    published = host["PortBindings"] or host["PublishAllPorts"]
    refused = (
        (config.get("Hostname"), "conflicting options: hostname and the network mode"),
        (host["Links"], LINKED_CONTAINER_MODE),
        (host["Dns"], "conflicting options: dns and the network mode"),
        (host["ExtraHosts"], "conflicting options: custom host-to-IP mapping and the network mode"),
        (config.get("MacAddress"), "conflicting options: mac-address and the network mode"),
        (published, "conflicting options: port publishing and the container type network mode"),
        (config.get("ExposedPorts"), "conflicting options: port exposing and the container type network mode"),
    )
    for given, text in refused:
        if given:
            raise BadRequest(text)


def check_request(config: dict[str, Any], host: dict[str, Any], refuse: Refusals) -> list[str]:
    """Refuse settings that make no sense; what is only worth a warning is returned."""
    folder = config.get("WorkingDir") or "/"
    if not folder.startswith("/"):
        raise BadRequest(f"the working directory '{folder}' is invalid, it needs to be an absolute path")
    signal = config.get("StopSignal")
    if signal and not read_signal(signal):
        raise refuse("bad-stop-signal", text=signal)
    for variable in config.get("Env") or ():
        if not variable.partition("=")[0]:
            raise BadRequest(f"invalid environment variable: {variable}")
    policy = host["RestartPolicy"]
    if host["AutoRemove"] and policy["Name"] not in ("", "no"):
        raise BadRequest("can't create 'AutoRemove' container with restart policy")
    for entry in host["ExtraHosts"] or ():
        check_extra_host(entry)
    for port, bindings in (host["PortBindings"] or {}).items():
        _check_port(port, bindings)
    check_restart_policy(policy, refuse)
    check_capabilities(host)
    return [PUBLISHED_ON_HOST] if host["NetworkMode"] == "host" and host["PortBindings"] else []


def warnings_about_forwarding(mode: str, forwarding: bool) -> list[str]:
    """What dockerd remarks on a container that needs forwarding while the host does none."""
    return [] if forwarding or mode in ("host", "none") else ["IPv4 forwarding is disabled. Networking will not work."]


def check_extra_host(entry: str) -> None:
    """Refuse an ``--add-host`` that is not ``NAME:IP``."""
    name, colon, address = entry.partition(":")
    if not colon or not name:
        raise BadRequest(f'bad format for add-host: "{entry}"')
    if address != HOST_GATEWAY and not is_address(address):
        raise BadRequest(f'invalid IP address in add-host: "{address}"')


def is_address(text: str) -> bool:
    """Whether it is an IPv4 or an IPv6 address."""
    try:
        parse_ip(text)
    except ValueError:
        return False
    return True


def _check_port(port: str, bindings: list[dict[str, str]]) -> None:
    number = port.partition("/")[0]
    if not _is_port(number):
        raise BadRequest(f'invalid port specification: "{number}"')
    for binding in bindings:
        first, dash, last = binding["HostPort"].partition("-")
        if (first and not _is_port(first)) or (dash and not _is_port(last)) or (dash and int(last) < int(first or 0)):
            raise BadRequest(f'invalid port specification: "{binding["HostPort"]}"')


def _is_port(text: str) -> bool:
    return re.fullmatch("0*[0-9]{1,5}", text) is not None and int(text[-5:]) <= 65535


def check_restart_policy(policy: dict[str, Any], refuse: Refusals) -> None:
    """Refuse a restart policy that makes no sense."""
    name, retries = policy["Name"], policy["MaximumRetryCount"]
    if name in ("always", "unless-stopped", "no"):
        if retries:
            raise refuse("retry-count", name=name, also=" and cannot be negative" if retries < 0 else "")
    elif name == "on-failure":
        if retries < 0:
            raise refuse("retry-negative")
    elif name:
        raise refuse("bad-restart-policy", name=name)


def check_sysctls(host: dict[str, Any], refuse: Refusals) -> None:
    """Refuse settings of one interface, which has no name yet when they are made."""
    for name in (
        host["Sysctls"] or {} if not is_container_mode(host["NetworkMode"]) and host["NetworkMode"] != "host" else {}
    ):
        if INTERFACE_SYSCTL.match(name):
            raise refuse("interface-sysctl", name=name)


def check_networking(endpoints: dict[str, Any]) -> None:
    """Refuse an address that is none."""
    for name, settings in endpoints.items():
        if settings is None:
            raise BadRequest(f"no EndpointSettings for {name}")
        ipam = settings.get("IPAMConfig") or {}
        address = ipam.get("IPv4Address") or ""
        if address and (":" in address or not is_address(address)):
            raise BadRequest(f"invalid IPv4 address: {address}")
        address = ipam.get("IPv6Address") or ""
        if address and (":" not in address or not is_address(address)):
            raise BadRequest(f"invalid IPv6 address: {address}")
