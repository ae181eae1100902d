"""Fields by API version: what a release leaves out of, or puts into, its answers for older clients.

After the `versions.LessThan(...)` of moby's daemon/server/router. A rule counts where the release itself speaks the
version that brought the change: older releases answer all their versions alike here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.api.versions import Version
from dockernet_sim.engine.errors import BadRequest
from dockernet_sim.engine.inspect.image import image_for

Shape = Callable[[Any, Version], Any]
Data = dict[str, Any]
PREDEFINED = ("bridge", "host", "none", "default")
SHORT = 12  # digits of a short id
OF_THE_BRIDGE = (
    "EndpointID", "Gateway", "GlobalIPv6Address", "GlobalIPv6PrefixLen", "IPAddress", "IPPrefixLen", "IPv6Gateway",
    "MacAddress",
)  # fmt: skip


def _without(data: Data, *names: str) -> Data:
    return {key: value for key, value in data.items() if key not in names}


def container_with_short_id(data: Data, asked: Version) -> Data:
    """Until 1.45 a container's short id and host name stood among its aliases."""
    settings = data["NetworkSettings"]
    networks = dict(settings["Networks"])
    for name, endpoint in networks.items():
        if name not in PREDEFINED and not name.startswith("container:"):
            more = [*(endpoint.get("Aliases") or ()), data["Id"][:SHORT], data["Config"]["Hostname"]]
            networks[name] = {**endpoint, "Aliases": list(dict.fromkeys(more))}
    return {**data, "NetworkSettings": {**settings, "Networks": networks}}


def container_with_bridge(data: Data, asked: Version) -> Data:
    """Until 1.52 the endpoint on the default bridge stood at the top of the settings, too."""
    settings = data["NetworkSettings"]
    bridge = settings["Networks"].get("bridge")
    if bridge is None:
        return data
    return {**data, "NetworkSettings": {**settings, **{name: bridge[name] for name in OF_THE_BRIDGE}}}


def info_with_bridge_flags(data: Data, asked: Version) -> Data:
    """Until 1.50 two flags of the kernel were told, at the end always as false."""
    return {**data, "BridgeNfIptables": False, "BridgeNfIp6tables": False}


def images_uncounted(data: list[Data], asked: Version) -> list[Data]:
    """Until 1.51 the number of an image's containers was not told in lists."""
    return [{**each, "Containers": -1} for each in data]


DISTRIBUTION = ("AllowNondistributableArtifactsCIDRs", "AllowNondistributableArtifactsHostnames")
COMMITS = ("ContainerdCommit", "RuncCommit", "InitCommit")


def info_with_expected_commits(data: Data, asked: Version) -> Data:
    """Until 1.49 each commit was told twice."""
    return {**data, **{key: {**data[key], "Expected": data[key]["ID"]} for key in COMMITS}}


def info_with_distribution(data: Data, asked: Version) -> Data:
    """Until 1.47 two lists of registries were told, at the end always as null."""
    return {**data, "RegistryConfig": {**dict.fromkeys(DISTRIBUTION), **data["RegistryConfig"]}}


def info_with_driver(data: Data, asked: Version) -> Data:
    """Until 1.25 there were execution drivers, and security options were names."""
    names = [each.partition("name=")[2].partition(",")[0] for each in data["SecurityOptions"]]
    return {**data, "ExecutionDriver": "<not supported>", "SecurityOptions": names}


def images_with_lists(data: list[Data], asked: Version) -> list[Data]:
    """Since 1.43 an image without names or digests has empty lists."""
    return [{**each, "RepoTags": each["RepoTags"] or [], "RepoDigests": each["RepoDigests"] or []} for each in data]


def containers_without_health(data: list[Data], asked: Version) -> list[Data]:
    """Until 1.52 lists did not tell of health."""
    return [_without(each, "Health") for each in data]


OLDER: dict[str, tuple[tuple[Version, Shape], ...]] = {  # by call: for clients below this version
    "container_inspect": (((1, 45), container_with_short_id), ((1, 52), container_with_bridge)),
    "network_inspect": (((1, 52), lambda data, asked: _without(data, "Status")),),
    "container_list": (((1, 52), containers_without_health),),
    "info": (
        ((1, 25), info_with_driver),
        ((1, 46), lambda data, asked: _without(data, "Containerd")),
        ((1, 47), info_with_distribution),
        ((1, 49), lambda data, asked: _without(data, "FirewallBackend")),
        ((1, 49), info_with_expected_commits),
        ((1, 50), info_with_bridge_flags),
    ),
    "image_list": (((1, 51), images_uncounted),),
}
NEWER: dict[str, tuple[tuple[Version, Shape], ...]] = {  # for those that speak this version
    "info": (((1, 50), lambda data, asked: _without(data, "BridgeNfIptables", "BridgeNfIp6tables")),),
    "image_list": (
        ((1, 43), images_with_lists),
        ((1, 44), lambda data, asked: [_without(each, "VirtualSize") for each in data]),
    ),
}


def shown(call: str, data: Any, asked: Version, most: Version) -> Any:
    """A call's result as a client of a version gets it; `most` is the release's newest version.

    Examples
    --------
    >>> shown("network_inspect", {"Name": "n", "Status": {}}, (1, 51), (1, 55))
    {'Name': 'n'}
    >>> shown("network_inspect", {"Name": "n"}, (1, 40), (1, 41))
    {'Name': 'n'}
    """
    for since, shape in OLDER.get(call, ()):
        if asked < since <= most:
            data = shape(data, asked)
    for since, shape in NEWER.get(call, ()):
        if since <= asked:
            data = shape(data, asked)
    return image_for(data, asked, most) if call == "image_inspect" else data


def heard(call: str, body: Data, asked: Version, most: Version) -> Data:
    """A request's body as the daemon reads it from a client of a version.

    Raises
    ------
    BadRequest
        For several networks at create, which 1.44 brought.
    """
    if call == "container_create" and asked < (1, 44) <= most:
        networks = (body.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
        if len(networks) > 1:
            raise BadRequest(f"Container cannot be created with multiple network endpoints: {', '.join(networks)}")
    if call == "network_create" and asked < (1, 48) <= most:
        return {**body, "EnableIPv4": None}
    if call == "network_connect" and asked < (1, 54) <= most and body.get("EndpointConfig"):
        return {**body, "EndpointConfig": {**body["EndpointConfig"], "MacAddress": ""}}
    return body
