"""What the client itself says when it refuses, by stable names: the oldest release's texts;
a later one gives those that changed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dockernet_sim.shell.docker.errors import CliError

WORDS: Mapping[str, str] = MappingProxyType(
    {
        # the command line
        "unknown-command": "docker: '{word}' is not a docker command.\nSee 'docker --help'",
        "unknown-topic": "unknown help topic: {topic}",
        "root-flag": "{problem}\nSee 'docker --help'.\n\n{help}",
        "group-flag": "{problem}\nSee '{path} --help'.\n{help}",
        "group-command": "{help}",
        "flag": "{problem}\nSee '{path} --help'.",
        "count": "\"{path}\" {complaint}.\nSee '{path} --help'.\n\nUsage:  {usage}\n\n{short}",
        "count-none": "accepts no arguments",
        "count-exactly": "requires exactly {least}",
        "count-least": "requires at least {least}",
        "count-most": "requires at most {most}",
        "count-between": "requires at least {number} and at most {most}",
        # what 28 begins the last line of it with, slips of the pen included
        "count-none-verb": "Run",
        "count-exactly-verb": "Run",
        "count-least-verb": "See",
        "count-most-verb": "SRun",
        "count-between-verb": "Run",
        # the daemon
        "daemon": "Error response from daemon: {text}",
        "no-daemon": "Cannot connect to the Docker daemon at {host}. Is the docker daemon running?",
        # the same where its socket is a file that is not there
        "no-socket": "Cannot connect to the Docker daemon at {host}. Is the docker daemon running?",
        "info-failed": "errors pretty printing info",
        # docker run: before anything was made, and when it does not start
        "run": "docker: {bare}.\nSee 'docker {name} --help'.",
        "run-start": "docker: {bare}.",
        # single commands
        "no-such": "Error: No such {kind}: {name}",
        "no-object": "Error: No such object: {name}",
        "no-public-port": "Error: No public port '{port}/{proto}' published for {name}",
        "no-context": 'unable to resolve docker endpoint: context "{name}" does not exist',
        "empty": "",
        "no-name": "Container name cannot be empty",
        "wait-canceled": "error waiting for container: context canceled",
        "start-failed": "Error: failed to start containers: {names}",
        "rename-empty": "Error: Neither old nor new names may be empty",
        "pull-option": "",
        "prune-declined": "Total reclaimed space: 0B",
        "prune-volumes": "WARNING! This will remove all local volumes not used by at least one container.",
        "prune-all-volumes": "all volumes not used by at least one container",
        "prune-cache": "all dangling build cache",
        "upper-case": "invalid reference format: repository name must be lowercase",
        "bad-reference": 'Error parsing reference: "{name}" is not a valid repository/tag: {why}',
        "volume-twice": "conflicting options: either specify --name or provide positional arg, not both",
        "time-twice": "",
        "not-tty": "the input device is not a TTY",
        "rename-failed": "{problem}\nError: failed to rename container named {old}",
        "network-rm-failed": "",
        "restart-and-rm": "Conflicting options: --restart and --rm",
        "restart-format": "invalid restart policy format",
        "restart-count": "maximum retry count must be an integer",
        "attach-and-detach": "Conflicting options: -a and -d",
        "attach-stopped": "You cannot attach to a stopped container, start it first",
        "attach-paused": "You cannot attach to a paused container, unpause it first",
        "attach-restarting": "You cannot attach to a restarting container, wait until it is running",
        "bad-type": '"{type}" is not a valid value for --type',
        # published ports
        "port-none": "No port specified: {spec}<empty>",
        "port-number": "Invalid {what}: {text}",
        "port-ranges": "Invalid ranges specified for container and host Ports: {container} and {host}",
        "port-proto": "Invalid proto: {proto}",
        "port-ip": "Invalid ip address: {text}",
        "port-ip-colons": "Invalid ip address {text}: address {text}:: too many colons in address",
        "expose-range": "invalid range format for --expose: {spec}, error: {why}",
        "private-port": "{why}",
        "node-pretty": "Cannot supply extra formatting options to the pretty template",
        "bad-subnet": "invalid subnet: invalid CIDR address: {subnet}",
    }
)


def cli_error(name: str, code: int = 1, /, **words: object) -> CliError:
    """The client's refusal of that name, to be raised; `words` fill its text, `code` is the exit code.

    >>> cli_error("no-object", name="x").text
    'Error: No such object: x'
    """
    return CliError(WORDS[name].format(**words), code, name, words)
