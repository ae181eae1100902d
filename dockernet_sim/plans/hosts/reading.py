"""Files of any mix of dumps, sorted by what their lines look like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dockernet_sim.engine.versions.told import told_by
from dockernet_sim.plans.hosts import inspect, iproute, text
from dockernet_sim.plans.hosts.dump import DumpError, HostDump

LARGEST = 50_000_000  # bytes of a file
JSON_START = re.compile(r"^\s*[\[{]", re.MULTILINE)
GLUED = re.compile(r"\s*[\[{]")
OWNER = re.compile(r"^#+ *(?:container:? *)?([\w][\w.-]*)(?: *:)?$")
TITLE = re.compile(r"^#+ (?:==+ )?(.*?)(?: ==+)?$")
TABLE = re.compile(r"(?:table[ -]|route-table-)(\w+)")
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("rules", re.compile(r"^(\*(filter|nat|mangle|raw|security)$|:\S+ (ACCEPT|DROP|-) \[|(\[\d+:\d+\] )?-A \S|COMMIT$)")),  # noqa: E501
    ("sets", re.compile(r"^(create \S+ (hash|bitmap|list):|add \S+ \S)")),
    ("link", re.compile(r"^\d+: \S+: <")),
    ("link", re.compile(r"^\s+(link/|inet6? |valid_lft |altname |alias |bridge |veth )")),
    ("policy", re.compile(r"^\d+:\s+(not )?from ")),
    ("route", re.compile(r"^(default|((unicast|local|broadcast|blackhole|unreachable|prohibit|throw|multicast) )?(default|\d+\.\d+\.\d+\.\d+(/\d+)?))( |$)")),  # noqa: E501
    ("ss", re.compile(r"^(Netid|State)\s+.*Recv-Q|^((tcp|udp)\s+)?(LISTEN|UNCONN|ESTAB)\s")),
    ("sysctl", re.compile(r"^[a-z][\w-]*(\.[\w./-]+)+ ?= ?")),
    ("version", re.compile(r"^(Client|Server):|^ +(Engine|Version|API version|Go version|Git commit|Built|OS/Arch|Context|Experimental)\b.*:|^Docker version ")),  # noqa: E501
)  # fmt: skip


def read(*paths: str | Path) -> HostDump:
    """The dump that files hold; a folder stands for the files in it.

    Parameters
    ----------
    paths : str or Path
        Files or folders, of any names: the lines tell what they are.

    Returns
    -------
    HostDump

    Raises
    ------
    DumpError
        When there is nothing of docker inspect, ip or iptables-save in them.
    """
    texts = [(path.name, _text(path)) for path in files(paths)]
    return from_texts(texts)


def from_texts(texts: Iterable[tuple[str, str]]) -> HostDump:
    """The same from texts, each with its file's name."""
    dump = HostDump()
    for name, content in texts:
        for piece in pieces(content):
            if isinstance(piece, str):
                _lines(dump, name, piece)
            else:
                _json(dump, name, piece)
    if not (dump.containers or dump.networks or dump.links or dump.rules):
        raise DumpError(
            "no dump of a host: there is neither docker inspect, docker network inspect, ip addr nor iptables-save in it"  # noqa: E501
            " (dockernet-sim snapshot prints the commands that make one)"
        )
    dump.told = told_by(dump.containers, dump.networks)
    inspect.fill(dump)
    return dump


def files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """The files, those of a folder in the order of their names."""
    for path in map(Path, paths):
        if path.is_dir():
            yield from (
                each
                for each in sorted(path.iterdir())
                if each.is_file() and each.suffix not in (".md", ".py", ".yaml", ".yml")
            )
        else:
            yield path


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise DumpError(f"{path} is larger than {LARGEST} bytes")
    return path.read_text(encoding="utf-8", errors="replace")


def is_dump(path: str | Path) -> bool:
    """Whether a file or folder looks like a dump and not like a compose project or a scenario."""
    try:
        for each in files([path]):
            content = _text(each)
            if each.suffix == ".json" and any(
                _kind_of(value) for value in pieces(content) if not isinstance(value, str)
            ):
                return True
            if any(
                kind.search(line)
                for line in content.splitlines()[:200]
                for name, kind in KINDS
                if name in ("rules", "link")
            ):
                return True
            if any(_kind_of(value) in ("inspect",) for value in pieces(content) if not isinstance(value, str)):
                return True
    except (OSError, DumpError):
        return False
    return False


def _kind_of(value: Any) -> str:
    items = value if isinstance(value, list) else [value]
    if isinstance(value, dict) and isinstance(value.get("containers"), list):
        return "inspect"
    if items and all(inspect.is_container(each) or inspect.is_network(each) for each in items):
        return "inspect"
    if items and all(isinstance(each, dict) and "ifname" in each for each in items):
        return "link"
    return ""


def pieces(content: str) -> Iterator[Any]:
    """The JSON values of a text and the lines between them."""
    decoder = json.JSONDecoder()
    place, after = 0, False  # `after`: a value has just ended, and the next one may follow on its line
    while place < len(content):
        found = (GLUED.match(content, place) if after else None) or JSON_START.search(content, place)
        after = False
        if found is None:
            break
        begin = found.end() - 1
        try:
            value, end = decoder.raw_decode(content, begin)
        except ValueError:
            line_end = content.find("\n", begin)
            line_end = len(content) if line_end < 0 else line_end + 1
            yield content[place:line_end]
            place = line_end
            continue
        if content[place:begin].strip():
            yield content[place:begin]
        yield value
        place, after = end, True
    if content[place:].strip():
        yield content[place:]


