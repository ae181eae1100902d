"""The calls of Docker Swarm, as far as one node has state of its own; services and tasks are not modelled."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from dockernet_sim.engine.daemon.filters import Filters, check_keys, has_labels, values
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.errors import NO_SWARM, BadRequest, ServerError, Unavailable
from dockernet_sim.engine.inspect.network import NetworkFacts
from dockernet_sim.engine.swarm.cluster import DATA_PORT, GATEWAY_BRIDGE, SPEC, Cluster
from dockernet_sim.engine.swarm.pools import SIZE
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int, ip_text, network, parse_cidr

ALREADY = 'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.'
LAST_MANAGER = (
    "You are attempting to leave the swarm on a node that is participating as a manager. Removing the last manager "
    "erases all current state of the swarm. Use `--force` to ignore this message."
)
NOT_MEMBER = "This node is not part of a swarm"
WITH_PORT = "must be {} IP address or network interface (with optional port number)"
PORT = 2377
UINT32 = int("F" * 8, 16)  # the largest
LARGEST = 29  # prefix length of a subnet: eight addresses
TOKEN = re.compile(r"SWMTKN-1-[0-9a-z]{50}-[0-9a-z]{25}")
AVAILABILITIES = ("active", "pause", "drain")
ROLES, MEMBERSHIPS = ("worker", "manager"), ("pending", "accepted")
WORDS = ("role", "membership")  # filters whose empty value asks for nothing
STATES = (
    "new", "pending", "assigned", "accepted", "preparing", "ready", "starting", "running", "complete", "shutdown",
    "failed", "rejected", "remove", "orphaned",
)  # fmt: skip
KEYS = {
    "services": ("id", "label", "mode", "name", "runtime"),
    "secrets": ("id", "label", "name", "names"),
    "configs": ("id", "label", "name"),
    "tasks": ("desired-state", "id", "label", "name", "node", "runtime", "service", "_up-to-date"),
}
"""Filters of lists that are always empty here."""
NODE_KEYS = ("id", "label", "membership", "name", "node.label", "role")


def _only_defaults(asked: Mapping[str, Any], known: Mapping[str, Any], path: str = "Spec") -> None:
    """Refuse settings that are neither empty nor the default."""
    for key, value in asked.items():
        default = known.get(key)
        if isinstance(value, Mapping):
            _only_defaults(value, default if isinstance(default, Mapping) else {}, f"{path}.{key}")
        elif value and value != default:
            raise NotModelled(f"docker swarm init: {path}.{key} {value} is not modelled")


def _only_as_before(body: Mapping[str, Any], cluster: Cluster) -> None:
    """Refuse options of a swarm that is made anew from this node (``--force-new-cluster``) and would change it."""
    (pool, size), known = cluster.pool, {
        "ListenAddr": (f"0.0.0.0:{PORT}", f"0.0.0.0:{cluster.port}", "0.0.0.0"),
        "AdvertiseAddr": (cluster.address, f"{cluster.address}:{cluster.port}"),
        "DataPathPort": (cluster.data_port,),
        "Availability": (cluster.availability,),
    }  # fmt: skip
    known |= {"DefaultAddrPool": ([pool],), "SubnetSize": (size, SIZE)}
    for key, same in known.items():
        if body.get(key) and body[key] not in same:
            raise NotModelled(f"docker swarm init --force-new-cluster: {key} {body[key]} is not modelled")


def _number(body: Mapping[str, Any], key: str) -> int:
    """A field that is Go's uint32; 0 where it is not given."""
    value = body.get(key)
    if value is None or (type(value) is int and 0 <= value <= UINT32):
        return value or 0
    kind = "string" if isinstance(value, str) else f"number {value}"
    raise BadRequest(f"json: cannot unmarshal {kind} into Go struct field InitRequest.{key} of type uint32")


