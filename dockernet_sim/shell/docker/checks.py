"""What Docker's CLI says about the values of single options before anything is asked of the daemon."""

from __future__ import annotations

import re

from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.kinds import BadValue, read_strings
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.gonumbers import NoNumber, atoi
from dockernet_sim.sim.quote import quote
from dockernet_sim.wire.address import ip_int

DOMAIN = re.compile(r"[a-zA-Z0-9_]([-a-zA-Z0-9_]*[a-zA-Z0-9_])?(\.[a-zA-Z0-9_]([-a-zA-Z0-9_]*[a-zA-Z0-9_])?)*")
SYSCTLS = {
    "kernel.msgmax",
    "kernel.msgmnb",
    "kernel.msgmni",
    "kernel.sem",
    "kernel.shmall",
    "kernel.shmmax",
    "kernel.shmmni",
}
SYSCTLS |= {"kernel.shm_rmid_forced"}
LONG_FORM = re.compile(r"\w=\w", re.A)  # of --network
MAC = re.compile(
    r"(?:[0-9a-fA-F]{2}:){5}(?:[0-9a-fA-F]{2}:){0,2}[0-9a-fA-F]{2}|(?:[0-9a-fA-F]{2}-){5}[0-9a-fA-F]{2}|(?:[0-9a-fA-F]{4}\.){2}[0-9a-fA-F]{4}"
)


def is_ip(text: str) -> bool:
    """Whether Go's net.ParseIP takes it (IPv6 by its looks)."""
    if ":" in text:
        return is_ip6(text)
    try:
        ip_int(text)
    except ValueError:
        return False
    return True


def is_ip6(text: str) -> bool:
    """Whether it is an IPv6 address."""
    import ipaddress

    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text


def ip_address(text: str) -> str:
    """``--dns``"""
    if not is_ip(text.strip()):
        raise BadValue(f"{text} is not an ip address")
    return text.strip()


def dns_search(text: str) -> str:
    """``--dns-search``; "." is no domain at all."""
    stripped = text.strip(" ")
    if stripped == ".":
        return stripped
    if not re.search(r"[a-zA-Z]", stripped) or not DOMAIN.fullmatch(stripped) or len(stripped) > 254:
        raise BadValue(f"{text} is not a valid domain")
    return stripped


def add_host(text: str) -> str:
    """``--add-host name:address``"""
    name, colon, address = text.partition(":")
    if not colon or not name:
        raise BadValue(f'bad format for add-host: "{text}"')
    if address != "host-gateway" and not is_ip(address):
        raise BadValue(f'invalid IP address in add-host: "{address}"')
    return text


def environment(text: str) -> str:
    """``-e NAME=value``; a name alone is looked up later."""
    if not text.partition("=")[0]:
        raise BadValue(f"invalid environment variable: {text}")
    return text


def label(text: str) -> str:
    """``--label key=value``"""
    if not text.partition("=")[0]:
        raise BadValue(f"invalid label '{text}': empty name")
    return text


def link(text: str) -> str:
    """``--link name:alias``"""
    if not text:
        raise BadValue("empty string specified for links")
    if text.count(":") > 1:
        raise BadValue(f"bad format for links: {text}")
    return text


def sysctl(text: str) -> dict[str, str]:
    """``--sysctl name=value``, namespaced ones only."""
    name, equals, value = text.partition("=")
    if not equals or (name not in SYSCTLS and not name.startswith(("net.", "fs.mqueue."))):
        raise BadValue(f"sysctl '{text}' is not whitelisted")
    return {name: value}


def attach(text: str) -> str:
    """``--attach STDIN``"""
    name = text.lower()
    if name not in ("stdin", "stdout", "stderr"):
        raise BadValue("valid streams are STDIN, STDOUT and STDERR")
    return name


def network(text: str) -> dict[str, object]:
    """``--network name``, or the long form ``name=NET,alias=A,ip=ADDRESS,driver-opt=K=V``."""
    found: dict[str, object] = {"target": "", "aliases": [], "options": {}, "ip": "", "ip6": ""}
    if not LONG_FORM.search(text):
        return {**found, "target": text}
    for part in read_strings(text):
        key, equals, value = part.partition("=")
        if not equals:
            raise BadValue(f"invalid field {part}")
        add_field(found, key.strip().lower(), value.strip(), part)
    if not found["target"]:
        raise BadValue("network name/id is not specified")
    return found


