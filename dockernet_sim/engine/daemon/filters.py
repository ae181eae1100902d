"""--filter: which containers, networks and images a list shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import floor
from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.daemon.portfilter import has_port, wanted_ports
from dockernet_sim.engine.errors import BadRequest, NotFound
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.quote import quote
from dockernet_sim.sim.when import EPOCH_SECONDS

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon.state import Daemon
    from dockernet_sim.engine.refusals import Refusals
    from dockernet_sim.engine.rules import Rules

Filters = Mapping[str, Any]
STATES = ("paused", "restarting", "removing", "running", "dead", "created", "exited")
STATE_ORDER = ("created", "running", "paused", "restarting", "removing", "exited", "dead")
HEALTHS = ("none", "starting", "healthy", "unhealthy")
CONTAINER_KEYS = (
    "ancestor", "before", "exited", "expose", "health", "id", "is-task", "isolation", "label", "name", "network",
    "publish",
    "since", "status", "volume",
)  # fmt: skip
NETWORK_KEYS = ("dangling", "driver", "id", "label", "name", "scope", "type")
IMAGE_KEYS = ("before", "dangling", "label", "reference", "since")
TRUTHS = ("true", "1", "false", "0")
PRUNE_KEYS = ("label", "label!", "until")


def check_keys(filters: Filters, known: Iterable[str], refuse: Refusals) -> None:
    """Refuse a filter that does not exist."""
    for key in filters:
        if key not in known:
            raise refuse("bad-filter", key=key)


def values(filters: Filters, key: str) -> list[str]:
    """A filter's values, as a list or as the table of the older API."""
    return [str(value) for value in filters.get(key, ())]


def has_labels(labels: Mapping[str, str] | None, wanted: list[str]) -> bool:
    """Whether all of ``KEY`` or ``KEY=VALUE`` are there."""
    labels = labels or {}
    pairs = (want.partition("=") for want in wanted)
    return all(key in labels and (not equals or labels[key] == value) for key, equals, value in pairs)


def part_matches(pattern: str, text: str) -> bool:
    """Whether a text matches a pattern somewhere, as Docker's name filters do."""
    from dockernet_sim.programs.text.regex import RegexFault, perl  # with the first filter

    try:
        return perl(pattern).found(text)
    except RegexFault:
        return pattern in text


def check_container_filters(daemon: Daemon, filters: Filters) -> None:
    """Refuse filters that mean nothing, whatever containers there are."""
    check_keys(filters, CONTAINER_KEYS, daemon.refuse)
    for value in values(filters, "status"):
        if value not in STATES:
            why = f"invalid value for state ({value}): must be one of {', '.join(STATE_ORDER)}"
            raise daemon.refuse("bad-filter-value", key=f"status={value}", why=why)
    read_truth(filters, "is-task", daemon.refuse, daemon.release.rules, digits=daemon.release.rules.both_refused)
    _check_values(daemon.refuse, daemon.release.rules, filters)
    for ref in values(filters, "before") + values(filters, "since"):
        _named(daemon, ref)


def _check_values(refuse: Refusals, rules: Rules, filters: Filters) -> None:
    for value in values(filters, "exited"):
        if not re.fullmatch(r"[-+]?[0-9]+", value):
            raise refuse("bad-exited", value=value, why=f"strconv.Atoi: parsing {quote(value)}: invalid syntax")
    for value in values(filters, "health"):
        if value not in HEALTHS:
            why = f"invalid value for health ({value}): must be one of {', '.join(HEALTHS)}"
            raise refuse("bad-health", value=value, why=why)
    for key in ("publish", "expose"):
        for value in values(filters, key):
            wanted_ports(key, value, refuse, rules)


def container_matches(daemon: Daemon, container: Container, filters: Filters, prune: bool = False) -> bool:
    """Whether a container passes all filters."""
    if prune:
        check_keys(filters, PRUNE_KEYS, daemon.refuse)
        if not older(container.created, daemon.clock.now, filters):
            return False
        unwanted = values(filters, "label!")
        labels = container.config["Labels"]
        return has_labels(labels, values(filters, "label")) and not (unwanted and has_labels(labels, unwanted))
    keys = [key for key in filters if key not in ("publish", "expose")]
    return all(_passes(daemon, container, key, values(filters, key)) for key in keys) and (
        len(keys) == len(filters) or _has_port(daemon, container, filters)
    )


def _has_port(daemon: Daemon, container: Container, filters: Filters) -> bool:
    refuse, rules = daemon.refuse, daemon.release.rules
    published, exposed = (
        {port for value in values(filters, key) for port in wanted_ports(key, value, refuse, rules)}
        for key in ("publish", "expose")
    )
    return has_port(container.network_settings.ports, published, exposed)


