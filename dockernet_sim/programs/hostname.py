"""hostname(1) and dnsdomainname(1)."""

from __future__ import annotations

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.inet6 import six_addresses
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_text


@tool("hostname")
def hostname(task: Task, busybox: bool = False) -> int:
    """``hostname [-f|-s|-d|-i|-I]`` and ``hostname NAME``."""
    given, words = options(task.args, "fsdiI", {"fqdn": "f", "short": "s", "domain": "d", "all-ip-addresses": "I"})
    name = task.place.hostname or task.host.hostname
    if words:
        return _set(task, words[0], busybox)
    if "I" in given and not busybox:
        found = [a.ip for a in task.ns.ip.addresses if a.scope != "host" and a.dev.up]
        six = [
            one.ip for device in task.ns.links() if device.up for one in six_addresses(device) if one.scope == "global"
        ]
        task.out("".join(f"{ip_text(ip)} " for ip in [*found, *six]) + "\n")
        return 0
    if "i" in given or "I" in given:
        return _address(task, name, busybox)
    if "f" in given:
        name = _full(task, name)
    elif "s" in given:
        name = name.partition(".")[0]
    elif "d" in given:
        name = _full(task, name).partition(".")[2]
    task.out(f"{name}\n" if name or "d" not in given else "")
    return 0


def _set(task: Task, name: str, busybox: bool) -> int:
    if "SYS_ADMIN" not in task.caps:
        task.err(
            "hostname: sethostname: Operation not permitted\n"
            if busybox
            else "hostname: you must be root to change the host name\n"
        )
        return 1
    if task.place.hostname:
        task.place.hostname = name
    else:
        task.host.hostname = name
    return 0


def _hosts_lines(task: Task) -> list[list[str]]:
    text = task.files.read("/etc/hosts") if task.files.exists("/etc/hosts") else ""
    return [words for line in text.splitlines() if len(words := line.partition("#")[0].split()) > 1]


def _full(task: Task, name: str) -> str:
    """The first name on the hosts file's line that has this one."""
    return next((words[1] for words in _hosts_lines(task) if name in words[1:]), name)


def _address(task: Task, name: str, busybox: bool) -> int:
    found = [words[0] for words in _hosts_lines(task) if name in words[1:] and ":" not in words[0]]
    if not found:
        raise NotModelled("hostname -i is modelled only for names in /etc/hosts")
    task.out(f"{' '.join(found)}\n" if not busybox else f"{found[0]}\n")
    return 0