class Swarm:
    """``engine.swarm``: the calls.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    """

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def _cluster(self) -> Cluster:
        if self._daemon.cluster is None:
            raise Unavailable(NO_SWARM)
        return self._daemon.cluster

    def init(self, body: dict[str, Any]) -> str:
        """``POST /swarm/init``: a swarm of this node alone; its id.

        Parameters
        ----------
        body : dict
            ``ListenAddr``, ``AdvertiseAddr``, ``DefaultAddrPool``, ``SubnetSize``, ``DataPathPort``,
            ``Availability``, ``Spec``.

        Raises
        ------
        Unavailable, BadRequest
            With the daemon's text.
        NotModelled
            For several address pools, a locked manager, an address for data, settings of ``Spec`` that are not the
            default ones, and ``ForceNewCluster`` with other options than the swarm has.
        """
        if self._daemon.cluster is not None and not body.get("ForceNewCluster"):
            raise Unavailable(ALREADY)
        pools = _pools(body)
        availability = str(body.get("Availability") or "active").lower()
        if availability not in AVAILABILITIES:
            raise ServerError(f'invalid Availability: "{body["Availability"]}"')
        data_port = _number(body, "DataPathPort") or DATA_PORT
        if not 1024 <= data_port <= 49151:
            raise ServerError(f"Datapath port number is not in valid range (1024-49151) : {data_port}")
        for key in ("AutoLockManagers", "DataPathAddr"):
            if body.get(key):
                raise NotModelled(f"docker swarm init: {key} {body[key]} is not modelled")
        _only_defaults(body.get("Spec") or {}, SPEC)
        if self._daemon.cluster is not None:
            _only_as_before(body, self._daemon.cluster)
            return self._daemon.cluster.node
        listen, port = self._address(body.get("ListenAddr") or "", "listen address " + WITH_PORT.format("an"), PORT)
        asked = body.get("AdvertiseAddr") or ""
        wrong = "advertise address " + WITH_PORT.format("a non-zero")
        address, port = self._address(asked, wrong, port) if asked else (listen, port)
        if asked and not address:
            raise BadRequest(wrong)
        controller, facts = self._daemon.controller, self._daemon.network_facts
        shown = ip_text(address or self._own_address())
        cluster = self._daemon.cluster = Cluster(controller, shown, port, pools, data_port, availability)
        for bridge in controller.networks_named(GATEWAY_BRIDGE):
            facts.setdefault(bridge.id, NetworkFacts(self._daemon.clock.now, {}))
        name = {"name": self._daemon.host.hostname, "state.new": "ready", "state.old": "unknown"}
        self._daemon.events.add("node", "update", cluster.node, name, "swarm")
        mesh = next(iter(cluster.networks.values()))
        self._daemon.events.add("network", "create", mesh.id, {"name": mesh.name, "type": mesh.driver})
        return cluster.node

    def _address(self, text: str, wrong: str, port: int) -> tuple[int, int]:
        """``ADDRESS[:PORT]`` or ``INTERFACE[:PORT]``."""
        name, _, number = text.partition(":")
        if number and not number.isdecimal():
            raise BadRequest(wrong)
        if not name:
            return 0, int(number or port)
        device = self._daemon.host.root.devices.get(name)
        if device is not None:
            own = [each.ip for each in self._daemon.host.root.ip.addresses if each.dev is device]
            if not own:
                raise BadRequest(f"interface {name} has no usable IPv4 or IPv6 address")
            return own[0], int(number or port)
        try:
            return ip_int(name), int(number or port)
        except ValueError:
            raise BadRequest(wrong) from None

    def _own_address(self) -> int:
        """The machine's one address that is neither its loopback's nor a bridge's of Docker."""
        root = self._daemon.host.root
        bridges = {data.plan.gateway for each in self._daemon.controller.networks for data in each.ipam}
        found = [each for each in root.ip.addresses if each.dev is not root.lo and each.ip not in bridges]
        if not found:
            raise BadRequest("could not find the system's IP address - specify one with --advertise-addr")
        if len(found) > 1:
            one, other = found[:2]
            if one.dev is other.dev:
                where = f"interface {one.dev.name} ({ip_text(one.ip)} and {ip_text(other.ip)})"
                raise BadRequest(_several(f"multiple addresses on {where}"))
            where = f"({ip_text(one.ip)} on {one.dev.name} and {ip_text(other.ip)} on {other.dev.name})"
            raise BadRequest(_several(f"multiple addresses on different interfaces {where}"))
        return int(found[0].ip)

    def join(self, body: dict[str, Any]) -> None:
        """``POST /swarm/join``.

        Raises
        ------
        Unavailable
            When the node is in a swarm.
        BadRequest
            For a token that is none.
        NotModelled
            Otherwise: each host's swarm has that host alone.
        """
        if self._daemon.cluster is not None:
            raise Unavailable(ALREADY)
        if not TOKEN.fullmatch(str(body.get("JoinToken") or "")):
            raise BadRequest("invalid join token")
        raise NotModelled("docker swarm join is not modelled: a swarm has the node alone that has made it")

    def leave(self, force: bool = False) -> None:
        """``POST /swarm/leave``: all that the swarm had is gone, but docker_gwbridge stays.

        Raises
        ------
        Unavailable
            Outside of a swarm; for its last manager, unless forced.
        """
        cluster = self._daemon.cluster
        if cluster is None:
            raise Unavailable(NOT_MEMBER)
        if not force:
            raise Unavailable(LAST_MANAGER)
        cluster.stop()
        self._daemon.cluster = None

    def inspect(self) -> dict[str, Any]:
        """``GET /swarm``."""
        return self._cluster().shown()

    def unlock_key(self) -> dict[str, str]:
        """``GET /swarm/unlockkey``: managers are not locked here."""
        self._cluster()
        return {"UnlockKey": ""}

    def nodes(self, filters: Filters | None = None) -> list[dict[str, Any]]:
        """``GET /nodes``."""
        cluster = self._cluster()
        check_keys(filters or {}, NODE_KEYS, self._daemon.refuse)
        for key, known in (("role", ROLES), ("membership", MEMBERSHIPS)):
            _check_words(filters or {}, key, known)
        return [each for each in [cluster.node_shown()] if _node_passes(each, filters or {})]

    def none(self, kind: str, filters: Filters) -> list[dict[str, Any]]:
        """``GET /services``, ``/secrets``, ``/configs`` and ``/tasks``: there are none, but a wrong filter is one."""
        self._cluster()
        check_keys(filters, KEYS[kind], self._daemon.refuse)
        if kind == "tasks":
            for name in values(filters, "node"):
                self.node(name)
            _check_words(filters, "desired-state", STATES)
        return []

    def node(self, ref: str) -> dict[str, Any]:
        """``GET /nodes/ID``."""
        return self._cluster().node_shown(ref)


