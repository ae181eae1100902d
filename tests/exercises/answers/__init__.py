"""For every exercise a file: solutions that pass, and wrong answers, each with the goal that it misses and the hint
that it gets.

Kept apart from what students get: neither the wheel nor the notebooks hold this folder.
``python -m tests.exercises.answers two-rooms anna`` prints the solution of one variant.
"""

from importlib import import_module
from typing import Any


def of(name: str) -> Any:
    """The module with the answers to an exercise."""
    return import_module(f"{__name__}.{name.replace('-', '_')}")