def _passes(daemon: Daemon, container: Container, key: str, wanted: list[str]) -> bool:
    names = [name.removeprefix("/") for name in daemon.names_of(container)]
    if key == "name":
        return any(part_matches(value, text) for value in wanted for name in names for text in (name, f"/{name}"))
    if key == "id":
        return any(part_matches(value, container.id) for value in wanted)
    if key == "label":
        return has_labels(container.config["Labels"], wanted)
    if key == "status":
        return container.state.status in wanted
    if key == "exited":
        return (
            container.state.started_at is not None
            and not container.running
            and str(container.state.exit_code) in wanted
        )
    if key == "network":
        return any(_on_network(container, value) for value in wanted)
    if key == "ancestor":
        return any(daemon.images.find(value) is container.image for value in wanted)
    if key in ("before", "since"):
        other = list(daemon.containers).index(_named(daemon, wanted[0]).id)
        place = list(daemon.containers).index(container.id)
        return place < other if key == "before" else place > other
    if key == "health":
        health = container.state.health
        return (health.status if health is not None else "none") in wanted
    if key == "is-task":
        rules = daemon.release.rules
        return not read_truth({key: wanted}, key, daemon.refuse, rules, digits=rules.both_refused)  # nor a swarm
    if key == "volume":
        return any(value in (mount.name, mount.target, mount.source) for mount in container.mounts for value in wanted)
    raise NotModelled(f"filter {key} is not modelled")


def _named(daemon: Daemon, ref: str) -> Container:
    try:
        return daemon.container(ref)
    except NotFound:
        raise NotFound(f"no such container {ref}") from None


def _on_network(container: Container, value: str) -> bool:
    networks = container.network_settings.by_name
    return value in networks or any(each.network_id and each.network_id.startswith(value) for each in networks.values())


def read_truth(filters: Filters, key: str, refuse: Refusals, rules: Rules, digits: bool = True) -> bool | None:
    """What a filter asks for, as ``dangling=true``; None where it is not given. `digits`: 0 and 1 are read, too.

    Raises
    ------
    BadRequest
        For a value that is neither true nor false, and from 26 on for both.
    """
    wanted = values(filters, key)
    if not wanted:
        return None
    yes, no = ([each for each in pair if each in wanted] for pair in (TRUTHS[: 1 + digits], TRUTHS[2 : 3 + digits]))
    if (not yes and not no) or (yes and no and rules.both_refused):
        raise refuse("bad-filter", key=f"{key}=[{' '.join(sorted(wanted))}]")
    return bool(yes)


def check_network_filters(filters: Filters, refuse: Refusals) -> None:
    """Refuse filters of networks that mean nothing."""
    check_keys(filters, NETWORK_KEYS, refuse)
    wanted = values(filters, "dangling")
    if len(wanted) > 1:
        raise BadRequest('got more than one value for filter key "dangling"')
    if wanted and wanted[0] not in TRUTHS:
        raise BadRequest("""invalid value for filter 'dangling', must be "true" (or "1"), or "false" (or "0")""")


def network_matches(network: Mapping[str, Any], filters: Filters, used: bool = False) -> bool:
    """Whether a network, as inspect shows it, passes all filters; `used` ones do not dangle."""
    return all(_network_passes(network, key, values(filters, key), used) for key in filters)


def _network_passes(network: Mapping[str, Any], key: str, wanted: list[str], used: bool) -> bool:
    builtin = network["Name"] in ("bridge", "host", "none")
    if key in ("id", "name"):
        return any(part_matches(value, network["Id" if key == "id" else "Name"]) for value in wanted)
    if key in ("driver", "scope"):
        return network[key.capitalize()] in wanted
    if key == "label":
        return has_labels(network["Labels"], wanted)
    if key == "dangling":
        # before 29 dockerd asks this of a list without its containers, so every user-defined network counts as dangling
        return (not builtin and not used) == (wanted[0] in TRUTHS[:2])
    for value in wanted:
        if value not in ("custom", "builtin"):
            raise BadRequest(f"invalid filter: 'type'='{value}'")
    return ("builtin" if builtin else "custom") in wanted


def older(created: float, now: float, filters: Filters) -> bool:
    """Whether something was made before the moment that ``until`` names; BadRequest for what is no moment."""
    texts = values(filters, "until")
    if not texts:
        return True
    if len(texts) > 1:
        raise BadRequest("more than one until filter specified")
    return created < _moment(texts[0], now)


def _moment(text: str, now: float) -> float:
    """A moment as simulated time: a length of time ago, a date, or seconds since 1970."""
    import re
    from datetime import UTC, datetime

    units = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001, "us": 1e-6, "ns": 1e-9}
    if re.fullmatch(r"([0-9]+(\.[0-9]*)?(h|ms|m|s|us|ns))+", text):
        parts = re.findall(r"([0-9]+(?:\.[0-9]*)?)(h|ms|m|s|us|ns)", text)
        ago = 0.0
        for number, unit in parts:
            ago += float(number) * units[unit]
        return float(floor(now - ago))
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
        return float(text) - EPOCH_SECONDS
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        raise BadRequest(f'failed to parse value as time or duration: "{text}"') from None
    return (date if date.tzinfo is not None else date.replace(tzinfo=UTC)).timestamp() - EPOCH_SECONDS
