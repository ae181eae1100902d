"""Types of the public names are complete: no parameter, attribute or answer is ``Any`` or has no hint."""

import ast
import inspect
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from .test_reference import PUBLIC

JSON = "plain data whose keys the Engine API, or a schema with a version, decides"
USERS = "a user's own: plain data, or what a function of the user's returns"
PAYLOAD = "what a packet carries depends on its protocol: an Icmp, Udp or Tcp value"
FREE = {
    "lab.Lab.draw:way": "a packet, a Way or texts: looked at by the picture",
    "lab.Lab.process:arguments": USERS,
    "lab.Lab.spawn:arguments": USERS,
    "programs.own.me.Me.spawn:arguments": USERS,
    "notebook.exercises.bench.Bench.__init__:answers": USERS,
    "notebook.exercises.exercise.Exercise.__init__:values": USERS,
    "notebook.exercises.exercise.Exercise.check:answers": USERS,
    "notebook.exercises.exercise.Exercise.values": USERS,
    "testing.sweep.sweeping.sweep:parameters": USERS,
    "extension.given.Extension.__init__:images": "tables of the catalogue's keys, checked when a lab is made",
    "extension.given.Extension.images": "tables of the catalogue's keys, checked when a lab is made",
    "plans.plan.Plan.__init__:document": JSON,
    "plans.plan.Plan.document": JSON,
    "plans.plan.Plan.to_json:return": JSON,
    "plans.plan.ServicePlan.facts:return": JSON,
    "reach.dumps.from_inspect:containers": JSON,
    "reach.dumps.from_inspect:networks": JSON,
    "wire.packet.Packet.payload": PAYLOAD,
    "wire.packet.Packet.ct": "connection tracking's own note",
}
"""What is Any all the same, with the reason."""
FREE |= dict.fromkeys(
    (
        "client.response.Response.json:return", "world.world.World.call:return",
        "world.world.World.engine_call:return", "world.world.World.options", "world.world.World.see_event:return",
        "world.world.World.wait_for_answer:return",
    ),
    JSON,
)  # fmt: skip
WORLDS = ("call:details", "engine_call:arguments", "engine_call:options", "link:values")
FREE |= {f"world.world.World.{each}": JSON for each in WORLDS}
FREE |= {f"world.world.World.start_{kind}:arguments": USERS for kind in ("process", "program")}


def public() -> dict[str, Any]:
    """All public classes and functions, by where they are defined."""
    found = {}
    for module in PUBLIC:
        for name in import_module(module).__all__:
            each = getattr(import_module(module), name)
            if callable(each) and getattr(each, "__module__", "").startswith("dockernet_sim"):
                found[f"{each.__module__.removeprefix('dockernet_sim.')}.{each.__qualname__}"] = each
    return found


def holds_any(hint: Any) -> bool:
    """Whether it is Any, or holds it; a function of the user's may take and return anything."""
    if get_origin(hint) in (Callable, Generator):
        return False
    if is_typeddict(hint):
        return any(map(holds_any, get_type_hints(hint).values()))
    return hint is Any or any(holds_any(part) for part in get_args(hint) if part is not ...)


def members(name: str, kind: Any) -> Iterator[tuple[str, Any]]:
    """A function; or a class's public methods and properties that the package defines."""
    if not isinstance(kind, type):
        yield name, kind
        return
    for key, each in inspect.getmembers_static(kind):
        owner = next(base for base in kind.__mro__ if key in base.__dict__ or base is object)
        if (key.startswith("_") and key != "__init__") or not owner.__module__.startswith("dockernet_sim"):
            continue
        each = each.__func__ if isinstance(each, staticmethod | classmethod) else each
        each = each.fget if isinstance(each, property) else getattr(each, "func", each)
        if inspect.isfunction(each) and not getattr(kind, "_is_protocol", False):
            yield f"{name}.{key}", inspect.unwrap(each)


