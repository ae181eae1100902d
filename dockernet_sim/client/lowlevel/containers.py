"""Calls about containers that are there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, Never, overload

from dockernet_sim.api.conversation import WAITED
from dockernet_sim.client import checks
from dockernet_sim.client.checks import as_filters, asked, of_one, one
from dockernet_sim.client.errors import DeprecatedMethod, DockerException, InvalidArgument
from dockernet_sim.client.session import Session
from dockernet_sim.client.types import in_bytes
from dockernet_sim.sim import arguments as must

if TYPE_CHECKING:
    from dockernet_sim.client.answers import (
        ContainerInspect,
        ContainersPruned,
        ContainerSummary,
        Identified,
        PortBinding,
        Stats,
        Top,
        Updated,
        Waited,
    )
    from dockernet_sim.client.arguments import Filters, Ref, Restart, Words

PORTS = ("tcp", "udp", "sctp")
SIZE = must.maybe(must.either(must.count(), must.text))
COUNT = must.maybe(must.count())
PATIENCE = must.count(-1, 10**9)


class ContainerCalls(Session):
    """``docker ps``, ``inspect``, and a container's life."""

    @overload
    def containers(
        self,
        quiet: Literal[False] = False,
        all: bool = False,
        trunc: bool = False,
        latest: bool = False,
        since: str | None = None,
        before: str | None = None,
        limit: int = -1,
        size: bool = False,
        filters: Filters | None = None,
    ) -> list[ContainerSummary]: ...
    @overload
    def containers(
        self,
        quiet: Literal[True],
        all: bool = False,
        trunc: bool = False,
        latest: bool = False,
        since: str | None = None,
        before: str | None = None,
        limit: int = -1,
        size: bool = False,
        filters: Filters | None = None,
    ) -> list[Identified]: ...
    @asked(
        quiet=must.flag, all=must.flag, trunc=must.flag, latest=must.flag, since=must.maybe(must.text),
        before=must.maybe(must.text), limit=must.count(-1), size=must.flag, filters=checks.filters,
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
        filters: Filters | None = None,
    ) -> list[ContainerSummary] | list[Identified]:
        """What ``docker ps`` is made of."""
        query = {"limit": 1 if latest else limit, "all": one(all), "size": one(size), "trunc_cmd": one(trunc),
                 "since": since, "before": before, "filters": as_filters(filters)}  # fmt: skip
        listed: list[ContainerSummary] = self._json("GET", "/containers/json", query=query)
        if quiet:
            return _identified(listed)
        for each in listed if trunc else ():
            each["Id"] = each["Id"][:12]
        return listed

    @of_one
    @asked(container=must.name)
    def inspect_container(self, container: Ref) -> ContainerInspect:
        """``docker inspect``."""
        found: ContainerInspect = self._json("GET", "/containers/{}/json", container)
        return found

    @of_one
    @asked(container=must.name, private_port=must.either(must.port, must.name))
    def port(self, container: Ref, private_port: int | str) -> list[PortBinding] | None:
        """``docker port``: where a port of the container is published."""
        ports = self.inspect_container(container)["NetworkSettings"].get("Ports")
        if ports is None or "/" in str(private_port):
            return (ports or {}).get(str(private_port))
        return next((bound for kind in PORTS if (bound := ports.get(f"{private_port}/{kind}"))), None)

    @of_one
    @asked(container=must.name, ps_args=must.maybe(must.text))
    def top(self, container: Ref, ps_args: str | None = None) -> Top:
        """``docker top``."""
        found: Top = self._json("GET", "/containers/{}/top", container, query={"ps_args": ps_args})
        return found

    @of_one
    @asked(container=must.name, decode=must.maybe(must.flag), stream=must.flag, one_shot=must.maybe(must.flag))
    def stats(
        self, container: Ref, decode: bool | None = None, stream: bool = True, one_shot: bool | None = None
    ) -> Stats:
        """``docker stats --no-stream``: with ``stream=False`` one reading; readings without end are not modelled."""
        if stream and one_shot:
            raise InvalidArgument("one_shot is only available in conjunction with stream=False")
        if decode and not stream:
            raise InvalidArgument("decode is only available in conjunction with stream=True")
        query = {"stream": stream, "one-shot": one_shot}
        found: Stats = self._json("GET", "/containers/{}/stats", container, query=query)
        return found

    @of_one
    @asked(container=must.name)
    def start(self, container: Ref, *args: Never, **kwargs: Never) -> None:
        """``docker start``."""
        if args or kwargs:
            raise DeprecatedMethod(
                "Providing configuration in the start() method is no longer supported. Use the host_config param in"
                " create_container instead."
            )
        self._ask("POST", "/containers/{}/start", container)

    @of_one
    @asked(container=must.name, timeout=must.maybe(PATIENCE))
    def stop(self, container: Ref, timeout: int | None = None) -> None:
        """``docker stop``: TERM, and KILL when `timeout` seconds (the container's own, or 10) have not helped."""
        self._ask("POST", "/containers/{}/stop", container, query={"t": timeout}, seconds=WAITED + (timeout or 0))

    @of_one
    @asked(container=must.name, timeout=PATIENCE)
    def restart(self, container: Ref, timeout: int = 10) -> None:
        """``docker restart``."""
        self._ask("POST", "/containers/{}/restart", container, query={"t": timeout}, seconds=WAITED + timeout)

    @of_one
    @asked(container=must.name, signal=must.maybe(must.either(must.text, must.count(0, 64))))
    def kill(self, container: Ref, signal: str | int | None = None) -> None:
        """``docker kill``."""
        self._ask("POST", "/containers/{}/kill", container, query={"signal": signal})

    @of_one
    @asked(container=must.name)
    def pause(self, container: Ref) -> None:
        """``docker pause``."""
        self._ask("POST", "/containers/{}/pause", container)

    @of_one
    @asked(container=must.name)
    def unpause(self, container: Ref) -> None:
        """``docker unpause``."""
        self._ask("POST", "/containers/{}/unpause", container)

    @of_one
    @asked(container=must.name, name=must.text)
    def rename(self, container: Ref, name: str) -> None:
        """``docker rename``."""
        self._ask("POST", "/containers/{}/rename", container, query={"name": name})

    @of_one
    @asked(container=must.name, height=must.count(0), width=must.count(0))
    def resize(self, container: Ref, height: int, width: int) -> None:
        """The size of the container's terminal, which no program asks for."""
        self._ask("POST", "/containers/{}/resize", container, query={"h": height, "w": width})

    @of_one
    @asked(
        container=must.name, blkio_weight=COUNT, cpu_period=COUNT, cpu_quota=COUNT, cpu_shares=COUNT,
        cpuset_cpus=must.maybe(must.text), cpuset_mems=must.maybe(must.text), mem_limit=SIZE, mem_reservation=SIZE,
        memswap_limit=SIZE, kernel_memory=SIZE, restart_policy=must.maybe(must.mapping(must.text, must.plain,
            "a restart policy")),
    )  # fmt: skip
    def update_container(
        self,
        container: Ref,
        blkio_weight: int | None = None,
        cpu_period: int | None = None,
        cpu_quota: int | None = None,
        cpu_shares: int | None = None,
        cpuset_cpus: str | None = None,
        cpuset_mems: str | None = None,
        mem_limit: int | str | None = None,
        mem_reservation: int | str | None = None,
        memswap_limit: int | str | None = None,
        kernel_memory: int | str | None = None,
        restart_policy: Restart | None = None,
    ) -> Updated:
        """``docker update``."""
        sizes = {"Memory": mem_limit, "MemoryReservation": mem_reservation, "MemorySwap": memswap_limit,
                 "KernelMemory": kernel_memory}  # fmt: skip
        body = {"BlkioWeight": blkio_weight, "CpuPeriod": cpu_period, "CpuQuota": cpu_quota, "CpuShares": cpu_shares,
                "CpusetCpus": cpuset_cpus, "CpusetMems": cpuset_mems, "RestartPolicy": restart_policy,
                **{key: in_bytes(size) for key, size in sizes.items() if size}}  # fmt: skip
        given = {key: value for key, value in body.items() if value}
        found: Updated = self._json("POST", "/containers/{}/update", container, body=given)
        return found

    @of_one
    @asked(container=must.name, timeout=must.maybe(must.seconds), condition=must.maybe(must.text))
    def wait(self, container: Ref, timeout: float | None = None, condition: str | None = None) -> Waited:
        """Let time go on until the container ends: ``{"StatusCode": N}``.

        Parameters
        ----------
        timeout : float, optional
            Simulated seconds, 600 unless given; DockerException when it does not end in time.
        condition : str, optional
            ``not-running``, ``next-exit`` or ``removed``.
        """
        query = {"condition": condition}
        seconds = WAITED if timeout is None else timeout
        found: Waited = self._json("POST", "/containers/{}/wait", container, query=query, seconds=seconds)
        return found

    def open_wait(self, container: str, condition: str) -> Callable[[], Waited]:
        """Begin to wait, before the container starts; what is given back lets time go on until the answer comes."""
        reader = self._open("POST", "/containers/{}/wait", container, query={"condition": condition})

        def answer() -> Waited:
            found: Waited | None = json.loads(reader.rest() or b"null")
            if found is None:
                raise DockerException(
                    f"the container {container[:12]} has not ended within {WAITED:g} simulated seconds"
                )
            return found

        return answer

    @of_one
    @asked(container=must.name, v=must.flag, link=must.flag, force=must.flag)
    def remove_container(self, container: Ref, v: bool = False, link: bool = False, force: bool = False) -> None:
        """``docker rm``; a running container needs ``force=True``."""
        self._ask("DELETE", "/containers/{}", container, query={"v": v, "link": link, "force": force})

    @asked(filters=checks.filters)
    def prune_containers(self, filters: Filters | None = None) -> ContainersPruned:
        """``docker container prune``: stopped ones go."""
        found: ContainersPruned = self._json("POST", "/containers/prune", query={"filters": as_filters(filters)})
        return found

    @of_one
    @asked(
        container=must.name, repository=must.maybe(must.text), tag=must.maybe(must.text), message=must.maybe(must.text),
        author=must.maybe(must.text), pause=must.flag, changes=must.maybe(must.either(must.text, must.texts)),
        conf=must.maybe(must.mapping(must.text, must.plain, "a container's config")),
    )  # fmt: skip
    def commit(
        self,
        container: Ref,
        repository: str | None = None,
        tag: str | None = None,
        message: str | None = None,
        author: str | None = None,
        pause: bool = True,
        changes: Words | None = None,
        conf: Mapping[str, object] | None = None,
    ) -> Identified:
        """``docker commit``: an image of a container; `changes` and `conf` are not modelled."""
        query = {"container": container, "repo": repository, "tag": tag, "comment": message, "author": author,
                 "pause": pause, "changes": changes}  # fmt: skip
        found: Identified = self._json("POST", "/commit", query=query, body=conf or {})
        return found


def _identified(listed: list[ContainerSummary]) -> list[Identified]:
    return [{"Id": each["Id"]} for each in listed]
