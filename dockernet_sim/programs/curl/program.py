"""curl as a program: its command line, its URLs one after the other, its exit code."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.programs.curl import errors
from dockernet_sim.programs.curl.errors import CurlError, UsageError
from dockernet_sim.programs.curl.meter import Meter
from dockernet_sim.programs.curl.options import Options, parse
from dockernet_sim.programs.curl.request import VERSION
from dockernet_sim.programs.curl.transfer import Transfer
from dockernet_sim.programs.curl.writeout import write_out
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]

HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n"
VERSION_TEXT = f"""curl {VERSION} (x86_64-pc-linux-gnu) libcurl/{VERSION} OpenSSL/3.0.19 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 \
libidn2/2.3.3 libpsl/0.21.2 (+libidn2/2.3.3) libssh2/1.10.0 nghttp2/1.52.0 librtmp/2.3 OpenLDAP/2.5.13
Release-Date: 2023-02-20, security patched: 7.88.1-10+deb12u15
Protocols: dict file ftp ftps gopher gophers http https imap imaps ldap ldaps mqtt pop3 pop3s rtmp rtsp scp sftp smb smbs \
smtp smtps telnet tftp
Features: alt-svc AsynchDNS brotli GSS-API HSTS HTTP2 HTTPS-proxy IDN IPv6 Kerberos Largefile libz NTLM NTLM_WB PSL SPNEGO \
SSL threadsafe TLS-SRP UnixSockets zstd
"""  # noqa: E501


@program("curl")
def curl(task: Task) -> Run | int:
    """``curl [OPTIONS] URL...``."""
    try:
        options = parse(task.args)
    except UsageError as error:
        task.err(f"curl: {error}\n{HINT}")
        return errors.INIT
    if "version" in options:
        task.out(VERSION_TEXT)
        return 0
    if not options.urls:
        task.err(HINT)
        return errors.INIT
    if "progress-bar" in options and "silent" not in options:
        raise NotModelled("option -# is not modelled")
    if "ipv6" in options:
        raise NotModelled("IPv6 is not modelled")
    return _all(task, options)


def _all(task: Task, options: Options) -> Run:
    code = 0
    outputs = list(options.outputs)
    for url in options.urls:
        output = outputs.pop(0) if outputs else None
        shown = not {"silent", "no-progress-meter"} & options.flags and not (task.tty and output is None)
        code = yield from _tried(task, options, url, output, shown)
    return code


TRANSIENT = (errors.RESOLVE, errors.TIMEOUT)  # what --retry counts as failed for the moment: names and time-outs
TRANSIENT_HTTP = (408, 429, 500, 502, 503, 504)


def _tried(task: Task, options: Options, url: str, output: str | None, shown: bool) -> Run:
    """A transfer, and again while it fails for the moment and ``--retry`` allows it."""
    began = task.clock.now
    for attempt in range(options.retries + 1):
        code, again = yield from _one(task, options, url, output, Meter(task, shown, attempt > 0))
        pause = options.pause(attempt)
        limit = float(options.values.get("retry-max-time", "0"))
        if not again or attempt == options.retries or (limit and task.clock.now - began + pause > limit):
            break
        if "silent" not in options:
            left = options.retries - attempt
            _warn(task, f"Problem : {again}. Will retry in {pause:g} seconds. {left} retries left.")
        yield task.sleep(pause)
    return code


def _warn(task: Task, text: str) -> None:
    """A warning, broken where curl breaks it: before the 79th column."""
    words, line = text.split(" "), "Warning:"
    for word in words:
        if len(line) + 1 + len(word) > 78:
            task.err(f"{line} \n")
            line = "Warning:"
        line += f" {word}"
    task.err(f"{line}\n")


def _again(options: Options, transfer: Transfer, code: int) -> str:
    """Why a transfer that ended like this is tried again; empty if it is not."""
    if code == errors.CONNECT and "retry-connrefused" in options:
        return "connection refused"
    if code in TRANSIENT:
        return "timeout"
    if code and "retry-all-errors" in options:
        return "(retrying all errors)"
    return "HTTP error" if transfer.status in TRANSIENT_HTTP else ""


def _one(
    task: Task, options: Options, url: str, output: str | None, meter: Meter
) -> Generator[Any, Any, tuple[int, str]]:
    transfer = Transfer(task, options, url, meter, output)
    code, text = 0, ""
    try:
        yield from transfer.run()
        meter.finish()
        transfer.closed()
    except CurlError as error:
        code, text = error.code, error.text
        if error.final and transfer.started:
            meter.finish()
        transfer.closed()
        if "silent" not in options or "show-error" in options:
            task.err(f"curl: ({code}) {text}\n")
    form = options.values.get("write-out", "")
    if form:
        write_out(task, form, transfer, code, text)
    return code, _again(options, transfer, code) if options.retries else ""