# -- JSON ------------------------------------------------------------------------
def _json(dump: HostDump, name: str, value: Any) -> None:
    if isinstance(value, dict) and isinstance(value.get("containers"), list):
        dump.containers += value["containers"]
        dump.networks += value.get("networks") or []
        return
    items = value if isinstance(value, list) else [value]
    for each in items:
        if inspect.is_container(each):
            dump.containers.append(each)
        elif inspect.is_network(each):
            dump.networks.append(each)
    rest = [
        each
        for each in items
        if isinstance(each, dict) and not inspect.is_container(each) and not inspect.is_network(each)
    ]
    if rest and all("ifname" in each for each in rest):
        dump.links = {**(dump.links or {}), **iproute.links_of_json(rest, dump.links or {})}
    elif rest and all("dst" in each for each in rest):
        lines = list(filter(None, map(iproute.route_of_json, rest)))
        _put_routes(dump, name, lines, next((str(each["table"]) for each in rest if "table" in each), ""))
    elif rest and all("priority" in each for each in rest):
        dump.policy += map(iproute.rule_of_json, rest)
    elif isinstance(value, dict) and rest:
        _settings(dump, name, value)


def _settings(dump: HostDump, name: str, value: dict[str, Any]) -> None:
    """``docker version`` or ``docker info`` as JSON, or daemon.json."""
    server = value.get("Server")
    if isinstance(server, dict):
        dump.release = str(server.get("Version") or dump.release)
    elif "ServerVersion" in value:
        dump.release = str(value["ServerVersion"])
    elif "Version" in value and "ApiVersion" in value:
        dump.release = str(value["Version"])
    elif value.keys() <= {"client", "server", "source", "note"}:
        dump.notes.append(f"{name}: an object that is no known dump is left out")
    else:
        dump.daemon |= value


# -- lines -----------------------------------------------------------------------
def _lines(dump: HostDump, name: str, content: str) -> None:
    """Runs of lines of one kind; a comment before them may name a container or a table."""
    kind, owner, title, run, unread = "", "", name, list[str](), list[str]()
    for line in [*content.splitlines(), "#"]:
        found = _line_kind(line, kind)
        if found != kind or line.startswith("#"):
            if run:
                _take(dump, kind, run, owner, title, name)
                run = []
            kind = found
        if line.startswith("#"):
            kind = ""
            told = OWNER.fullmatch(line.strip())
            head = TITLE.fullmatch(line.strip())
            if head and head[1]:
                title = head[1]
                owner = told[1] if told else _container_in(title)
        elif found:
            run.append(line)
        elif line.strip():
            unread.append(line.strip())
    if unread:
        more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
        dump.notes.append(f"{name}: a line that is no known dump is left out: {unread[0][:60]!r}{more}")


def _container_in(title: str) -> str:
    found = re.search(r"container (\S+)", title)
    return found[1].rstrip(":") if found else ""


def _line_kind(line: str, before: str) -> str:
    if not line.strip():
        return before
    found = next((kind for kind, pattern in KINDS if pattern.search(line)), "")
    if not found and line[:1].isspace() and before in ("link", "version", "ss"):
        return before
    return found


def _take(dump: HostDump, kind: str, lines: list[str], owner: str, title: str, name: str) -> None:
    told = f"{title} {name}".lower()
    inside = owner if owner and (kind != "rules") else ""
    lines = [line for line in lines if line.strip()]
    if kind == "rules":
        if "ip6" in told or any(re.search(r"(-s|-d|--to-\S+) \S*::", line) for line in lines):
            dump.rules6 += "\n".join(lines) + "\n"
        else:
            dump.rules += "\n".join(lines) + "\n"
    elif kind == "sets":
        dump.sets += "\n".join(lines) + "\n"
    elif kind == "link" and not inside:
        dump.links = iproute.links_of_text(lines, dump.links or {})
    elif kind == "policy":
        dump.policy += [line for line in lines if line not in dump.policy]
    elif kind == "route":
        if inside:
            dump.container_routes.setdefault(inside, []).extend(lines)
        else:
            found = TABLE.search(told)
            _put_routes(dump, name, lines, found[1] if found else "")
    elif kind == "ss":
        listeners = text.listeners(lines)
        if inside:
            dump.container_listeners.setdefault(inside, []).extend(listeners)
        else:
            dump.listeners = [*(dump.listeners or ()), *listeners]
    elif kind == "sysctl":
        values = text.settings(lines)
        if inside:
            dump.container_sysctls.setdefault(inside, {}).update(values)
        else:
            dump.sysctls |= values
    elif kind == "version":
        dump.release = text.server_version(lines) or dump.release


def _put_routes(dump: HostDump, name: str, lines: list[str], table: str) -> None:
    for line in lines:
        said = re.search(r" table (\w+)", line)
        own = said[1] if said else table or "main"
        dump.routes.setdefault(own, []).append(re.sub(r" table \w+", "", line).strip())
