"""``--user``: the user and groups that a program in a container gets (GetExecUser of
opencontainers/runc/libcontainer/user)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dockernet_sim.programs.passwd import Account, accounts, groups
from dockernet_sim.vfs.credentials import Credentials
from dockernet_sim.vfs.files import Files

HIGHEST = 2**31 - 1
DIGITS = len(str(HIGHEST))


@dataclass
class NoUser(Exception):
    """The image has no such user or group."""

    reason: str


def find_user(files: Files, user: str, group_add: Sequence[str] = ()) -> tuple[Credentials, str]:
    """What ``USER[:GROUP]`` means in an image, and the HOME that runc gives; NoUser in the engine's words.

    Parameters
    ----------
    files : Files
        The container's, with /etc/passwd and /etc/group.
    user : str
        Names or numbers; empty for root.
    group_add : list of str
        The groups of ``--group-add``.
    """
    name, _, group = user.partition(":")
    account = next((each for each in accounts(files) if _matches(name, each.name, each.uid)), None)
    if account is None:
        account = Account("", _number(name, "user") if name else 0, 0, "/")
    gid, more = account.gid, list[int]()
    if group:
        found = next((each.gid for each in groups(files) if _matches(group, each.name, each.gid)), None)
        gid = found if found is not None else _number(group, "group")
    elif account.name:
        more = [each.gid for each in groups(files) if account.name in each.members]
    more += [_added(files, each) for each in group_add]
    home = next((each.home for each in accounts(files) if each.uid == account.uid), "") or "/"
    return Credentials(account.uid, gid, tuple(dict.fromkeys((gid, *more)))), home


def _matches(asked: str, name: str, number: int) -> bool:
    return number == 0 if not asked else asked in (name, str(number))


def _number(text: str, kind: str) -> int:
    """A number that the file of users or groups need not know."""
    digits = re.fullmatch("-?0*([0-9]+)", text)
    if digits is None:
        file = "passwd" if kind == "user" else "group"
        raise NoUser(f"unable to find {kind} {text}: no matching entries in {file} file")
    if len(digits[1]) > DIGITS or not 0 <= int(text) <= HIGHEST:
        raise NoUser(f"uids and gids must be in range 0-{HIGHEST}")
    return int(text)


def _added(files: Files, text: str) -> int:
    if re.fullmatch(f"[0-9]{{1,{DIGITS}}}", text):
        return int(text)
    return next((each.gid for each in groups(files) if each.name == text), 0)
