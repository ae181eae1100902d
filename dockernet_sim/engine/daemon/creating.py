"""docker create."""

from __future__ import annotations

from posixpath import normpath
from typing import Any

from dockernet_sim.engine.container.blueprint import REMEMBERED, Blueprint, Request
from dockernet_sim.engine.container.config import make_host_config
from dockernet_sim.engine.container.container import LONGEST_HOSTNAME, SHORT, Container
from dockernet_sim.engine.container.endpoint import EndpointSettings
from dockernet_sim.engine.container.resources import check_resources
from dockernet_sim.engine.container.validate import (
    check_mode,
    check_networking,
    check_request,
    check_sysctls,
    is_user_defined,
    warnings_about_forwarding,
)
from dockernet_sim.engine.daemon.endpointchecks import check_settings
from dockernet_sim.engine.daemon.ipamchecks import joined
from dockernet_sim.engine.daemon.mounting import Mounting
from dockernet_sim.engine.daemon.names import Names
from dockernet_sim.engine.daemon.starting import BOUND
from dockernet_sim.engine.daemon.state import DEFAULT_NETWORK, Daemon
from dockernet_sim.engine.errors import ApiError, BadRequest, NotFound, ServerError
from dockernet_sim.engine.ids import new_id
from dockernet_sim.sim.errors import NotModelled

ABSENT = ("NetworkDisabled",)
ABSENT_ON_HOST: tuple[str, ...] = ()


