"""curl -w: variables of a transfer as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.wire.address import ip_text

if TYPE_CHECKING:
    from dockernet_sim.programs.curl.transfer import Transfer
    from dockernet_sim.programs.task import Task

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def write_out(task: Task, form: str, transfer: Transfer, code: int, error: str) -> None:
    """Print the text of ``--write-out``."""
    values = variables(transfer, code, error)
    i = 0
    while i < len(form):
        if form[i] == "%" and form.startswith("%{", i) and "}" in form[i:]:
            end = form.index("}", i)
            name = form[i + 2 : end]
            if name in values:
                task.out(values[name])
            else:
                task.err(f"curl: unknown --write-out variable: '{name}'\n")
            i = end + 1
        elif form.startswith("%%", i):
            task.out("%")
            i += 2
        elif form[i] == "\\" and form[i + 1 : i + 2] in _ESCAPES:
            task.out(_ESCAPES[form[i + 1]])
            i += 2
        else:
            task.out(form[i])
            i += 1


def variables(transfer: Transfer, code: int, error: str) -> dict[str, str]:
    """The values of all variables that are modelled."""
    t, began, now = transfer, transfer.began, transfer.task.clock.now
    connection = t.connection if t.times.get("connect") else None
    seconds = {
        f"time_{name}": (t.times[name] - began if name in t.times else 0.0)
        for name in ("namelookup", "connect", "pretransfer", "starttransfer")
    }
    spent = now - began
    return {
        "http_code": f"{t.status:03d}",
        "response_code": f"{t.status:03d}",
        "content_type": t.headers.get("content-type", ""),
        "size_download": str(t.received),
        "size_header": str(t.header_size),
        "size_request": str(t.request_size),
        "size_upload": str(t.uploaded),
        "speed_download": str(int(t.received / spent) if spent else 0),
        "speed_upload": str(int(t.uploaded / spent) if spent else 0),
        "url": t.given,
        "url_effective": t.effective,
        "scheme": "HTTP" if connection or t.status else "",
        "method": t.options.method,
        "http_version": "1.1" if t.status else "0",
        "remote_ip": ip_text(connection.remote_ip) if connection else "",
        "remote_port": str(connection.remote_port if connection else 0),
        "local_ip": ip_text(connection.ip) if connection else "",
        "local_port": str(connection.port if connection else 0),
        "num_connects": str(t.connects),
        "num_redirects": str(t.redirects),
        "redirect_url": t.redirect_url,
        "exitcode": str(code),
        "errormsg": error,
        "filename_effective": t.filename,
        "time_total": f"{spent:.6f}",
        "time_appconnect": "0.000000",
        "time_redirect": f"{t.redirected:.6f}",
        **{name: f"{value:.6f}" for name, value in seconds.items()},
    }  # fmt: skip
