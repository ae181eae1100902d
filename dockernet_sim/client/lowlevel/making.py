"""Calls that make containers, and what they are given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from dockernet_sim.client.checks import asked
from dockernet_sim.client.errors import InvalidArgument
from dockernet_sim.client.options import container_config, host_config
from dockernet_sim.client.session import Session
from dockernet_sim.client.types import EndpointConfig, NetworkingConfig
from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import verified

if TYPE_CHECKING:
    from typing import Unpack

    from dockernet_sim.client.answers import ContainerRequest, Created, HostConfig
    from dockernet_sim.client.arguments import ConnectOptions, Endpoints, Words
    from dockernet_sim.client.keywords import ContainerOptions, HostOptions

COMMAND = must.maybe(must.either(must.text, must.texts))


class MakingCalls(Session):
    """``docker create``, and the dictionaries for it."""

    @asked(image=must.name, command=COMMAND)
    def create_container(
        self, image: str, command: Words | None = None, **options: Unpack[ContainerOptions]
    ) -> Created:
        """``docker create``: ``{"Id": ..., "Warnings": [...]}``.

        Parameters
        ----------
        image : str
            Its name or id.
        command : str or list of str, optional
            Instead of the image's own.
        **options
            ``hostname``, ``user``, ``detach``, ``stdin_open``, ``tty``, ``ports`` (a list), ``environment``,
            ``volumes``, ``network_disabled``, ``name``, ``entrypoint``, ``working_dir``, ``domainname``,
            ``host_config``, ``mac_address``, ``labels``, ``stop_signal``, ``networking_config``, ``healthcheck``,
            ``stop_timeout``, ``runtime``, ``platform``; ``use_config_proxy`` changes nothing.
        """
        given: dict[str, Any] = {**options}
        name, platform = given.pop("name", None), given.pop("platform", None)
        verified("create_container", "use_config_proxy", given.pop("use_config_proxy", None),
                 must.maybe(must.flag), InvalidArgument)  # fmt: skip
        config = container_config(image, command, given)
        return self.create_container_from_config(config, name, platform)

    @asked(image=must.name, command=COMMAND)
    def create_container_config(
        self, image: str, command: Words | None = None, **options: Unpack[ContainerOptions]
    ) -> ContainerRequest:
        """The body of ``create_container``, whose options it takes."""
        return cast("ContainerRequest", container_config(image, command, options, "create_container_config"))

    @asked(
        config=must.mapping(must.text, must.plain, "a container's config"), name=must.maybe(must.text),
        platform=must.maybe(must.text),
    )  # fmt: skip
    def create_container_from_config(
        self, config: Mapping[str, object], name: str | None = None, platform: str | None = None
    ) -> Created:
        """``docker create`` with a body of :meth:`create_container_config`."""
        query = {"name": name, "platform": platform or None}
        found: Created = self._json("POST", "/containers/create", query=query, body=config)
        return found

    def create_host_config(self, **options: Unpack[HostOptions]) -> HostConfig:
        """``host_config`` of a container: ``port_bindings``, ``binds``, ``network_mode``, ``links`` and others, by
        docker-py's names."""
        return cast("HostConfig", host_config(**options))

    @asked(endpoints_config=must.maybe(must.mapping(must.text, must.plain, "networks with their EndpointConfig")))
    def create_networking_config(self, endpoints_config: Endpoints | None = None) -> NetworkingConfig:
        """``networking_config`` of a container: a network's name and how to plug it in there."""
        return NetworkingConfig(endpoints_config)

    def create_endpoint_config(self, **options: Unpack[ConnectOptions]) -> EndpointConfig:
        """How a container is plugged in: ``aliases``, ``links``, ``ipv4_address``, ``mac_address``, ``driver_opt``."""
        return EndpointConfig(self.api_version, **options)
