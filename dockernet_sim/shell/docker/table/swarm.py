"""Commands about a swarm of one node; what needs services, tasks or other nodes is not modelled."""

from __future__ import annotations

from dataclasses import replace

from dockernet_sim.shell.docker import checks as check
from dockernet_sim.shell.docker.command import ANY, NONE, ONE, SOME, TWO, Arity, Command
from dockernet_sim.shell.docker.pflag import IGNORED, MISSING, Option
from dockernet_sim.shell.docker.table.containers import FORMAT
from dockernet_sim.shell.docker.table.functions import swarm

WHERE = "Advertised address (format: <ip|interface>[:port])"
LISTEN = Option(
    "listen-addr", "node-addr", "Listen address (format: <ip|interface>[:port])", default="0.0.0.0:2377",
    check=check.node_address,
)  # fmt: skip
DATA = Option(
    "data-path-addr", "string", "Address or interface to use for data path traffic (format: <ip|interface>)",
    effect=MISSING,
)  # fmt: skip
AVAILABILITY = Option(
    "availability", "string", 'Availability of the node ("active"|"pause"|"drain")', default='"active"'
)
EXPIRY = Option(
    "cert-expiry", "duration", "Validity period for node certificates (ns|us|ms|s|m|h)", default="2160h0m0s",
    effect=MISSING,
)  # fmt: skip
AUTHORITY = Option(
    "external-ca", "external-ca", "Specifications of one or more certificate signing endpoints", effect=MISSING
)
HEARTBEAT = Option(
    "dispatcher-heartbeat", "duration", "Dispatcher heartbeat period (ns|us|ms|s|m|h)", default="5s", effect=MISSING
)
SNAPSHOTS = Option("max-snapshots", "uint", "Number of additional Raft snapshots to retain", effect=MISSING)
INTERVAL = Option(
    "snapshot-interval", "uint", "Number of log entries between Raft snapshots", default="10000", effect=MISSING
)
HISTORY = Option("task-history-limit", "int", "Task history retention limit", default="5", effect=MISSING)
FILTER = Option("filter", "filter", "Filter output based on conditions provided", short="f")
QUIET = Option("quiet", "bool", "Only display IDs", short="q")
DATA_PORT = (
    "Port number to use for data path traffic (1024 - 49151). If no value is set or is set to 0, the default port "
    "(4789) is used."
)
LOCK = "Enable manager autolocking (requiring an unlock key to start a stopped manager)"


def _format(things: str) -> Option:
    return Option("format", "string", f"Pretty-print {things} using a Go template")


SWARM = (
    Command("ca", "[OPTIONS]", "Display and rotate the root CA", in_swarm=True),
    Command(
        "init", "[OPTIONS]", "Initialize a swarm", NONE, swarm.init,
        (
            Option("advertise-addr", "string", WHERE),
            Option("autolock", "bool", LOCK, effect=MISSING),
            AVAILABILITY,
            EXPIRY,
            DATA,
            Option("data-path-port", "uint32", DATA_PORT),
            Option("default-addr-pool", "ipNetSlice", "default address pool in CIDR format", default="[]"),
            Option("default-addr-pool-mask-length", "uint32", "default address pool subnet mask length", default="24"),
            HEARTBEAT,
            AUTHORITY,
            Option("force-new-cluster", "bool", "Force create a new cluster from current state"),
            LISTEN,
            SNAPSHOTS, INTERVAL, HISTORY,
        ),
    ),
    Command(
        "join", "[OPTIONS] HOST:PORT", "Join a swarm as a node and/or manager", ONE, swarm.join,
        (
            Option("advertise-addr", "string", WHERE), AVAILABILITY, DATA, LISTEN,
            Option("token", "string", "Token for entry into the swarm"),
        ),
    ),
    Command(
        "join-token", "[OPTIONS] (worker|manager)", "Manage join tokens", ONE, swarm.join_token,
        (
            Option("quiet", "bool", "Only display token", short="q"),
            Option("rotate", "bool", "Rotate join token", effect=MISSING),
        ),
        in_swarm=True,
    ),
    Command(
        "leave", "[OPTIONS]", "Leave the swarm", NONE, swarm.leave,
        (Option("force", "bool", "Force this node to leave the swarm, ignoring warnings", short="f"),),
        in_swarm=True,
    ),
    Command("unlock", "", "Unlock swarm", in_swarm=True),
    Command(
        "unlock-key", "[OPTIONS]", "Manage the unlock key", NONE, swarm.unlock_key,
        (
            Option("quiet", "bool", "Only display token", short="q"),
            Option("rotate", "bool", "Rotate unlock key", effect=MISSING),
        ),
        in_swarm=True,
    ),
    Command(
        "update", "[OPTIONS]", "Update the swarm", NONE, swarm.update,
        (
            Option("autolock", "bool", "Change manager autolocking setting (true|false)", effect=IGNORED),
            replace(EXPIRY, effect=IGNORED), replace(HEARTBEAT, effect=IGNORED), replace(AUTHORITY, effect=IGNORED),
            replace(SNAPSHOTS, effect=IGNORED), replace(INTERVAL, effect=IGNORED), replace(HISTORY, effect=IGNORED),
        ),
        in_swarm=True,
    ),
)  # fmt: skip
NODES = (
    Command(
        "demote", "NODE [NODE...]", "Demote one or more nodes from manager in the swarm", SOME, swarm.change_nodes
    ),
    Command(
        "inspect", "[OPTIONS] self|NODE [NODE...]", "Display detailed information on one or more nodes", SOME,
        swarm.inspect_nodes, (FORMAT, Option("pretty", "bool", "Print the information in a human friendly format")),
    ),
    Command(
        "ls", "[OPTIONS]", "List nodes in the swarm", NONE, swarm.nodes, (FILTER, _format("nodes"), QUIET),
        aliases=("list",),
    ),
    Command(
        "promote", "NODE [NODE...]", "Promote one or more nodes to manager in the swarm", SOME, swarm.change_nodes
    ),
    Command(
        "ps", "[OPTIONS] [NODE...]", "List tasks running on one or more nodes, defaults to current node", ANY,
        swarm.tasks,
        (
            FILTER, _format("tasks"),
            Option("no-resolve", "bool", "Do not map IDs to Names", effect=IGNORED),
            Option("no-trunc", "bool", "Do not truncate output", effect=IGNORED),
            Option("quiet", "bool", "Only display task IDs", short="q"),
        ),
    ),
    Command(
        "rm", "[OPTIONS] NODE [NODE...]", "Remove one or more nodes from the swarm", SOME, swarm.change_nodes,
        (Option("force", "bool", "Force remove a node from the swarm", short="f", effect=IGNORED),),
        aliases=("remove",),
    ),
    Command(
        "update", "[OPTIONS] NODE", "Update a node", ONE, swarm.change_nodes,
        (
            Option("availability", "string", 'Availability of the node ("active"|"pause"|"drain")', effect=IGNORED),
            Option("label-add", "list", "Add or update a node label (key=value)", effect=IGNORED),
            Option("label-rm", "list", "Remove a node label if exists", effect=IGNORED),
            Option("role", "string", 'Role of the node ("worker"|"manager")', effect=IGNORED),
        ),
    ),
)  # fmt: skip
SERVICES = (
    Command("create", "[OPTIONS] IMAGE [COMMAND] [ARG...]", "Create a new service", SOME),
    Command("inspect", "[OPTIONS] SERVICE [SERVICE...]", "Display detailed information on one or more services", SOME),
    Command("logs", "[OPTIONS] SERVICE|TASK", "Fetch the logs of a service or task", ONE),
    Command(
        "ls", "[OPTIONS]", "List services", NONE, swarm.services, (FILTER, _format("services"), QUIET),
        aliases=("list",),
    ),
    Command("ps", "[OPTIONS] SERVICE [SERVICE...]", "List the tasks of one or more services", SOME),
    Command("rm", "SERVICE [SERVICE...]", "Remove one or more services", SOME, aliases=("remove",)),
    Command("rollback", "[OPTIONS] SERVICE", "Revert changes to a service's configuration", ONE),
    Command("scale", "SERVICE=REPLICAS [SERVICE=REPLICAS...]", "Scale one or multiple replicated services", SOME),
    Command("update", "[OPTIONS] SERVICE", "Update a service", ONE),
)  # fmt: skip


