"""Policies: who may reach whom, one line each (``web -> db:5432 allow``), and how a ``reach.yaml`` is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from dockernet_sim.sim.errors import DockernetError

ALLOW, DENY, ISOLATED, RESOLVES, HIDDEN = "allow", "deny", "isolated", "resolves", "hidden"
SANDBOX, LOOPBACK_ONLY = "sandbox", "published-loopback-only"
PRESETS = (SANDBOX, LOOPBACK_ONLY)
PLACES = ("host", "lan", "internet")
REACH = re.compile(r"(?P<source>\S+)\s*->\s*(?P<target>[^\s:]+)(?::(?P<port>\d+))?\s+(?P<verb>allow|deny)")
APART = re.compile(r"(?P<source>\S+)\s+isolated\s+from\s+(?P<target>\S+)")
SECRET = re.compile(r"(?P<target>\S+)\s+hidden\s+from\s+(?P<source>\S+)")
NAMES = re.compile(r"(?P<target>\S+)\s+resolves\s+from\s+(?P<source>\S+)(?P<only>\s+only)?")


class PolicyError(DockernetError, ValueError):
    """A policy that cannot be read, or that names nothing that runs; the text says which and why."""


@dataclass(frozen=True)
class Policy:
    """One line: ``source`` and ``target`` are names, globs or groups; ``port`` 0 means every port that is known."""

    text: str
    verb: str
    source: str
    target: str
    port: int = 0
    only: bool = False
    line: int = 0  # of the file, from 1


@dataclass(frozen=True)
class Preset:
    """A name for several policies: ``sandbox`` with its members and its proxy, or ``published-loopback-only``."""

    name: str
    members: tuple[str, ...] = ()
    proxy: str = ""


@dataclass(frozen=True)
class Policies:
    """A file of policies."""

    policies: tuple[Policy, ...]
    groups: Mapping[str, tuple[str, ...]]
    default_deny: bool = False
    presets: tuple[Preset, ...] = ()

    def members(self, word: str, containers: Iterable[str]) -> list[str]:
        """The containers and places that a name, a glob or a group means.

        >>> Policies((), {"front": ("web*",)}).members("front", ["web-1", "db"])
        ['web-1']
        """
        patterns = self.groups.get(word, (word,))
        known = [*containers, *PLACES]
        exact = [each for each in patterns if each in PLACES]
        found = [
            each for each in known if any(fnmatchcase(each, pattern) for pattern in patterns) and each not in PLACES
        ]
        return [*found, *exact]


def read(text: str) -> Policy:
    """One policy.

    Examples
    --------
    >>> read("web -> db:5432 allow").port, read("front isolated from back").verb, read("db resolves from web only").only
    (5432, 'isolated', True)
    """
    text = " ".join(text.split())
    if found := REACH.fullmatch(text):
        return Policy(text, found["verb"], found["source"], found["target"], int(found["port"] or 0))
    if found := APART.fullmatch(text):
        return Policy(text, ISOLATED, found["source"], found["target"])
    if found := SECRET.fullmatch(text):
        return Policy(text, HIDDEN, found["source"], found["target"])
    if found := NAMES.fullmatch(text):
        return Policy(text, RESOLVES, found["source"], found["target"], only=bool(found["only"]))
    raise PolicyError(
        f"{text!r} is no policy: write A -> B[:PORT] allow, A -> B[:PORT] deny, A isolated from B, A resolves "
        "from B [only], or A hidden from B"
    )


def from_data(data: Any) -> Policies:
    """Policies from what a YAML file holds: ``policies``, ``presets``, ``groups`` and ``default: deny``."""
    if not isinstance(data, Mapping) or not ("policies" in data or "presets" in data):
        raise PolicyError("a file of policies has a list called policies, or one called presets")
    unknown = set(data) - {"policies", "presets", "groups", "default"}
    if unknown:
        raise PolicyError(f"{', '.join(sorted(unknown))}: no such key; there are policies, presets, groups and default")
    if data.get("default", "allow") not in ("allow", "deny"):
        raise PolicyError(f"default: {data['default']!r} is neither allow nor deny")
    for key in ("policies", "presets"):
        if not isinstance(data.get(key) or [], list):
            raise PolicyError(f"{key} is no list")
    groups = {str(name): tuple(map(str, members)) for name, members in (data.get("groups") or {}).items()}
    policies = tuple(read(str(each)) for each in data.get("policies") or [])
    return Policies(policies, groups, data.get("default") == "deny", tuple(map(preset, data.get("presets") or [])))


def preset(data: Any) -> Preset:
    """One preset: its name, or its name with what it is about.

    >>> preset("published-loopback-only").name, preset({"sandbox": {"members": ["agent"], "proxy": "squid"}}).proxy
    ('published-loopback-only', 'squid')
    """
    name, given = next(iter(data.items())) if isinstance(data, Mapping) and data else (data, None)
    given = given if given is not None else {}
    if name not in PRESETS:
        raise PolicyError(f"no preset {name!r}: there are {', '.join(PRESETS)}")
    if not isinstance(given, Mapping) or set(given) - {"members", "proxy"}:
        raise PolicyError(f"preset {name}: it takes members (a list) and proxy (a name)")
    members = tuple(map(str, given.get("members") or ()))
    if name == SANDBOX and not members:
        raise PolicyError("preset sandbox: members names the containers in it")
    return Preset(name, members, str(given.get("proxy") or ""))
