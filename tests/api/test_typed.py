"""Conformance scenarios of 20.10, with docker's lines typed at Debian's docker CLI: one in nine, and those with what
differs between clients; `python -m tests.api.typed` does all of them (4,665 lines: 99.8% of what the shell gives)."""

import pytest
from tests.api import clients, typed

ALSO = ["seed-3-link", "life-errors", "errors-run", "formats-inspect", "ports-bad", "update-prune-copy"]
NAMES = sorted({*(scenario.name for scenario, _ in list(typed.scenarios([]))[::9]), *ALSO})
LOST = {"walk-w6": {5}}  # docker events --until 0s: its client's second ends when that second does, not when it began


@pytest.mark.parametrize("name", NAMES)
def test_real_cli_gives_what_the_shell_gives(name: str) -> None:
    version = clients.run([clients.docker(), "--version"], "unix:///nowhere", typed.HERE).stdout
    if "20.10" not in version:
        typed.DOCKER = clients.program(typed.DOCKER)
    scenario, real = next(found for found in typed.scenarios([name]) if found[0].name == name)
    _, lost = typed.compared(scenario, real)
    assert set(lost) == LOST.get(name, set()), [(each["cmd"], expected, got) for each, expected, got in lost.values()]
