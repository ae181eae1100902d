"""Commands about containers."""

from __future__ import annotations

from dockernet_sim.shell.docker import checks as check
from dockernet_sim.shell.docker.command import ANY, NONE, ONE, ONE_OR_TWO, SOME, TWO, TWO_OR_MORE, Command
from dockernet_sim.shell.docker.pflag import IGNORED, Option
from dockernet_sim.shell.docker.table.functions import (
    attach,
    copy,
    exec,
    images,
    inspect,
    lifecycle,
    listing,
    logs,
    run,
    update,
    usage,
)
from dockernet_sim.shell.docker.table.run_options import CREATE_OPTIONS, RUN_OPTIONS, UPDATE_OPTIONS

CONTAINERS = "CONTAINER [CONTAINER...]"
MORE = f"[OPTIONS] {CONTAINERS}"
KEYS = Option("detach-keys", "string", "Override the key sequence for detaching a container", effect=IGNORED)
FORMAT = Option("format", "string", "Format the output using the given Go template", short="f")
PRUNE = (
    Option("filter", "filter", "Provide filter values (e.g. 'until=<timestamp>')"),
    Option("force", "bool", "Do not prompt for confirmation", short="f"),
)

PS_OPTIONS = (
    Option("all", "bool", "Show all containers (default shows just running)", short="a"),
    Option("filter", "filter", "Filter output based on conditions provided", short="f"),
    Option("format", "string", "Pretty-print containers using a Go template"),
    Option("last", "int", "Show n last created containers (includes all states)", short="n", default="-1"),
    Option("latest", "bool", "Show the latest created container (includes all states)", short="l"),
    Option("no-trunc", "bool", "Don't truncate output"),
    Option("quiet", "bool", "Only display container IDs", short="q"),
    Option("size", "bool", "Display total file sizes", short="s"),
)

WHEN = "(e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)"

