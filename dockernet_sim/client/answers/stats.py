"""``docker stats``: one reading."""

from typing import NotRequired, TypedDict


class PidsStats(TypedDict, total=False):
    """Its programs; empty when it does not run."""

    current: int


class BlkioStats(TypedDict):
    """Block devices: nothing is counted."""

    io_service_bytes_recursive: list[int]
    io_serviced_recursive: list[int]
    io_queue_recursive: list[int]
    io_service_time_recursive: list[int]
    io_wait_time_recursive: list[int]
    io_merged_recursive: list[int]
    io_time_recursive: list[int]
    sectors_recursive: list[int]


class CpuUsage(TypedDict):
    """Nanoseconds."""

    total_usage: int
    usage_in_kernelmode: int
    usage_in_usermode: int


class ThrottlingData(TypedDict):
    """How often it was held back."""

    periods: int
    throttled_periods: int
    throttled_time: int


class CpuStats(TypedDict):
    """Processors."""

    cpu_usage: CpuUsage
    system_cpu_usage: int
    online_cpus: int
    throttling_data: ThrottlingData


class MemoryStats(TypedDict, total=False):
    """Bytes; empty when it does not run."""

    usage: int
    limit: int
    stats: dict[str, int]


class NetworkStats(TypedDict):
    """One interface."""

    rx_bytes: int
    rx_packets: int
    rx_errors: int
    rx_dropped: int
    tx_bytes: int
    tx_packets: int
    tx_errors: int
    tx_dropped: int


class StorageStats(TypedDict):
    """Of Windows: empty."""


class Stats(TypedDict):
    """One reading; ``networks`` is not there for a container that does not run, or is on the host's network."""

    read: str
    preread: str
    pids_stats: PidsStats
    blkio_stats: BlkioStats
    num_procs: int
    storage_stats: StorageStats
    cpu_stats: CpuStats
    precpu_stats: CpuStats
    memory_stats: MemoryStats
    name: str
    id: str
    networks: NotRequired[dict[str, NetworkStats]]
