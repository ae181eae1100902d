"""id, groups and whoami; and the names by which ls, ps and stat show users and groups."""

from __future__ import annotations

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.passwd import Account, accounts, group_name, groups, user_name
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import options
from dockernet_sim.vfs.credentials import Credentials
from dockernet_sim.vfs.files import Files


def shown_user(files: Files, uid: int) -> str:
    """A user's name in a tree of files, or the number."""
    return user_name(files, uid) or ("root" if not uid else str(uid))


def shown_group(files: Files, gid: int, busybox: bool) -> str:
    """A group's name in a tree of files, or the number: also root's, in a small image without /etc/group."""
    return group_name(files, gid) or ("root" if not gid and not busybox else str(gid))


@tool("id")
def id_(task: Task, busybox: bool = False) -> int:
    """``id [-u|-g|-G|-n] [USER]``: of the task's user, or of one that /etc/passwd knows."""
    given, names = options(task.args, "ugGnr")
    creds = task.creds
    if names:
        account = next((each for each in accounts(task.files) if names[0] in (each.name, str(each.uid))), None)
        if account is None:
            task.err(f"id: unknown user {names[0]}\n" if busybox else f"id: '{names[0]}': no such user\n")
            return 1
        creds = _of_account(task, account)
    uid, gid, more = creds
    if "u" in given:
        return _print(task, [shown_user(task.files, uid) if "n" in given else str(uid)])
    if given.keys() & {"g", "G"}:
        wanted = list(dict.fromkeys((gid, *more))) if "G" in given else [gid]
        return _print(task, [shown_group(task.files, each, busybox) if "n" in given else str(each) for each in wanted])
    user = _bracket(uid, user_name(task.files, uid) or ("root" if not uid else ""))
    numbers = dict.fromkeys((gid, *more))
    shown = {
        each: _bracket(each, "" if (name := shown_group(task.files, each, busybox)) == str(each) else name)
        for each in numbers
    }
    return _print(task, [f"uid={user} gid={shown[gid]} groups={','.join(shown.values())}"])


def _of_account(task: Task, account: Account) -> Credentials:
    more = tuple(each.gid for each in groups(task.files) if account.name in each.members)
    return Credentials(account.uid, account.gid, more)


def _bracket(number: int, name: str) -> str:
    return f"{number}({name})" if name else str(number)


def _print(task: Task, words: list[str]) -> int:
    task.out(" ".join(words) + "\n")
    return 0


@tool("groups")
def groups_(task: Task, busybox: bool = False) -> int:
    """``groups [USER]``; an image without /etc/group cannot tell the name of a group."""
    creds, code, head = task.creds, 0, ""
    if task.args:
        account = next((each for each in accounts(task.files) if each.name == task.args[0]), None)
        if account is None:
            say = f"unknown user {task.args[0]}" if busybox else f"'{task.args[0]}': no such user"
            task.err(f"groups: {say}\n")
            return 1
        creds, head = _of_account(task, account), "" if busybox else f"{account.name} : "
    numbers = list(dict.fromkeys((creds.gid, *creds.groups)))
    names = [shown_group(task.files, each, busybox) for each in numbers]
    task.out(head + " ".join(names) + "\n")
    for number, name in zip(numbers, names):
        if name == str(number):
            task.err(
                f"groups: unknown ID {number}\n" if busybox else f"groups: cannot find name for group ID {number}\n"
            )
            code = 1
    return code


@tool("whoami")
def whoami(task: Task, busybox: bool = False) -> int:
    """The name of the task's user."""
    uid = task.creds.uid
    name = user_name(task.files, uid) or ("root" if not uid else "")
    if not name:
        task.err(f"whoami: unknown uid {uid}\n" if busybox else f"whoami: cannot find name for user ID {uid}\n")
        return 1
    return _print(task, [name])
