"""Networks, and how containers are plugged into them."""

from typing import NotRequired, TypedDict


class IPAMConfig(TypedDict, total=False):
    """Addresses that were asked for."""

    IPv4Address: str
    LinkLocalIPs: list[str]


class Endpoint(TypedDict):
    """``NetworkSettings.Networks[NAME]`` of a container; in a request, what was asked for."""

    IPAMConfig: IPAMConfig | None
    Links: list[str] | None
    Aliases: list[str] | None
    MacAddress: NotRequired[str]
    DriverOpts: dict[str, str] | None
    GwPriority: NotRequired[int]
    NetworkID: NotRequired[str]
    EndpointID: NotRequired[str]
    Gateway: NotRequired[str]
    IPAddress: NotRequired[str]
    IPPrefixLen: NotRequired[int]
    IPv6Gateway: NotRequired[str]
    GlobalIPv6Address: NotRequired[str]
    GlobalIPv6PrefixLen: NotRequired[int]
    DNSNames: NotRequired[list[str] | None]


class Pool(TypedDict):
    """A subnet of a network."""

    Subnet: str
    IPRange: NotRequired[str]
    Gateway: NotRequired[str]
    AuxiliaryAddresses: NotRequired[dict[str, str]]


class IPAM(TypedDict):
    """Its subnets."""

    Driver: str
    Options: dict[str, str] | None
    Config: list[Pool] | None


class ConfigFrom(TypedDict):
    """The config-only network that it follows."""

    Network: str


class Plugged(TypedDict):
    """One running container on it."""

    Name: str
    EndpointID: str
    MacAddress: str
    IPv4Address: str
    IPv6Address: str


class Peer(TypedDict):
    """One node of an overlay network."""

    Name: str
    IP: str


class SubnetStatus(TypedDict):
    """How full a subnet is."""

    IPsInUse: int
    DynamicIPsAvailable: int


class IPAMStatus(TypedDict):
    """How full its subnets are."""

    Subnets: NotRequired[dict[str, SubnetStatus]]


class NetworkStatus(TypedDict):
    """Since 29."""

    IPAM: IPAMStatus


class NetworkInspect(TypedDict):
    """``docker network inspect``; a list leaves ``Containers`` and ``Status`` out or empty."""

    Name: str
    Id: str
    Created: str
    Scope: str
    Driver: str
    EnableIPv4: NotRequired[bool]
    EnableIPv6: bool
    IPAM: IPAM
    Internal: bool
    Attachable: bool
    Ingress: bool
    ConfigFrom: ConfigFrom
    ConfigOnly: bool
    Containers: NotRequired[dict[str, Plugged] | None]
    Options: dict[str, str]
    Labels: dict[str, str] | None
    Peers: NotRequired[list[Peer]]
    Status: NotRequired[NetworkStatus]


class NetworkCreated(TypedDict):
    """A network that was made."""

    Id: str
    Warning: str


class NetworksPruned(TypedDict):
    """``docker network prune``."""

    NetworksDeleted: list[str] | None
