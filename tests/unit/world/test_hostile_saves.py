"""Saved labs that came from anybody: refused by name, within a budget of events, before anything else happens."""

import json
import math
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim import BadSave, Lab
from dockernet_sim.sim.errors import BadArgument
from dockernet_sim.world import saved
from dockernet_sim.world.calling import ENGINE_CALLS

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    lab = Lab()
    lab.sh("docker run -d --name web nginx")
    lab.docker.containers.get("web").pause()
    lab.task(["ping", "172.17.0.2"])
    lab.image("shop", {80: "open"}, {53: "who"})
    lab.run(until=3.0)
    return saved.to_data(lab.world)


def refused(data: dict[str, Any], change: Change, path: Path, **options: Any) -> str:
    """The message for a file that was changed by an attacker, who knows how to make a checksum."""
    changed = json.loads(json.dumps(data))
    change(changed)
    changed["checksum"] = saved._checksum(changed)
    path.write_text(json.dumps(changed))
    with pytest.raises(BadSave) as caught:
        Lab.load(path, **options)
    assert str(caught.value).isprintable()
    return str(caught.value)


def call(kind: str, where: str = "vm", text: str = "", **details: Any) -> dict[str, Any]:
    return {"time": 0.0, "taken": 0, "kind": kind, "where": where, "text": text, "details": details}


def api(name: str) -> dict[str, Any]:
    return call("api", "vm", name, arguments=[], options={}, cost="inspect")


HOSTILE: dict[str, Change] = {
    "time infinite": lambda data: data["calls"][0].update(time=math.inf),
    "time not a number": lambda data: data["calls"][0].update(time=math.nan),
    "time negative": lambda data: data["calls"][0].update(time=-1.0),
    "time a truth value": lambda data: data["calls"][0].update(time=True),
    "time far": lambda data: data["calls"][0].update(time=1e300),
    "end infinite": lambda data: data.update(time=math.inf),
    "end far": lambda data: data.update(time=1e12),
    "end before the last call": lambda data: data.update(time=0.0),
    "taken negative": lambda data: data["calls"][0].update(taken=-5),
    "taken a huge number": lambda data: data["calls"][0].update(taken=10**40),
    "calls back in time": lambda data: data["calls"].reverse(),
    "lose_power": lambda data: data["calls"].insert(0, api("lose_power")),
    "__reduce__": lambda data: data["calls"].insert(0, api("__reduce__")),
    "__class__": lambda data: data["calls"].insert(0, api("__class__")),
    "a private method": lambda data: data["calls"].insert(0, api("_checked")),
    "run to infinity": lambda data: data["calls"].append(call("run", text="inf") | {"time": 3.0}),
    "run to a word": lambda data: data["calls"].append(call("run", text="__import__('os')") | {"time": 3.0}),
    "limit infinite": lambda data: data["calls"].insert(0, call("line", text="true", limit=math.inf, endless=None)),
    "limit missing": lambda data: data["calls"].insert(0, call("line", text="true")),
    "a detail too many": lambda data: data["calls"][0]["details"].update(extra=1),
    "no such task": lambda data: data["calls"].append(call("signal", text="INT", task=99) | {"time": 3.0}),
    "no such signal": lambda data: data["calls"].append(call("signal", text="SEGV", task=0) | {"time": 3.0}),
    "stops that are none": lambda data: data["calls"][0]["details"].update(stops=[0]),
    "nested deeply": lambda data: data["calls"].append(call("process", arguments=json.loads("[" * 300 + "]" * 300))),
    "kind of another type": lambda data: data["calls"][0].update(kind=["line"]),
    "port of another type": lambda data: data["calls"].insert(0, call("image", text="x", http={"0x50": "a"}, udp={})),
    "control characters": lambda data: data["calls"][0].update(kind="\x1b[31mline"),
    "flags of no dockerd": lambda data: data["options"].update(daemon_flags="--nope"),
    "seed a truth value": lambda data: data["options"].update(seed=True),
    "version a list": lambda data: data.update(format_version=[2]),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_by_name(name: str, data: dict[str, Any], tmp_path: Path) -> None:
    assert refused(data, HOSTILE[name], tmp_path / "lab.json")


def test_replay_without_end_is_refused_within_its_budget(data: dict[str, Any], tmp_path: Path) -> None:
    def endless(data: dict[str, Any]) -> None:
        data["calls"].append(call("task", text="ping", argv=["ping", "-i", "0.2", "172.31.176.1"]) | {"time": 3.0})
        data["calls"].append(call("run", text="999999999.0") | {"time": 3.0})
        data["time"] = 999999999.0

    said = refused(data, endless, tmp_path / "lab.json", budget=20_000)
    assert "more than 20000 events" in said
    assert "budget=" in said


def test_budget_does_not_last_beyond_the_load(data: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "lab.json"
    path.write_text(json.dumps(data))
    lab = Lab.load(path, budget=5_000)
    lab.run(until=3000.0)
    assert lab.env.events > 5_000
    with pytest.raises(BadArgument, match="budget"):
        Lab.load(path, budget=0)


def test_format_of_version_0_1_is_refused_with_the_version_that_made_it(data: dict[str, Any], tmp_path: Path) -> None:
    said = refused(data, lambda data: data.update(format_version=1, package="0.1.0"), tmp_path / "lab.json")
    assert "format 1, made by version '0.1.0'" in said


def test_registered_function_that_is_not_given_is_named(tmp_path: Path) -> None:
    def drip(lab: Lab) -> Generator[Any, Any, None]:
        while True:
            yield lab.env.timeout(1.0)

    lab = Lab()
    lab.register("drip", drip)
    lab.process("drip")
    lab.run(until=2.0)
    lab.save(tmp_path / "lab.json")
    with pytest.raises(BadSave, match="needs the function 'drip'"):
        Lab.load(tmp_path / "lab.json")
    assert Lab.load(tmp_path / "lab.json", functions={"drip": drip}).env.now == 2.0


def test_engine_call_outside_the_list_is_refused(data: dict[str, Any]) -> None:
    lab = Lab()
    with pytest.raises(BadArgument, match="lose_power"):
        lab.world.engine_call("vm", "lose_power")
    assert not lab.world.log
    assert not {name for name in ENGINE_CALLS if name.startswith("_")}
