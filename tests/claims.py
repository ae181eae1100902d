"""What steps of a scenario have to show, as data: ``[step, exit code, patterns...]``;
a pattern with ! in front must not be found."""

import re
from typing import Any

Check = list[Any]


def check(steps: list[dict[str, Any]], claim: str, checks: list[Check]) -> None:
    """Hold the steps' outputs against the patterns."""
    for number, code, *patterns in checks:
        step = steps[number - 1]
        shown = step["stdout"] + step["stderr"]
        assert step["exit"] == code, f"{claim}: {step['cmd']}\n{shown}"
        for pattern in patterns:
            found = re.search(pattern.removeprefix("!"), shown.rstrip("\n"))
            assert bool(found) is not pattern.startswith("!"), f"{claim}: {step['cmd']}\n{pattern}\n{shown}"
