"""md5sum, sha1sum, sha256sum, sha512sum and base64."""

from __future__ import annotations

import base64 as codec
import binascii
import hashlib

from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.options import inputs, options


@tool("md5sum", "sha1sum", "sha256sum", "sha512sum")
def digest(task: Task, busybox: bool = False) -> int:
    """``sha256sum [FILE...]``; checking lists (``-c``) is not modelled."""
    name = task.argv[0].rpartition("/")[2]
    _, paths = options(task.args, "b")
    texts, code = inputs(
        task, paths, f"{name}: can't open '{{path}}': {{error}}" if busybox else f"{name}: {{path}}: {{error}}"
    )
    for path, text in texts:
        made = hashlib.new(name.removesuffix("sum"), text.encode(), usedforsecurity=False)
        task.out(f"{made.hexdigest()}  {path}\n")
    return code


@tool("base64")
def base64(task: Task, busybox: bool = False) -> int:
    """``base64 [-d] [-w N] [FILE]``."""
    given, paths = options(task.args, "dw:i", {"decode": "d", "wrap": "w"})
    texts, code = inputs(task, paths, "base64: {path}: {error}")
    text = "".join(each for _, each in texts)
    if "d" in given:
        try:
            task.out(codec.b64decode("".join(text.split()), validate=True).decode("utf-8", "replace"))
        except binascii.Error:
            task.err("base64: truncated input\n" if busybox else "base64: invalid input\n")
            return 1
        return code
    encoded = codec.b64encode(text.encode()).decode()
    width = int(given["w"]) if given.get("w", "").isdigit() else 76
    lines = [encoded[at : at + width] for at in range(0, len(encoded), width)] if width else [encoded]
    task.out("\n".join(lines) + ("\n" if width else ""))
    return code
