"""Copy, save and load: the same calls again, and a digest that proves it."""

import gc
import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim import BadSave, Lab, NotSaved
from dockernet_sim.shell.interactive import Console
from dockernet_sim.shell.session import open_world
from dockernet_sim.world import saved
from dockernet_sim.world.errors import UnknownFunction
from dockernet_sim.world.visible import digest, visible

FUTURE = "docker run -d nginx; docker exec one ping -c 2 two; ping -c 1 203.0.113.10; docker ps; ip link; ip neigh"


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.sh("docker network create mynet")
    lab.sh(
        "docker run -d --name one --network mynet -p 8080:80 nginx; docker run -d --name two --network mynet busybox"
    )
    return lab


def same(one: Lab, other: Lab) -> bool:
    """Whether two labs are equal now and go on equal."""
    before = visible(one.world) == visible(other.world)
    told = str(one.sh(FUTURE)) == str(other.sh(FUTURE))
    return before and told and digest(one.world) == digest(other.world)


def test_a_copy_is_equal_and_goes_on_equal(lab: Lab) -> None:
    copy = lab.copy()
    assert copy.trace.digest() == lab.trace.digest()
    assert same(lab, copy)
    assert copy.trace.digest() == lab.trace.digest()


def test_a_copy_goes_its_own_way(lab: Lab) -> None:
    copy = lab.copy(trace=False)
    copy.sh("docker rm -f one two")
    assert len(copy.trace) == 0
    assert [each.name for each in lab.docker.containers.list()] == ["two", "one"]


def test_a_copy_of_a_copy(lab: Lab) -> None:
    assert same(lab, lab.copy().copy())


def test_a_saved_lab_comes_back(lab: Lab, tmp_path: Path) -> None:
    lab.save(tmp_path / "lab.json")
    assert same(lab, Lab.load(tmp_path / "lab.json"))


def test_seed_and_flags_are_kept(tmp_path: Path) -> None:
    lab = Lab(seed=7, daemon="--icc=false --bip 10.9.0.1/24")
    lab.sh("docker run -d --name one nginx; docker run -d --name two nginx")
    assert same(lab, lab.copy())


