"""How a later compose file changes an earlier one, and an extending service its base:
Compose's rules for each kind of value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.plans.compose.tree import Map, Path, Seq, Wrong, copied, dotted, matches
from dockernet_sim.plans.errors import Mark, Problem

# Mappings or lists, written as a list: what comes later is put behind, and the last of one key stays (`unique`).
LISTED = ["networks.*.labels", "volumes.*.labels", "services.*.volumes.*.volume.labels"]
LISTED += [f"services.*.build.{key}" for key in ("args", "additional_contexts", "labels")]
LISTED += [
    f"services.*.{key}"
    for key in ("annotations", "deploy.labels", "dns", "dns_opt", "dns_search", "env_file", "label_file")
]
LISTED += [f"services.*.{key}" for key in ("environment", "labels", "sysctls", "tmpfs")]
HOSTS = ["services.*.extra_hosts", "services.*.build.extra_hosts"]
REPLACED = ["services.*.command", "services.*.entrypoint", "services.*.healthcheck.test"]
BY_KEY = ["networks.*.labels", "networks.*.ipam.options"]
BY_KEY += [f"services.*.build.{key}" for key in ("args", "additional_contexts", "platform", "tags", "labels")]
BY_KEY += [
    f"services.*.{key}"
    for key in ("annotations", "cap_add", "cap_drop", "deploy.labels", "dns", "dns_opt", "dns_search")
]
BY_KEY += [
    f"services.*.{key}" for key in ("environment", "labels", "links", "networks.*.aliases", "networks.*.link_local_ips")
]
BY_KEY += [f"services.*.{key}" for key in ("profiles", "sysctls", "tmpfs")]


def merged(old: Any, new: Any, path: Path, mark: Mark) -> Any:
    """The old value as the new one changes it; ``mark`` is where the new one stands.

    Raises
    ------
    Wrong
        When the two are of kinds that cannot be merged.
    """
    for patterns, rule in RULES:
        if any(matches(path, pattern) for pattern in patterns):
            return rule(old, new, path, mark)
    if new is None:
        return old
    if isinstance(old, Map):
        if not isinstance(new, Map):
            raise Wrong(mark, f"cannot override {dotted(path)}")
        return mappings(old, new, path)
    if isinstance(old, Seq):
        if not isinstance(new, Seq):
            raise Wrong(mark, f"cannot override {dotted(path)}")
        return joined(old, new)
    return new


def mappings(old: Map, new: Map, path: Path) -> Map:
    """Two mappings, key by key."""
    out = Map(old.mark)
    for key, value, mark in old.marked():
        out.put(key, value, mark)
    for key, value, mark in new.marked():
        known = key in out
        out.put(key, merged(out[key], value, (*path, key), mark) if known else value, mark)
    return out


def joined(old: Seq, new: Seq) -> Seq:
    """One list behind the other."""
    out = Seq(old.mark)
    for sequence in (old, new):
        for value, mark in sequence.marked():
            out.add(value, mark)
    return out


def listed(value: Any, mark: Mark) -> Seq:
    """A mapping, list or single word as a list; ``KEY: value`` becomes ``KEY=value``."""
    if isinstance(value, Seq):
        return value
    out = Seq(mark)
    if isinstance(value, Map):
        for key, inner, place in sorted(value.marked(), key=lambda item: item[0]):
            for each in inner if isinstance(inner, Seq) else [inner]:
                out.add(key if each is None else f"{key}={written(each)}", place)
    elif value is not None:
        out.add(value, mark)
    return out


def written(value: Any) -> str:
    """A scalar as Go writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def keyed(value: Any, mark: Mark, default: Callable[[Mark], Map | None]) -> Any:
    """A list of names as a mapping from each of them."""
    if not isinstance(value, Seq):
        return Map(mark) if value is None else value
    out = Map(value.mark)
    for name, place in value.marked():
        out.put(str(name), default(place), place)
    return out


def as_lists(old: Any, new: Any, path: Path, mark: Mark) -> Any:
    """Both as lists."""
    return joined(listed(old, mark), listed(new, mark))


def as_hosts(old: Any, new: Any, path: Path, mark: Mark) -> Any:
    """Both as lists, without what is there already."""
    first = listed(old, mark)
    out = joined(first, Seq(mark))
    for value, place in listed(new, mark).marked():
        if value not in first:
            out.add(value, place)
    return out


def replaced(old: Any, new: Any, path: Path, mark: Mark) -> Any:
    """The new one alone."""
    return new


