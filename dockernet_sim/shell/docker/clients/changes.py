"""Options and texts that changed between the oldest client and later ones, and the table of commands made from both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from dockernet_sim.shell.docker import checks as check
from dockernet_sim.shell.docker import limits, mounts
from dockernet_sim.shell.docker.command import Command, Group
from dockernet_sim.shell.docker.kinds import later_size, later_swap, read_swap
from dockernet_sim.shell.docker.pflag import IGNORED, MISSING, Option
from dockernet_sim.shell.docker.table.swarm import STACK_CONFIG

HOW = (
    "{head}\n'json':             Print in JSON format\n'TEMPLATE':         Print output using the given Go template.\n"
    "Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates"
)
JSON = HOW.format(head="Format output using a custom template:")
TABLE = HOW.format(
    head="Format output using a custom template:\n'table':            Print output in table format with column headers (default)\n"
    "'table TEMPLATE':   Print output in table format using the given Go template"
)
SWARM_ADDRESSES = {
    "advertise-addr": 'Advertised address (format: "<ip|interface>[:port]")',
    "availability": 'Availability of the node ("active", "pause", "drain")',
    "data-path-addr": 'Address or interface to use for data path traffic (format: "<ip|interface>")',
    "listen-addr": 'Listen address (format: "<ip|interface>[:port]")',
}
PLATFORM = 'Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'
GPUS = "GPU devices to add to the container ('all' to pass all GPUs)"
SIGNAL = Option("signal", "string", "Signal to send to the container", short="s", effect=MISSING)
TIMEOUT = Option("timeout", "int", "Seconds to wait before killing the container", short="t", into="time")


SIZES: Mapping[object, Callable[[str], int]] = {None: later_size, read_swap: later_swap}
"""How later clients read sizes, by what the oldest one reads them with."""


@dataclass(frozen=True)
class Change:
    """What is new about one command.

    Parameters
    ----------
    short, long : str
        What it does, where that is said otherwise now.
    helps : mapping
        New help texts, by option.
    adds : sequence of Option
        Options that came, or that replace one of the same name.
    gone : sequence of str
        Options that went.
    """

    short: str = ""
    helps: Mapping[str, str] = field(default_factory=dict)
    adds: tuple[Option, ...] = ()
    gone: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    use: str = ""

    def of(self, command: Command) -> Command:
        """The command with it."""
        added = {option.name for option in self.adds}
        kept = [option for option in command.options if option.name not in self.gone and option.name not in added]
        options = [
            replace(each, help=self.helps[each.name], default=_default(each, self.helps))
            for each in kept
            if each.name in self.helps
        ]
        options += [each for each in kept if each.name not in self.helps]
        options = [
            replace(each, check=SIZES.get(each.check, each.check)) if each.kind == "bytes" else each for each in options
        ]
        return replace(
            command,
            short=self.short or command.short,
            use=self.use or command.use,
            options=(*options, *self.adds),
            aliases=(*command.aliases, *self.aliases),
        )


def _default(option: Option, helps: Mapping[str, str]) -> str:
    return option.default if option.name not in ("signal", "stop-signal", "type") else ""


def _stop(command: str) -> Change:
    return Change(adds=(SIGNAL, TIMEOUT, Option("time", "int", hidden=True, deprecated="use --timeout instead")))


def both_changes(work: str) -> Change:
    """Those of run and create."""
    return Change(
        short="Create and run a new container from an image" if work == "running" else "",
        helps={
            "rm": "Automatically remove the container and its associated anonymous volumes when it exits",
            "stop-signal": "Signal to stop the container",
            "pull": f'Pull image before {work} ("always", {"" if work == "running" else "|"}"missing", "never")'
            .replace('|"missing"', '"|missing"'),
        },
        adds=(
            Option("annotation", "map", "Add an annotation to the container (passed through to the OCI runtime)",
                   default="map[]", effect=IGNORED),
            Option("health-start-interval", "duration",
                   "Time between running the check during the start period (ms|s|m|h)", default="0s", effect=MISSING),
            Option("quiet", "bool", "Suppress the pull output", short="q", effect=IGNORED),
            Option("use-api-socket", "bool", "Bind mount Docker API socket and required auth", effect=MISSING),
            Option("add-host", "list", "Add a custom host-to-IP mapping (host:ip)", check=check.later_add_host),
            Option("network", "network", "Connect a container to a network", check=check.later_network),
            Option("net", "network", "Connect a container to a network", check=check.later_network, hidden=True, into="network"),
            Option("sysctl", "map", "Sysctl options", default="map[]", check=check.later_sysctl),
            Option("gpus", "gpu-request", GPUS, check=limits.later_gpus),
            Option("device-read-bps", "list", "Limit read rate (bytes per second) from a device", default="[]",
                   check=limits.later_rate),
            Option("device-write-bps", "list", "Limit write rate (bytes per second) to a device", default="[]",
                   check=limits.later_rate),
            Option("dns", "list", "Set custom DNS servers", check=check.later_ip_address),
        ),
    )  # fmt: skip


_ORCHESTRATOR = Option("orchestrator", "string", hidden=True, effect=IGNORED, deprecated="option will be ignored")
_STACK = Change(adds=(_ORCHESTRATOR,), gone=("kubeconfig", "namespace", "all-namespaces"))
CHANGES: Mapping[str, Change] = {
    "run": both_changes("running"),
    "create": both_changes("creating"),
    "update": Change(),
    "exec": Change("Execute a command in a running container", {"user": 'Username or UID (format: "<name|uid>[:<group|gid>]")'}),
    "kill": Change(helps={"signal": "Signal to send to the container"}),
    "logs": Change(
        helps={
            "since": 'Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)',
            "until": 'Show logs before a timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)',
        }
    ),
    "restart": _stop("restart"),
    "stop": _stop("stop"),
    "start": Change(
        adds=(
            Option("checkpoint", "string", "Restore from this checkpoint", needs="experimental"),
            Option("checkpoint-dir", "string", "Use a custom checkpoint storage directory", needs="experimental"),
        )
    ),
    "stats": Change(helps={"format": TABLE}),
    "ps": Change(helps={"format": TABLE}),
    "container rm": Change(aliases=("remove",)),
    "container ls": Change(helps={"format": TABLE}),
    "history": Change(helps={"format": TABLE}),
    "pull": Change("Download an image from a registry"),
    "push": Change("Upload an image to a registry"),
    "images": Change(helps={"format": TABLE}),
    "image ls": Change(helps={"format": TABLE}),
    "search": Change("Search Docker Hub for images"),
    "login": Change("Authenticate to a registry"),
    "logout": Change("Log out from a registry"),
    "inspect": Change(helps={"format": JSON, "type": "Only inspect objects of the given type"}),
    "container inspect": Change(helps={"format": JSON}),
    "image inspect": Change(helps={"format": JSON}),
    "image prune": Change(helps={"filter": 'Provide filter values (e.g. "until=<timestamp>")'}),
    "container prune": Change(helps={"filter": 'Provide filter values (e.g. "until=<timestamp>")'}),
    "version": Change(helps={"format": JSON}, gone=("kubeconfig",)),
    "info": Change(helps={"format": JSON}),
    "node ls": Change(helps={"format": TABLE}),
    "node ps": Change(helps={"format": TABLE}),
    "node inspect": Change(helps={"format": JSON}),
    "service ls": Change(helps={"format": TABLE}),
    "secret ls": Change(helps={"format": TABLE}),
    "config ls": Change(helps={"format": TABLE}),
    "stack deploy": _STACK, "stack rm": _STACK,
    "stack ls": replace(_STACK, helps={"format": TABLE}),
    "stack ps": replace(_STACK, helps={"format": TABLE}), "stack services": replace(_STACK, helps={"format": TABLE}),
    "swarm init": Change(helps=SWARM_ADDRESSES),
    "swarm join": Change(helps=SWARM_ADDRESSES),
    "events": Change(helps={"format": JSON}),
    "system df": Change(helps={"format": TABLE}),
    "system prune": Change(helps={"filter": 'Provide filter values (e.g. "label=<key>=<value>")', "volumes": "Prune anonymous volumes"}),
    "network connect": Change(
        helps={"ip": 'IPv4 address (e.g., "172.30.100.104")', "ip6": 'IPv6 address (e.g., "2001:db8::33")'},
        adds=(
            Option(
                "gw-priority",
                "int",
                "Highest gw-priority provides the default gateway. Accepts positive and negative values.",
            ),
        ),
    ),
    "network create": Change(
        helps={"ipv6": "Enable or disable IPv6 address assignment"},
        adds=(Option("ipv4", "bool", "Enable or disable IPv4 address assignment", default="true"),),
    ),
    "network inspect": Change(helps={"format": JSON}),
    "network ls": Change(helps={"filter": 'Provide filter values (e.g. "driver=bridge")', "format": TABLE}),
    "network prune": Change(helps={"filter": 'Provide filter values (e.g. "until=<timestamp>")'}),
    "network rm": Change(
        adds=(Option("force", "bool", "Do not error if the network does not exist", short="f"),),
    ),
    "volume inspect": Change(helps={"format": JSON}),
    "volume ls": Change(
        helps={"filter": 'Provide filter values (e.g. "dangling=true")', "format": TABLE},
        adds=(Option("cluster", "bool", "Display only cluster volumes, and use cluster volume list formatting", effect=MISSING),),
    ),
    "volume prune": Change(
        "Remove unused local volumes",
        {"filter": 'Provide filter values (e.g. "label=<label>")'},
        (Option("all", "bool", "Remove all unused volumes, not just anonymous ones", short="a"),),
    ),
}  # fmt: skip


_KERNEL_MEMORY = Option(
    "kernel-memory", "bytes", hidden=True, effect=IGNORED, deprecated="and no longer supported by the kernel"
)
_UNTRUSTED = Option(
    "disable-content-trust", "bool", default="true", hidden=True, effect=IGNORED,
    deprecated="support for docker content trust was removed",
)  # fmt: skip


def _both_29(work: str) -> Change:
    """Those of run and create: addresses are read at once; what this daemon cannot do is not shown."""
    return Change(
        helps={"pull": f'Pull image before {work} ("always", "missing", "never")'},
        adds=(
            Option("ip", "ip", "IPv4 address (e.g., 172.30.100.104)"),
            Option("ip6", "ip", "IPv6 address (e.g., 2001:db8::33)"),
            Option("mount", "mount", "Attach a filesystem mount to the container", check=mounts.latest_mount),
            Option("network", "network", "Connect a container to a network", check=check.latest_network),
            Option(
                "net",
                "network",
                "Connect a container to a network",
                check=check.latest_network,
                hidden=True,
                into="network",
            ),
            _KERNEL_MEMORY,
            _UNTRUSTED,
        ),
    )


_IMAGES = Change(
    helps={"all": "Show all images (default hides intermediate and dangling images)"},
    adds=(Option("tree", "bool", "List multi-platform images as a tree (EXPERIMENTAL)"),),
)
_VARIANT = Option("platform", "strings", f"Remove only the given platform variant. {PLATFORM}", effect=MISSING)
_INSPECTED = Option(
    "platform",
    "string",
    "Inspect a specific platform of the multi-platform image.\nIf the image or the server is not multi-platform capable, the "
    "command will error out if the platform does not match.\n'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)",
    effect=MISSING,
)
CHANGES_29: Mapping[str, Change] = {
    "run": _both_29("running"),
    "create": _both_29("creating"),
    "start": Change(
        adds=(
            Option("checkpoint", "string", hidden=True, needs="experimental"),
            Option("checkpoint-dir", "string", hidden=True, needs="experimental"),
        )
    ),
    "update": Change(
        helps={
            "cpu-rt-period": "Limit the CPU real-time period in microseconds",
            "cpu-rt-runtime": "Limit the CPU real-time runtime in microseconds",
            "memory-swap": "Swap limit equal to memory plus swap: -1 to enable unlimited swap",
        },
        adds=(_KERNEL_MEMORY,),
    ),
    "cp": Change(
        helps={"follow-link": "Always follow symlinks in SRC_PATH"},
        adds=(
            Option(
                "quiet",
                "bool",
                "Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached",
                short="q",
                effect=IGNORED,
            ),
        ),
    ),
    "commit": Change(
        adds=(
            Option(
                "pause",
                "bool",
                short="p",
                default="true",
                hidden=True,
                effect=IGNORED,
                deprecated="and enabled by default. Use --no-pause to disable pausing during commit.",
            ),
            Option("no-pause", "bool", "Disable pausing container during commit", effect=IGNORED),
        )
    ),
    "images": _IMAGES,
    "image ls": _IMAGES,
    "rmi": Change(adds=(_VARIANT,)),
    "image rm": Change(adds=(_VARIANT,)),
    "image inspect": Change(adds=(_INSPECTED,)),
    "history": Change(
        adds=(Option("platform", "string", f"Show history for the given platform. {PLATFORM}", effect=MISSING),)
    ),
    "pull": Change(adds=(_UNTRUSTED,)),
    "volume ls": Change(adds=(Option("cluster", "bool", hidden=True, effect=MISSING),)),
    "network connect": Change(
        adds=(
            Option("ip", "ip", 'IPv4 address (e.g., "172.30.100.104")'),
            Option("ip6", "ip", 'IPv6 address (e.g., "2001:db8::33")'),
            Option("link-local-ip", "ipSlice", "Add a link-local address for the container", default="[]"),
        )
    ),
    "network create": Change(
        adds=(
            Option("gateway", "ipSlice", "IPv4 or IPv6 Gateway for the master subnet", default="[]"),
            Option("ip-range", "ipNetSlice", "Allocate container ip from a sub-range", default="[]"),
        )
    ),
}
"""What 29 changed since 28: options read as addresses."""
SHORTS = {"config": "Manage Swarm configs", "node": "Manage Swarm nodes", "secret": "Manage Swarm secrets",
          "service": "Manage Swarm services", "stack": "Manage Swarm stacks"}  # fmt: skip


def changed(root: Group, changes: Mapping[str, Change] = CHANGES) -> Group:
    """The table of a later client, made from the oldest one's."""

    def each(commands: Iterable[Command], find: Callable[[str], Change | None]) -> tuple[Command, ...]:
        return tuple(change.of(command) if (change := find(command.name)) else command for command in commands)

    def within(group: str) -> Callable[[str], Change | None]:
        return lambda name: (
            changes.get(f"{group} {name}") or (changes.get(name) if group in ("container", "image", "system") else None)
        )

    groups = tuple(
        replace(
            group,
            short=SHORTS.get(group.name, group.short),
            commands=(*each(group.commands, within(group.name)), *_came(group)),
            options=(_ORCHESTRATOR,) if group.options else (),
        )
        for group in root.groups
    )
    options = tuple(OPTIONS.get(option.name, option) for option in root.options)
    return replace(root, commands=each(root.commands, changes.get), groups=groups, options=options)


def _came(group: Group) -> tuple[Command, ...]:
    """What a group has in later clients only."""
    return (STACK_CONFIG,) if group.name == "stack" and group.find("config") is None else ()


OPTIONS = {
    "host": Option("host", "list", "Daemon socket to connect to", short="H"),
    "log-level": Option(
        "log-level", "string", 'Set the logging level ("debug", "info", "warn", "error", "fatal")', short="l",
        default='"info"', effect=IGNORED,
    ),
}  # fmt: skip
