"""docker create."""

from __future__ import annotations

from typing import Any

from dockernet_sim.engine.container.blueprint import REMEMBERED, Blueprint, Request
from dockernet_sim.engine.container.config import make_host_config
from dockernet_sim.engine.container.container import SHORT, Container
from dockernet_sim.engine.container.endpoint import EndpointSettings
from dockernet_sim.engine.container.links import parse_link
from dockernet_sim.engine.container.names import check_name, make_up
from dockernet_sim.engine.container.resources import check_resources
from dockernet_sim.engine.container.validate import (
    LINKED_HOST_MODE,
    check_mode,
    check_networking,
    check_request,
    is_user_defined,
    warnings_about_forwarding,
)
from dockernet_sim.engine.daemon.base import DEFAULT_NETWORK
from dockernet_sim.engine.daemon.endpointchecks import check_settings
from dockernet_sim.engine.daemon.volumecalls import VolumeCalls
from dockernet_sim.engine.errors import ApiError, BadRequest, NotFound
from dockernet_sim.engine.ids import new_id
from dockernet_sim.sim.errors import NotModelled

ABSENT = ("NetworkDisabled",)
ABSENT_ON_HOST: tuple[str, ...] = ()


class Creating(VolumeCalls):
    """The call that makes a container."""

    def container_create(self, body: dict[str, Any], name: str | None = None) -> dict[str, Any]:
        """``POST /containers/create``.

        Parameters
        ----------
        body : dict
            Config, with HostConfig and NetworkingConfig inside.
        name : str, optional
            Without one a name is made up, and the name servers of user-defined networks do not know the container by
            it.

        Returns
        -------
        dict
            ``Id`` and ``Warnings``.

        Raises
        ------
        ApiError
            With the daemon's text.
        """
        request = self._checked(body)
        rules = self.release.rules
        forwards = self.host.root.ip_forward or not rules.forwarding_warning
        warnings = warnings_about_forwarding(request.mode, forwards) + request.warnings
        if rules.checked_early:
            self._check_endpoints(request.endpoints)
        if request.links and self.release.rules.link_warning and not is_user_defined(request.mode):
            warnings.append(self.release.rules.link_warning)
        container = self._new_container(request, name or "")
        try:
            self._register_links(container)
        except (BadRequest, NotFound):
            self._forget_names(container)
            raise
        self._settle_networks(container, request.endpoints)
        self.containers[container.id] = container
        self.container_event(container, "create")
        return {"Id": container.id, "Warnings": warnings}

    def _check_endpoints(self, endpoints: dict[str, Any]) -> None:
        """Refuse settings that a network could not meet."""
        for name, asked in endpoints.items():
            settings = EndpointSettings.from_json(asked)
            network = self.find_network(name)
            try:
                check_settings(self, network, network.name if network is not None else name, settings)
            except ApiError as problem:
                raise self.refuse.within("network-config", problem, network=name) from None

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
        rules = self.release.rules
        host_config = make_host_config(body.get("HostConfig"))
        if host_config["NetworkMode"] == "default":
            host_config["NetworkMode"] = rules.default_mode
        endpoints = (body.get("NetworkingConfig") or {}).get("EndpointsConfig") or {}
        if "default" in endpoints and rules.several_networks:
            endpoints = {DEFAULT_NETWORK if name == "default" else name: asked for name, asked in endpoints.items()}
        check_mode(body, host_config)
        warnings = check_request(body, host_config, self.refuse) + check_resources(host_config)
        if body.get("Healthcheck"):
            from dockernet_sim.engine.container.health import check_healthcheck  # few have one

            check_healthcheck(body["Healthcheck"])
        _check_modelled(body, host_config)
        if len(endpoints) > 1 and not rules.several_networks:
            raise self.refuse("several-networks", names=", ".join(endpoints))
        if not rules.checked_early:
            check_networking(endpoints)
        return Request(body, host_config, endpoints, warnings)

    def _with_donor(self, blueprint: Blueprint) -> Blueprint:
        """``container:NAME`` is kept as ``container:ID`` when there is such a container."""
        try:
            donor = self.container(blueprint.donor_id)
        except NotFound:
            return blueprint
        return blueprint.with_mode(f"container:{donor.id}")

    def _new_container(self, request: Request, name: str) -> Container:
        blueprint = request.blueprint(self.images.get(request.image), self.release.publish_order)
        if blueprint.donor_id:
            blueprint = self._with_donor(blueprint)
        if not blueprint.command:
            raise BadRequest("No command specified")
        container_id = new_id(self.identity, "container-id")
        full_name = self._reserve(name, container_id)
        hostname = blueprint.config["Hostname"]
        if not hostname:
            hostname = self.host.hostname if blueprint.mode == "host" else container_id[:SHORT]
        layer = self.identity.stream("layer-id").getrandbits(256)
        container = Container(container_id, full_name, blueprint, hostname, layer, self.clock)
        container.network_settings.anonymous = not name
        try:
            container.mounts = self._read_mounts(blueprint.config, blueprint.host_config)
        except ApiError:
            self._forget_names(container)
            raise
        return container

    # -- names ----------------------------------------------------------------
    def _reserve(self, name: str, container_id: str) -> str:
        """Take a name, made up when there is none; Conflict when it is taken."""
        if not name:
            name = make_up(self.identity.stream("container-name"), self.names, container_id)
        check_name(name)
        name = name if name.startswith("/") else f"/{name}"
        owner = self.names.get(name)
        if owner is not None:
            raise self.refuse("name-taken", name=name, owner=owner)
        self.names[name] = container_id
        return name

    def _forget_names(self, container: Container) -> None:
        for name in [*self.names_of(container), *self.links.forget(container)]:
            self.names.pop(name, None)

    # -- links ----------------------------------------------------------------
    def _register_links(self, container: Container) -> None:
        """Legacy links: those of a container on the default bridge."""
        links = container.blueprint.host_config["Links"]
        if not links or is_user_defined(container.mode):
            return
        for text in links:
            name, alias = parse_link(text)
            try:
                child = self._linked(name)
            except ApiError as problem:
                raise BadRequest(f"could not get container for {name}: {problem.text}") from None
            if child.mode == "host":
                raise BadRequest(LINKED_HOST_MODE)
            link = f"{container.name}/{alias}"
            if link not in self.names:
                self.names[link] = child.id
                self._with_links = True
                self.links.link(container, child, link)

    def _linked(self, name: str) -> Container:
        """The container of that name, or whose network it shares; a circle of those is refused (dockerd would hang)."""
        child = self.container(name)
        seen = {child.id}
        while child.donor_id:
            child = self.container(child.donor_id)
            if child.id in seen:
                raise BadRequest(
                    f"{child.name.lstrip('/')} shares its own network (--network container:...): the real dockerd follows"  # noqa: E501
                    " that circle for ever and never answers; remove that container"
                )
            seen.add(child.id)
        return child

    # -- networks -------------------------------------------------------------
    def _settle_networks(self, container: Container, endpoints: dict[str, Any]) -> None:
        """Which networks a new container is on, by their names."""
        if container.blueprint.donor_id:
            return
        settings, mode = container.network_settings, container.blueprint.mode
        network = DEFAULT_NETWORK if mode == "default" else mode
        found = self.find_network(network) if is_user_defined(mode) else None
        if found is not None:
            network = found.name
        for name, asked in endpoints.items():
            same = name == mode or (found is not None and name in (found.id, found.name))
            settings.add(network if same else name, EndpointSettings.from_json(asked))
        if settings.networks is None:
            settings.add(network, EndpointSettings())


def _copied(value: Any) -> Any:
    """Plain data once more, so that nobody changes it from outside (copy.deepcopy takes ten times as long)."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value


def _check_modelled(config: dict[str, Any], host_config: dict[str, Any]) -> None:
    for body, keys in ((config, ABSENT), (host_config, ABSENT_ON_HOST)):
        for key in keys:
            if body.get(key):
                raise NotModelled(f"{key} is not modelled")
