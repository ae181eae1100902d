"""The Go types behind ``inspect`` in later clients, made from the oldest one's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dockernet_sim.shell.formats.types import (
    CONFIG,
    CONTAINER,
    CONTAINER_BASE,
    EMPTY,
    ENDPOINT,
    ENDPOINT_SETTINGS,
    EVENT,
    HEALTH_CONFIG,
    HOST_CONFIG,
    IMAGE,
    IPAM,
    IPAM_SETTINGS,
    NETWORK,
    NETWORK_SETTINGS,
    PORT_MAP,
    RESOURCES,
    plain,
)
from dockernet_sim.shell.templates.gotypes import (
    ADDRESS,
    BOOL,
    INT,
    PREFIX,
    STRING,
    STRING_MAP,
    STRINGS,
    Field,
    MapOf,
    PointerTo,
    SliceOf,
    StructType,
    Type,
)


def without(struct: StructType, *names: str) -> StructType:
    """The type without some fields."""
    return replace(struct, fields=tuple(each for each in struct.fields if each.name not in names))


def with_types(struct: StructType, types: Mapping[str, Type]) -> StructType:
    """The type with other types of some fields."""
    return replace(struct, fields=tuple(replace(each, type=types.get(each.name, each.type)) for each in struct.fields))


def endpoint(*fields: Field) -> StructType:
    """An endpoint's settings: what was asked for, and then these."""
    return StructType(
        ENDPOINT_SETTINGS.name,
        (Field("IPAMConfig", PointerTo(IPAM_SETTINGS)), *plain(STRINGS, "Links", "Aliases"), *fields),
    )


def addresses(kind: Type) -> tuple[Field, ...]:
    """The addresses of one family after the other."""
    return (
        Field("IPPrefixLen", INT),
        *plain(kind, "IPv6Gateway", "GlobalIPv6Address"),
        Field("GlobalIPv6PrefixLen", INT),
    )


DNS_NAMES = Field("DNSNames", STRINGS)
ENDPOINT_26 = endpoint(
    Field("MacAddress", STRING),
    *plain(STRING, "NetworkID", "EndpointID", "Gateway", "IPAddress"),
    *addresses(STRING),
    Field("DriverOpts", STRING_MAP),
    DNS_NAMES,
)
ENDPOINT_28 = endpoint(
    Field("MacAddress", STRING),
    Field("DriverOpts", STRING_MAP),
    Field("GwPriority", INT),
    *plain(STRING, "NetworkID", "EndpointID", "Gateway", "IPAddress"),
    *addresses(STRING),
    DNS_NAMES,
)
ENDPOINT_29 = endpoint(
    Field("DriverOpts", STRING_MAP),
    Field("GwPriority", INT),
    *plain(STRING, "NetworkID", "EndpointID"),
    *plain(ADDRESS, "Gateway", "IPAddress"),
    Field("MacAddress", STRING),
    *addresses(ADDRESS),
    DNS_NAMES,
)


def container(settings: StructType, config: StructType = CONFIG, host: StructType = HOST_CONFIG) -> StructType:
    """A container with this kind of settings."""
    base = with_types(CONTAINER_BASE, {"HostConfig": PointerTo(host)})
    types = {"ContainerJSONBase": PointerTo(base), "Config": PointerTo(config), "NetworkSettings": PointerTo(settings)}
    return with_types(CONTAINER, types)


def networks(of: StructType) -> Type:
    """``NetworkSettings.Networks``."""
    return MapOf(PointerTo(of))


HOST_CONFIG_26 = with_types(HOST_CONFIG, {"Resources": without(RESOURCES, "KernelMemory", "KernelMemoryTCP")})
CONTAINER_26 = container(with_types(NETWORK_SETTINGS, {"Networks": networks(ENDPOINT_26)}), CONFIG, HOST_CONFIG_26)
CONTAINER_28 = container(with_types(NETWORK_SETTINGS, {"Networks": networks(ENDPOINT_28)}), CONFIG, HOST_CONFIG_26)
CONTAINER_29 = container(
    StructType(
        "container.NetworkSettings",
        (
            *plain(STRING, "SandboxID", "SandboxKey"),
            Field("Ports", PORT_MAP),
            Field("Networks", networks(ENDPOINT_29)),
        ),
    ),
    without(CONFIG, "MacAddress"),
    HOST_CONFIG_26,
)