def _pools(body: dict[str, Any]) -> tuple[str, int]:
    """Where networks' subnets come from, and their prefix length."""
    asked, size = body.get("DefaultAddrPool") or [], _number(body, "SubnetSize") or SIZE
    if len(asked) > 1:
        raise NotModelled("docker swarm init: several default address pools are not modelled")
    if asked and size > LARGEST:
        raise ServerError(f"subnet size is out of range: {size}")
    for text in asked:
        try:
            address, plen = parse_cidr(text)
        except ValueError:
            raise BadRequest(f"invalid CIDR address: {text}") from None
        if plen > size:
            raise ServerError(f'invalid CIDR: "{text}". Subnet size is too small for pool: {size}')
        return f"{ip_text(network(address, plen))}/{plen}", size
    return "", size


def _check_words(filters: Filters, key: str, known: tuple[str, ...]) -> None:
    for value in filter(None, values(filters, key)):
        if value.lower() not in known:
            raise ServerError(f"Invalid {key} filter: '{value}'")


def _node_passes(node: dict[str, Any], filters: Filters) -> bool:
    manager, name = node["Spec"]["Role"], node["Description"]["Hostname"]
    labels = node["Spec"]["Labels"]
    tests: dict[str, Callable[[str], bool]] = {
        "role": lambda text: text.lower() == manager,
        "membership": lambda text: text.lower() == "accepted",
        "id": lambda text: node["ID"].startswith(text),
        "name": lambda text: name.startswith(text),
        "node.label": lambda text: has_labels(labels, [text]),
        "label": lambda text: has_labels({}, [text]),
    }
    wanted = {key: [value for value in values(filters, key) if value or key not in WORDS] for key in filters}
    return all(any(map(tests[key], asked)) for key, asked in wanted.items() if asked)


def _several(what: str) -> str:
    return (
        f"could not choose an IP address to advertise since this system has {what} - specify one with --advertise-addr"
    )
