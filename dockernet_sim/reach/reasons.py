"""Why something arrives or does not: a closed list of names, each with the sentence that it stands for."""

from __future__ import annotations

ITSELF = "itself"
SAME_NETWORK = "same-network"
LINKED = "linked"
HOST = "host"
FROM_HOST = "from-host"
SEGMENT = "segment"
MASQUERADED = "masqueraded"
PUBLISHED = "published"
PROXIED = "proxied"
UNFILTERED = "unfiltered"

NOT_RUNNING = "not-running"
NO_ROUTE = "no-route"
NO_WAY_BACK = "no-way-back"
NOBODY = "nobody"
ICC_OFF = "icc-off"
ISOLATED = "isolated"
INTERNAL = "internal"
FORWARDING_OFF = "forwarding-off"
NOT_MASQUERADED = "not-masqueraded"
ANSWER_FILTERED = "answer-filtered"
OTHER_GATEWAY = "other-gateway"
UNRESOLVED = "unresolved"

SENTENCES = {
    ITSELF: "it is the sender's own address",
    SAME_NETWORK: "both are on {network}",
    LINKED: "a link opens the ports that {at} exposes, though {network} lets its containers not talk to each other",
    HOST: "the host answers for all its addresses",
    FROM_HOST: "the host has an address on {network}",
    SEGMENT: "both are on the machines' own segment",
    MASQUERADED: "it leaves through {network}, and the host puts its own address in place of the sender's",
    PUBLISHED: "the host's port is published: its rules lead to {at}",
    PROXIED: "the host's port is published: docker-proxy takes the connection and makes one to {at}",
    UNFILTERED: "dockerd was told to leave iptables alone, so the host forwards from bridge to bridge",
    NOT_RUNNING: "{at} does not run",
    NO_ROUTE: "the sender has no route to it",
    NO_WAY_BACK: "{at}, on {network} alone, has no default route by which to answer",
    NOBODY: "no container or machine has that address",
    ICC_OFF: "{network} lets its containers not talk to each other (icc is off)",
    ISOLATED: "it would have to go from {network} to another bridge, and Docker isolates bridges",
    INTERNAL: "an internal network is in the way: nothing is forwarded into it or out of it",
    FORWARDING_OFF: "the host does not forward",
    NOT_MASQUERADED: "the sender's address on {network} is not masqueraded, so outside there is no route back to it",
    ANSWER_FILTERED: "{network} does not masquerade, so the answer comes straight to the container, and is dropped",
    OTHER_GATEWAY: "{network} sends what is for others to a router of its own, not to the host",
    UNRESOLVED: "the name does not resolve",
}

HOSTS_FILE = "hosts-file"
EMBEDDED_DNS = "embedded-dns"
NAME_SERVER = "name-server"
NO_SUCH_NAME = "no-such-name"
NO_NAME_SERVER = "no-name-server"
AN_ADDRESS = "an-address"

NAME_SENTENCES = {
    HOSTS_FILE: "a line of /etc/hosts",
    EMBEDDED_DNS: "127.0.0.11, for {network}",
    NAME_SERVER: "the host's name server",
    NO_SUCH_NAME: "no hosts file and no name server that was asked knows the name",
    NO_NAME_SERVER: "no hosts file and no network knows the name, and there is no route to a name server",
    AN_ADDRESS: "it is an address already",
}
