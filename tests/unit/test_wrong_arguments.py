"""Wrong arguments: refused by name with the package's own error; nothing is done, and nothing is logged."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.sim.errors import BadArgument, DockernetError
from dockernet_sim.world.visible import digest

WRONG: list[Any] = [
    ["docker", "ps"], 1, None, 1.5, float("nan"), float("inf"), -1, True, b"bytes", object(), {}, {"a": object()}, (),
    10**400, "",
    "\udc80", "x" * 2_000_000, {1: 2}, [None], print,
]  # fmt: skip
GIVEN = {
    "event": "drop",
    "host": "unix:///nowhere/d.sock",
    "new": Lab(),
    "files": "nowhere/compose.yaml",
    "listener": print,
    "program": print,
    "on": "vm","line": "true", "source": "vm", "target": "lan", "name": "nobody", "argv": ["true"], "function": print,
    "until": 5.0,
         "fault": "in 9s reboot vm", "place": "lan",  "way": None}  # fmt: skip


def public(kind: type) -> dict[str, Callable[..., Any]]:
    """The public methods of a class."""
    return {
        name: method
        for name, method in inspect.getmembers(kind)
        if not name.startswith("_") and callable(method) and not inspect.isclass(method)
    }


def parameters(method: Callable[..., Any]) -> list[str]:
    return [name for name in inspect.signature(method).parameters if name != "self"]


METHODS = public(Lab)
NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@pytest.mark.parametrize("name", METHODS)
def test_public_method_has_a_check_for_each_parameter(name: str) -> None:
    checks = getattr(METHODS[name], "checks", {})
    assert [each for each in parameters(METHODS[name]) if each not in checks] == []


@pytest.mark.parametrize("name", [name for name in METHODS if parameters(METHODS[name])])
def test_wrong_argument_of_a_lab_changes_and_logs_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lab = Lab()
    refused = 0
    for parameter in parameters(METHODS[name]):
        for wrong in WRONG:
            needed = {
                each.name: tmp_path / "x.json" if each.name == "path" else GIVEN[each.name]
                for each in inspect.signature(METHODS[name]).parameters.values()
                if each.name != "self" and each.default is each.empty and each.kind in NAMED
            }
            before, state = len(lab.world.log), digest(lab.world)
            arguments = {**needed, parameter: wrong}
            spread = [arguments.pop("arguments")] if parameter == "arguments" else []
            try:
                first = [arguments.pop(next(iter(needed)))] if spread else []
                getattr(lab, name)(*first, *spread, **arguments)
            except BadArgument as error:
                refused += 1
                assert parameter.rstrip("s") in str(error) or "unexpected" in str(error)
                assert str(error).isprintable()
                assert (len(lab.world.log), digest(lab.world)) == (before, state)
            except DockernetError:
                pass  # refused for another reason, by name
    assert refused
    assert digest(lab.copy().world) == digest(lab.world)


@pytest.mark.parametrize(
    "options",
    [{"engine": 20}, {"seed": True}, {"seed": 1.0}, {"seed": 10**30}, {"trace": None}, {"daemon": 3}, {"nope": 1}],
)
def test_wrong_option_of_a_lab_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(BadArgument, match=next(iter(options))):
        Lab(**options)


@pytest.mark.parametrize("wrong", [["docker", "ps"], 1, None])
def test_line_that_is_no_text_leaves_a_lab_that_can_be_copied(wrong: Any) -> None:
    lab = Lab()
    with pytest.raises(BadArgument, match=r"Lab.sh: line must be a text"):
        lab.sh(wrong)
    lab.copy()


def test_run_into_the_past_is_refused() -> None:
    lab = Lab()
    lab.run(until=3.0)
    with pytest.raises(BadArgument, match="time never goes back"):
        lab.run(until=2.0)
    lab.run(until=3.0)
    assert lab.copy().env.now == 3.0


def test_unknown_program_or_engine_is_refused_before_it_is_logged() -> None:
    lab = Lab()
    for wrong in (
        lambda: lab.task(["nope"]),
        lambda: lab.add_host("vm2", engine="99"),
        lambda: lab.add_host("vm2", engine="20.10", daemon="--nope"),
        lambda: lab.add_host("a/b"),
        lambda: lab.fault("in 99999999999s reboot vm"),
        lambda: lab.process("nope"),
    ):
        with pytest.raises(DockernetError):
            wrong()
    assert not lab.world.log
    assert list(lab.world.machines) == ["vm", "lan"]
