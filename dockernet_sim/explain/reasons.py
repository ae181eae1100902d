"""Why something arrives or not, as Docker's users would say it: a closed list of names. They are stable."""

from __future__ import annotations

from dockernet_sim.linux import drops

# what went well
REACHED = "reached"
NAME_KNOWN = "name-known"
NAME_SHARED = "name-shared"
DONE = "done"

# on the way
NO_ROUTE = "no-route"
NOT_ROUTED_BACK = "no-way-back"
ARP_UNANSWERED = "arp-unanswered"
OVERLAP = "subnet-overlap"
FILTER_RULE = "filter-rule"
RULES_MISSING = "rules-missing"
DOCKER_POLICY = "docker-policy"
ISOLATION = "isolation"
ICC_OFF = "icc-off"
INTERNAL = "internal"
NOT_PUBLISHED = "not-published"
DIRECT_ROUTING = "direct-routing"
FORWARDING_OFF = "forwarding-off"
MARTIAN = "martian"
TTL = "ttl"
MTU = "mtu"
LINK_DOWN = "link-down"
LOST = "lost-on-the-line"
CONNTRACK = "conntrack"
TABLE_FULL = "neighbour-table-full"

# at the end
LOOPBACK_ONLY = "loopback-only"
REFUSED = "refused"
NO_ANSWER = "no-answer"
NOT_RUNNING = "not-running"

# names
NAME_UNKNOWN = "name-unknown"
NAME_ELSEWHERE = "name-on-another-network"
NO_NAME_SERVER = "name-server-silent"
NAME_SERVER_CHANGED = "name-server-changed"

# what the engine refuses
POOL_EXHAUSTED = "pool-exhausted"
POOL_OVERLAPS = "pool-overlaps"
NEEDS_SUBNET = "needs-subnet"
NETWORK_IN_USE = "network-in-use"
ADDRESS_TAKEN = "address-taken"
PORT_TAKEN = "port-taken"
NAME_TAKEN = "name-taken"
NO_SUCH = "no-such"
COMMAND_FAILED = "command-failed"

MEANINGS = {
    REACHED: "it was answered",
    NAME_KNOWN: "the name leads to an address",
    NAME_SHARED: "the name leads to several containers, in an order that changes",
    DONE: "the engine did what the command says",
    NO_ROUTE: "a machine on the way has no route to the address",
    NOT_ROUTED_BACK: "the question arrived, and there is no route for the answer: the sender was not masqueraded",
    ARP_UNANSWERED: "no machine on the last link has the address",
    OVERLAP: "a Docker network's subnet covers an address that another route leads to",
    FILTER_RULE: "a rule or a policy of iptables that is not Docker's",
    RULES_MISSING: "rules of Docker's own are missing, as after iptables -F",
    DOCKER_POLICY: "FORWARD's policy is DROP, as Docker set it, and no rule lets the packet through",
    ISOLATION: "Docker keeps bridge networks apart",
    ICC_OFF: "the containers of this network may not talk to each other",
    INTERNAL: "the network is internal: nothing gets out of it or into it, and its ports are not published",
    NOT_PUBLISHED: "the port is not published, and the packet came from outside",
    DIRECT_ROUTING: "since 28 a container is not reached at its own address from outside, published or not, unless "
    "direct routing is allowed (nat-unprotected, routed, trusted_host_interfaces, allow-direct-routing)",
    FORWARDING_OFF: "the machine does not forward",
    MARTIAN: "such addresses cannot come in there",
    TTL: "the packet went through too many routers",
    MTU: "a packet is too large for a link",
    LINK_DOWN: "a link is down or has no carrier",
    LOST: "the packet was lost on a line, or its pieces did not all arrive",
    CONNTRACK: "connection tracking could not make sense of the packet",
    TABLE_FULL: "the kernel's neighbour table is full",
    LOOPBACK_ONLY: "the port is open or published, but only on a loopback address",
    REFUSED: "no program listens on the port",
    NO_ANSWER: "the packet arrived, or was ignored, and no answer came",
    NOT_RUNNING: "the container does not run",
    NAME_UNKNOWN: "no name server that was asked, and no hosts file, knows the name",
    NAME_ELSEWHERE: "the name is known, but on a network that the asker is not on",
    NO_NAME_SERVER: "the name server did not answer",
    NAME_SERVER_CHANGED: "resolv.conf does not name Docker's own server any more",
    POOL_EXHAUSTED: "no address pool is left for the network",
    POOL_OVERLAPS: "the subnet overlaps another one",
    NEEDS_SUBNET: "--ip needs a network created with --subnet",
    NETWORK_IN_USE: "containers are on the network",
    ADDRESS_TAKEN: "the address is in use",
    PORT_TAKEN: "the port of the host is in use",
    NAME_TAKEN: "the name is in use",
    NO_SUCH: "there is nothing of that name",
    COMMAND_FAILED: "the engine refuses for another reason",
}
GOOD = frozenset((REACHED, NAME_KNOWN, NAME_SHARED, DONE))
REASONS = frozenset(MEANINGS)

OF_DROPS = {
    drops.NO_ROUTE: NO_ROUTE,
    drops.BLACKHOLE: NO_ROUTE,
    drops.NEIGH_FAILED: ARP_UNANSWERED,
    drops.NEIGH_OVERFLOW: TABLE_FULL,
    drops.FILTER: FILTER_RULE,
    drops.POLICY: FILTER_RULE,
    drops.NOT_FOR_US: FORWARDING_OFF,
    drops.TTL: TTL,
    drops.MTU: MTU,
    drops.LINK_DOWN: LINK_DOWN,
    drops.NO_CARRIER: LINK_DOWN,
    drops.NO_LISTENER: REFUSED,
    drops.NO_PROTOCOL: REFUSED,
    drops.OTHER_HOST: NO_ANSWER,
    drops.SAME_PORT: NO_ANSWER,
    drops.NO_PORT: NO_ANSWER,
    drops.MARTIAN: MARTIAN,
    drops.CT_INVALID: CONNTRACK,
    drops.REASSEMBLY: LOST,
    drops.LOST: LOST,
    drops.QUEUE: LOST,
    drops.CORRUPT: LOST,
}
"""The kernel's drop reasons, where Docker's rules do not give them a meaning of their own."""
