"""The keys by which a client goes away from a terminal (``--detach-keys``)."""

from __future__ import annotations

DETACH = "ctrl-p,ctrl-q"  # unless told otherwise


def sequence(keys: str) -> str | None:
    r"""Keys as Docker writes them: letters, or ``ctrl-`` with a letter or one of ``@[\]^_``; None for anything else.

    >>> sequence("ctrl-p,ctrl-q"), sequence("a"), sequence("ctrl-")
    ('\x10\x11', 'a', None)
    """
    found = ""
    for each in keys.split(",") if keys else ():
        name = each.removeprefix("ctrl-").upper() if each.startswith("ctrl-") and len(each) == 6 else ""
        if len(each) == 1:
            found += each
        elif name and "@" <= name <= "_":
            found += chr(ord(name) & 31)
        else:
            return None
    return found
