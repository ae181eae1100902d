"""What later clients say otherwise than the oldest one,
by the names of :data:`~dockernet_sim.shell.docker.words.WORDS`."""

from collections.abc import Mapping
from types import MappingProxyType

HELP = "\n\nRun '{path} --help' for more information"
NO_SOCKET = (
    "failed to connect to the docker API at {host}; check if the path is correct and if the daemon is running: dial unix "
    "{socket}: connect: no such file or directory"
)

WORDS_26: Mapping[str, str] = MappingProxyType(
    {
        "pull-option": 'invalid pull option: \'{word}\': must be one of "always", "missing" or "never"',
        "prune-declined": "",
        "no-context": (
            'Failed to initialize: unable to resolve docker endpoint: context "{name}": context not found: open '
            "/root/.docker/contexts/meta/{folder}/meta.json: no such file or directory"
        ),
        "wait-canceled": "",
        "prune-volumes": "WARNING! This will remove anonymous local volumes not used by at least one container.",
        "prune-all-volumes": "all anonymous volumes not used by at least one container",
        "prune-cache": "unused build cache",
        "upper-case": "invalid reference format: repository name ({path}) must be lowercase",
        "no-such": "Error response from daemon: {text}",
        "no-public-port": "Error: No public port '{asked}' published for {name}",
        "node-pretty": "cannot supply extra formatting options to the pretty template",
        "port-none": "no port specified: {spec}<empty>",
        "port-number": "invalid {what}: {text}",
        "port-ranges": "invalid ranges specified for container and host Ports: {container} and {host}",
        "port-proto": "invalid proto: {proto}",
        "port-ip": "invalid IP address: {text}",
        "port-ip-colons": "invalid IP address: {text}",
        "expose-range": "invalid range format for --expose: {spec}, error: {later_why}",
        "restart-format": "invalid restart policy format: maximum retry count must be an integer",
        "restart-count": "invalid restart policy format: maximum retry count must be an integer",
        "info-failed": "ERROR: {text}\nerrors pretty printing info",
    }
)
WORDS_28: Mapping[str, str] = MappingProxyType(
    {
        **WORDS_26,
        "unknown-command": "docker: unknown command: docker {word}\n\nRun 'docker --help' for more information",
        "root-flag": (
            "{problem}\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n\nRun 'docker --help' for more information"
        ),
        "group-flag": "{problem}\n\nUsage:  {path}" + HELP,
        "group-command": "docker: unknown command: {path} {word}\n\nUsage:  {path}" + HELP,
        "flag": "{problem}\n\nUsage:  {usage}" + HELP,
        "count": "docker: '{path}' {complaint}\n\nUsage:  {usage}\n\n{verb} '{path} --help' for more information",
        "count-exactly": "requires {least}",
        "info-failed": "{text}",
        "run": "docker: {text}\n\nRun 'docker {name} --help' for more information",
        "run-start": "docker: {text}\n\nRun 'docker {name} --help' for more information",
        "bad-type": (
            'unknown type: "{type}": must be one of "config", "container", "image", "network", "node", "plugin", '
            '"secret", "service", "task", "volume"'
        ),
        "no-name": "container name cannot be empty",
        "empty": "invalid {kind} name or ID: value is empty",
        "network-rm-failed": "exit status 1",
        "restart-and-rm": "conflicting options: cannot specify both --restart and --rm",
        "attach-and-detach": "conflicting options: cannot specify both --attach and --detach",
    }
)
WORDS_29: Mapping[str, str] = MappingProxyType(
    {
        **WORDS_28,
        "no-socket": NO_SOCKET,
        "count-most-verb": "Run",
        "bad-reference": 'error parsing reference: "{name}" is not a valid repository/tag: {why}',
        "volume-twice": "conflicting options: cannot specify a volume-name through both --name and as a positional arg",
        "time-twice": "conflicting options: cannot specify both --timeout and --time",
        "expose-range": "invalid range format for --expose: {latest_why}",
        "private-port": "invalid port '{text}': {bare}",
        "attach-stopped": "cannot attach to a stopped container, start it first",
        "attach-paused": "cannot attach to a paused container, unpause it first",
        "attach-restarting": "cannot attach to a restarting container, wait until it is running",
        "no-object": "error: no such object: {name}",
        "no-public-port": "no public port '{asked}' published for {name}",
        "start-failed": "failed to start containers: {names}",
        "rename-empty": "failed to rename container: {which}",
        "rename-failed": "failed to rename container: {problem}",
        "not-tty": "cannot attach stdin to a TTY-enabled container because stdin is not a terminal",
    }
)
