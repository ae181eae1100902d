"""The keyword arguments with which containers are made, as types; imported by none at run time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypedDict

from dockernet_sim.client.answers.config import Device, DeviceRequest, HostConfig, ThrottleDevice, WeightDevice
from dockernet_sim.client.arguments import (
    Endpoints,
    HealthOptions,
    Labels,
    Links,
    Log,
    Mounts,
    Pairs,
    Ports,
    Restart,
    Scalar,
    Texts,
    UlimitOptions,
    Volumes,
    Words,
)
from dockernet_sim.client.networks import Network
from dockernet_sim.client.types import Healthcheck, NetworkingConfig, Ulimit


class ConfigOptions(TypedDict, total=False):
    """What a container is: for ``run``, ``create`` and the low-level ``create_container``."""

    hostname: str | None
    domainname: str | Texts | None
    user: str | int | None
    working_dir: str | None
    environment: Pairs | None
    entrypoint: Words | None
    labels: Labels | None
    tty: bool
    stdin_open: bool
    mac_address: str | None
    stop_signal: str | None
    stop_timeout: int | None
    healthcheck: Healthcheck | HealthOptions | None
    network_disabled: bool
    name: str | None
    platform: str | None
    use_config_proxy: bool | None


class ContainerOptions(ConfigOptions, total=False):
    """For the low-level ``create_container`` and ``create_container_config``."""

    detach: bool
    volumes: str | Texts | Mapping[str, Mapping[str, object]] | None
    ports: Sequence[int | str | tuple[int, str]] | None
    runtime: str | None
    host_config: HostConfig | None
    networking_config: NetworkingConfig | Mapping[str, object] | None


class LimitOptions(TypedDict, total=False):
    """What the host gives: for ``run``, ``create`` and ``create_host_config``."""

    auto_remove: bool
    blkio_weight: int | None
    blkio_weight_device: list[WeightDevice] | None
    cap_add: Texts | None
    cap_drop: Texts | None
    cgroup_parent: str | None
    cgroupns: str | None
    cpu_count: int | None
    cpu_percent: int | None
    cpu_period: int | None
    cpu_quota: int | None
    cpu_rt_period: int | None
    cpu_rt_runtime: int | None
    cpu_shares: int | None
    cpuset_cpus: str | None
    cpuset_mems: str | None
    device_cgroup_rules: Texts | None
    device_read_bps: list[ThrottleDevice] | None
    device_read_iops: list[ThrottleDevice] | None
    device_requests: list[DeviceRequest] | None
    device_write_bps: list[ThrottleDevice] | None
    device_write_iops: list[ThrottleDevice] | None
    devices: list[str] | list[Device] | None
    dns: Texts | None
    dns_opt: Texts | None
    dns_search: Texts | None
    extra_hosts: Pairs | None
    group_add: Sequence[str | int] | None
    init: bool | None
    init_path: str | None
    ipc_mode: str | None
    isolation: str | None
    kernel_memory: int | str | None
    links: Links | None
    lxc_conf: Mapping[str, Scalar] | list[Mapping[str, str]] | None
    mem_limit: int | str | None
    mem_reservation: int | str | None
    mem_swappiness: int | None
    memswap_limit: int | str | None
    mounts: Mounts | None
    nano_cpus: int | None
    network_mode: str | None
    oom_kill_disable: bool
    oom_score_adj: int | None
    pid_mode: str | None
    pids_limit: int | None
    privileged: bool
    publish_all_ports: bool
    read_only: bool | None
    restart_policy: Restart | None
    runtime: str | None
    security_opt: Texts | None
    shm_size: int | str | None
    storage_opt: Mapping[str, str] | None
    sysctls: Mapping[str, Scalar] | None
    tmpfs: Mapping[str, str] | Texts | None
    ulimits: list[Ulimit] | list[UlimitOptions] | None
    userns_mode: Literal["host", ""] | None
    uts_mode: Literal["host", ""] | None
    volume_driver: str | None
    volumes_from: str | Texts | None


class HostOptions(LimitOptions, total=False):
    """For ``create_host_config``."""

    port_bindings: Ports | None
    binds: Volumes | None
    log_config: Log | None


class MadeOptions(ConfigOptions, LimitOptions, total=False):
    """For ``containers.create`` and ``run``."""

    ports: Ports | None
    volumes: Volumes | None
    network: Network | str | None
    networking_config: Endpoints | None
    version: str | None


class CreateOptions(MadeOptions, total=False):
    """For ``containers.create``."""

    detach: bool
    log_config: Log | None
