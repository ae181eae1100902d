"""Variables in every value of a document, and the casts of those values that Compose wants as numbers and booleans."""

from __future__ import annotations

from typing import Any

from dockernet_sim.plans.compose.tree import Map, Path, dotted, matches, rebuilt
from dockernet_sim.plans.compose.variables import BadTemplate, Lookup, MissingValue, Substitution
from dockernet_sim.plans.errors import Mark, Problem

BOOLEANS = [f"services.*.{key}" for key in ("init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty")]
BOOLEANS += ["services.*.depends_on.*.required", "services.*.depends_on.*.restart", "services.*.healthcheck.disable"]
BOOLEANS += ["services.*.volumes.*.read_only", "services.*.volumes.*.volume.nocopy"]
BOOLEANS += [f"networks.*.{key}" for key in ("external", "internal", "attachable", "enable_ipv4", "enable_ipv6")]
BOOLEANS += [f"{room}.*.external" for room in ("volumes", "secrets", "configs")]
INTEGERS = [
    f"services.*.{key}"
    for key in ("cpu_count", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares")
]
INTEGERS += [
    f"services.*.{key}" for key in ("oom_score_adj", "pids_limit", "scale", "deploy.replicas", "healthcheck.retries")
]
INTEGERS += [
    "services.*.ports.*.target",
    "services.*.ulimits.*",
    "services.*.ulimits.*.hard",
    "services.*.ulimits.*.soft",
]
INTEGERS += [f"services.*.deploy.{key}" for key in ("update_config.parallelism", "rollback_config.parallelism")]
INTEGERS += [f"services.*.deploy.{key}" for key in ("restart_policy.max_attempts", "placement.max_replicas_per_node")]
FLOATS = ["services.*.cpu_percent", "services.*.cpus"]
FLOATS += [f"services.*.deploy.{key}.max_failure_ratio" for key in ("update_config", "rollback_config")]
TRUE, FALSE = ("true", "y", "yes", "on"), ("false", "n", "no", "off")


def interpolated(document: Map, lookup: Lookup, problems: list[Problem], warnings: list[str]) -> Map:
    """The document with its variables replaced;
    what is wrong goes into ``problems``, variables without a value into ``warnings``."""
    substitution = Substitution(lookup)

    def leaf(value: Any, path: Path, mark: Mark) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return cast(substitution.text(value), path)
        except BadTemplate:
            problems.append(
                Problem(
                    mark,
                    (
                        f"invalid interpolation format for {dotted(path)}: {value!r}; a $ that is meant as such is "
                        "written $$"
                    ),
                )
            )
        except (MissingValue, ValueError) as error:
            problems.append(Problem(mark, f"error while interpolating {dotted(path)}: {error}"))
        return value

    out = rebuilt(document, document.mark, leaf)
    warnings += [f'The "{name}" variable is not set. Defaulting to a blank string.' for name in substitution.unset]
    assert isinstance(out, Map)
    return out


def cast(text: str, path: Path) -> Any:
    """Text as the number or boolean that the place wants.

    Raises
    ------
    ValueError
        When it is none.
    """
    kind = next((kind for kind, places in CASTS.items() if any(matches(path, place) for place in places)), None)
    if kind is None:
        return text
    if kind is bool:
        if text.lower() not in TRUE + FALSE:
            raise ValueError(f"failed to cast to expected type: invalid boolean: {text}")
        return text.lower() in TRUE
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"failed to cast to expected type: {text!r} is no number") from None


CASTS: dict[type, list[str]] = {bool: BOOLEANS, int: INTEGERS, float: FLOATS}
