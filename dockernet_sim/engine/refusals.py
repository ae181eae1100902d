"""What the engine refuses, by stable codes: the kind of error and Docker's text.

The table holds the oldest release's texts; a later release gives those that changed. Readers (``why``) go by the code.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from types import MappingProxyType

from dockernet_sim.engine.errors import ApiError, BadRequest, Conflict, Forbidden, NotFound, ServerError

KEPT = 100  # refusals that an engine remembers
Text = tuple[type[ApiError], str]
"""(kind of error, its text as a format string)"""

PORT_FILTER = "error while looking up for {key} {value}:"
TEXTS: Mapping[str, Text] = MappingProxyType(
    {
        # pools and addresses
        "pool-exhausted": (
            NotFound,
            (
                "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the "
                "network"
            ),
        ),
        "no-ipv6-pool": (
            NotFound,
            (
                "could not find an available, non-overlapping IPv6 address pool among the defaults to assign to the "
                "network"
            ),
        ),
        "pool-overlaps": (Forbidden, "Pool overlaps with other one on this address space"),
        "bridge-conflict": (
            Forbidden,
            "cannot create network {id} ({bridge}): conflicts with network {other} ({other_bridge}): {why}",
        ),
        "address-taken": (Forbidden, "Address already in use"),
        "no-addresses": (Forbidden, "No available addresses on this pool"),
        "address-out-of-range": (BadRequest, "Requested address is out of range"),
        "address-elsewhere": (
            BadRequest,
            "Invalid address {address}: It does not belong to any of this network's subnets",
        ),
        "needs-subnet": (
            BadRequest,
            "user specified IP address is supported only when connecting to networks with user configured subnets",
        ),
        "needs-user-network": (BadRequest, "user specified IP address is supported on user defined networks only"),
        "bad-subnet": (ServerError, "Invalid subnet {subnet} : invalid CIDR address: {subnet}"),
        "endpoint-settings": (BadRequest, "{why}"),
        "network-config": (BadRequest, "{why}"),
        "endpoint-sysctl": (
            BadRequest,
            "unrecognised network interface sysctl '{text}'; represent 'net.X.Y.ethN.Z=V' as 'net.X.Y.IFNAME.Z=V', 'X' must be "  # noqa: E501
            "'ipv4', 'ipv6' or 'mpls'",
        ),
        "upper-case": (BadRequest, "invalid reference format: repository name must be lowercase"),
        # networks
        "network-without-name": (ServerError, "invalid name: {name}"),
        "network-exists": (Conflict, "network with name {name} already exists"),
        "network-in-use": (
            Forbidden,
            "error while removing network: network {name} id {id} has active endpoints",
        ),
        "configuration-in-use": (Forbidden, 'error while removing network: configuration network "{name}" is in use'),
        "endpoint-exists": (Forbidden, "endpoint with name {name} already exists in network {network}"),
        "no-such-driver": (NotFound, 'plugin "{name}" not found'),
        "no-such-network": (NotFound, "network {name} not found"),
        "alias-needs-user-network": (
            BadRequest,
            "network-scoped alias is supported only for containers in user defined networks",
        ),
        "connect-host": (
            BadRequest,
            "container cannot be disconnected from host network or connected to host network",
        ),
        "disconnect-host": (
            BadRequest,
            "container cannot be disconnected from host network or connected to host network",
        ),
        "several-networks": (BadRequest, "Container cannot be connected to network endpoints: {names}"),
        # ports
        "port-taken": (ServerError, "Bind for {ip}:{port} failed: port is already allocated"),
        "ports-taken": (ServerError, "all ports are allocated"),
        "port-bound-proxy": (ServerError, "Error starting userland proxy: {why}"),
        "port-bound": (ServerError, "{why}"),
        "port-no-socket": (ServerError, "Error starting userland proxy: {why}"),
        # runc
        "oci-create": (
            ServerError,
            "failed to create shim task: OCI runtime create failed: runc create failed: {why}: unknown",
        ),
        "oci-start": (ServerError, "unable to start container process: {why}"),
        "oci-sysctl": (
            ServerError,
            "unable to start container process: error during container init: {what} /proc/sys/{path}: {why}",
        ),
        "oci-exec": (
            ServerError,
            "OCI runtime exec failed: exec failed: unable to start container process: {why}: unknown",
        ),
        # requests
        "bad-filter": (BadRequest, "Invalid filter '{key}'"),
        "no-such-runtime": (BadRequest, "Unknown runtime specified {name}"),
        "bad-isolation": (BadRequest, "Invalid isolation: \"{name}\" - linux only supports 'default'"),
        "no-device-driver": (
            ServerError,
            'could not select device driver "{driver}" with capabilities: [{capabilities}]',
        ),
        "no-gpu": (ServerError, 'could not select device driver "{driver}" with capabilities: [{capabilities}]'),
        "bad-signal": (BadRequest, "Invalid signal: {text}"),
        "oci-exec-cwd": (ServerError, "OCI runtime exec failed: exec failed: Cwd must be an absolute path: unknown"),
        "bad-cpus": (BadRequest, "Range of CPUs is from {range}"),
        "no-such-group": (ServerError, "Unable to find group {name}: no matching entries in group file"),
        "bad-stop-signal": (BadRequest, "Invalid signal: {text}"),
        "no-such-signal": (
            BadRequest,
            "Cannot kill container: {container}: The linux daemon does not support signal {text}",
        ),
        "bad-filter-value": (BadRequest, "Invalid filter '{key}'"),
        "bad-exited": (ServerError, "{why}"),
        "bad-health": (BadRequest, "Unrecognised filter value for health: {value}"),
        "port-filter-empty": (ServerError, f"{PORT_FILTER} Empty string specified for ports."),
        "port-filter-range": (ServerError, f"{PORT_FILTER} Invalid range specified for the Port: {{value}}"),
        "port-filter-number": (ServerError, f"{PORT_FILTER} strconv.ParseUint: parsing {{quoted}}: {{why}}"),
        "bad-container-mode": (BadRequest, "Invalid network mode: invalid container format container:<name|id>"),
        "retry-count": (BadRequest, "maximum retry count cannot be used with restart policy '{name}'"),
        "retry-negative": (BadRequest, "maximum retry count cannot be negative"),
        "interface-sysctl": (
            BadRequest,
            'interface specific sysctl setting "{name}" must be supplied using driver option '
            "'com.docker.network.endpoint.sysctls'",
        ),
        "no-mode-network": (NotFound, "could not find a network matching network mode {mode}: {why}"),
        "bad-restart-policy": (BadRequest, "invalid restart policy '{name}'"),
        # containers
        "name-taken": (
            Conflict,
            'Conflict. The container name "{name}" is already in use by container "{owner}". You have to remove (or rename) '  # noqa: E501
            "that container to be able to reuse that name.",
        ),
        "no-such-container": (NotFound, "No such container: {name}"),
        "no-such-image": (NotFound, "No such image: {name}"),
        "container-running": (
            Conflict,
            "You cannot remove a {state} container {id}. {advice}",
        ),
        "donor-stopped": (Conflict, "cannot join network of a non running container: {name}"),
        "donor-missing": (NotFound, "No such container: {name}"),
        "donor-itself": (ServerError, "cannot join own network"),
        "link-off-default": (ServerError, "Cannot link to {name}, as it does not belong to the default network"),
        "link-stopped": (ServerError, "Cannot link to a non running container: {name} AS {link}"),
        "not-running": (Conflict, "Container {id} is not running"),
        "paused-already": (Conflict, "Container {id} is already paused"),
        "not-attached": (ServerError, "container {id} is not connected to network {network}"),
        "not-attached-stopped": (ServerError, "container {id} is not connected to the network {network}"),
        "link-not-attached": (ServerError, "container {id} not attached to default bridge network"),
        # what another refusal stands in: of the network as a container starts, of kill, of rename
        "network-failed": (ServerError, "{why}"),
        "kill-failed": (ServerError, "Cannot kill container: {name}: {why}"),
        "rename-failed": (ServerError, "Error when allocating new name: {why}"),
    }
)


class Refusals:
    """Makes one engine's refusals in its release's words, and remembers the last ones.

    Parameters
    ----------
    changed : mapping
        Texts that differ from :data:`TEXTS`, by code.

    Examples
    --------
    >>> refuse = Refusals()
    >>> error = refuse("no-such-network", name="x")
    >>> error.code, error.status, error.text
    ('no-such-network', 404, 'network x not found')
    """

    def __init__(self, changed: Mapping[str, Text] = MappingProxyType({})) -> None:
        self._texts = {**TEXTS, **changed}
        self.made: deque[ApiError] = deque(maxlen=KEPT)

    def __call__(self, code: str, /, **words: object) -> ApiError:
        """The refusal of that code, to be raised; `words` fill its text."""
        kind, text = self._texts[code]
        error = kind(text.format(**words), code)
        self.made.append(error)
        return error

    def within(self, code: str, error: ApiError, /, **words: object) -> ApiError:
        """The same refusal, its text inside the one of that code (as ``why``)."""
        return error.with_text(self._texts[code][1].format(why=error.text, **words))

    def code(self, said: str) -> str:
        """The code of the refusal that a command's error tells of: one whose text it holds, or else the last one.

        Parameters
        ----------
        said : str
            What the command wrote to standard error.

        Returns
        -------
        str
            ``""`` when nothing with a code was refused.
        """
        shown = next((error for error in self.made if error.text in said), None)
        found = shown or next(reversed(self.made), None)
        return found.code if found is not None else ""
