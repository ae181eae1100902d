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
ISOLATION = "isolation"
ICC_OFF = "icc-off"
INTERNAL = "internal"
NOT_PUBLISHED = "not-published"
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

GOOD = frozenset((REACHED, NAME_KNOWN, NAME_SHARED, DONE))
REASONS = frozenset(value for name, value in list(globals().items()) if name.isupper() and isinstance(value, str))

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
}
"""The kernel's drop reasons, where Docker's rules do not give them a meaning of their own."""