def _secrets(what: str, create: str, arity: Arity) -> tuple[Command, ...]:
    names, more = f"{what.upper()} [{what.upper()}...]", " as content" if what == "secret" else ""
    return (
        Command("create", create, f"Create a {what} from a file or STDIN{more}", arity),
        Command("inspect", f"[OPTIONS] {names}", f"Display detailed information on one or more {what}s", SOME),
        Command(
            "ls", "[OPTIONS]", f"List {what}s", NONE, swarm.secrets if what == "secret" else swarm.configs,
            (FILTER, _format(f"{what}s"), QUIET), aliases=("list",),
        ),
        Command("rm", names, f"Remove one or more {what}s", SOME, aliases=("remove",)),
    )  # fmt: skip


CONFIGS = _secrets("config", "[OPTIONS] CONFIG file|-", TWO)
SECRETS = _secrets("secret", "[OPTIONS] SECRET [file|-]", Arity(1, 2))
ORCHESTRATOR = Option("orchestrator", "string", "Orchestrator to use (swarm|kubernetes|all)")
KUBECONFIG = Option("kubeconfig", "string", "Kubernetes config file", hidden=True, needs="kubernetes")
OF_ALL = (ORCHESTRATOR, KUBECONFIG)
NAMESPACE = Option("namespace", "string", hidden=True, needs="kubernetes")
STACKS = (
    Command(
        "deploy", "[OPTIONS] STACK", "Deploy a new stack or update an existing stack", ONE, None,
        (*OF_ALL, NAMESPACE), aliases=("up",),
    ),
    Command(
        "ls", "[OPTIONS]", "List stacks", NONE, swarm.stacks,
        (
            _format("stacks"), *OF_ALL,
            Option("namespace", "strings", hidden=True, needs="kubernetes"),
            Option("all-namespaces", "bool", hidden=True, needs="kubernetes"),
        ),
        aliases=("list",),
    ),
    Command(
        "ps", "[OPTIONS] STACK", "List the tasks in the stack", ONE, swarm.stack_tasks,
        (
            FILTER, _format("tasks"), NAMESPACE, *OF_ALL,
            Option("no-resolve", "bool", "Do not map IDs to Names", effect=IGNORED),
            Option("no-trunc", "bool", "Do not truncate output", effect=IGNORED),
            Option("quiet", "bool", "Only display task IDs", short="q"),
        ),
    ),
    Command(
        "rm", "[OPTIONS] STACK [STACK...]", "Remove one or more stacks", SOME, swarm.remove_stacks,
        (NAMESPACE, *OF_ALL), aliases=("remove", "down"),
    ),
    Command(
        "services", "[OPTIONS] STACK", "List the services in the stack", ONE, swarm.stack_services,
        (FILTER, _format("services"), QUIET, NAMESPACE, *OF_ALL),
    ),
)  # fmt: skip
STACK_CONFIG = Command("config", "[OPTIONS]", "Outputs the final config file, after doing merges and interpolations")
"""Came with 26."""
