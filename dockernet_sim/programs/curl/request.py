"""The request that curl sends."""

from __future__ import annotations

from base64 import b64encode

from dockernet_sim.programs.curl.options import Options
from dockernet_sim.programs.curl.url import Url

VERSION = "7.88.1"
FORM = "application/x-www-form-urlencoded"

Fields = list[tuple[str, str]]


def build(options: Options, url: Url, method: str) -> tuple[str, bytes]:
    """Header text and body."""
    data = "&".join(options.data)
    path = url.path
    if "get" in options and data:
        path += ("&" if "?" in path else "?") + data
        data = ""
    fields = _fields(options, url)
    if data or (options.data and "get" not in options):
        fields += [("Content-Length", str(len(data.encode()))), ("Content-Type", FORM)]
    fields = _overridden(fields, options.headers)
    version = "1.0" if "http1.0" in options else "1.1"
    lines = [f"{method} {path} HTTP/{version}", *(f"{name}: {value}" for name, value in fields if value), "", ""]
    return "\r\n".join(lines), data.encode()


def _fields(options: Options, url: Url) -> Fields:
    """The header fields that curl sends by itself, in its order."""
    values = options.values
    fields = [("Host", url.authority)]
    user = values.get("user", url.user)
    if user:
        fields.append(("Authorization", f"Basic {b64encode(user.encode()).decode()}"))
    if "range" in values:
        fields.append(("Range", f"bytes={values['range']}"))
    fields += [("User-Agent", values.get("user-agent", f"curl/{VERSION}")), ("Accept", "*/*")]
    fields += [(name, values[key]) for name, key in (("Referer", "referer"), ("Cookie", "cookie")) if key in values]
    if "compressed" in options:
        fields.append(("Accept-Encoding", "deflate, gzip, br, zstd"))
    return fields


def _overridden(fields: Fields, headers: list[str]) -> Fields:
    """The fields, with those that -H changes, adds or (without a value) takes away."""
    given = []
    for header in headers:
        name, colon, value = header.partition(":")
        given.append((name.strip(), value.strip() if colon else ""))
    names = {name.lower() for name, _ in given}
    host = [(name, value) for name, value in given if name.lower() == "host"]
    kept = [(name, value) for name, value in fields if name.lower() not in names]
    return host + kept + [pair for pair in given if pair not in host]
