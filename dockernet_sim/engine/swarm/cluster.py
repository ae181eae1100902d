"""A swarm with its one manager: ids, tokens, addresses, networks; and how the Engine API shows it."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.cnm.controller import Controller
from dockernet_sim.engine.cnm.sandbox import SandboxOptions
from dockernet_sim.engine.drivers.macs import DOCKER
from dockernet_sim.engine.errors import NotFound
from dockernet_sim.engine.hardware import CPUS, MEMORY
from dockernet_sim.engine.swarm.certificate import RootCertificate
from dockernet_sim.engine.swarm.network import FIRST_VXLAN, SwarmNetwork
from dockernet_sim.engine.swarm.pools import DEFAULT, SIZE, Pools
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.when import rfc3339
from dockernet_sim.wire.address import ip_text, mac_of, mac_text, parse_cidr

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
GATEWAY_BRIDGE, SANDBOX = "docker_gwbridge", "ingress-sbox"
GATEWAY_OPTIONS = {
    "com.docker.network.bridge.enable_icc": "false",
    "com.docker.network.bridge.enable_ip_masquerade": "true",
    "com.docker.network.bridge.name": GATEWAY_BRIDGE,
}
DATA_PORT = 4789  # VXLAN's (RFC 7348 8)
SPEC = {
    "Name": "default",
    "Labels": {},
    "Orchestration": {"TaskHistoryRetentionLimit": 5},
    "Raft": {
        "SnapshotInterval": 10000, "KeepOldSnapshots": 0, "LogEntriesForSlowFollowers": 500, "ElectionTick": 10,
        "HeartbeatTick": 1,
    },
    "Dispatcher": {"HeartbeatPeriod": 5_000_000_000},
    "CAConfig": {"NodeCertExpiry": 7_776_000_000_000_000},
    "TaskDefaults": {},
    "EncryptionConfig": {"AutoLockManagers": False},
}  # fmt: skip


class Cluster:
    """The swarm that a host has made.

    Parameters
    ----------
    controller : Controller
        The engine's networks: docker_gwbridge is one of them.
    address : str
        What other nodes would call it by.
    port : int
        Where they would.
    pools : (str, int)
        Where its networks' subnets come from, and their prefix length; ``""`` for the default.
    data_port : int
        Where VXLAN would go.
    availability : str
        ``active``, ``pause`` or ``drain``.
    """

    def __init__(
        self,
        controller: Controller,
        address: str,
        port: int,
        pools: tuple[str, int] = ("", SIZE),
        data_port: int = DATA_PORT,
        availability: str = "active",
    ) -> None:
        self._controller = controller
        self._clock = controller.machine.host.clock
        self._identity: Identity = controller.machine.host.identity
        self.address, self.port = address, port
        self.created = self._clock.now
        self.id, self.node = self.new_id(), self.new_id()
        draw = self._identity.stream("swarm-ca").getrandbits
        self.root = RootCertificate(draw(256), draw(256), draw(158), self.created)
        self.tokens = {role: f"SWMTKN-1-{self.root.digest}-{self._text(25)}" for role in ("Worker", "Manager")}
        self.pool, self.data_port, self.availability = pools, data_port, availability
        self.networks: dict[str, SwarmNetwork] = {}
        self._pools = Pools(*(pools if pools[0] else (DEFAULT, SIZE)))  # a size alone says nothing (recorded)
        self._next_vxlan = FIRST_VXLAN
        self.begin()
        self.add(SwarmNetwork(self.new_id(), "ingress", "overlay", self.created, ingress=True))

    def _text(self, digits: int) -> str:
        draw = self._identity.stream("swarm").choice
        return "".join(draw(DIGITS) for _ in range(digits))

    def new_id(self) -> str:
        """25 characters; it begins with a digit, for the reason that :func:`ids.new_id` gives."""
        return self._identity.stream("swarm").choice(DIGITS[:10]) + self._text(24)

    # -- the node's own part ---------------------------------------------------
    def begin(self) -> None:
        """The node starts: docker_gwbridge, and the sandbox of the routing mesh on it."""
        bridge = self._controller.network(GATEWAY_BRIDGE)
        if bridge is None:
            bridge = self._controller.new_network(GATEWAY_BRIDGE, options=GATEWAY_OPTIONS)
        sandbox = self._controller.new_sandbox(SANDBOX, SandboxOptions(netns_name="ingress_sbox"))
        sandbox.attach()
        bridge.create_endpoint(f"gateway_{SANDBOX}", anonymous=True, resolution=False).join(sandbox)

    def stop(self) -> None:
        """The node stops; docker_gwbridge stays."""
        sandbox = self._controller.sandbox_of(SANDBOX)
        if sandbox is not None:
            sandbox.delete()

    # -- networks --------------------------------------------------------------
    def add(self, network: SwarmNetwork) -> None:
        """A new network; it is there even while no subnet can be given to it."""
        self.networks[network.id] = network
        self._allocate(network)

    def _allocate(self, network: SwarmNetwork) -> None:
        if network.allocate(self._pools, self._next_vxlan) and network.is_overlay:
            self._next_vxlan += 1
            if network.ingress and network.name == "ingress":
                network.boxes, network.peers = self._mesh(network), [self._peer]

    def _mesh(self, network: SwarmNetwork) -> dict[str, dict[str, str]]:
        """The endpoint of the routing mesh on ingress, which has the first address behind the gateway."""
        net, plen = parse_cidr((network.subnets or [])[0]["Subnet"])
        address = net + 2
        endpoint = {
            "Name": "ingress-endpoint",
            "EndpointID": self._controller.new_id(),
            "MacAddress": mac_text(mac_of(DOCKER, address)),
            "IPv4Address": f"{ip_text(address)}/{plen}",
            "IPv6Address": "",
        }
        return {SANDBOX: endpoint}

    @property
    def _peer(self) -> dict[str, str]:
        return {"Name": self._identity.hex("swarm-peer", 12), "IP": self.address}

    def remove(self, network: SwarmNetwork) -> None:
        """A network goes; others that waited for its subnets get theirs."""
        del self.networks[network.id]
        self._pools.give_back(network.subnets or [])
        for other in self.networks.values():
            if other.subnets is None:
                self._allocate(other)

    def find(self, ref: str) -> SwarmNetwork | None:
        """The network of that id or name, or of that beginning of an id."""
        named = [each for each in self.networks.values() if each.name == ref]
        begun = [each for each in self.networks.values() if ref and each.id.startswith(ref)]
        found = self.networks.get(ref)
        return found or (named[0] if named else begun[0] if len(begun) == 1 else None)

    # -- what the API shows -----------------------------------------------------
    def shown(self, tokens: bool = True) -> dict[str, Any]:
        """``GET /swarm``."""
        moment, (pool, size) = rfc3339(self.created), self.pool
        shown = [pool] if pool else None
        if not pool and self._controller.machine.release.rules.swarm_pool_shown:
            shown, size = [DEFAULT], SIZE
        found = {
            "ID": self.id, "Version": {"Index": 10}, "CreatedAt": moment, "UpdatedAt": moment, "Spec": SPEC,
            "TLSInfo": self.root.shown(), "RootRotationInProgress": False, "DefaultAddrPool": shown, "SubnetSize": size,
            "DataPathPort": self.data_port,
        }  # fmt: skip
        return found | ({"JoinTokens": self.tokens} if tokens else {})

    @property
    def _manager(self) -> str:
        return f"{self.address}:{self.port}"

    def info(self) -> dict[str, Any]:
        """``Swarm`` of ``GET /info``."""
        return {
            "NodeID": self.node,
            "NodeAddr": self.address,
            "LocalNodeState": "active",
            "ControlAvailable": True,
            "Error": "",
            "RemoteManagers": [{"NodeID": self.node, "Addr": self._manager}],
            "Nodes": 1,
            "Managers": 1,
            "Cluster": self.shown(tokens=False),
        }

    def _plugins(self) -> list[dict[str, str]]:
        release = self._controller.machine.release
        kinds = (("Log", release.log_drivers), ("Network", sorted(self._controller.drivers)), ("Volume", ("local",)))
        return [{"Type": kind, "Name": name} for kind, names in kinds for name in names]

    def node_shown(self, ref: str = "") -> dict[str, Any]:
        """``GET /nodes/ID``: the node itself, which ``self`` stands for; NotFound for any other."""
        machine = self._controller.machine
        if ref and ref not in (self.node, "self", machine.host.hostname) and not self.node.startswith(ref):
            raise NotFound(f"node {ref} not found")
        moment = rfc3339(self.created)
        return {
            "ID": self.node,
            "Version": {"Index": 9},
            "CreatedAt": moment,
            "UpdatedAt": moment,
            "Spec": {"Labels": {}, "Role": "manager", "Availability": self.availability},
            "Description": {
                "Hostname": machine.host.hostname,
                "Platform": {"Architecture": "x86_64", "OS": "linux"},
                "Resources": {"NanoCPUs": CPUS * 1_000_000_000, "MemoryBytes": MEMORY},
                "Engine": {"EngineVersion": machine.release.build.release, "Plugins": self._plugins()},
                "TLSInfo": self.root.shown(),
            },
            "Status": {"State": "ready", "Addr": self.address},
            "ManagerStatus": {"Leader": True, "Reachability": "reachable", "Addr": self._manager},
        }
