"""Request bodies as Go's encoding/json reads them: what is of a wrong type is refused in its words.

The table holds the fields that the model reads; others may have any type. Real 20.10.24 and 29.7.2 engines gave the
texts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dockernet_sim.api.message import Request
from dockernet_sim.api.versions import V23, V29, Version
from dockernet_sim.engine.errors import BadRequest, ServerError

Data = dict[str, Any]
GO_NAMES = {dict: "object", list: "array", str: "string", bool: "bool", int: "number", float: "number"}
PLAIN: Mapping[str, tuple[type, ...]] = {"string": (str,), "bool": (bool,), "int64": (int,), "int": (int,)}
PLAINLY_READ = ("container_create", "container_update")  # whose errors 20.10 takes for its own


@dataclass(frozen=True)
class Struct:
    """A Go struct: its name, and the types of its fields."""

    name: str
    fields: Mapping[str, Any]


class WrongType(Exception):
    """A value of another type than its field: what it is, where, and what was wanted."""

    def __init__(self, value: Any, way: tuple[str, ...], owner: str, wanted: str) -> None:
        super().__init__(value)
        self.kind, self.way, self.owner, self.wanted = GO_NAMES[type(value)], way, owner, wanted


WORDS = "words"  # a command: a list, or one text
TEXTS, MAP = ["string"], {"*": "string"}
IPAM = Struct("network.IPAM", {"Driver": "string", "Options": MAP, "Config": [Struct("network.IPAMConfig", {
    "Subnet": "string", "IPRange": "string", "Gateway": "string", "AuxiliaryAddresses": MAP})]})  # fmt: skip
ENDPOINT = Struct("network.EndpointSettings", {
    "IPAMConfig": Struct("network.EndpointIPAMConfig", {
        "IPv4Address": "string", "IPv6Address": "string", "LinkLocalIPs": TEXTS}),
    "Links": TEXTS, "Aliases": TEXTS, "MacAddress": "string", "DriverOpts": MAP, "GwPriority": "int",
})  # fmt: skip
RESTART = Struct("container.RestartPolicy", {"Name": "string", "MaximumRetryCount": "int"})
BINDINGS = {"*": [Struct("network.PortBinding", {"HostIp": "string", "HostPort": "string"})]}
HOST = Struct("container.HostConfig", {
    **dict.fromkeys(("Binds", "CapAdd", "CapDrop", "Dns", "DnsOptions", "DnsSearch", "ExtraHosts", "Links"), TEXTS),
    "PortBindings": BINDINGS, "NetworkMode": "string", "RestartPolicy": RESTART, "Sysctls": MAP, "Tmpfs": MAP,
    **dict.fromkeys(("AutoRemove", "Privileged", "PublishAllPorts", "ReadonlyRootfs"), "bool"),
    **dict.fromkeys(("Memory", "MemorySwap", "NanoCpus"), "int64"),
})  # fmt: skip
HEALTH = Struct("container.HealthConfig", {"Test": TEXTS, "Retries": "int"})
CONTAINER = {
    **dict.fromkeys(("Image", "Hostname", "Domainname", "User", "WorkingDir", "StopSignal"), "string"),
    **dict.fromkeys(("Tty", "OpenStdin", "StdinOnce", "AttachStdin", "AttachStdout", "AttachStderr"), "bool"),
    "Cmd": WORDS, "Entrypoint": WORDS, "Env": TEXTS, "Labels": MAP, "Healthcheck": HEALTH, "HostConfig": HOST,
    "ExposedPorts": {"*": None},
    "NetworkingConfig": Struct("network.NetworkingConfig", {"EndpointsConfig": {"*": ENDPOINT}}),
}  # fmt: skip
NETWORK = {
    "Name": "string", "Driver": "string", "Scope": "string", "IPAM": IPAM, "Options": MAP, "Labels": MAP,
    **dict.fromkeys(("EnableIPv4", "EnableIPv6", "Internal", "Attachable", "Ingress", "ConfigOnly"), "bool"),
    "ConfigFrom": Struct("network.ConfigReference", {"Network": "string"}),
}  # fmt: skip
BODIES: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {  # call: its struct's name before and since 29, fields
    "container_create": ("runconfig.ContainerConfigWrapper", "container.CreateRequest", CONTAINER),
    "container_update": ("container.UpdateConfig", "container.UpdateConfig", {
        "RestartPolicy": RESTART, "Memory": "int64"}),
    "network_create": ("types.NetworkCreateRequest", "network.CreateRequest", NETWORK),
    "network_connect": ("types.NetworkConnect", "network.ConnectRequest", {
        "Container": "string", "EndpointConfig": ENDPOINT}),
    "network_disconnect": ("types.NetworkDisconnect", "network.DisconnectRequest", {
        "Container": "string", "Force": "bool"}),
    "exec_create": ("types.ExecConfig", "container.ExecCreateRequest", {
        "Cmd": TEXTS, "Env": TEXTS, "User": "string", "WorkingDir": "string", "Tty": "bool", "Privileged": "bool"}),
    "volume_create": ("volume.VolumeCreateBody", "volume.CreateRequest", {
        "Name": "string", "Driver": "string", "DriverOpts": MAP, "Labels": MAP}),
    "swarm_init": ("swarm.InitRequest", "swarm.InitRequest", {
        "ListenAddr": "string", "AdvertiseAddr": "string", "Availability": "string", "DefaultAddrPool": TEXTS,
        "SubnetSize": "int", "DataPathPort": "int", "ForceNewCluster": "bool"}),
    "swarm_join": ("swarm.JoinRequest", "swarm.JoinRequest", {"JoinToken": "string", "RemoteAddrs": TEXTS}),
}  # fmt: skip


def go_type(wanted: Any) -> str:
    """A type as Go writes it.

    >>> go_type(["string"]), go_type({"*": "string"})
    ('[]string', 'map[string]string')
    """
    if isinstance(wanted, Struct):
        return wanted.name
    if isinstance(wanted, list):
        return f"[]{go_type(wanted[0])}"
    if isinstance(wanted, dict):
        return f"map[string]{go_type(wanted['*'])}"
    return str(wanted) if wanted is not None else "struct {}"


def check(value: Any, wanted: Any, way: tuple[str, ...] = (), owner: str = "") -> None:
    """Hold a value against a type; `way` leads to it, and `owner` is the struct that it is in.

    Raises
    ------
    WrongType
        For the first that does not fit.
    """
    if value is None or wanted is None:
        return
    if isinstance(wanted, list) and isinstance(value, list):
        for number, each in enumerate(value):
            check(each, wanted[0], (*way, str(number)), owner)
    elif isinstance(wanted, dict) and isinstance(value, dict):
        for key, each in value.items():
            check(each, wanted["*"], (*way, f"/{key}"), owner)
    elif isinstance(wanted, Struct) and isinstance(value, dict):
        for key, each in value.items():
            check(each, wanted.fields.get(key), (*way, key), wanted.name)
    elif wanted == WORDS:
        if not isinstance(value, (str, list)) or any(not isinstance(each, str) for each in value):
            raise WrongType(value, way, owner, WORDS)
    elif isinstance(wanted, (list, dict, Struct)) or type(value) not in PLAIN[wanted]:
        raise WrongType(value, way, owner, go_type(wanted))


def read_body(request: Request, call: str, most: Version) -> Data:
    """A request's JSON object, as a release reads it for a call; `most` is its newest API version.

    Raises
    ------
    BadRequest, ServerError
        In its words.
    """
    refused = ServerError if most < V23 and call in PLAINLY_READ else BadRequest
    before = "invalid JSON: " if most >= V23 else ""
    text = request.body.decode("utf-8", "replace").strip()
    if not text:
        return _empty(call, most, refused, before)
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as wrong:
        said = "unexpected EOF" if getattr(wrong, "pos", 0) >= len(text) - 1 else f"invalid character: {wrong}"
        raise refused(before + said) from None
    if text[end:].strip() and most >= V23:
        raise BadRequest("unexpected content after JSON")
    if value is None and call == "container_create":
        word = "config" if most >= V29 else "Config"
        raise BadRequest(f"{word} cannot be empty in order to create a container")
    older, newer, fields = BODIES.get(call, ("", "", {}))
    root = Struct(newer if most >= V29 else older, fields)
    try:
        if value is not None and not isinstance(value, dict):
            raise WrongType(value, (), "", root.name or "struct {}")
        check(value, root)
    except WrongType as wrong:
        raise refused(before + _told(wrong, root.name, call, most)) from None
    return value or {}


def _empty(call: str, most: Version, refused: type[BadRequest] | type[ServerError], before: str) -> Data:
    if most >= V29 and call not in PLAINLY_READ:
        return {}
    if call in PLAINLY_READ and (most < V23 or most >= V29):
        raise refused(f"{before}EOF")
    raise refused(f"{before}got EOF while reading request body")


def _told(wrong: WrongType, root: str, call: str, most: Version) -> str:
    if not wrong.way:
        return f"json: cannot unmarshal {wrong.kind} into Go value of type {wrong.wanted}"
    if most >= V29:
        owner = "" if call == "container_create" else root.rpartition(".")[2]
        way = ".".join(each.removeprefix("/").replace("/", "~1") if each[:1] == "/" else each for each in wrong.way)
        wanted = wrong.wanted
    else:
        owner = wrong.owner.rpartition(".")[2]
        way = ".".join(each for each in wrong.way if not each.startswith("/") and not each.isdecimal())
        wanted = wrong.wanted.replace("map[string][]network.PortBinding", "nat.PortMap")
    wanted = wanted.replace(WORDS, "[]string" if most >= V29 else "string")
    wanted = wanted.replace("map[string][]network.PortBinding", "map[network.Port][]network.PortBinding")
    return f"json: cannot unmarshal {wrong.kind} into Go struct field {owner}.{way} of type {wanted}"


def read_filters(text: str, most: Version) -> dict[str, list[str]]:
    """``filters`` of a query.

    Raises
    ------
    BadRequest, ServerError
        In the release's words, for what is no map of lists or of maps to booleans.
    """
    try:
        read = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        raise (BadRequest("invalid filter") if most >= V23 else ServerError("unexpected end of JSON input")) from None
    maps = "map[string]map[string]bool"
    wrong = read if read is not None and not isinstance(read, dict) else None
    for values in read.values() if isinstance(read, dict) else ():
        fits = isinstance(values, dict) or (isinstance(values, list) and all(isinstance(each, str) for each in values))
        if not fits and values is not None:
            wrong, maps = values, "map[string]bool"
    if wrong is not None:
        why = f"json: cannot unmarshal {GO_NAMES[type(wrong)]} into Go value of type {maps}"
        raise BadRequest("invalid filter") if most >= V23 else ServerError(why)
    return {
        key: [each for each, on in values.items() if on] if isinstance(values, dict) else list(values or ())
        for key, values in (read or {}).items()
    }
