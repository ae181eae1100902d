"""A sandbox: a container's network namespace, its hosts and resolv.conf files, and the endpoints that it is in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from dockernet_sim.engine.cnm.interfaces import Interfaces
from dockernet_sim.engine.cnm.lookup import Lookup
from dockernet_sim.engine.cnm.overlap import host_resolv_conf
from dockernet_sim.engine.drivers.base import NO_WISHES, Connectivity
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.engine.names import hosts, resolvconf
from dockernet_sim.engine.names.files import NONE, ContainerFiles, Overrides
from dockernet_sim.engine.names.resolvconf import Upstream
from dockernet_sim.vfs.files import File
from dockernet_sim.wire.address import ip_int, is_loopback_text

if TYPE_CHECKING:
    from dockernet_sim.engine.cnm.controller import Controller
    from dockernet_sim.engine.cnm.endpoint import Endpoint
    from dockernet_sim.engine.names.server import EmbeddedDns
    from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.kernelfs.netns import bind_netns

OWN, LOOPBACK, HOST = "own", "loopback", "host"  # where a file's servers are asked from


@dataclass(eq=False, slots=True)
class SandboxOptions:
    """What a container asks of its sandbox.

    Parameters
    ----------
    hostname, domainname : str
        Its names for itself.
    extra_hosts : list of (names, address)
        ``--add-host`` lines, then those of legacy links.
    dns, dns_search, dns_options : sequence of str
        The container's own, or else the daemon's.
    wants : Connectivity
        Ports and links.
    parent_updates : list of (container id, alias, address)
        Containers that link to this one: their hosts files get its new address.
    netns_name : str
        What its namespace is called.
    host_netns : bool
        ``--network host``: no namespace of its own, and, without extra hosts, copies of the host's files.
    hosts, resolv_conf : File
        The container's files; they live on when the sandbox goes.
    """

    hostname: str = ""
    domainname: str = ""
    extra_hosts: Sequence[tuple[str, str]] = ()
    dns: Sequence[str] = ()
    dns_search: Sequence[str] = ()
    dns_options: Sequence[str] = ()
    wants: Connectivity = NO_WISHES
    parent_updates: Sequence[tuple[str, str, str]] = ()
    netns_name: str = ""
    host_netns: bool = False
    hosts: File = field(default_factory=File)
    resolv_conf: File = field(default_factory=File)


class Sandbox(Lookup):
    """One sandbox; made by :meth:`Controller.new_sandbox`.

    ``ns`` is None until :meth:`attach` gives it a namespace; ``endpoints`` are kept in the order in which they are
    asked for names and for the default route.
    """

    __slots__ = (
        "_dns_started", "_files", "_interfaces", "_upstreams", "_written", "container_id", "controller", "dns",
        "endpoints", "hosts", "id", "ndots_given", "ns", "options", "resolv_conf", "wants",
    )  # fmt: skip

    def __init__(self, controller: Controller, sandbox_id: str, container_id: str, options: SandboxOptions) -> None:
        self.controller = controller
        self.id = sandbox_id
        self.container_id = container_id
        self.options = options
        self.wants = options.wants
        self.hosts, self.resolv_conf = options.hosts, options.resolv_conf
        self.endpoints: tuple[Endpoint, ...] = ()
        self.ns: NetNs | None = None
        self.dns: EmbeddedDns | None = None
        self.ndots_given = False
        self._interfaces: Interfaces | None = None
        self._upstreams: Sequence[Upstream] = ()
        self._written = ""
        self._dns_started = False
        self._files: ContainerFiles = controller.machine.release.files
        self._write_files()

    def __repr__(self) -> str:
        return f"<Sandbox of {self.container_id[:12]}>"

    @property
    def key(self) -> str:
        """The path of its namespace, as inspect shows it."""
        return netns_path(self.id, self.options.host_netns)

    @property
    def _copies_hosts(self) -> bool:
        return self.options.host_netns and not self.options.extra_hosts

    # -- files ---------------------------------------------------------------------
    def _write_files(self) -> None:
        options, host = self.options, self.controller.machine.host
        if self._copies_hosts:
            self.hosts.text = host.files.read("/etc/hosts") if host.files.exists("/etc/hosts") else ""
        else:
            extra = [(address, names) for names, address in options.extra_hosts] if options.extra_hosts else ()
            self.hosts.text = self._files.hosts(extra)
        for container_id, alias, address in options.parent_updates:
            parent = self.controller.sandbox_of(container_id)
            if parent is not None:
                parent.hosts.text = hosts.update(parent.hosts.text, address, alias)
        self._write_resolv_conf(host_resolv_conf(host))

    def _write_resolv_conf(self, host_text: str) -> None:
        overrides, machine = self._overrides, self.controller.machine
        if self.options.host_netns:
            self.resolv_conf.text = self._files.resolv_conf_shared(host_text, overrides)
        else:
            self.resolv_conf.text = self._files.resolv_conf(host_text, overrides)
            if overrides is not NONE:
                self._upstreams = upstreams(self.resolv_conf.text, OWN)
            else:
                self._upstreams = upstreams(host_text, HOST if machine.release.rules.dns_from_host else LOOPBACK)
        self._written = self.resolv_conf.text

    @property
    def _overrides(self) -> Overrides:
        options = self.options
        if not (options.dns or options.dns_search or options.dns_options):
            return NONE
        return Overrides(tuple(options.dns), tuple(options.dns_search), tuple(options.dns_options))

    def update_resolv_conf(self) -> None:
        """As an endpoint joins: filter the file again, unless flags made it or it was changed by hand."""
        if self.options.host_netns or self._overrides is not NONE:
            return
        if self.resolv_conf.text == self._written:
            self.resolv_conf.text = self._written = self._files.resolv_conf_again(self.resolv_conf.text)

    def add_own_line(self, address: str) -> None:
        """The container's own name for a new address of its own."""
        if not self._copies_hosts:
            names = hosts.own_names(self.options.hostname, self.options.domainname)
            self.hosts.text += f"{address}\t{names}\n"

    def delete_own_line(self, address: str) -> None:
        """Undo :meth:`add_own_line`."""
        own = f"{address}\t{hosts.own_names(self.options.hostname, self.options.domainname)}\n"
        self.hosts.text = self.hosts.text.replace(own, "")

    # -- the namespace ---------------------------------------------------------------
    def attach(self) -> NetNs:
        """The container's namespace is there: put all endpoints' devices into it.

        Raises
        ------
        ApiError
            When a device cannot be configured.
        """
        host = self.controller.machine.host
        if self.options.host_netns:
            self.ns = host.root
        else:
            self.ns = host.new_netns(self._free_name())
            self.ns.lo.set_up()
            release = self.controller.machine.release
            self._interfaces = Interfaces(host.root, self.ns, release.pairs, release.rules.announces)
        for endpoint in self.endpoints:
            self.populate(endpoint)
        return self.ns

    def _free_name(self) -> str:
        """Its name, with a number where an older namespace of that name is still in use."""
        name, taken, number = self.options.netns_name or self.container_id[:12], self.controller.machine.host.netns, 2
        free = name
        while free in taken:
            free, number = f"{name}-{number}", number + 1
        return free

    def populate(self, endpoint: Endpoint) -> None:
        """Give an endpoint its device in the namespace, and the default route if it is the first;
        nothing without one."""
        if self.ns is None:
            return
        if endpoint.resolution:
            self._start_dns()
        if self._interfaces is None or not endpoint.interface.src_name:
            return
        self._interfaces.add(endpoint.interface)
        if endpoint is self.gateway_endpoint:
            self._interfaces.set_gateway(endpoint.interface.gateway)

    def clear(self, endpoint: Endpoint) -> None:
        """An endpoint leaves: its device goes back, the default route to the next endpoint."""
        before = self.gateway_endpoint
        if self._interfaces is not None:
            self._interfaces.remove(endpoint.interface)
        self.forget(endpoint)
        after = self.gateway_endpoint
        if self._interfaces is not None and after is not None and after is not before:
            try:
                self._interfaces.set_gateway(after.interface.gateway)
            except ApiError as failed:
                self.controller.warn(failed.text)

    # -- endpoints -----------------------------------------------------------------
    @property
    def gateway_endpoint(self) -> Endpoint | None:
        """The endpoint that supplies the default route and carries the ports."""
        for endpoint in self.endpoints:
            if endpoint.interface.gateway:
                return endpoint
        return None

    @property
    def leads_outside(self) -> bool:
        """Whether there is a default route."""
        return self.gateway_endpoint is not None

    def add(self, endpoint: Endpoint) -> None:
        """An endpoint joined; it takes its place in the order."""
        others = self.endpoints
        place = bisect_right(others, endpoint.order, key=lambda each: each.order) if others else 0
        self.endpoints = (*others[:place], endpoint, *others[place:])

    def forget(self, endpoint: Endpoint) -> None:
        """An endpoint left."""
        self.endpoints = tuple(each for each in self.endpoints if each is not endpoint)

    def rename(self, name: str) -> None:
        """The container was renamed: so are its endpoints."""
        for endpoint in self.endpoints:
            endpoint.rename(name)

    # -- DNS -----------------------------------------------------------------------
    def _start_dns(self) -> None:
        """Once, as the first endpoint with names comes: rewrite resolv.conf and listen."""
        if self._dns_started or self.ns is None:
            return
        from dockernet_sim.engine.names.server import EmbeddedDns  # with the first network whose containers have names

        self._dns_started = True
        text = self.resolv_conf.text
        if not self._upstreams:
            self._upstreams = upstreams(text, OWN)
        machine = self.controller.machine
        host_text = host_resolv_conf(machine.host)
        self.resolv_conf.text, self.ndots_given = self._files.resolv_conf_inside(text, host_text, self._overrides)
        self.dns = EmbeddedDns(self.ns, self, self._upstreams, machine.owner, machine.release.rules)

    # -- the end -------------------------------------------------------------------
    def delete(self, keep_netns: bool = False) -> None:
        """The container stopped: leave and delete all endpoints, and let the namespace go.

        Parameters
        ----------
        keep_netns : bool
            Whether another container still runs in the namespace (``--network container:``).
        """
        for endpoint in self.endpoints:
            endpoint.leave(self)
            endpoint.delete()
        if self.dns is not None:
            self.dns.stop()
        if self.ns is not None and not self.options.host_netns:
            host = self.controller.machine.host
            if keep_netns:
                bind_netns(host, self.key, self.ns)  # the path leads there until the namespace goes
            else:
                host.delete_netns(self.ns)
        self.controller.forget_sandbox(self)


def netns_path(sandbox_id: str, host_netns: bool) -> str:
    """Where docker keeps the namespace of a sandbox, or the host's."""
    return f"/var/run/docker/netns/{'default' if host_netns else sandbox_id[:12]}"


@lru_cache
def upstreams(resolv_conf: str, from_host: str) -> tuple[Upstream, ...]:
    """The IPv4 servers of a file; `from_host` tells which ones are asked from the host's namespace (none, 127...,
    all)."""
    found: Sequence[str] = resolvconf.nameservers_ipv4(resolv_conf)
    return tuple(
        Upstream(ip_int(each), from_host == HOST or (from_host == LOOPBACK and is_loopback_text(each)))
        for each in found
        if _readable(each)
    )


def _readable(address: str) -> bool:
    try:
        ip_int(address)
    except ValueError:
        return False
    return True
