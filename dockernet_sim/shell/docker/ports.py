"""``-p`` and ``--expose``, read as go-connections reads them, with its texts."""

from __future__ import annotations

import re

from dockernet_sim.engine.container.request import binding
from dockernet_sim.shell.docker.checks import is_ip
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.words import cli_error
from dockernet_sim.sim.quote import quote

PROTOCOLS = ("tcp", "udp", "sctp")

Bindings = dict[str, list[dict[str, str]]]


class PortError(ValueError):
    """Text that is no port, or no range of ports."""


def port_number(text: str) -> int:
    """strconv.ParseUint(text, 10, 16); PortError."""
    if not re.fullmatch(r"[0-9]+", text, re.A):
        raise PortError(f"strconv.ParseUint: parsing {quote(text)}: invalid syntax")
    bare = text.lstrip("0") or "0"
    if len(bare) > 5 or int(bare) > 0xFFFF:
        raise PortError(f"strconv.ParseUint: parsing {quote(text)}: value out of range")
    return int(bare)


def port_range(text: str) -> tuple[int, int]:
    """``80`` or ``80-82``; PortError.

    >>> port_range("80-82")
    (80, 82)
    """
    if not text:
        raise PortError("empty string specified for ports")
    if "-" not in text:
        return port_number(text), port_number(text)
    first, last = (port_number(part) for part in text.split("-")[:2])
    if last < first:
        raise PortError(f"Invalid range specified for the Port: {text}")
    return first, last


def split_proto(text: str) -> tuple[str, str]:
    """A port's protocol and number: ``53/udp`` -> ``("udp", "53")``."""
    number, slash, proto = text.partition("/")
    if not number:
        return "", ""
    proto = proto.partition("/")[0]
    return (proto if slash and proto else "tcp"), number


def publish(specs: list[str]) -> Bindings:
    """Every ``-p``, as the Engine API's PortBindings; CliError with Docker's text.

    >>> publish(["127.0.0.1:8080:80", "53:53/udp"])
    {'80/tcp': [{'HostIp': '127.0.0.1', 'HostPort': '8080'}], '53/udp': [{'HostIp': '', 'HostPort': '53'}]}
    """
    bindings: Bindings = {}
    for spec in specs:
        for port, bound in one_spec(long_form(spec)):
            bindings.setdefault(port, []).append(bound)
    return bindings


def long_form(spec: str) -> str:
    """``published=8080,target=80`` in the short way of writing; others stay."""
    if "=" not in spec:
        return spec
    fields = {"protocol": "tcp"}
    for part in spec.split(","):
        name, equals, value = part.partition("=")
        if not equals:
            raise CliError(f"invalid publish opts format (should be name=value but got '{part}')")
        fields[name] = value.partition("=")[0]
    return f"{fields.get('published', '')}:{fields.get('target', '')}/{fields['protocol']}"


def one_spec(spec: str) -> list[tuple[str, dict[str, str]]]:
    """The bindings of one ``-p``."""
    rest, _, last = spec.rpartition(":")
    address, _, host = rest.rpartition(":")
    proto, container = split_proto(last)
    address = host_address(address)
    if not container:
        raise cli_error("port-none", spec=spec)
    first, end = checked_range(container, "containerPort")
    low, high = checked_range(host, "hostPort") if host else (0, 0)
    if host and end - first != high - low and end != first:
        raise cli_error("port-ranges", container=container, host=host)
    if proto.lower() not in PROTOCOLS:
        raise cli_error("port-proto", proto=proto)
    found = []
    for step in range(end - first + 1):
        chosen = str(low + step) if host else ""
        if first == end and low != high:
            chosen = f"{chosen}-{high}"
        found.append((f"{first + step}/{proto.lower()}", binding(chosen, address)))
    return found


def host_address(text: str) -> str:
    """The host's address of a ``-p``: none, IPv4, or IPv6 in brackets."""
    if not text:
        return ""
    bare = text[1:-1] if text[0] == "[" and text[-1] == "]" else text
    if text[0] != "[" and ":" in text:
        raise cli_error("port-ip-colons", text=text)
    if not is_ip(bare):
        raise cli_error("port-ip", text=bare)
    return bare


def checked_range(text: str, what: str) -> tuple[int, int]:
    """A range, or the CLI's complaint about it."""
    try:
        return port_range(text)
    except PortError:
        raise cli_error("port-number", what=what, text=text) from None


def expose(specs: list[str]) -> list[str]:
    """Every ``--expose``, one port each; CliError with Docker's text.

    >>> expose(["80", "90-91/udp"])
    ['80/tcp', '90/udp', '91/udp']
    """
    ports = []
    for spec in specs:
        if ":" in spec:
            raise CliError(f"invalid port format for --expose: {spec}")
        proto, number = split_proto(spec)
        try:
            first, last = port_range(number)
        except PortError as problem:
            raise _expose_range(spec, number, str(problem)) from None
        ports += [f"{port}/{proto}" for port in range(first, last + 1)]
    return ports


def _expose_range(spec: str, number: str, why: str) -> CliError:
    """What is wrong with an ``--expose``, as each release's parser puts it."""
    later = f"invalid range specified for port: {number}" if why.startswith("Invalid range") else why
    first, dash, last = number.partition("-")
    end = last if dash and first.isdigit() else first
    latest = f"invalid {'end' if end is last and dash else 'start'} port '{end}': {why.rpartition(': ')[2]}"
    if why.startswith("Invalid range"):
        latest = f"invalid port range: {number}"
    if not number:
        latest = "invalid port range: value is empty"
    return cli_error("expose-range", spec=spec, why=why, later_why=later, latest_why=latest)
