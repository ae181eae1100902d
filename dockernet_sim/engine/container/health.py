"""Health checks: what was asked for, and how a container fares (dockerd's daemon/health.go)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dockernet_sim.engine.errors import BadRequest
from dockernet_sim.sim.when import rfc3339

KEPT, LONGEST = 5, 4096  # probes, and characters of one probe's output
INTERVAL = TIMEOUT = 30.0  # seconds
RETRIES = 3
SECOND = 1_000_000_000  # nanoseconds


@dataclass(frozen=True)
class HealthCheck:
    """One container's check; times in seconds."""

    command: tuple[str, ...]
    interval: float = INTERVAL
    timeout: float = TIMEOUT
    start_period: float = 0.0
    retries: int = RETRIES

    @property
    def timeout_text(self) -> str:
        """The time-out as Go prints it.

        >>> HealthCheck((), timeout=0.5).timeout_text, HealthCheck((), timeout=30.0).timeout_text
        ('500ms', '30s')
        """
        return f"{self.timeout * 1000:g}ms" if self.timeout < 1 else f"{self.timeout:g}s"


def read_check(config: Mapping[str, Any] | None) -> HealthCheck | None:
    """``Config.Healthcheck`` as a check; None when there is nothing to probe."""
    config = config or {}
    kind, *words = config.get("Test") or [""]
    if kind not in ("CMD", "CMD-SHELL") or not words:
        return None
    return HealthCheck(
        tuple(words) if kind == "CMD" else ("/bin/sh", "-c", words[0]),
        (config.get("Interval") or 0) / SECOND or INTERVAL,
        (config.get("Timeout") or 0) / SECOND or TIMEOUT,
        (config.get("StartPeriod") or 0) / SECOND,
        config.get("Retries") or RETRIES,
    )


def check_healthcheck(config: Mapping[str, Any] | None) -> None:
    """Refuse times that are too short; BadRequest in dockerd's words."""
    for key, name in (("Interval", "Interval"), ("Timeout", "Timeout"), ("StartPeriod", "StartPeriod")):
        value = (config or {}).get(key) or 0
        if value and value < SECOND // 1000:
            raise BadRequest(f"{name} in Healthcheck cannot be less than 1ms")
    if ((config or {}).get("Retries") or 0) < 0:
        raise BadRequest("Retries in Healthcheck cannot be negative")


@dataclass
class Health:
    """How a container with a check fares: ``starting``, ``healthy`` or ``unhealthy``, and its last five probes."""

    status: str = "starting"
    failing: int = 0
    log: list[dict[str, Any]] = field(default_factory=list)

    def probed(self, check: HealthCheck, since_start: float, entry: dict[str, Any]) -> bool:
        """Take a probe's result into account; True when the status changed."""
        self.log = [*self.log, entry][-KEPT:]
        before = self.status
        if entry["ExitCode"] == 0:
            self.status, self.failing = "healthy", 0
        elif self.status != "starting" or since_start >= check.start_period:
            self.failing += 1
            if self.failing >= check.retries:
                self.status = "unhealthy"
        return self.status != before

    def begin(self) -> None:
        """The container starts once more."""
        self.status, self.failing = "starting", 0

    def to_json(self) -> dict[str, Any]:
        """``State.Health`` of docker inspect."""
        return {"Status": self.status, "FailingStreak": self.failing, "Log": list(self.log)}


def entry(start: float, end: float, code: int, output: str) -> dict[str, Any]:
    """One probe as inspect shows it."""
    text = output if len(output) <= LONGEST else f"{output[:LONGEST]}..."
    return {"Start": rfc3339(start), "End": rfc3339(end), "ExitCode": code, "Output": text}