BOTH = (
    Command(
        "attach",
        "[OPTIONS] CONTAINER",
        "Attach local standard input, output, and error streams to a running container",
        ONE,
        attach.attach,
        (
            KEYS,
            Option("no-stdin", "bool", "Do not attach STDIN"),
            Option("sig-proxy", "bool", "Proxy all received signals to the process", default="true"),
        ),
    ),
    Command(
        "commit",
        "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
        "Create a new image from a container's changes",
        ONE_OR_TWO,
        images.commit,
        (
            Option("author", "string", 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")', short="a"),
            Option("change", "list", "Apply Dockerfile instruction to the created image", short="c"),
            Option("message", "string", "Commit message", short="m"),
            Option("pause", "bool", "Pause container during commit", short="p", default="true", effect=IGNORED),
        ),
    ),
    Command(
        "cp",
        "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
        "Copy files/folders between a container and the local filesystem",
        TWO,
        copy.copy,
        (
            Option("archive", "bool", "Archive mode (copy all uid/gid information)", short="a", effect=IGNORED),
            Option("follow-link", "bool", "Always follow symbol link in SRC_PATH", short="L", effect=IGNORED),
        ),
        long=(
            "Copy files/folders between a container and the local filesystem\n\nUse '-' as the source to read a tar archive from "  # noqa: E501
            "stdin\nand extract it to a directory destination in a container.\nUse '-' as the destination to stream a tar archive "  # noqa: E501
            "of a\ncontainer source to stdout."
        ),
    ),
    Command(
        "create",
        "[OPTIONS] IMAGE [COMMAND] [ARG...]",
        "Create a new container",
        SOME,
        run.create,
        CREATE_OPTIONS,
        interspersed=False,
    ),
    Command("diff", "CONTAINER", "Inspect changes to files or directories on a container's filesystem"),
    Command(
        "exec",
        "[OPTIONS] CONTAINER COMMAND [ARG...]",
        "Run a command in a running container",
        TWO_OR_MORE,
        exec.execute,
        (
            Option("detach", "bool", "Detached mode: run command in the background", short="d"),
            KEYS,
            Option("env", "list", "Set environment variables", short="e", check=check.environment),
            Option("env-file", "list", "Read in a file of environment variables"),
            Option("interactive", "bool", "Keep STDIN open even if not attached", short="i"),
            Option("privileged", "bool", "Give extended privileges to the command"),
            Option("tty", "bool", "Allocate a pseudo-TTY", short="t"),
            Option("user", "string", "Username or UID (format: <name|uid>[:<group|gid>])", short="u"),
            Option("workdir", "string", "Working directory inside the container", short="w"),
        ),
        interspersed=False,
    ),
    Command("export", "[OPTIONS] CONTAINER", "Export a container's filesystem as a tar archive"),
    Command(
        "kill",
        MORE,
        "Kill one or more running containers",
        SOME,
        lifecycle.kill,
        (Option("signal", "string", "Signal to send to the container", short="s", default='"KILL"'),),
    ),
    Command(
        "logs",
        "[OPTIONS] CONTAINER",
        "Fetch the logs of a container",
        ONE,
        logs.logs,
        (
            Option("details", "bool", "Show extra details provided to logs", effect=IGNORED),
            Option("follow", "bool", "Follow log output", short="f"),
            Option("since", "string", f"Show logs since timestamp {WHEN}"),
            Option("tail", "string", "Number of lines to show from the end of the logs", short="n", default='"all"'),
            Option("timestamps", "bool", "Show timestamps", short="t"),
            Option("until", "string", f"Show logs before a timestamp {WHEN}"),
        ),
    ),
    Command("pause", CONTAINERS, "Pause all processes within one or more containers", SOME, lifecycle.pause),
    Command(
        "port",
        "CONTAINER [PRIVATE_PORT[/PROTO]]",
        "List port mappings or a specific mapping for the container",
        ONE_OR_TWO,
        listing.port,
    ),
    Command("rename", "CONTAINER NEW_NAME", "Rename a container", TWO, lifecycle.rename),
    Command(
        "restart",
        MORE,
        "Restart one or more containers",
        SOME,
        lifecycle.restart,
        (Option("time", "int", "Seconds to wait for stop before killing the container", short="t", default="10"),),
    ),
    Command(
        "rm",
        MORE,
        "Remove one or more containers",
        SOME,
        lifecycle.remove,
        (
            Option("force", "bool", "Force the removal of a running container (uses SIGKILL)", short="f"),
            Option("link", "bool", "Remove the specified link", short="l"),
            Option("volumes", "bool", "Remove anonymous volumes associated with the container", short="v"),
        ),
    ),
    Command(
        "run",
        "[OPTIONS] IMAGE [COMMAND] [ARG...]",
        "Run a command in a new container",
        SOME,
        run.run,
        RUN_OPTIONS,
        interspersed=False,
    ),
    Command(
        "start",
        MORE,
        "Start one or more stopped containers",
        SOME,
        run.start,
        (
            Option("attach", "bool", "Attach STDOUT/STDERR and forward signals", short="a"),
            KEYS,
            Option("interactive", "bool", "Attach container's STDIN", short="i"),
            Option("checkpoint", "string", "Restore from this checkpoint", hidden=True, needs="experimental"),
            Option("checkpoint-dir", "string", hidden=True, needs="experimental"),
        ),
    ),
    Command(
        "stats",
        "[OPTIONS] [CONTAINER...]",
        "Display a live stream of container(s) resource usage statistics",
        ANY,
        usage.stats,
        (
            Option("all", "bool", "Show all containers (default shows just running)", short="a"),
            Option("format", "string", "Pretty-print images using a Go template"),
            Option("no-stream", "bool", "Disable streaming stats and only pull the first result"),
            Option("no-trunc", "bool", "Do not truncate output"),
        ),
    ),
    Command(
        "stop",
        MORE,
        "Stop one or more running containers",
        SOME,
        lifecycle.stop,
        (Option("time", "int", "Seconds to wait for stop before killing it", short="t", default="10"),),
    ),
    Command(
        "top",
        "CONTAINER [ps OPTIONS]",
        "Display the running processes of a container",
        SOME,
        listing.top,
        interspersed=False,
    ),
    Command("unpause", CONTAINERS, "Unpause all processes within one or more containers", SOME, lifecycle.unpause),
    Command("update", MORE, "Update configuration of one or more containers", SOME, update.update, UPDATE_OPTIONS),
    Command(
        "wait", CONTAINERS, "Block until one or more containers stop, then print their exit codes", SOME, lifecycle.wait
    ),
)
PS = Command("ps", "[OPTIONS]", "List containers", NONE, listing.ps, PS_OPTIONS)
GROUPED = (
    Command("ls", "[OPTIONS]", "List containers", NONE, listing.ps, PS_OPTIONS, aliases=("ps", "list")),
    Command(
        "inspect",
        MORE,
        "Display detailed information on one or more containers",
        SOME,
        inspect.inspect_containers,
        (FORMAT, Option("size", "bool", "Display total file sizes", short="s")),
    ),
    Command("prune", "[OPTIONS]", "Remove all stopped containers", NONE, lifecycle.prune, PRUNE),
)
