"""What a name leads to: the hosts file and its links, 127.0.0.11, and the name servers behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dockernet_sim.reach import reasons
from dockernet_sim.reach.facts import ContainerFacts, Endpoint, Facts, NetworkFacts, Node, Outsider
from dockernet_sim.reach.paths import to_address
from dockernet_sim.wire.address import LOOPBACK, ip_int, ip_text


@dataclass(frozen=True)
class Resolution:
    """What a name leads to, and who said so.

    Attributes
    ----------
    addresses : tuple of int
        In no promised order when there are several; empty when the name is not known.
    reason : str
        A stable name, one of :mod:`dockernet_sim.reach.reasons`.
    network : str
        The network whose container it is, where 127.0.0.11 answered.
    """

    addresses: tuple[int, ...]
    reason: str
    network: str = ""

    def __bool__(self) -> bool:
        return bool(self.addresses)

    def __str__(self) -> str:
        found = ", ".join(ip_text(address) for address in self.addresses) or "nothing"
        return f"{found}: {reasons.NAME_SENTENCES[self.reason].format(network=self.network)} ({self.reason})"


def resolve(facts: Facts, source: str, name: str) -> Resolution:
    """What `name` resolves to for `source`, as by ``getent hosts NAME``.

    Parameters
    ----------
    facts : Facts
        What Docker says.
    source : str
        A container, host or outsider.
    name : str
        The name; upper and lower case are one, but for the names of networks and of links.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> lab = Lab()
    >>> for line in ("network create n", "run -d --name web --net n nginx", "run -d --name box --net n busybox"):
    ...     _ = lab.sh(f"docker {line}")
    >>> resolve(lab.reach().facts, "box", "web").network
    'n'
    """
    node = facts.node(source)
    try:
        return Resolution((ip_int(name),), reasons.AN_ADDRESS)
    except ValueError:
        wanted = name.rstrip(".")
    if not isinstance(node, ContainerFacts):
        return _outside(facts, node, wanted)
    stack = facts.stack(node)
    if not isinstance(stack, ContainerFacts):
        lines = [("localhost", LOOPBACK), *node.extra_hosts] if node.mode == "host" else [("localhost", LOOPBACK)]
        host = facts.host_named[node.host]
        return _in_lines(lines, wanted) or (
            _outside(facts, host, wanted) if stack is host else Resolution((), reasons.NO_NAME_SERVER)
        )
    return _in_lines(hosts_lines(facts, stack), wanted) or _by_dns(facts, stack, wanted)


# -- the hosts file -----------------------------------------------------------------
def hosts_lines(facts: Facts, container: ContainerFacts) -> list[tuple[str, int]]:
    """Names and addresses of a container's /etc/hosts, as it stands after a run with the facts as they are.

    Facts hold no history: in which order networks came, own lines that went with another network or outlived their own,
    the old name of a link's target. The network that it was run on is taken to have come first.
    """
    lines = [("localhost", LOOPBACK), *container.extra_hosts]
    own = next((each for each in container.endpoints if each.network.default), None)
    for alias, target in facts.linked(container) if own else ():
        there = next((each for each in target.endpoints if each.network.default), None) if target else None
        if target and there:
            lines += [(name, there.address) for name in (alias, target.hostname, target.name)]
    first = "bridge" if container.mode == "default" else container.mode
    for endpoint in sorted(container.endpoints, key=lambda each: each.network.name != first):
        lines.append((container.hostname, endpoint.address))
        if container.domain:
            lines.append((f"{container.hostname}.{container.domain}", endpoint.address))
        elif "." in container.hostname:
            lines.append((container.hostname.partition(".")[0], endpoint.address))
    return lines


def _in_lines(lines: list[tuple[str, int]], wanted: str) -> Resolution | None:
    """The file's answer: the first line with that name counts."""
    found = next((address for name, address in lines if name.lower() == wanted.lower()), None)
    return None if found is None else Resolution((found,), reasons.HOSTS_FILE)


