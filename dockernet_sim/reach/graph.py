"""The networks as a networkx graph: which container is on which network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.reach.facts import ContainerFacts, Endpoint, Facts, HostFacts, NetworkFacts
from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    import networkx

SEGMENT = "segment"


def graph(facts: Facts) -> networkx.MultiGraph:
    """Machines, containers and networks as nodes, what joins them as edges.

    Nodes are named ``container:NAME``, ``network:NAME``, ``host:NAME``, ``outside:NAME``, and ``segment``, the Ethernet
    that the machines share; with several hosts, containers and networks are called ``HOST/NAME``.

    Parameters
    ----------
    facts : Facts
        What Docker says.

    Returns
    -------
    networkx.MultiGraph
        Every node has ``kind`` (``container``, ``network``, ``host``, ``outside``, ``segment``), ``name`` and
        ``label``. Containers have ``id``, ``running``, ``mode`` and ``host``; networks ``id``, ``driver``, ``subnet``,
        ``gateway``, ``internal``, ``icc``, ``masquerade`` and ``host``. Every edge has ``kind``: ``endpoint`` (with
        ``address``, ``aliases`` and ``default_route``), ``bridge`` (a host's own address on a network), ``wire`` (a
        machine on the segment), ``shares`` (a container that uses another's network, or the host's), ``link`` (with
        ``alias`` and, as ``parent``, the node that has the link) or ``port`` (with ``host_ip``, ``host_port`` and
        ``port``). Its key is its kind; of a link ``link ALIAS``, and of a port ``port ADDRESS:PORT/PROTOCOL``, so that
        parallel ones stay apart. All values are text or truth values (``aliases`` stand with blanks between them), so
        GraphML and DOT hold them as they are.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> lab.sh("docker run -d --name web nginx").exit
    0
    >>> lab.graph().edges["container:web", "network:bridge", "endpoint"]["address"]
    '172.17.0.2'
    """
    import networkx

    return _Drawing(facts, networkx.MultiGraph()).whole()


class _Drawing:
    def __init__(self, facts: Facts, drawn: networkx.MultiGraph) -> None:
        self.facts = facts
        self.graph = drawn
        self.prefixed = len(facts.hosts) > 1

    def whole(self) -> networkx.MultiGraph:
        self._machines()
        for network in self.facts.networks:
            self._network(network)
        for container in self.facts.containers:
            self._container(container)
        for container in self.facts.containers:
            self._joins(container)
        return self.graph

    def _key(self, kind: str, name: str, host: str) -> str:
        return f"{kind}:{host}/{name}" if self.prefixed else f"{kind}:{name}"

    def _of(self, node: ContainerFacts | HostFacts) -> str:
        return f"host:{node.name}" if isinstance(node, HostFacts) else self._key("container", node.name, node.host)

    def _net(self, network: NetworkFacts) -> str:
        return self._key("network", network.name, network.host)

    def _edge(self, one: str, other: str, kind: str, key: str = "", **attributes: object) -> None:
        self.graph.add_edge(one, other, key=f"{kind} {key}".rstrip(), kind=kind, **attributes)

    def _machines(self) -> None:
        self.graph.add_node(SEGMENT, kind="segment", name=SEGMENT, label=SEGMENT)
        for host in self.facts.hosts:
            address = ip_text(host.address) if host.address else ""
            self.graph.add_node(f"host:{host.name}", kind="host", name=host.name, label=host.name, address=address)
            self._edge(f"host:{host.name}", SEGMENT, "wire", address=address)
        for each in self.facts.outsiders:
            key, address = f"outside:{each.name}", ip_text(each.address)
            self.graph.add_node(key, kind="outside", name=each.name, label=each.name, address=address)
            self._edge(key, SEGMENT, "wire", address=address)

    def _network(self, each: NetworkFacts) -> None:
        if each.driver != "bridge":
            return
        gateway = ip_text(each.bridge_address)
        self.graph.add_node(
            self._net(each),
            kind="network",
            name=each.name,
            label=f"{each.name} {each.subnet}",
            id=each.key,
            driver=each.driver,
            subnet=each.subnet,
            gateway=gateway,
            internal=each.internal,
            icc=each.icc,
            masquerade=each.masquerade,
            host=each.host,
        )
        self._edge(self._net(each), f"host:{each.host}", "bridge", address=gateway)

    def _container(self, each: ContainerFacts) -> None:
        attributes = {"id": each.id, "running": each.running, "mode": each.mode, "host": each.host}
        self.graph.add_node(self._of(each), kind="container", name=each.name, label=each.name, **attributes)

    def _joins(self, each: ContainerFacts) -> None:
        key = self._of(each)
        for endpoint in each.endpoints:
            self._endpoint(key, endpoint, endpoint is each.gateway)
        stack = self.facts.stack(each) if each.running else each
        if stack is not None and stack is not each:
            self._edge(key, self._of(stack), "shares")
        for alias, target in self._links(each).items():
            if target is not None:
                self._edge(key, self._of(target), "link", alias, alias=alias, parent=key)
        for port in each.published:
            address, host_port = ip_text(port.host_ip), f"{port.host_port}/{port.proto}"
            facts = {"host_ip": address, "host_port": host_port, "port": f"{port.port}/{port.proto}"}
            self._edge(key, f"host:{each.host}", "port", f"{address}:{host_port}", **facts)

    def _links(self, each: ContainerFacts) -> dict[str, ContainerFacts | None]:
        """All links by alias: those of the default bridge, and those of user-defined networks."""
        found = dict(self.facts.linked(each))
        for endpoint in each.endpoints:
            names = {other.name: other for other in self.facts.members[endpoint.network.key].values()}
            found |= {alias: names.get(target) for alias, target in endpoint.links}
        return found

    def _endpoint(self, key: str, endpoint: Endpoint, default_route: bool) -> None:
        self._edge(
            key,
            self._net(endpoint.network),
            "endpoint",
            address=ip_text(endpoint.address),
            aliases=" ".join(endpoint.aliases),
            default_route=default_route,
        )
