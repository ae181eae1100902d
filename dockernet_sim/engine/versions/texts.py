"""What later releases say where they refuse:
by code, those texts that changed, each since the release that names the table."""

from collections.abc import Mapping
from types import MappingProxyType

from dockernet_sim.engine.errors import BadRequest, Conflict, Forbidden, NotFound, ServerError
from dockernet_sim.engine.refusals import PORT_FILTER, Text

TEXTS_26: Mapping[str, Text] = MappingProxyType(
    {
        "bad-filter": (BadRequest, "invalid filter '{key}'"),
        "bad-signal": (BadRequest, "cannot kill container: {container}: invalid signal: {text}"),
        "no-such-signal": (
            BadRequest,
            "cannot kill container: {container}: the linux daemon does not support signal {text}",
        ),
        "bad-stop-signal": (BadRequest, "invalid signal: {text}"),
        "bad-filter-value": (BadRequest, "invalid filter '{key}'"),
        "bad-exited": (BadRequest, "invalid filter 'exited={value}': {why}"),
        "bad-health": (BadRequest, "unrecognized filter value for health: {value}"),
        "port-filter-empty": (ServerError, f"{PORT_FILTER} empty string specified for ports"),
        "port-filter-range": (ServerError, f"{PORT_FILTER} invalid range specified for port: {{value}}"),
        "network-without-name": (BadRequest, "invalid name: {name}"),
        "no-such-runtime": (BadRequest, "unknown or invalid runtime name: {name}"),
        "upper-case": (BadRequest, "invalid reference format: repository name ({path}) must be lowercase"),
        "bad-subnet": (BadRequest, "invalid network config:\ninvalid subnet {subnet}: invalid CIDR block notation"),
        "no-addresses": (Forbidden, "no available addresses on this pool"),
        "address-elsewhere": (BadRequest, "no configured subnet or ip-range contain the IP address {address}"),
        "endpoint-settings": (BadRequest, "invalid endpoint settings:\n{why}"),
        "network-config": (BadRequest, "invalid config for network {network}: {why}"),
        "container-running": (
            Conflict,
            'cannot remove container "{full_name}": {why}',
        ),
        "not-running": (Conflict, "container {id} is not running"),
        "retry-count": (
            BadRequest,
            "invalid restart policy: maximum retry count can only be used with 'on-failure'{also}",
        ),
        "retry-negative": (BadRequest, "invalid restart policy: maximum retry count cannot be negative"),
        "bad-restart-policy": (
            BadRequest,
            "invalid restart policy: unknown policy '{name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'",  # noqa: E501
        ),
    }
)
TEXTS_28: Mapping[str, Text] = MappingProxyType(
    {
        "oci-exec-cwd": (ServerError, "OCI runtime exec failed: exec failed: Cwd must be an absolute path"),
        "bad-cpus": (BadRequest, "range of CPUs is from {range}"),
        "bad-isolation": (BadRequest, "invalid isolation ({name}): linux only supports 'default'"),
        "bad-filter-value": (BadRequest, "invalid filter '{key}': {why}"),
        "bad-health": (BadRequest, "invalid filter 'health={value}': {why}"),
        "bad-container-mode": (BadRequest, "invalid network mode: invalid container format container:<name|id>"),
        "network-without-name": (BadRequest, "invalid name: name is empty"),
        "pool-exhausted": (NotFound, "all predefined address pools have been fully subnetted"),
        "pool-overlaps": (Forbidden, "invalid pool request: Pool overlaps with other one on this address space"),
        "network-in-use": (
            Forbidden,
            "error while removing network: network {name} has active endpoints ({endpoints})",
        ),
        "connect-host": (
            BadRequest,
            "cannot connect container to host network - container must be created in host network mode",
        ),
        "disconnect-host": (
            BadRequest,
            "cannot disconnect container from host network - container was created in host network mode",
        ),
        "container-running": (
            Conflict,
            'cannot remove container "{name}": {why}',
        ),
        "donor-stopped": (
            Conflict,
            "cannot join network namespace of a non running container: container {short} is {state}",
        ),
        "donor-itself": (ServerError, "cannot join own network namespace"),
        "donor-missing": (NotFound, "joining network namespace of container: No such container: {name}"),
        "link-off-default": (ServerError, "container {id} not attached to default bridge network"),
        "oci-create": (
            ServerError,
            (
                "failed to create task for container: failed to create shim task: OCI runtime create failed: runc "
                "create failed: {why}"
            ),
        ),
        "oci-start": (ServerError, "unable to start container process: error during container init: {why}"),
        "oci-sysctl": (
            ServerError,
            "unable to start container process: error during container init: open sysctl {name} file: unsafe procfs detected: "  # noqa: E501
            "openat2 fsmount:fscontext:proc/./sys/{path}: {why}",
        ),
        "oci-exec": (ServerError, "OCI runtime exec failed: exec failed: unable to start container process: {why}"),
        "network-failed": (ServerError, "failed to set up container networking: {why}"),
    }
)
TEXTS_29: Mapping[str, Text] = MappingProxyType(
    {
        "no-such-group": (ServerError, "unable to find group {name}: no matching entries in group file"),
        "no-gpu": (ServerError, "failed to discover GPU vendor from CDI: no known GPU vendor found"),
        "port-filter-empty": (ServerError, f"{PORT_FILTER} invalid port range: value is empty"),
        "port-filter-range": (ServerError, f"{PORT_FILTER} invalid port range: {{value}}"),
        "port-filter-number": (ServerError, f"{PORT_FILTER} invalid {{end}} port '{{text}}': {{why}}"),
        "kill-failed": (ServerError, "cannot kill container: {name}: {why}"),
        "paused-already": (Conflict, "container {id} is already paused"),
        "port-bound": (ServerError, "failed to bind host port {shown}:{port}/{proto}: {errno}"),
        "port-bound-proxy": (ServerError, "failed to bind host port {shown}:{port}/{proto}: {errno}"),
        "port-no-socket": (ServerError, "failed to create socket for {shown}:{port}/{proto}: {errno}"),
        "address-elsewhere": (BadRequest, "no configured subnet contains IP address {address}"),
        "needs-user-network": (BadRequest, "user-specified IP address is supported on user-defined networks only"),
        "alias-needs-user-network": (
            BadRequest,
            "network-scoped aliases are only supported for user-defined networks",
        ),
    }
)
