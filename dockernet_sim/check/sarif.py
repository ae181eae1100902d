"""SARIF 2.1.0: the form in which code hosts take findings (OASIS, Static Analysis Results Interchange Format)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def result(rule: str, level: str, text: str, file: str = "", line: int = 0) -> dict[str, Any]:
    """One result.

    Parameters
    ----------
    rule : str
        The rule's id.
    level : str
        ``error``, ``warning`` or ``note``.
    text : str
        The message.
    file : str
        A path with forward slashes, relative to where the command runs.
    line : int
        From 1; 0 for the whole file.

    Returns
    -------
    dict
    """
    found: dict[str, Any] = {"ruleId": rule, "level": level, "message": {"text": text}}
    if file:
        place: dict[str, Any] = {"artifactLocation": {"uri": file.replace("\\", "/")}}
        place |= {"region": {"startLine": line}} if line else {}
        found["locations"] = [{"physicalLocation": place}]
    return found


def log(tool: str, rules: Mapping[str, tuple[str, str, str]], results: Iterable[Mapping[str, Any]]) -> str:
    """A log of one run.

    Parameters
    ----------
    tool : str
        Its name.
    rules : mapping
        By id: name, one sentence, and where more is said.
    results : iterable of dict
        As :func:`result` makes them.

    Returns
    -------
    str
        JSON.

    Examples
    --------
    >>> json.loads(log("t", {"A1": ("a", "An a.", "")}, [result("A1", "note", "here")]))["version"]
    '2.1.0'
    """
    told = []
    for code, (name, summary, more) in sorted(rules.items()):
        one: dict[str, Any] = {"id": code, "name": name, "shortDescription": {"text": summary}}
        told.append(one | ({"help": {"text": more}} if more else {}))
    driver = {"name": tool, "version": version("dockernet_sim"), "rules": told}
    numbers = {each["id"]: number for number, each in enumerate(told)}
    found = [
        {**each, "ruleIndex": numbers[each["ruleId"]]} if each["ruleId"] in numbers else dict(each) for each in results
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": found}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)
