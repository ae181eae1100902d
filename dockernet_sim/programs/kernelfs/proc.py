"""/proc: processes, the network tables of a namespace, and the kernel's settings (proc(5))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.programs.kernelfs import process, procnet, procsys
from dockernet_sim.programs.kernelfs.node import Node, folder, refused, refused_folder

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

_FILES = """
buddyinfo cgroups cmdline config.gz consoles cpuinfo crypto devices diskstats dma execdomains filesystems interrupts iomem
ioports kallsyms key-users keys kmsg kpagecgroup kpagecount kpageflags loadavg locks meminfo misc modules mtrr pagetypeinfo
partitions sched_debug slabinfo softirqs stat swaps sysrq-trigger timer_list uptime version vmallocinfo vmstat zoneinfo
"""
FILES = _FILES.split()
_FOLDERS = """
acpi bus driver dynamic_debug fs irq pressure scsi sysvipc tty
"""
FOLDERS = _FOLDERS.split()
LINKS = {"mounts": "self/mounts", "net": "self/net", "thread-self": ""}


def find(task: Task, parts: list[str]) -> Node | None:
    """``/proc/...``."""
    if not parts:
        return folder(sorted([*process.pids(task), *FILES, *FOLDERS, *LINKS, "self", "sys"]))
    name, rest = parts[0], parts[1:]
    if name == "sys":
        return procsys.find(task, rest)
    if name == "net":
        node = procnet.find(task.ns, rest)
        return node if rest or node is None else Node(names=node.names, target="self/net", mode="lrwxrwxrwx", size=8)
    if name == "self":
        own = process.find(task, str(task.inner_pid), rest)
        return own if rest or own is None else Node(names=own.names, target=str(task.inner_pid), mode="lrwxrwxrwx")
    if name == "mounts" and not rest:
        return Node(text=refused("/proc/mounts").text, target="self/mounts", mode="lrwxrwxrwx", size=11)
    if name == "thread-self":
        return refused_folder("/proc/thread-self") if not rest else refused(f"/proc/{'/'.join(parts)}")
    if name.isdigit():
        return process.find(task, name, rest)
    if name in FILES and not rest:
        return refused(f"/proc/{name}")
    if name in FOLDERS:
        return refused_folder(f"/proc/{'/'.join(parts)}")
    return None