def by_name(old: Any, new: Any, path: Path, mark: Mark) -> Any:
    """Networks or dependencies, as lists of names or mappings."""
    default = started if path[-1] == "depends_on" else lambda place: None
    both = keyed(old, mark, default), keyed(new, mark, default)
    if not all(isinstance(each, Map) for each in both):
        raise Wrong(mark, f"cannot override {dotted(path)}")
    return mappings(*both, path)


def started(mark: Mark) -> Map:
    """What a dependency means that says nothing else."""
    out = Map(mark)
    out.put("condition", "service_started", mark)
    out.put("required", True, mark)
    return out


def build(old: Any, new: Any, path: Path, mark: Mark) -> Any:
    """Builds: a word is its context."""
    pair = []
    for value in (old, new):
        if not isinstance(value, Map):
            mapping = Map(mark)
            if value is not None:
                mapping.put("context", value, mark)
            value = mapping
        pair.append(value)
    return mappings(pair[0], pair[1], path)


def logging(old: Any, new: Any, path: Path, mark: Mark) -> Any:
    """Options are merged where both name one driver, or one of them none."""
    if not (isinstance(old, Map) and isinstance(new, Map)):
        return new
    same = old.get("driver") == new.get("driver") or "driver" not in old or "driver" not in new
    return mappings(old, new, path) if same else new


def pools(old: Any, new: Any, path: Path, mark: Mark) -> Any:
    """IPAM pools, by their subnet."""
    if not (isinstance(old, Seq) and isinstance(new, Seq)):
        raise Wrong(mark, f"cannot override {dotted(path)}")
    out = Seq(old.mark)
    for first, _ in old.marked():
        for second, place in new.marked():
            same = first.get("subnet") == second.get("subnet")
            value = mappings(first, second, path) if same else second
            subnets = [each.get("subnet") for each in out]
            if value.get("subnet") not in subnets:
                out.add(value, place)
            elif same:
                out[subnets.index(value.get("subnet"))] = value
    return out


RULES: list[tuple[list[str], Callable[[Any, Any, Path, Mark], Any]]] = [
    (LISTED, as_lists),
    (HOSTS, as_hosts),
    (REPLACED, replaced),
    (["services.*.networks", "services.*.models", "services.*.depends_on"], by_name),
    (["services.*.build"], build),
    (["services.*.logging"], logging),
    (["networks.*.ipam.config"], pools),
]


def unique(value: Any, path: Path = ()) -> Any:
    """Lists in which a later item of the same key takes the place of the earlier one."""
    if isinstance(value, Map):
        for key in value:
            value[key] = unique(value[key], (*path, key))
        return value
    if not isinstance(value, Seq):
        return value
    name = key_of(path)
    return distinct(value, name) if name else value


def key_of(path: Path) -> Callable[[Any], str] | None:
    """What says that two items of the list at this place are the same."""
    if any(matches(path, pattern) for pattern in BY_KEY):
        return lambda item: str(item).split("=", 1)[0]
    if len(path) != 3 or path[0] != "services":
        return None
    return OTHER_KEYS.get(str(path[2]))


def port_key(item: Any) -> str:
    """A port by host address, published port, target and protocol; a short form by itself."""
    if not isinstance(item, Map):
        return str(item)
    address, protocol = item.get("host_ip", "0.0.0.0"), item.get("protocol", "tcp")
    return f"{address}:{item.get('published')}:{item.get('target')}/{protocol}"


def target_key(item: Any) -> str:
    """A mount or device by its target."""
    if isinstance(item, Map):
        return str(item.get("target", item.get("source")))
    parts = str(item).split(":")
    return parts[1] if len(parts) > 1 else parts[0]


def path_key(item: Any) -> str:
    """An environment file by its path."""
    return str(item.get("path")) if isinstance(item, Map) else str(item)


OTHER_KEYS: dict[str, Callable[[Any], str]] = {
    "ports": port_key,
    "volumes": target_key,
    "devices": target_key,
    "secrets": target_key,
    "configs": target_key,
    "env_file": path_key,
    "expose": str,
}


def distinct(sequence: Seq, name: Callable[[Any], str]) -> Seq:
    """The list with the last item of each key, at the place of the first."""
    items: dict[str, tuple[Any, Mark]] = {}
    for value, mark in sequence.marked():
        items[name(value)] = (value, mark)
    out = Seq(sequence.mark)
    for value, mark in items.values():
        out.add(value, mark)
    return out


def without(value: Any, paths: list[Path], problems: list[Problem], path: Path = ()) -> Any:
    """A copy without what a later file marks ``!reset`` or ``!override``."""
    if not paths or not isinstance(value, Map):
        return copied(value) if path == () else value
    out = Map(value.mark)
    for key, inner, mark in value.marked():
        if (*path, key) not in paths:
            out.put(key, without(inner, paths, problems, (*path, key)), mark)
    return out
