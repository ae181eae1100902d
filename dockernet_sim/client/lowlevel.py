"""docker-py's low-level calls, as far as networking scripts use them: plain dictionaries in and out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dockernet_sim.client import checks
from dockernet_sim.client.api import APIClient
from dockernet_sim.client.checks import asked, refused
from dockernet_sim.client.types import EndpointConfig
from dockernet_sim.sim import arguments as must


class LowLevelClient(APIClient):
    """``client.api``: the Engine API call by call.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> api = Lab().docker.api
    >>> api.inspect_network("bridge")["IPAM"]["Config"]
    [{'Subnet': '172.17.0.0/16', 'Gateway': '172.17.0.1'}]
    """

    def create_endpoint_config(self, **options: Any) -> EndpointConfig:
        """How a container is plugged in: ``aliases``, ``links``, ``ipv4_address``, ``mac_address``."""
        return EndpointConfig(**options)

    @asked(endpoints_config=must.maybe(must.mapping(must.text, must.plain, "networks with their EndpointConfig")))
    def create_networking_config(self, endpoints_config: dict[str, Any] | None = None) -> dict[str, Any]:
        """The ``networking_config`` of a container: a network's name and how to plug it in there."""
        return {"EndpointsConfig": dict(endpoints_config or {})}

    @asked(
        quiet=must.flag, all=must.flag, trunc=must.flag, latest=must.flag, since=must.maybe(must.text),
        before=must.maybe(must.text),
        limit=must.count(-1), size=must.flag, filters=checks.filters,
    )  # fmt: skip
    def containers(
        self,
        quiet: bool = False,
        all: bool = False,
        trunc: bool = False,
        latest: bool = False,
        since: str | None = None,
        before: str | None = None,
        limit: int = -1,
        size: bool = False,
        filters: dict[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        """What ``docker ps`` is made of; `trunc` is docker-py's own and not modelled."""
        checks.without("containers", trunc=trunc)
        wanted = {**(filters or {}), **({"before": before} if before else {}), **({"since": since} if since else {})}
        most = 1 if latest else max(limit, 0)
        listed = self.call(
            "container_list", all=all or latest, filters=checks.as_filters(wanted), limit=most, size=size
        )
        found: list[dict[str, Any]] = [{"Id": each["Id"]} for each in listed] if quiet else listed
        return found

    @asked(container=must.name)
    def inspect_container(self, container: str) -> dict[str, Any]:
        """``docker inspect``."""
        found: dict[str, Any] = self.call("container_inspect", container)
        return found

    @asked(names=must.maybe(must.texts), ids=must.maybe(must.texts), filters=checks.filters)
    def networks(
        self,
        names: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
        filters: dict[str, Any] | None = None,
    ) -> list[dict[str, Any]]:
        """What ``docker network ls`` is made of."""
        wanted = {**(filters or {}), **({"name": names} if names else {}), **({"id": ids} if ids else {})}
        found: list[dict[str, Any]] = self.call("network_list", checks.as_filters(wanted) or None)
        return found

    @asked(net_id=must.name, verbose=must.maybe(must.flag), scope=must.maybe(must.text))
    def inspect_network(self, net_id: str, verbose: bool | None = None, scope: str | None = None) -> dict[str, Any]:
        """``docker network inspect``."""
        checks.without("inspect_network", scope=None if scope == "local" else scope)
        found: dict[str, Any] = self.call("network_inspect", net_id)
        return found

    @asked(container=must.name, net_id=must.name)
    def connect_container_to_network(self, container: str, net_id: str, **options: Any) -> None:
        """``docker network connect``; options as for :meth:`create_endpoint_config`."""
        body = {"Container": container, "EndpointConfig": EndpointConfig(**options)}
        self.call("network_connect", net_id, body)

    @asked(container=must.name, net_id=must.name, force=must.flag)
    def disconnect_container_from_network(self, container: str, net_id: str, force: bool = False) -> None:
        """``docker network disconnect``."""
        body = {"Container": container, "Force": force}
        self.call("network_disconnect", net_id, body)

    @asked(net_id=must.name)
    def remove_network(self, net_id: str) -> None:
        """``docker network rm``."""
        self.call("network_remove", net_id)

    attach = refused("APIClient.attach")
    attach_socket = refused("APIClient.attach_socket")
    commit = refused("APIClient.commit")
    create_container = refused("APIClient.create_container")
    create_container_config = refused("APIClient.create_container_config")
    create_container_from_config = refused("APIClient.create_container_from_config")
    create_host_config = refused("APIClient.create_host_config")
    create_network = refused("APIClient.create_network")
    diff = refused("APIClient.diff")
    export = refused("APIClient.export")
    get_archive = refused("APIClient.get_archive")
    kill = refused("APIClient.kill")
    logs = refused("APIClient.logs")
    pause = refused("APIClient.pause")
    port = refused("APIClient.port")
    prune_containers = refused("APIClient.prune_containers")
    prune_networks = refused("APIClient.prune_networks")
    put_archive = refused("APIClient.put_archive")
    remove_container = refused("APIClient.remove_container")
    rename = refused("APIClient.rename")
    resize = refused("APIClient.resize")
    restart = refused("APIClient.restart")
    start = refused("APIClient.start")
    stats = refused("APIClient.stats")
    stop = refused("APIClient.stop")
    top = refused("APIClient.top")
    unpause = refused("APIClient.unpause")
    update_container = refused("APIClient.update_container")
    wait = refused("APIClient.wait")


OTHERS = """
build configs configure_plugin create_config create_plugin create_secret create_service create_swarm_spec
create_volume df disable_plugin enable_plugin events exec_create exec_inspect exec_resize exec_start get_image
get_unlock_key history images import_image import_image_from_data import_image_from_file import_image_from_image
import_image_from_stream import_image_from_url info init_swarm inspect_config inspect_distribution inspect_image
inspect_node inspect_plugin inspect_secret inspect_service inspect_swarm inspect_task inspect_volume join_swarm
leave_swarm load_image login nodes ping plugin_privileges plugins prune_builds prune_images prune_volumes pull
pull_plugin push push_plugin reload_config remove_config remove_image remove_node remove_plugin remove_secret
remove_service remove_volume search secrets service_logs services tag tasks unlock_swarm update_node update_service
update_swarm upgrade_plugin version volumes
"""
for _name in OTHERS.split():  # docker-py's other calls: images, volumes, exec, swarm, plug-ins
    setattr(LowLevelClient, _name, refused(f"APIClient.{_name}"))
