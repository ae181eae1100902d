"""What docker-py's methods take, as types, so that a type checker finds a wrong one; imported by none at run time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypedDict

from dockernet_sim.client.types import EndpointConfig, LogConfig, Mount

Scalar = str | bool | int | float
Words = str | list[str] | tuple[str, ...]
Texts = list[str] | tuple[str, ...]
Ref = str | Mapping[str, object]
"""A container, network or image: its name, its id, or an answer with its ``Id``."""
Filters = Mapping[str, Scalar | Sequence[Scalar]]
Pairs = Mapping[str, Scalar | None] | Texts
Labels = Mapping[str, str] | Texts
Links = Mapping[str, str | None] | Texts | list[tuple[str, str]] | list[tuple[str, str | None]]
Target = int | str | tuple[str, int] | tuple[str, str] | tuple[str] | tuple[int] | Mapping[str, str]
Published = Target | list[int] | list[str] | list[tuple[str, int]] | list[Target] | None
Endpoints = Mapping[str, EndpointConfig | Mapping[str, object] | None]
Mounts = list[Mount] | list[str] | list[Mapping[str, object]]


class PortMap(Protocol):
    """A mapping with texts or numbers as keys: a `Mapping` is of one kind of keys alone."""

    def items(self) -> Iterable[tuple[str | int, Published]]:
        """As a mapping has it."""


Ports = Mapping[str | int, Published] | PortMap


class Bind(TypedDict, total=False):
    """Where a volume or a folder of the host goes."""

    bind: str
    mode: str
    ro: bool
    propagation: str


Volumes = Mapping[str, Bind | str] | Texts


class Restart(TypedDict, total=False):
    """``restart_policy``."""

    Name: Literal["", "no", "always", "unless-stopped", "on-failure"]
    MaximumRetryCount: int


class HealthOptions(TypedDict, total=False):
    """``healthcheck``; times in nanoseconds. The Engine API's names are taken, too."""

    test: Words
    interval: int
    timeout: int
    retries: int
    start_period: int
    Test: Words
    Interval: int
    Timeout: int
    Retries: int
    StartPeriod: int


class LogOptions(TypedDict, total=False):
    """``log_config``, by either names."""

    type: str
    config: Mapping[str, str] | None
    Type: str
    Config: Mapping[str, str] | None


class UlimitOptions(TypedDict, total=False):
    """One of ``ulimits``, by either names."""

    name: str
    soft: int
    hard: int
    Name: str
    Soft: int
    Hard: int


Log = LogConfig | LogOptions


class CommitOptions(TypedDict, total=False):
    """For ``Container.commit``."""

    message: str | None
    author: str | None
    pause: bool
    changes: Words | None
    conf: Mapping[str, object] | None


class PullOptions(TypedDict, total=False):
    """For ``images.pull``."""

    platform: str | None
    stream: bool | None
    decode: bool | None
    auth_config: Mapping[str, object] | None


class ExecOptions(TypedDict, total=False):
    """For ``exec_run``."""

    stdout: bool
    stderr: bool
    stdin: bool
    tty: bool
    privileged: bool
    user: str
    environment: Pairs | None
    workdir: str | None


class LogsOptions(TypedDict, total=False):
    """For ``logs``; `since` and `until` are seconds since 1970, or dates."""

    stdout: bool
    stderr: bool
    timestamps: bool
    tail: int | Literal["all"]
    since: float | datetime | None
    follow: bool | None
    until: float | datetime | None


class AttachOptions(TypedDict, total=False):
    """For ``attach``."""

    stdout: bool
    stderr: bool
    logs: bool


class NetworkOptions(TypedDict, total=False):
    """For ``networks.create``; `options` are the driver's."""

    options: Mapping[str, Scalar] | None
    ipam: Mapping[str, object] | None
    check_duplicate: bool | None
    internal: bool
    labels: Mapping[str, str] | None
    enable_ipv6: bool
    attachable: bool | None
    scope: str | None
    ingress: bool | None


class SwarmOptions(TypedDict, total=False):
    """For ``Swarm.init``."""

    force_new_cluster: bool
    swarm_spec: Mapping[str, object] | None
    default_addr_pool: Texts | None
    subnet_size: int | None
    data_path_addr: str | None
    data_path_port: int | None


class ConnectOptions(TypedDict, total=False):
    """For ``Network.connect`` and ``create_endpoint_config``."""

    aliases: Texts | None
    links: Links | None
    ipv4_address: str | None
    ipv6_address: str | None
    link_local_ips: Texts | None
    driver_opt: Mapping[str, str] | None
    mac_address: str | None
