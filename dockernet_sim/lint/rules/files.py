"""Files and comments: what no packet decides."""

from __future__ import annotations

from collections.abc import Iterator

from dockernet_sim.lint.rule import Case, Suspicion, rule


@rule("NET001", "refused-by-compose")
def refused_by_compose(case: Case) -> Iterator[Suspicion]:
    """Found when the file is read."""
    yield from ()


@rule("NET901", "silence-without-reason")
def silence_without_reason(case: Case) -> Iterator[Suspicion]:
    """Found after all others."""
    yield from ()


@rule("NET902", "silence-unused")
def silence_unused(case: Case) -> Iterator[Suspicion]:
    """Found after all others."""
    yield from ()
