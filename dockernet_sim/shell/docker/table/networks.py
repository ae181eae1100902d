"""Commands about networks."""

from __future__ import annotations

from dockernet_sim.shell.docker import checks as check
from dockernet_sim.shell.docker.command import NONE, ONE, SOME, TWO, Command
from dockernet_sim.shell.docker.pflag import IGNORED, Option
from dockernet_sim.shell.docker.table.containers import FORMAT, PRUNE
from dockernet_sim.shell.docker.table.functions import inspect, networks

NETWORKS = (
    Command(
        "connect",
        "[OPTIONS] NETWORK CONTAINER",
        "Connect a container to a network",
        TWO,
        networks.connect,
        (
            Option("alias", "strings", "Add network-scoped alias for the container"),
            Option("driver-opt", "strings", "driver options for the network"),
            Option("ip", "string", "IPv4 address (e.g., 172.30.100.104)"),
            Option("ip6", "string", "IPv6 address (e.g., 2001:db8::33)"),
            Option("link", "list", "Add link to another container", check=check.link),
            Option("link-local-ip", "strings", "Add a link-local address for the container"),
        ),
    ),
    Command(
        "create",
        "[OPTIONS] NETWORK",
        "Create a network",
        ONE,
        networks.create,
        (
            Option("attachable", "bool", "Enable manual container attachment"),
            Option("aux-address", "map", "Auxiliary IPv4 or IPv6 addresses used by Network driver", default="map[]"),
            Option("config-from", "string", "The network from which to copy the configuration"),
            Option("config-only", "bool", "Create a configuration only network"),
            Option("driver", "string", "Driver to manage the Network", short="d", default='"bridge"'),
            Option("gateway", "strings", "IPv4 or IPv6 Gateway for the master subnet"),
            Option("ingress", "bool", "Create swarm routing-mesh network"),
            Option("internal", "bool", "Restrict external access to the network"),
            Option("ip-range", "strings", "Allocate container ip from a sub-range"),
            Option("ipam-driver", "string", "IP Address Management Driver", default='"default"'),
            Option("ipam-opt", "map", "Set IPAM driver specific options", default="map[]"),
            Option("ipv6", "bool", "Enable IPv6 networking"),
            Option("label", "list", "Set metadata on a network", check=check.label),
            Option("opt", "map", "Set driver specific options", short="o", default="map[]"),
            Option("scope", "string", "Control the network's scope"),
            Option("subnet", "strings", "Subnet in CIDR format that represents a network segment"),
        ),
    ),
    Command(
        "disconnect",
        "[OPTIONS] NETWORK CONTAINER",
        "Disconnect a container from a network",
        TWO,
        networks.disconnect,
        (Option("force", "bool", "Force the container to disconnect from a network", short="f"),),
    ),
    Command(
        "inspect",
        "[OPTIONS] NETWORK [NETWORK...]",
        "Display detailed information on one or more networks",
        SOME,
        inspect.inspect_networks,
        (FORMAT, Option("verbose", "bool", "Verbose output for diagnostics", short="v", effect=IGNORED)),
    ),
    Command(
        "ls",
        "[OPTIONS]",
        "List networks",
        NONE,
        networks.listing,
        (
            Option("filter", "filter", "Provide filter values (e.g. 'driver=bridge')", short="f"),
            Option("format", "string", "Pretty-print networks using a Go template"),
            Option("no-trunc", "bool", "Do not truncate the output"),
            Option("quiet", "bool", "Only display network IDs", short="q"),
        ),
        aliases=("list",),
    ),
    Command("prune", "[OPTIONS]", "Remove all unused networks", NONE, networks.prune, PRUNE),
    Command("rm", "NETWORK [NETWORK...]", "Remove one or more networks", SOME, networks.remove, aliases=("remove",)),
)
