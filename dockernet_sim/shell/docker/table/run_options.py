"""The options of ``docker run`` and ``docker create``, all that the real ones have."""

from __future__ import annotations

from dockernet_sim.shell.docker import checks as check
from dockernet_sim.shell.docker import limits, mounts
from dockernet_sim.shell.docker.kinds import read_swap
from dockernet_sim.shell.docker.pflag import IGNORED, Option

CGROUPNS = (
    "Cgroup namespace to use (host|private)\n"
    "'host':    Run the container in the Docker host's cgroup namespace\n"
    "'private': Run the container in its own private cgroup namespace\n"
    "'':        Use the cgroup namespace as configured by the\n"
    "           default-cgroupns-mode option on the daemon (default)"
)
IO_BANDWIDTH = "Maximum IO bandwidth limit for the system drive (Windows only)"
BOTH: tuple[Option, ...] = (
    Option("add-host", "list", "Add a custom host-to-IP mapping (host:ip)", check=check.add_host),
    Option("attach", "list", "Attach to STDIN, STDOUT or STDERR", short="a", check=check.attach),
    Option(
        "blkio-weight",
        "uint16",
        "Block IO (relative weight), between 10 and 1000, or 0 to disable",
        default="0",
        effect=IGNORED,
    ),
    Option(
        "blkio-weight-device", "list", "Block IO weight (relative device weight)", default="[]", check=limits.weight
    ),
    Option("cap-add", "list", "Add Linux capabilities"),
    Option("cap-drop", "list", "Drop Linux capabilities"),
    Option("cgroup-parent", "string", "Optional parent cgroup for the container", effect=IGNORED),
    Option("cgroupns", "string", CGROUPNS, effect=IGNORED),
    Option("cidfile", "string", "Write the container ID to the file"),
    Option("cpu-period", "int", "Limit CPU CFS (Completely Fair Scheduler) period", effect=IGNORED),
    Option("cpu-quota", "int", "Limit CPU CFS (Completely Fair Scheduler) quota", effect=IGNORED),
    Option("cpu-rt-period", "int", "Limit CPU real-time period in microseconds", effect=IGNORED),
    Option("cpu-rt-runtime", "int", "Limit CPU real-time runtime in microseconds", effect=IGNORED),
    Option("cpu-shares", "int", "CPU shares (relative weight)", short="c", effect=IGNORED),
    Option("cpus", "decimal", "Number of CPUs", effect=IGNORED),
    Option("cpuset-cpus", "string", "CPUs in which to allow execution (0-3, 0,1)", effect=IGNORED),
    Option("cpuset-mems", "string", "MEMs in which to allow execution (0-3, 0,1)", effect=IGNORED),
    Option("device", "list", "Add a host device to the container"),
    Option("device-cgroup-rule", "list", "Add a rule to the cgroup allowed devices list", check=limits.cgroup_rule),
    Option(
        "device-read-bps", "list", "Limit read rate (bytes per second) from a device", default="[]", check=limits.rate
    ),
    Option(
        "device-read-iops",
        "list",
        "Limit read rate (IO per second) from a device",
        default="[]",
        check=limits.per_second,
    ),
    Option(
        "device-write-bps", "list", "Limit write rate (bytes per second) to a device", default="[]", check=limits.rate
    ),
    Option(
        "device-write-iops",
        "list",
        "Limit write rate (IO per second) to a device",
        default="[]",
        check=limits.per_second,
    ),
    Option("disable-content-trust", "bool", "Skip image verification", default="true", effect=IGNORED),
    Option("dns", "list", "Set custom DNS servers", check=check.ip_address),
    Option("dns-option", "list", "Set DNS options"),
    Option("dns-search", "list", "Set custom DNS search domains", check=check.dns_search),
    Option("domainname", "string", "Container NIS domain name"),
    Option("entrypoint", "string", "Overwrite the default ENTRYPOINT of the image"),
    Option("env", "list", "Set environment variables", short="e", check=check.environment),
    Option("env-file", "list", "Read in a file of environment variables"),
    Option("expose", "list", "Expose a port or a range of ports"),
    Option("gpus", "gpu-request", "GPU devices to add to the container ('all' to pass all GPUs)", check=limits.gpus),
    Option("group-add", "list", "Add additional groups to join"),
    Option("health-cmd", "string", "Command to run to check health"),
    Option("health-interval", "duration", "Time between running the check (ms|s|m|h)", default="0s"),
    Option("health-retries", "int", "Consecutive failures needed to report unhealthy"),
    Option(
        "health-start-period",
        "duration",
        "Start period for the container to initialize before starting health-retries countdown (ms|s|m|h)",
        default="0s",
    ),
    Option("health-timeout", "duration", "Maximum time to allow one check to run (ms|s|m|h)", default="0s"),
    Option("hostname", "string", "Container host name", short="h"),
    Option("init", "bool", "Run an init inside the container that forwards signals and reaps processes"),
    Option("interactive", "bool", "Keep STDIN open even if not attached", short="i"),
    Option("ip", "string", "IPv4 address (e.g., 172.30.100.104)"),
    Option("ip6", "string", "IPv6 address (e.g., 2001:db8::33)"),
    Option("ipc", "string", "IPC mode to use"),
    Option("isolation", "string", "Container isolation technology"),
    Option("kernel-memory", "bytes", "Kernel memory limit", effect=IGNORED),
    Option("label", "list", "Set meta data on a container", short="l", check=check.label),
    Option("label-file", "list", "Read in a line delimited file of labels"),
    Option("link", "list", "Add link to another container", check=check.link),
    Option("link-local-ip", "list", "Container IPv4/IPv6 link-local addresses"),
    Option("log-driver", "string", "Logging driver for the container"),
    Option("log-opt", "list", "Log driver options"),
    Option("mac-address", "string", "Container MAC address (e.g., 92:d0:c6:0a:29:33)"),
    Option("memory", "bytes", "Memory limit", short="m", effect=IGNORED),
    Option("memory-reservation", "bytes", "Memory soft limit", effect=IGNORED),
    Option(
        "memory-swap",
        "bytes",
        "Swap limit equal to memory plus swap: '-1' to enable unlimited swap",
        check=read_swap,
        effect=IGNORED,
    ),
    Option("memory-swappiness", "int", "Tune container memory swappiness (0 to 100)", default="-1", effect=IGNORED),
    Option("mount", "mount", "Attach a filesystem mount to the container", check=mounts.mount),
    Option("name", "string", "Assign a name to the container"),
    Option("network", "network", "Connect a container to a network", check=check.network),
    Option("network-alias", "list", "Add network-scoped alias for the container"),
    Option("no-healthcheck", "bool", "Disable any container-specified HEALTHCHECK"),
    Option("oom-kill-disable", "bool", "Disable OOM Killer", effect=IGNORED),
    Option("oom-score-adj", "int", "Tune host's OOM preferences (-1000 to 1000)", effect=IGNORED),
    Option("pid", "string", "PID namespace to use"),
    Option("pids-limit", "int", "Tune container pids limit (set -1 for unlimited)", effect=IGNORED),
    Option("platform", "string", "Set platform if server is multi-platform capable"),
    Option("privileged", "bool", "Give extended privileges to this container"),
    Option("publish", "list", "Publish a container's port(s) to the host", short="p"),
    Option("publish-all", "bool", "Publish all exposed ports to random ports", short="P"),
    Option("read-only", "bool", "Mount the container's root filesystem as read only"),
    Option("restart", "string", "Restart policy to apply when a container exits", default='"no"'),
    Option("rm", "bool", "Automatically remove the container when it exits"),
    Option("runtime", "string", "Runtime to use for this container"),
    Option("security-opt", "list", "Security Options"),
    Option("shm-size", "bytes", "Size of /dev/shm", effect=IGNORED),
    Option("stop-signal", "string", "Signal to stop a container", default='"SIGTERM"'),
    Option("stop-timeout", "int", "Timeout (in seconds) to stop a container"),
    Option("storage-opt", "list", "Storage driver options for the container"),
    Option("sysctl", "map", "Sysctl options", default="map[]", check=check.sysctl),
    Option("tmpfs", "list", "Mount a tmpfs directory"),
    Option("tty", "bool", "Allocate a pseudo-TTY", short="t"),
    Option("ulimit", "ulimit", "Ulimit options", default="[]", check=limits.ulimit),
    Option("user", "string", "Username or UID (format: <name|uid>[:<group|gid>])", short="u"),
    Option("userns", "string", "User namespace to use", effect=IGNORED),
    Option("uts", "string", "UTS namespace to use"),
    Option("volume", "list", "Bind mount a volume", short="v"),
    Option("volume-driver", "string", "Optional volume driver for the container"),
    Option("volumes-from", "list", "Mount volumes from the specified container(s)"),
    Option("workdir", "string", "Working directory inside the container", short="w"),
    Option("help", "bool", "Print usage"),
    Option("cpu-count", "int", "CPU count (Windows only)", hidden=True, needs="windows"),
    Option("cpu-percent", "int", "CPU percent (Windows only)", hidden=True, needs="windows"),
    Option("io-maxbandwidth", "bytes", IO_BANDWIDTH, hidden=True, needs="windows"),
    Option(
        "io-maxiops", "uint", "Maximum IOps limit for the system drive (Windows only)", hidden=True, needs="windows"
    ),
    Option("net", "network", "Connect a container to a network", check=check.network, hidden=True, into="network"),
    Option("net-alias", "list", "Add network-scoped alias for the container", hidden=True, into="network-alias"),
    Option("dns-opt", "list", "Set DNS options", hidden=True, into="dns-option"),
)


def pull(work: str) -> Option:
    """``--pull``, whose help says what it comes before."""
    return Option("pull", "string", f'Pull image before {work} ("always"|"missing"|"never")', default='"missing"')


CREATE_OPTIONS = (*BOTH, pull("creating"))
RUN_OPTIONS = (
    *BOTH,
    pull("running"),
    Option("detach", "bool", "Run container in background and print container ID", short="d"),
    Option("detach-keys", "string", "Override the key sequence for detaching a container", effect=IGNORED),
    Option("sig-proxy", "bool", "Proxy received signals to the process", default="true"),
)
UPDATED = (
    "blkio-weight", "cpu-period", "cpu-quota", "cpu-rt-period", "cpu-rt-runtime", "cpu-shares", "cpus", "cpuset-cpus",
    "cpuset-mems",
    "kernel-memory", "memory", "memory-reservation", "memory-swap", "pids-limit",
)  # fmt: skip
UPDATE_OPTIONS = (
    *(option for option in BOTH if option.name in UPDATED),
    Option("restart", "string", "Restart policy to apply when a container exits"),
)