class Creating:
    """Makes containers.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    names : Names
        Gives a container its name, and its links theirs.
    mounting : Mounting
        Reads its mounts.
    """

    def __init__(self, daemon: Daemon, names: Names, mounting: Mounting) -> None:
        self._daemon = daemon
        self._names = names
        self._mounting = mounting
        self._requests: dict[str, Request] = {}  # those that were found good, by their words

    def create(self, body: dict[str, Any], name: str) -> tuple[Container, list[str]]:
        """A new container, and what the daemon warns of; with an empty `name` one is made up."""
        request = self._checked(body)
        rules = self._daemon.release.rules
        forwards = self._daemon.host.root.ip_forward if rules.forwarding_now else self._daemon.controller.forwarded
        warnings = warnings_about_forwarding(request.mode, forwards) + request.warnings
        if rules.checked_early:
            self._check_endpoints(request.endpoints)
        linked = request.links and not is_user_defined(request.mode) and request.mode != "none"
        if linked and self._daemon.release.rules.link_warning:
            warnings.append(self._daemon.release.rules.link_warning)
        container = self._new_container(request, name)
        try:
            self._names.link(container)
            self._settle_networks(container, request.endpoints)
        except (BadRequest, NotFound, NotModelled):
            self._names.forget(container)
            raise
        self._daemon.containers[container.id] = container
        self._daemon.container_event(container, "create")
        return container, warnings

    def _check_endpoints(self, endpoints: dict[str, Any]) -> None:
        """Refuse settings that a network could not meet: all that is wrong, at once."""
        problems: list[ApiError] = []
        for name, asked in endpoints.items():
            try:
                if asked is None:
                    raise self._daemon.refuse("network-config", network=name, why="EndpointsConfig is nil")
                settings, network = EndpointSettings.from_json(asked), self._daemon.find_network(name)
                try:
                    check_settings(self._daemon, network, network.name if network is not None else name, settings)
                except ApiError as problem:
                    raise self._daemon.refuse.within("network-config", problem, network=name) from None
            except ApiError as problem:
                problems.append(problem)
        if problems:
            raise problems[0].with_text(joined([each.text for each in problems]))

    def _checked(self, body: dict[str, Any]) -> Request:
        """The request, looked at; one in the same words as an earlier one was looked at then."""
        text = repr(body)
        known = self._requests.get(text)
        if known is None:
            if len(self._requests) >= REMEMBERED:
                self._requests.clear()
            known = self._requests[text] = self._check(_copied(body))
        return known

    def _check(self, body: dict[str, Any]) -> Request:
        """Refuse what makes no sense."""
        rules = self._daemon.release.rules
        host_config = make_host_config(body.get("HostConfig"))
        if host_config["NetworkMode"] == "default":
            host_config["NetworkMode"] = rules.default_mode
        endpoints = (body.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
        if "default" in endpoints and rules.several_networks:
            endpoints = {DEFAULT_NETWORK if name == "default" else name: asked for name, asked in endpoints.items()}
        check_mode(body, host_config, self._daemon.refuse)
        hostname = body.get("Hostname") or ""
        if rules.hostname_checked and len(hostname.encode()) > LONGEST_HOSTNAME:
            raise BadRequest(f'hostname "{hostname}" is too long (maximum {LONGEST_HOSTNAME} bytes)')
        for port in (host_config["PortBindings"] or {}) if rules.ports_typed else ():
            if not port.partition("/")[0].strip("0"):
                raise BadRequest(f'invalid port specification: "{port}"')
        if not rules.interface_sysctls:
            check_sysctls(host_config, self._daemon.refuse)
        warnings = check_request(body, host_config, self._daemon.refuse)
        warnings += check_resources(host_config, self._daemon.refuse, rules.kernel_memory)
        if body.get("Healthcheck"):
            from dockernet_sim.engine.container.health import check_healthcheck  # few have one

            check_healthcheck(body["Healthcheck"])
        _check_modelled(body, host_config)
        if len(endpoints) > 1 and not rules.several_networks:
            raise self._daemon.refuse("several-networks", names=", ".join(endpoints))
        if not rules.checked_early:
            check_networking(endpoints)
        return Request(body, host_config, endpoints, warnings)

    def _with_donor(self, blueprint: Blueprint) -> Blueprint:
        """``container:NAME`` is kept as ``container:ID`` when there is such a container."""
        try:
            donor = self._daemon.container(blueprint.donor_id)
        except NotFound:
            return blueprint
        return blueprint.with_mode(f"container:{donor.id}")

    def _new_container(self, request: Request, name: str) -> Container:
        blueprint = request.blueprint(self._daemon.images.get(request.image), self._daemon.release.publish_order)
        if blueprint.donor_id:
            blueprint = self._with_donor(blueprint)
        if not blueprint.command:
            raise BadRequest("No command specified")
        workdir = blueprint.config["WorkingDir"]
        if workdir and normpath(workdir) in {*BOUND, *blueprint.files}:
            raise ServerError(f"Cannot mkdir: {normpath(workdir)} is not a directory")
        container_id = new_id(self._daemon.identity, "container-id")
        full_name = self._names.reserve(name, container_id)
        hostname = blueprint.config["Hostname"]
        if not hostname:
            hostname = self._daemon.host.hostname if blueprint.mode == "host" else container_id[:SHORT]
        layer = self._daemon.identity.stream("layer-id").getrandbits(256)
        container = Container(container_id, full_name, blueprint, hostname, layer, self._daemon.clock)
        container.network_settings.anonymous = not name
        try:
            container.mounts = self._mounting.read(blueprint.config, blueprint.host_config)
        except ApiError:
            self._names.forget(container)
            raise
        return container

    # -- networks -------------------------------------------------------------
    def _settle_networks(self, container: Container, endpoints: dict[str, Any]) -> None:
        """Which networks a new container is on, by their names."""
        if container.blueprint.donor_id:
            return
        settings, mode = container.network_settings, container.blueprint.mode
        network = DEFAULT_NETWORK if mode == "default" else mode
        found = self._daemon.find_network(network) if is_user_defined(mode) else None
        if found is not None:
            network = found.name
        for name, asked in endpoints.items():
            same = name == mode or (found is not None and name in (found.id, found.name))
            settings.add(network if same else name, EndpointSettings.from_json(asked))
        if settings.networks is None:
            settings.add(network, EndpointSettings())


def _copied(value: Any) -> Any:
    """Plain data once more, so that a caller's later changes do not reach it (copy.deepcopy is ten times slower)."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _check_modelled(config: dict[str, Any], host_config: dict[str, Any]) -> None:
    for body, keys in ((config, ABSENT), (host_config, ABSENT_ON_HOST)):
        for key in keys:
            if body.get(key):
                raise NotModelled(f"{key} is not modelled")
