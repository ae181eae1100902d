"""A container's state, and the words that docker ps has for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dockernet_sim.sim.when import rfc3339

if TYPE_CHECKING:
    from dockernet_sim.engine.container.health import Health

START_FAILED = 128  # the exit code of a container that could not be started


@dataclass(slots=True, eq=False)
class State:
    """What a container is doing; times are simulated seconds, None for never.

    Examples
    --------
    >>> state = State()
    >>> state.status, state.text(0.0)
    ('created', 'Created')
    >>> state.start(1.0, pid=4)
    >>> state.text(5.2)
    'Up 4 seconds'
    >>> state.stop(6.0, 137)
    >>> state.text(8.0)
    'Exited (137) 2 seconds ago'
    """

    running: bool = False
    paused: bool = False
    restarting: bool = False
    removing: bool = False
    pid: int = 0
    exit_code: int = 0
    error: str = ""
    started_at: float | None = None
    finished_at: float | None = None
    health: Health | None = None  # of one with a health check

    def start(self, now: float, pid: int) -> None:
        """Its main process runs."""
        self.running, self.paused, self.restarting = True, False, False
        self.pid, self.exit_code, self.error = pid, 0, ""
        self.started_at = now

    def stop(self, now: float, exit_code: int, restarting: bool = False) -> None:
        """Its main process has ended; `restarting` when a new one will follow."""
        self.running, self.paused, self.restarting = restarting, False, restarting
        self.pid, self.exit_code = 0, exit_code
        self.finished_at = now
        if self.health is not None:
            self.health.status, self.health.failing = "unhealthy", 0

    def fail(self, error: str, exit_code: int = 0) -> None:
        """It could not be started."""
        self.error = error
        self.exit_code = exit_code or self.exit_code or START_FAILED

    @property
    def status(self) -> str:
        """One word: created, running, paused, restarting, removing or exited."""
        if self.running:
            return "paused" if self.paused else "restarting" if self.restarting else "running"
        if self.removing:
            return "removing"
        return "created" if self.started_at is None else "exited"

    def text(self, now: float) -> str:
        """The STATUS column."""
        ago = human_duration(now - (self.finished_at or 0.0))
        if self.running and self.restarting:
            return f"Restarting ({self.exit_code}) {ago} ago"
        if self.running:
            return f"Up {human_duration(now - (self.started_at or 0.0))}{self._remark()}"
        if self.removing:
            return "Removal In Progress"
        if self.started_at is None:
            return "Created"
        return f"Exited ({self.exit_code}) {ago} ago"

    def _remark(self) -> str:
        if self.paused:
            return " (Paused)"
        if self.health is None:
            return ""
        return f" ({'health: starting' if self.health.status == 'starting' else self.health.status})"

    def to_json(self) -> dict[str, Any]:
        """``State`` of docker inspect."""
        return {
            "Status": self.status,
            "Running": self.running,
            "Paused": self.paused,
            "Restarting": self.restarting,
            "OOMKilled": False,
            "Dead": False,
            "Pid": self.pid,
            "ExitCode": self.exit_code,
            "Error": self.error,
            "StartedAt": rfc3339(self.started_at),
            "FinishedAt": rfc3339(self.finished_at),
            **({"Health": self.health.to_json()} if self.health is not None else {}),
        }


def human_duration(seconds: float) -> str:
    """A length of time as Docker says it (go-units' HumanDuration).

    >>> [human_duration(s) for s in (0.3, 1.2, 59, 61, 3600, 90000)]
    ['Less than a second', '1 second', '59 seconds', 'About a minute', 'About an hour', '25 hours']
    """
    whole, minutes, hours = int(seconds), int(seconds / 60), int(seconds / 3600 + 0.5)
    if whole < 1:
        return "Less than a second"
    if whole < 60:
        return "1 second" if whole == 1 else f"{whole} seconds"
    if minutes < 60:
        return "About a minute" if minutes == 1 else f"{minutes} minutes"
    if hours < 48:
        return "About an hour" if hours == 1 else f"{hours} hours"
    for unit, days, limit in (("days", 1, 14), ("weeks", 7, 60), ("months", 30, 730)):
        if hours < 24 * limit:
            return f"{hours // 24 // days} {unit}"
    return f"{int(seconds / 3600) // 24 // 365} years"