# -- name servers -------------------------------------------------------------------
def _by_dns(facts: Facts, container: ContainerFacts, wanted: str) -> Resolution:
    names = [wanted, *(f"{wanted}.{domain}" for domain in container.search if domain != ".")]
    answer = Resolution((), reasons.NO_SUCH_NAME)
    for name in names:
        answer = _by_embedded(facts, container, name) or _forwarded(facts, container, name)
        if answer or answer.reason == reasons.NO_NAME_SERVER:
            break
    return answer


def _by_embedded(facts: Facts, container: ContainerFacts, wanted: str) -> Resolution | None:
    """127.0.0.11: the name as it is on any network, then with its end taken for a network's name.

    It knows only the networks that the asker is on, asks them in Docker's order, and the first that knows the name
    answers alone; on each, the asker's own aliases for others (links) go first. The default bridge has no names, but
    for those of containers that were renamed on it (releases from 25 on).
    """
    for name, ending in _readings(wanted):
        asked = [each for each in container.endpoints if container.asks_docker and ending in ("", each.network.name)]
        for find in (_by_link, _by_name):
            for endpoint in asked:
                found = find(facts, endpoint, name)
                if found:
                    return Resolution(found, reasons.EMBEDDED_DNS, endpoint.network.name)
    return None


def _readings(wanted: str) -> Iterator[tuple[str, str]]:
    """``a.b.c`` as a name anywhere, as ``a.b`` on c, as ``a`` on b.c."""
    yield wanted, ""
    words = wanted.split(".")
    for count in range(len(words) - 1, 0, -1):
        yield ".".join(words[:count]), ".".join(words[count:])


def _by_link(facts: Facts, endpoint: Endpoint, name: str) -> tuple[int, ...]:
    target = dict(endpoint.links).get(name)  # of two links of one alias, the last one counts
    return names_on(facts, endpoint.network).get(target.lower(), ()) if target else ()


def _by_name(facts: Facts, endpoint: Endpoint, name: str) -> tuple[int, ...]:
    if any(alias == name for alias, _ in endpoint.links):
        return ()
    return names_on(facts, endpoint.network).get(name.lower(), ())


def names_on(facts: Facts, network: NetworkFacts) -> dict[str, tuple[int, ...]]:
    """What 127.0.0.11 knows of a network: chosen names, aliases, short ids and host names of its running containers."""
    table = facts.names_by_network.get(network.key)
    if table is not None:
        return table
    table = facts.names_by_network[network.key] = {}
    for address, container in facts.members[network.key].items():
        endpoint = next(each for each in container.endpoints if each.network is network)
        own = [container.name] if container.named and not network.default else []
        for name in dict.fromkeys([*own, *endpoint.aliases]):
            key = name.lower()
            table[key] = (*table.get(key, ()), address)
    return table


def _forwarded(facts: Facts, container: ContainerFacts, wanted: str) -> Resolution:
    """The host's name server, or those that the container was given; the way there is a way like any other."""
    servers = [each for each in facts.outsiders if each.names]
    host = facts.host_named[container.host]
    chosen = container.dns or host.dns
    from_host = container.asks_docker and not chosen and host.rules.dns_from_host
    if from_host and all(each.network.internal for each in container.endpoints):
        return Resolution((), reasons.NO_NAME_SERVER)
    for server in servers:
        asks: Node = host if from_host else container
        if (not chosen or server.address in chosen) and to_address(facts, asks, server.address):
            return _asked(server, wanted)
    return Resolution((), reasons.NO_NAME_SERVER)


def _asked(server: Outsider, wanted: str) -> Resolution:
    known = dict(server.names).get(wanted.lower())
    return Resolution((known,), reasons.NAME_SERVER) if known else Resolution((), reasons.NO_SUCH_NAME)


def _outside(facts: Facts, node: Node, wanted: str) -> Resolution:
    """For hosts and outsiders, Docker's names do not exist."""
    if wanted in ("localhost", node.machine if isinstance(node, Outsider) else node.name):
        return Resolution((LOOPBACK,), reasons.HOSTS_FILE)
    server = next((each for each in facts.outsiders if each.names), None)
    return _asked(server, wanted) if server else Resolution((), reasons.NO_NAME_SERVER)