CALLS: dict[str, Callable[[Lab], object]] = {
    "an interrupted line": lambda lab: lab.sh("ping 172.18.0.2", limit=2.5),
    "a line without an end": lambda lab: lab.sh("docker exec one ping two"),
    "a running task": lambda lab: lab.task(["ping", "172.18.0.2"]),
    "another machine": lambda lab: (lab.add_host("vm2", engine="20.10"), lab.sh("docker run -d nginx", on="vm2")),
    "an image": lambda lab: (lab.image("shop", {8080: "open"}, {53: "who"}), lab.sh("docker run -d shop")),
    "a time": lambda lab: lab.run(until=9.25),
    "SimPy's own steps": lambda lab: (lab.task(["ping", "172.18.0.2"]), lab.run(until=lab.env.now + 1),
        [lab.env.step() for _ in range(3)]),
    "SimPy's own run": lambda lab: lab.env.run(until=lab.env.timeout(3.5)),
    "a line inside a container": lambda lab: lab.sh("ping -c 1 two; echo new > /tmp/file", on="one"),
    "a refused line": lambda lab: lab.sh("docker run -d --name one nginx"),
    "a file": lambda lab: lab.sh("echo hello > /root/file; sysctl -w net.ipv4.ip_forward=0"),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_a_copy_after(name: str, lab: Lab) -> None:
    CALLS[name](lab)
    assert same(lab, lab.copy())


def test_a_signal_to_a_task_is_sent_again(lab: Lab) -> None:
    task = lab.task(["ping", "172.18.0.2"])
    lab.run(until=lab.env.now + 2.2)
    task.signal("INT")
    copy = lab.copy()
    copy.run(until=lab.env.now + 0.5)
    assert "3 packets transmitted" in copy.world.started[0].stdout.text


def test_calls_of_the_client_are_made_again(lab: Lab) -> None:
    net = lab.docker.networks.create("second", internal=True)
    one = lab.docker.containers.get("one")
    net.connect(one, aliases=["uno"])
    one.exec_run("ping -c 1 two")
    lab.docker.containers.run("busybox", "echo hi", remove=True)
    one.stop(timeout=1)
    with pytest.raises(Exception, match="Conflict"):
        lab.docker.containers.run("nginx", name="two", detach=True)
    lab.docker.containers.run("nginx", name="three", detach=True, ports={"80/tcp": 8099})
    copy = lab.copy()
    assert visible(copy.world) == visible(lab.world)


def test_a_console_is_copied_with_its_interrupts() -> None:
    lab = Lab()
    lines = iter(
        ["docker run -d --name one nginx", "A=1", "ping 172.17.0.2", "echo $A > /root/a", "ssh lan", "touch /root/b"]
    )
    Console(lab.world, lambda prompt: next(lines, None), lambda text: None).run()
    assert lab.env.now > 59
    assert visible(lab.copy().world) == visible(lab.world)


# -- functions of one's own -----------------------------------------------------
def drip(lab: Lab, name: str) -> Generator[Any, Any, None]:
    while True:
        yield lab.env.timeout(1.0)
        lab.task(["ping", "-c", "1", "172.18.0.2"])


def test_a_registered_process_takes_part(lab: Lab, tmp_path: Path) -> None:
    lab.register("drip", drip)
    lab.process("drip", "one")
    lab.run(until=lab.env.now + 3.5)
    lab.save(tmp_path / "lab.json")
    assert same(lab, Lab.load(tmp_path / "lab.json", functions={"drip": drip}))
    with pytest.raises(UnknownFunction, match="drip"):
        Lab().process("drip")


def test_a_stranger_is_in_the_way(lab: Lab, tmp_path: Path) -> None:
    lab.env.process(drip(lab, "one"))
    for wish in (lab.copy, lambda: lab.save(tmp_path / "lab.json")):
        with pytest.raises(NotSaved, match="'drip' on lab"):
            wish()
    assert not list(tmp_path.iterdir())


def shout(request: Any) -> str:
    return f"YOU ASKED FOR {request.target}\n"


def test_an_image_that_answers_with_a_function(lab: Lab, tmp_path: Path) -> None:
    lab.image("shop", {8080: shout})
    lab.sh("docker run -d --name shop --network mynet shop")
    assert lab.copy().sh("curl -s http://172.18.0.4:8080/x").stdout == "YOU ASKED FOR /x\n"
    lab.save(tmp_path / "lab.json")
    with pytest.raises(BadSave, match="function 'shout'"):
        Lab.load(tmp_path / "lab.json")
    assert same(lab, Lab.load(tmp_path / "lab.json", functions={"shout": shout}))


def test_an_image_that_answers_with_a_function_without_a_name(lab: Lab) -> None:
    answer = lambda request: f"{request.target}\n"  # noqa: E731
    lab.image("shop", {8080: answer})
    with pytest.raises(NotSaved, match=r"<lambda> cannot be written down.* lab.register\(name, function\)"):
        lab.copy()
    lab.register("answer", answer)
    lab.sh("docker run -d --name shop --network mynet shop")
    assert lab.copy().sh("curl -s http://172.18.0.4:8080/x").stdout == "/x\n"


# -- files that are not what they were ---------------------------------------------
def test_what_was_changed_behind_the_labs_back_is_noticed(lab: Lab) -> None:
    lab.world.machine("vm").host.files.write("/root/secret", "x")
    with pytest.raises(BadSave, match="past the lab's own methods"):
        lab.copy()


def broken(lab: Lab, path: Path, change: Callable[[dict[str, Any]], object], again: bool = False) -> str:
    """The message for a file that was changed; `again`: by somebody who knows how to make a checksum."""
    data = saved.to_data(lab.world)
    change(data)
    if again:
        data["checksum"] = saved._checksum(data)
    path.write_text(json.dumps(data))
    with pytest.raises(BadSave) as caught:
        Lab.load(path)
    return str(caught.value)


def test_files_that_are_no_saved_labs(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "lab.json"
    with pytest.raises(BadSave, match="No such file"):
        Lab.load(path)
    lab.save(path)
    path.write_text(path.read_text()[:-200])
    with pytest.raises(BadSave, match="only the beginning"):
        Lab.load(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadSave):
        Lab.load(path)
    path.write_text("[" * 100_000)
    with pytest.raises(BadSave):
        Lab.load(path)
    assert "no saved lab" in broken(lab, path, lambda data: data.update(format="something"))
    assert "format 99" in broken(lab, path, lambda data: data.update(format_version=99))
    assert "checksum" in broken(lab, path, lambda data: data["options"].update(seed=3))
    assert "checksum" in broken(lab, path, lambda data: data["calls"].pop())
    assert "'calls'" in broken(lab, path, lambda data: data.update(calls=3), again=True)


def test_files_that_lead_elsewhere(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "lab.json"
    assert "another state" in broken(lab, path, lambda data: data["options"].update(seed=3), again=True)
    assert "version 0.0.1" in broken(lab, path, lambda data: data.update(package="0.0.1", digest=""), again=True)
    assert "cannot be made again" in broken(lab, path, lambda data: data["calls"].pop(), again=True)
    assert "call that is none" in broken(lab, path, lambda data: data["calls"][0].update(kind="magic"), again=True)
    assert "option seed" in broken(lab, path, lambda data: data["options"].update(seed="x"), again=True)


def test_a_lab_is_made_again_without_looks_at_all_objects(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    data, usual, met = saved.to_data(lab.world), gc.get_threshold(), []
    monkeypatch.setattr(saved, "digest", lambda world: met.append(gc.get_threshold()) or data["digest"])
    saved.build(data, open_world, {}, False, lambda world: None)
    monkeypatch.setattr(saved, "digest", lambda world: met.append(gc.get_threshold()))
    with pytest.raises(BadSave):
        saved.build(data, open_world, {}, False, lambda world: None)
    assert met == [(*usual[:2], saved.NEVER)] * 2
    assert gc.get_threshold() == usual