def add_field(found: dict[str, object], key: str, value: str, part: str) -> None:
    """One field of the long form."""
    aliases, options = found["aliases"], found["options"]
    assert isinstance(aliases, list) and isinstance(options, dict)
    if key == "name":
        found["target"] = value
    elif key == "alias":
        aliases.append(value)
    elif key in ("ip", "ip6"):
        found[key] = value
    elif key == "driver-opt":
        name, equals, setting = value.partition("=")
        if not equals:
            raise BadValue("invalid key value pair format in driver options")
        options[name.strip().lower()] = setting.strip().lower()
    else:
        raise BadValue(f"invalid field key {key}")


def later_add_host(text: str) -> str:
    """``--add-host name=address``, or with a colon; an address may stand in brackets (clients from 25 on)."""
    sign = "=" if "=" in text else ":"
    name, found, address = text.partition(sign)
    if not found or not name or ":" in name:
        raise BadValue(f'bad format for add-host: "{text}"')
    if address != "host-gateway":
        if len(address) > 2 and address[0] == "[" and address[-1] == "]":
            address = address[1:-1]
        if not is_ip(address):
            raise BadValue(f'invalid IP address in add-host: "{address}"')
    return f"{name}:{address}"


def check_mac(text: str) -> None:
    """``--mac-address``"""
    if text and not MAC.fullmatch(text.strip()):
        raise CliError(f"{text} is not a valid mac address")


def later_ip_address(text: str) -> str:
    """``--dns``, in later clients' words."""
    if not is_ip(text.strip()):
        raise BadValue(f"IP address is not correctly formatted: {text.strip()}")
    return text.strip()


def latest_network(text: str) -> dict[str, object]:
    """The same, with addresses that are read at once."""
    found = later_network(text)
    for each in filter(None, (found["ip"], found["ip6"])):
        if not is_ip(str(each)):
            raise BadValue(f"ParseAddr({quote(str(each))}): unable to parse IP")
    return found


def later_sysctl(text: str) -> dict[str, str]:
    """The same, in later clients' words."""
    try:
        return sysctl(text)
    except BadValue:
        raise BadValue(f"sysctl '{text}' is not allowed") from None


def later_network(text: str) -> dict[str, object]:
    """The long form has a MAC, link-local addresses and the priority of the gateway, too."""
    found: dict[str, object] = {"mac": "", "priority": 0, "link-local": []}
    own: list[str] = []
    for part in read_strings(text) if LONG_FORM.search(text) else ():
        key, _, value = part.partition("=")
        key, value = key.strip().lower(), value.strip().lower()
        if key == "mac-address":
            found["mac"] = value
        elif key == "link-local-ip":
            found["link-local"] = [*found["link-local"], value]  # type: ignore[misc]
        elif key == "gw-priority":
            try:
                found["priority"] = atoi(value)
            except NoNumber as error:
                raise BadValue(f"invalid gw-priority ({value}): {error.why}") from None
        else:
            own.append(part)
    rest = ",".join(f'"{part}"' if "," in part else part for part in own)
    if found["mac"] or found["priority"] or found["link-local"] or "gw-priority" in text:
        if not any(part.partition("=")[0].strip().lower() == "name" for part in own):
            raise BadValue("network name/id is not specified")
    return {**network(rest or text), **found}


def node_address(text: str) -> str:
    """``--listen-addr ADDRESS[:PORT]``"""
    address = text.removeprefix("tcp://")
    host, _, port = address.partition(":") if ":" in address else (address, "", "")
    last = port.rpartition(":")[2]
    if "[" in address or "/" in address or (":" in port and (last.isdecimal() or not last)):
        raise NotModelled(f"option --listen-addr {text} is not modelled: give an IPv4 address or a device, and a port")
    if port and not port.isdecimal():
        raise BadValue(f"parse {quote(f'tcp://{address}')}: invalid port {quote(f':{last}')} after host")
    return f"{host or '0.0.0.0'}:{port or 2377}"
