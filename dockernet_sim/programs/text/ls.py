"""ls, GNU's and busybox's."""

from __future__ import annotations

from dataclasses import replace

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.accounts import shown_group, shown_user
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.entries import Entry, children, entry, followed
from dockernet_sim.programs.text.options import options

LETTERS = "1aAdFhlnRrSt"
MARKS = {"d": "/", "l": "@"}


@tool("ls")
def ls(task: Task, busybox: bool = False) -> int:
    """``ls [-1aAdFhlnRrSt] [PATH...]``, one name a line, as into a pipe."""
    given, paths = options(
        task.args, LETTERS, {"all": "a", "almost-all": "A", "directory": "d", "recursive": "R", "reverse": "r"}
    )
    files: list[Entry] = []
    folders: list[Entry] = []
    code = 0
    for path in paths or ["."]:
        try:
            one = _argument(task, path, given)
        except NetError as error:
            say = f"{path}: {error.text}" if busybox else f"cannot access '{path}': {error.text}"
            task.err(f"ls: {say}\n")
            code = 1 if busybox else 2
            continue
        (folders if one.is_folder and "d" not in given else files).append(one)
    if files:
        task.out(_listed(task, _sorted(files, given), given, busybox))
    headed = len(paths) > 1 or "R" in given
    for index, folder in enumerate(_sorted(folders, given)):
        _folder(task, folder.path, given, busybox, headed, bool(index or files))
    return code


def _argument(task: Task, path: str, given: dict[str, str]) -> Entry:
    """A path of the command line: a link to a folder is shown itself with -l, -d and -F only."""
    one = entry(task, path)
    itself = bool(given.keys() & {"l", "n", "d", "F"}) and not path.endswith("/")
    return one if itself or not one.target else replace(followed(task, path), path=path)


def _sorted(entries: list[Entry], given: dict[str, str]) -> list[Entry]:
    entries = sorted(entries, key=lambda one: one.path)
    if "S" in given:
        entries.sort(key=lambda one: -one.size)
    elif "t" in given:
        entries.sort(key=lambda one: -one.changed)
    return entries[::-1] if "r" in given else entries


def _folder(task: Task, path: str, given: dict[str, str], busybox: bool, headed: bool, gap: bool) -> None:
    if headed:
        task.out(("\n" if gap else "") + f"{path}:\n")
    inside = [entry(task, each) for each in children(task, path)]
    shown = [replace(one, path=one.path.rpartition("/")[2]) for one in inside]
    if not given.keys() & {"a", "A"}:
        shown = [one for one in shown if not one.path.startswith(".")]
    if "a" in given:
        upper = path.rstrip("/").rpartition("/")[0] if path.startswith("/") else f"{path}/.."
        shown += [replace(entry(task, path), path="."), replace(entry(task, upper or "/"), path="..")]
    shown = _sorted(shown, given)
    if given.keys() & {"l", "n"}:
        task.out(
            f"total {_size(sum(one.blocks for one in shown) * 1024, given) if 'h' in given else sum(one.blocks for one in shown)}\n"  # noqa: E501
        )
    task.out(_listed(task, shown, given, busybox))
    if "R" in given:
        for one in [each for each in shown if each.is_folder and each.path not in (".", "..")]:
            _folder(task, f"{path.rstrip('/')}/{one.path}", given, busybox, True, True)


def _listed(task: Task, entries: list[Entry], given: dict[str, str], busybox: bool) -> str:
    if not given.keys() & {"l", "n"}:
        return "".join(f"{_name(one, given)}\n" for one in entries)
    return "".join(_busybox_rows(task, entries, given) if busybox else _gnu_rows(task, entries, given))


def _name(one: Entry, given: dict[str, str]) -> str:
    mark = MARKS.get(one.mode[0], "*" if "x" in one.mode and one.mode[0] == "-" else "") if "F" in given else ""
    target = f" -> {one.target}" if one.target and given.keys() & {"l", "n"} else ""
    return f"{one.path}{target}" if target else f"{one.path}{mark}"


def _size(size: int, given: dict[str, str]) -> str:
    if "h" not in given or size < 1024:
        return str(size)
    power = 1 if size < 1024**2 else 2 if size < 1024**3 else 3
    value, unit = size / 1024**power, " KMG"[power]
    return f"{value:.1f}{unit}" if value < 10 else f"{-(-value // 1):.0f}{unit}"


def _owner(task: Task, one: Entry, given: dict[str, str], busybox: bool) -> tuple[str, str]:
    """User and group, as numbers with -n."""
    uid, gid = one.owner
    if "n" in given:
        return str(uid), str(gid)
    return shown_user(task.files, uid), shown_group(task.files, gid, busybox)


def _busybox_rows(task: Task, entries: list[Entry], given: dict[str, str]) -> list[str]:
    """Columns of fixed widths; an image without /etc/group shows root's group as its number."""
    rows = []
    for one in entries:
        user, group = _owner(task, one, given, True)
        size = f"{one.device:>9}" if one.device else f"{_size(one.size, given):>9}"
        rows.append(f"{one.mode} {one.links:4d} {user:<8} {group:<8} {size} {one.date} {_name(one, given)}\n")
    return rows


def _gnu_rows(task: Task, entries: list[Entry], given: dict[str, str]) -> list[str]:
    owners = [_owner(task, one, given, False) for one in entries]
    users, groups = (max((len(names[at]) for names in owners), default=0) for at in (0, 1))
    sizes = [
        ", ".join(part.strip() for part in one.device.split(",")) if one.device else _size(one.size, given)
        for one in entries
    ]
    links = max((len(str(one.links)) for one in entries), default=0)
    width = max(map(len, sizes), default=0)
    return [
        (
            f"{one.mode} {one.links:{links}d} {user:<{users}} {group:<{groups}} {size:>{width}} {one.date} "
            f"{_name(one, given)}\n"
        )
        for one, size, (user, group) in zip(entries, sizes, owners)
    ]
