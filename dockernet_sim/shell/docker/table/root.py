"""``docker`` itself: its own options, its groups and its commands."""

from __future__ import annotations

from dockernet_sim.shell.docker.command import NONE, SOME, Command, Group
from dockernet_sim.shell.docker.pflag import IGNORED, MISSING, Option
from dockernet_sim.shell.docker.table import containers, images
from dockernet_sim.shell.docker.table.containers import FORMAT
from dockernet_sim.shell.docker.table.functions import events, inspect, system, usage
from dockernet_sim.shell.docker.table.networks import NETWORKS
from dockernet_sim.shell.docker.table.swarm import CONFIGS, NODES, OF_ALL, SECRETS, SERVICES, STACKS, SWARM
from dockernet_sim.shell.docker.table.volumes import VOLUMES

CONFIG = "/root/.docker"
CONTEXT = (
    'Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker'  # noqa: E501
    ' context use")'
)
OPTIONS = (
    Option("config", "string", "Location of client config files", default=f'"{CONFIG}"', effect=IGNORED),
    Option("context", "string", CONTEXT, short="c"),
    Option("debug", "bool", "Enable debug mode", short="D", effect=IGNORED),
    Option("host", "list", "Daemon socket(s) to connect to", short="H"),
    Option(
        "log-level",
        "string",
        'Set the logging level ("debug"|"info"|"warn"|"error"|"fatal")',
        short="l",
        default='"info"',
        effect=IGNORED,
    ),
    Option("tls", "bool", "Use TLS; implied by --tlsverify", effect=MISSING),
    Option("tlscacert", "string", "Trust certs signed only by this CA", default=f'"{CONFIG}/ca.pem"', effect=MISSING),
    Option("tlscert", "string", "Path to TLS certificate file", default=f'"{CONFIG}/cert.pem"', effect=MISSING),
    Option("tlskey", "string", "Path to TLS key file", default=f'"{CONFIG}/key.pem"', effect=MISSING),
    Option("tlsverify", "bool", "Use TLS and verify the remote", effect=MISSING),
    Option("version", "bool", "Print version information and quit", short="v"),
)
EVENTS = Command(
    "events",
    "[OPTIONS]",
    "Get real time events from the server",
    NONE,
    events.events,
    (
        Option("filter", "filter", "Filter output based on conditions provided", short="f"),
        Option("format", "string", "Format the output using the given Go template"),
        Option("since", "string", "Show all events created since timestamp"),
        Option("until", "string", "Stream events until this timestamp"),
    ),
)
INFO = Command("info", "[OPTIONS]", "Display system-wide information", NONE, system.info, (FORMAT,))
INSPECT = Command(
    "inspect",
    "[OPTIONS] NAME|ID [NAME|ID...]",
    "Return low-level information on Docker objects",
    SOME,
    inspect.inspect_anything,
    (
        FORMAT,
        Option("size", "bool", "Display total file sizes if the type is container", short="s"),
        Option("type", "string", "Return JSON for specified type"),
    ),
)
VERSION = Command(
    "version",
    "[OPTIONS]",
    "Show the Docker version information",
    NONE,
    system.version,
    (FORMAT, Option("kubeconfig", "string", "Kubernetes config file", effect=IGNORED)),
)
COMMANDS = (
    *containers.BOTH,
    containers.PS,
    *images.BOTH,
    images.IMAGES,
    images.RMI,
    EVENTS,
    INFO,
    INSPECT,
    Command("login", "[OPTIONS] [SERVER]", "Log in to a Docker registry"),
    Command("logout", "[SERVER]", "Log out from a Docker registry"),
    Command(
        "search",
        "[OPTIONS] TERM",
        "Search the Docker Hub for images",
        instead="docker pull of a name that is not there lists the images there are",
    ),
    VERSION,
)
SYSTEM = (
    Command(
        "df",
        "[OPTIONS]",
        "Show docker disk usage",
        NONE,
        usage.disk_usage,
        (
            Option("format", "string", "Pretty-print images using a Go template"),
            Option("verbose", "bool", "Show detailed information on space usage", short="v"),
        ),
    ),
    EVENTS,
    INFO,
    Command(
        "prune",
        "[OPTIONS]",
        "Remove unused data",
        NONE,
        usage.prune,
        (
            Option("all", "bool", "Remove all unused images not just dangling ones", short="a"),
            Option("filter", "filter", "Provide filter values (e.g. 'label=<key>=<value>')"),
            Option("force", "bool", "Do not prompt for confirmation", short="f"),
            Option("volumes", "bool", "Prune volumes"),
        ),
    ),
)
ABSENT = {
    "builder": "Manage builds",
    "completion": "Generate the autocompletion script for the specified shell",
    "context": "Manage contexts",
    "manifest": "Manage Docker image manifests and manifest lists",
    "plugin": "Manage plugins",
    "trust": "Manage trust on Docker images",
}
PLUGINS = ("buildx", "compose", "scan", "app", "scout")  # commands that Docker gets from plug-ins
ROOT = Group(
    "",
    "A self-sufficient runtime for containers",
    COMMANDS,
    (
        Group("container", "Manage containers", (*containers.BOTH, *containers.GROUPED)),
        Group("image", "Manage images", (*images.BOTH, *images.GROUPED)),
        Group("config", "Manage Docker configs", CONFIGS),
        Group("network", "Manage networks", NETWORKS),
        Group("node", "Manage Swarm nodes", NODES),
        Group("secret", "Manage Docker secrets", SECRETS),
        Group("service", "Manage services", SERVICES),
        Group("stack", "Manage Docker stacks", STACKS, options=OF_ALL),
        Group("swarm", "Manage Swarm", SWARM),
        Group("system", "Manage Docker", SYSTEM),
        Group("volume", "Manage volumes", VOLUMES),
        *(Group(name, short) for name, short in ABSENT.items()),
    ),
    OPTIONS,
)
