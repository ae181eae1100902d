"""Commands about volumes."""

from __future__ import annotations

from dockernet_sim.shell.docker import checks as check
from dockernet_sim.shell.docker.command import NONE, OPTIONAL, SOME, Command
from dockernet_sim.shell.docker.pflag import Option
from dockernet_sim.shell.docker.table.containers import FORMAT
from dockernet_sim.shell.docker.table.functions import inspect, volumes

VOLUMES = (
    Command(
        "create",
        "[OPTIONS] [VOLUME]",
        "Create a volume",
        OPTIONAL,
        volumes.create,
        (
            Option("driver", "string", "Specify volume driver name", short="d", default='"local"'),
            Option("label", "list", "Set metadata for a volume", check=check.label),
            Option("name", "string", "Specify volume name", hidden=True),
            Option("opt", "map", "Set driver specific options", short="o", default="map[]"),
        ),
    ),
    Command(
        "inspect",
        "[OPTIONS] VOLUME [VOLUME...]",
        "Display detailed information on one or more volumes",
        SOME,
        inspect.inspect_volumes,
        (FORMAT,),
    ),
    Command(
        "ls",
        "[OPTIONS]",
        "List volumes",
        NONE,
        volumes.listing,
        (
            Option("filter", "filter", "Provide filter values (e.g. 'dangling=true')", short="f"),
            Option("format", "string", "Pretty-print volumes using a Go template"),
            Option("quiet", "bool", "Only display volume names", short="q"),
        ),
        aliases=("list",),
    ),
    Command(
        "prune",
        "[OPTIONS]",
        "Remove all unused local volumes",
        NONE,
        volumes.prune,
        (
            Option("filter", "filter", "Provide filter values (e.g. 'label=<label>')"),
            Option("force", "bool", "Do not prompt for confirmation", short="f"),
        ),
    ),
    Command(
        "rm",
        "[OPTIONS] VOLUME [VOLUME...]",
        "Remove one or more volumes",
        SOME,
        volumes.remove,
        (Option("force", "bool", "Force the removal of one or more volumes", short="f"),),
        aliases=("remove",),
    ),
)
