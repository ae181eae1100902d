"""Calls about the swarm, which is state only; and lists of what only a swarm or a plug-in has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dockernet_sim.client import checks
from dockernet_sim.client.checks import as_filters, asked, of_one
from dockernet_sim.client.errors import APIError
from dockernet_sim.client.options import MAPPING
from dockernet_sim.client.session import Session
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from dockernet_sim.client.answers import NodeInspect, SwarmInspect
    from dockernet_sim.client.arguments import Filters, Ref, Texts

LISTEN = "0.0.0.0:2377"
POOL, SUBNET_SIZE = ["10.0.0.0/8"], 24
Listed = list[dict[str, object]]  # nothing: the model has none of these
TEXT = must.maybe(must.text)


class SwarmCalls(Session):
    """``docker swarm`` and ``docker node``."""

    def create_swarm_spec(self, **options: object) -> dict[str, object]:
        """A swarm's settings: refused by name, but for none of them."""
        checks.without("create_swarm_spec", **options)
        return {}

    @asked(
        advertise_addr=TEXT, listen_addr=must.text, force_new_cluster=must.flag, swarm_spec=must.maybe(MAPPING),
        default_addr_pool=must.maybe(must.texts), subnet_size=must.maybe(must.count(0)), data_path_addr=TEXT,
        data_path_port=must.maybe(must.count(0)),
    )  # fmt: skip
    def init_swarm(
        self,
        advertise_addr: str | None = None,
        listen_addr: str = LISTEN,
        force_new_cluster: bool = False,
        swarm_spec: Mapping[str, object] | None = None,
        default_addr_pool: Texts | None = None,
        subnet_size: int | None = None,
        data_path_addr: str | None = None,
        data_path_port: int | None = None,
    ) -> str:
        """``docker swarm init``: the node's id."""
        if default_addr_pool is not None or subnet_size is not None:
            default_addr_pool, subnet_size = default_addr_pool or POOL, subnet_size or SUBNET_SIZE
        body = {"AdvertiseAddr": advertise_addr, "ListenAddr": listen_addr, "DefaultAddrPool": default_addr_pool,
                "SubnetSize": subnet_size, "ForceNewCluster": force_new_cluster, "Spec": swarm_spec,
                "DataPathAddr": data_path_addr, "DataPathPort": data_path_port}  # fmt: skip
        return str(self._json("POST", "/swarm/init", body=body))

    def inspect_swarm(self) -> SwarmInspect:
        """The swarm, of a manager."""
        found: SwarmInspect = self._json("GET", "/swarm")
        return found

    @asked(
        remote_addrs=must.texts, join_token=must.text, listen_addr=must.text, advertise_addr=TEXT, data_path_addr=TEXT,
    )  # fmt: skip
    def join_swarm(
        self,
        remote_addrs: Texts,
        join_token: str,
        listen_addr: str = LISTEN,
        advertise_addr: str | None = None,
        data_path_addr: str | None = None,
    ) -> bool:
        """``docker swarm join``."""
        body = {"RemoteAddrs": remote_addrs, "ListenAddr": listen_addr, "JoinToken": join_token,
                "AdvertiseAddr": advertise_addr, "DataPathAddr": data_path_addr}  # fmt: skip
        self._ask("POST", "/swarm/join", body=body)
        return True

    @asked(force=must.flag)
    def leave_swarm(self, force: bool = False) -> bool:
        """``docker swarm leave``; with `force` it is no error to be in none."""
        try:
            self._ask("POST", "/swarm/leave", query={"force": force})
        except APIError as error:
            if not force or error.status_code not in (406, 503):
                raise
        return True

    @asked(filters=checks.filters)
    def nodes(self, filters: Filters | None = None) -> list[NodeInspect]:
        """What ``docker node ls`` is made of."""
        found: list[NodeInspect] = self._json("GET", "/nodes", query={"filters": as_filters(filters)})
        return found

    @of_one
    @asked(node_id=must.name)
    def inspect_node(self, node_id: Ref) -> NodeInspect:
        """``docker node inspect``."""
        found: NodeInspect = self._json("GET", "/nodes/{}", node_id)
        return found

    # -- what there is none of -----------------------------------------------------
    @asked(filters=checks.filters, status=must.maybe(must.flag))
    def services(self, filters: Filters | None = None, status: bool | None = None) -> Listed:
        """Refused: by the engine that is in no swarm, or as not modelled."""
        return self._listed("/services", filters)

    @asked(filters=checks.filters)
    def tasks(self, filters: Filters | None = None) -> Listed:
        """Refused, as :meth:`services` is."""
        return self._listed("/tasks", filters)

    @asked(filters=checks.filters)
    def secrets(self, filters: Filters | None = None) -> Listed:
        """Refused, as :meth:`services` is."""
        return self._listed("/secrets", filters)

    @asked(filters=checks.filters)
    def configs(self, filters: Filters | None = None) -> Listed:
        """Refused, as :meth:`services` is."""
        return self._listed("/configs", filters)

    def plugins(self) -> Listed:
        """``docker plugin ls``: none is installed."""
        return self._listed("/plugins", None)

    @asked(name=must.name)
    def inspect_plugin(self, name: str) -> dict[str, object]:
        """``docker plugin inspect``: NotFound."""
        found: dict[str, object] = self._json("GET", "/plugins/{}/json", name)
        return found

    def _listed(self, path: str, filters: Filters | None) -> Listed:
        found: Listed = self._json("GET", path, query={"filters": as_filters(filters)})
        return found
