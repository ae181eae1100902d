"""/proc/PID: what a process shows of itself (proc_pid(5)); what would need memory or a scheduler is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from zlib import crc32

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.kernelfs import procnet
from dockernet_sim.programs.kernelfs.node import Node, file, folder, refused, refused_folder

if TYPE_CHECKING:
    from dockernet_sim.linux.netns import NetNs
    from dockernet_sim.programs.task import Task

_NAMES = """
arch_status attr autogroup auxv cgroup clear_refs cmdline comm coredump_filter cpuset cwd environ exe fd fdinfo gid_map io
ksm_merging_pages ksm_stat limits loginuid map_files maps mem mountinfo mounts mountstats net ns numa_maps oom_adj oom_score
oom_score_adj pagemap personality projid_map root sched schedstat sessionid setgroups smaps smaps_rollup stack stat statm
status syscall task timens_offsets timers timerslack_ns uid_map wchan
"""
NAMES = _NAMES.split()
FOLDERS = ("attr", "fd", "fdinfo", "map_files", "task")
KINDS = ("cgroup", "ipc", "mnt", "net", "pid", "pid_for_children", "time", "time_for_children", "user", "uts")
INITIAL = {"cgroup": 4026531835, "ipc": 4026531839, "mnt": 4026531841, "net": 4026531840, "pid": 4026531836,
           "time": 4026531834, "user": 4026531837, "uts": 4026531838}  # fmt: skip
SHARED = ("cgroup", "time", "user")  # a container has the machine's
FIRST_OWN = 4026532000
DEFAULT_CAPABILITIES, ALL_CAPABILITIES = 0xA80425FB, 0x1FFFFFFFFFF
BITS = {"NET_ADMIN": 1 << 12, "NET_RAW": 1 << 13, "SYS_ADMIN": 1 << 21}
INIT = "systemd"


def pids(task: Task) -> list[str]:
    """The process ids that /proc lists where `task` runs."""
    own = [str(number(task, one)) for one in seen(task).values()]
    return sorted({*own, *([] if task.place.own_pids else ["1"])}, key=int)


def seen(task: Task) -> Mapping[int, Task]:
    """The processes that `task` can see, by the machine's ids: all of them, or those of its container."""
    if task.place.own_pids:
        return task.place.tasks
    return {pid: one for pid, one in task.host.processes.items() if hasattr(one, "inner_pid")}  # type: ignore[misc]


def number(task: Task, one: Task) -> int:
    """The process id by which `task` sees another one."""
    return one.inner_pid if task.place.own_pids else one.pid


def find(task: Task, pid: str, rest: list[str]) -> Node | None:
    """``/proc/PID/...``."""
    wanted = int(pid)
    one = next((one for one in seen(task).values() if number(task, one) == wanted), None)
    if one is None and (wanted != 1 or task.place.own_pids):
        return None
    if not rest:
        return folder(NAMES)
    path = f"/proc/{pid}/{'/'.join(rest)}"
    if rest[0] == "ns":
        return _namespaces(task, one, rest[1:])
    if rest[0] == "net":
        return procnet.find(task.host.root if one is None else one.ns, rest[1:])
    if len(rest) == 1 and rest[0] in NAMES:
        made = _file(task, one, rest[0])
        return made or (refused_folder(path) if rest[0] in FOLDERS else refused(path))
    return refused(path) if rest[0] in FOLDERS else None


def _file(task: Task, one: Task | None, name: str) -> Node | None:
    if name == "cmdline":
        return file("/sbin/init\0" if one is None else "".join(f"{word}\0" for word in one.words))
    if name == "comm":
        return file(f"{comm(one)}\n")
    if one is None:
        return None
    if name == "environ":
        return file("".join(f"{key}={value}\0" for key, value in one.env.items()))
    if name == "status":
        return file(lambda: _status(task, one))
    if name == "cwd":
        return Node(names=lambda: one.names(one.cwd), target=one.cwd, mode="lrwxrwxrwx")
    if name == "root":
        return Node(names=lambda: one.names("/"), target="/", mode="lrwxrwxrwx")
    return None


def comm(one: Task | None) -> str:
    """The name of a process: of its program's file, at most 15 letters."""
    return INIT if one is None else one.words[0].rpartition("/")[2][:15] if one.words else ""


def _status(task: Task, one: Task) -> str:
    """Without the lines about memory, processors and context switches."""
    pid = one.inner_pid if task.place.own_pids else one.pid
    inner = f"\t{one.inner_pid}" if one.place.own_pids and not task.place.own_pids else ""
    bounding = f"{_capabilities(one):016x}"
    caps = bounding if not one.creds.uid else f"{0:016x}"
    uid, gid, groups = one.creds
    state = "R (running)" if one is task else "S (sleeping)"
    seccomp = 2 if one.place.own_pids and not _held(one) >= set(BITS) else 0
    lines = [
        f"Name:\t{comm(one)}", "Umask:\t0022", f"State:\t{state}", f"Tgid:\t{pid}", "Ngid:\t0", f"Pid:\t{pid}",
        f"PPid:\t{one.parent_pid}", "TracerPid:\t0", "Uid:" + f"\t{uid}" * 4, "Gid:" + f"\t{gid}" * 4, "FDSize:\t64",
        "Groups:\t" + "".join(f"{group} " for group in sorted(groups)),
        *(f"{key}:\t{pid}{inner}" for key in ("NStgid", "NSpid", "NSpgid", "NSsid")), "Kthread:\t0", "Threads:\t1",
        "CapInh:\t0000000000000000", f"CapPrm:\t{caps}", f"CapEff:\t{caps}", f"CapBnd:\t{bounding}",
        "CapAmb:\t0000000000000000",
        "NoNewPrivs:\t0", f"Seccomp:\t{seccomp}", f"Seccomp_filters:\t{int(bool(seccomp))}",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _held(one: Task) -> frozenset[str]:
    """Its capabilities; of another user than root those that it could have at most."""
    return one.place.caps if one.creds.uid else one.caps


def _capabilities(one: Task) -> int:
    if not one.place.own_pids or _held(one) >= set(BITS):
        return ALL_CAPABILITIES
    held = DEFAULT_CAPABILITIES & ~BITS["NET_RAW"]
    for name in _held(one) & set(BITS):
        held |= BITS[name]
    return held


# -- namespaces -----------------------------------------------------------------
def _namespaces(task: Task, one: Task | None, rest: list[str]) -> Node | None:
    if not rest:
        return folder(KINDS)
    if len(rest) > 1 or rest[0] not in KINDS:
        return None
    return Node(text=_no_text, target=namespace_link(task, one, rest[0]), mode="lrwxrwxrwx")


def _no_text() -> str:
    raise NetError("EINVAL")


def namespace_link(task: Task, one: Task | None, entry: str) -> str:
    """``net:[4026531840]``: equal for two processes exactly when they share the namespace."""
    kind = entry.partition("_")[0]
    return f"{kind}:[{_inode(task, one, kind)}]"


def _inode(task: Task, one: Task | None, kind: str) -> int:
    if kind == "net":
        ns: NetNs = task.host.root if one is None else one.ns
        return INITIAL["net"] if ns is ns.host.root else _own(f"net/{ns.name}")
    if one is None or kind in SHARED or not one.place.own_pids:
        return INITIAL[kind]
    return _own(f"{kind}/{one.place.name}")


def _own(name: str) -> int:
    """A number of its own for a namespace that was made later; the same in every run."""
    return FIRST_OWN + crc32(name.encode()) % (2**32 - FIRST_OWN)