def _with_ipv4(struct: StructType) -> StructType:
    at = next(i for i, each in enumerate(struct.fields) if each.name == "EnableIPv6")
    return replace(struct, fields=(*struct.fields[:at], Field("EnableIPv4", BOOL), *struct.fields[at:]))


def _behind(struct: StructType, *names: str) -> StructType:
    """The type with some fields at its end."""
    moved = {each.name: each for each in struct.fields if each.name in names}
    return replace(struct, fields=(*without(struct, *names).fields, *(moved[name] for name in names)))


def _maybe_left_out(struct: StructType, *names: str) -> StructType:
    """The type with some fields that JSON has only where they are not empty."""
    fields = (replace(each, omit_empty=each.omit_empty or each.name in names) for each in struct.fields)
    return replace(struct, fields=tuple(fields))


NETWORK_28 = _with_ipv4(NETWORK)
IPAM_CONFIG_29 = StructType(
    "network.IPAMConfig",
    (
        Field("Subnet", PREFIX),
        Field("IPRange", PREFIX, omit_empty=True),
        Field("Gateway", ADDRESS, omit_empty=True),
        Field("AuxAddress", MapOf(ADDRESS), "AuxiliaryAddresses", omit_empty=True),
    ),
)
IPAM_29 = with_types(IPAM, {"Config": SliceOf(IPAM_CONFIG_29)})
ENDPOINT_RESOURCE_29 = with_types(ENDPOINT, {"IPv4Address": PREFIX, "IPv6Address": PREFIX})
SUBNET_STATUS = StructType("network.SubnetStatus", tuple(plain(INT, "IPsInUse", "DynamicIPsAvailable")))
IPAM_STATUS = StructType("network.IPAMStatus", (Field("Subnets", MapOf(SUBNET_STATUS), omit_empty=True),))
STATUS = Field("Status", PointerTo(StructType("network.Status", (Field("IPAM", IPAM_STATUS),))), omit_empty=True)
_INSPECTED = with_types(NETWORK_28, {"IPAM": IPAM_29, "Containers": MapOf(ENDPOINT_RESOURCE_29)})
NETWORK_29 = _behind(replace(_INSPECTED, fields=(*_INSPECTED.fields, STATUS)), "Containers", "Services", "Status")

IMAGE_26 = _maybe_left_out(IMAGE, "Created", "Container", "ContainerConfig", "VirtualSize")
OCI_CONFIG = StructType(
    "v1.DockerOCIImageConfig",
    (
        *plain(STRING, "User?"),
        Field("ExposedPorts", MapOf(EMPTY), omit_empty=True),
        *plain(STRINGS, "Env?", "Entrypoint?", "Cmd?"),
        Field("Volumes", MapOf(EMPTY), omit_empty=True),
        *plain(STRING, "WorkingDir?"),
        Field("Labels", STRING_MAP, omit_empty=True),
        *plain(STRING, "StopSignal?"),
        Field("ArgsEscaped", BOOL, omit_empty=True),
        Field("Healthcheck", PointerTo(HEALTH_CONFIG), omit_empty=True),
        *plain(STRINGS, "OnBuild?", "Shell?"),
    ),
)
IMAGE_28 = replace(with_types(IMAGE_26, {"Config": PointerTo(OCI_CONFIG)}), name="image.InspectResponse")
IMAGE_29 = _maybe_left_out(
    without(IMAGE_28, "Parent", "Container", "ContainerConfig", "DockerVersion", "VirtualSize"), "Comment", "Author"
)
EVENT_29 = without(EVENT, "Status", "ID", "From")