@cache
def seen_from(*modules: str) -> dict[str, Any]:
    """What hints of modules may name, imports for type hints included."""
    found: dict[str, Any] = {}
    for module in modules:
        own = import_module(module)
        found |= vars(own)
        for node in ast.walk(ast.parse(Path(str(own.__file__)).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                home = import_module(node.module)
                for alias in node.names:
                    if hasattr(home, alias.name):
                        found.setdefault(alias.asname or alias.name, getattr(home, alias.name))
            elif isinstance(node, ast.Import):
                found |= {alias.name: import_module(alias.name) for alias in node.names if alias.asname is None}
    return found


EVERYWHERE = (
    "dockernet_sim.programs.registry",
    "dockernet_sim.iptables.spec",
    "dockernet_sim.world.machine",
    "dockernet_sim.linux.netfilter.xtables",
)
"""Modules of aliases whose hints name classes that other modules do not import."""


def hints(of: Any) -> dict[str, Any]:
    """The hints of a function, or of a class with its bases in the package."""
    if isinstance(of, type):
        ours = [each for each in reversed(of.__mro__) if each.__module__.startswith("dockernet_sim")]
        found: dict[str, Any] = {}
        for each in ours:
            alone = type(each.__name__, (), {"__annotations__": inspect.get_annotations(each)})
            found |= get_type_hints(alone, {**seen_from(*EVERYWHERE), **seen_from(each.__module__)})
        return found
    named = seen_from(of.__module__, *EVERYWHERE)
    return get_type_hints(of, {**seen_from(*EVERYWHERE), **named})


def untyped(name: str, kind: Any) -> Iterator[str]:
    """What is Any or has no hint."""
    for member, function in members(name, kind):
        known = hints(function)
        for parameter in [*list(inspect.signature(function).parameters), "return"]:
            if parameter not in ("self", "cls") and (parameter not in known or holds_any(known[parameter])):
                yield f"{member}:{parameter}"
    if isinstance(kind, type):
        for attribute, hint in hints(kind).items():
            if not attribute.startswith("_") and holds_any(hint):
                yield f"{name}.{attribute}"


NAMES = public()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_public_name_is_typed_without_any(name: str) -> None:
    assert [each for each in untyped(name, NAMES[name]) if each not in FREE] == []


USER = """
from dockernet_sim import Fault, Lab, Record
from typing import assert_type

from dockernet_sim.explain.why import Why
from dockernet_sim.reach import Answer, Matrix
from dockernet_sim.client import Container, Network
from dockernet_sim import Result, Task, Trace, World, Machine
from dockernet_sim.wire.ethernet import Frame
from dockernet_sim.wire.packet import Packet

lab = Lab(engine="29", seed=3)
assert_type(lab.sh("docker ps"), Result)
assert_type(lab.sh("docker ps").stdout, str)
assert_type(lab.sh("docker ps").exit, int)
assert_type(lab.why("web", "db"), Why)
assert_type(lab.why("web", "db").reason, str)
assert_type(lab.reach(), Matrix)
assert_type(lab.reach()["web", "db"], Answer)
assert_type(lab.trace, Trace)
for record in lab.trace:
    assert_type(record, Record)
    assert_type(record.time, float)
    assert_type(record.packet, Frame | Packet | None)
assert_type(lab.trace.rows(), list[dict[str, str | float | None]])
assert_type(lab.series("rtt"), list[dict[str, str | float | None | list[float]]])
assert_type(lab.task(["ping", "db"]), Task)
assert_type(lab.task(["ping", "db"]).stdout.text, str)
assert_type(lab.add_host("far"), Machine)
assert_type(lab.copy(), Lab)
assert_type(lab.world, World)
assert_type(lab.docker.containers.get("web"), Container)
assert_type(lab.docker.containers.list(), list[Container])
assert_type(lab.docker.containers.get("web").name, str)
assert_type(lab.docker.networks.create("net"), Network)
"""


HERE = Path(__file__).parent
WRONG = HERE / "typed_mistakes.py"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What ``mypy --strict`` says of users' scripts, from outside of the project."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "of_a_lab.py").write_text(USER, encoding="utf-8")
    for script in (HERE / "typed_client.py", WRONG):
        shutil.copy(script, outside)
    command = [sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", "--cache-dir", "cache", "."]
    return subprocess.run(command, capture_output=True, text=True, cwd=outside, check=False).stdout


def test_what_users_write_is_typed(said: str) -> None:
    assert [line for line in said.splitlines() if ": error: " in line and not line.startswith(WRONG.name)] == []
    assert said.count(": error: ") > 40


def test_mistakes_of_users_are_found(said: str) -> None:
    lines = WRONG.read_text(encoding="utf-8").splitlines()
    found = {int(number) for number in re.findall(rf"^{WRONG.name}:(\d+): error", said, re.M)}
    mistakes = range(lines.index("    docker = lab.docker") + 2, len(lines) + 1)
    assert [lines[at - 1] for at in mistakes if at not in found] == []
    assert [lines[at - 1] for at in found if at not in mistakes] == []


def test_what_may_be_any_still_is() -> None:
    found = {each for name in NAMES for each in untyped(name, NAMES[name])}
    assert sorted(set(FREE) - found) == []
