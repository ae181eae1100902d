"""``lab.docker`` gives what docker-py gives on a served lab: call by call, on two labs of one seed."""

import gc
import random
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim import client as own
from tests.api import clients
from tests.api.same import SCRIPT, Call, answer


@contextmanager
def both(engine: str) -> Iterator[tuple[Any, Any, Any]]:
    """docker-py with a served lab, the package, and ``lab.docker`` of an equal lab."""
    docker = clients.module("docker")
    with Lab(engine=engine).serve() as served:
        client = docker.DockerClient(base_url=served.host)
        ours = Lab(engine=engine).docker
        ours.api.inspect_network("host")  # docker-py has asked for the version: both clocks stand alike
        yield client, docker, ours
        client.close()
    with warnings.catch_warnings():  # docker-py leaves the sockets of streams open
        warnings.simplefilter("ignore", ResourceWarning)
        del client
        gc.collect()


def differences(engine: str, calls: tuple[Call, ...]) -> list[str]:
    """The calls that do not give the same."""
    found = []
    with both(engine) as (client, docker, ours):
        for number, call in enumerate(calls):
            real, model = answer(call, client, docker), answer(call, ours, own)
            if real != model:
                found.append(f"call {number} (line {call.__code__.co_firstlineno}): {unequal(real, model)}")
    return found


def unequal(real: Any, model: Any, where: str = "") -> str:
    """The first place at which two answers differ."""
    if isinstance(real, dict) and isinstance(model, dict):
        for key in sorted(real.keys() | model.keys()):
            if real.get(key, unequal) != model.get(key, unequal):
                return unequal(real.get(key, "nothing"), model.get(key, "nothing"), f"{where}.{key}")
    if isinstance(real, (list, tuple)) and isinstance(model, (list, tuple)) and len(real) == len(model):
        for number, (one, other) in enumerate(zip(real, model, strict=True)):
            if one != other:
                return unequal(one, other, f"{where}[{number}]")
    return f"{where} {real!r} and {model!r}"


@pytest.mark.filterwarnings("ignore")  # sockets that docker-py leaves open
@pytest.mark.parametrize("engine", ["29", "20.10"])
@pytest.mark.timeout(120)
def test_script_of_calls_gives_the_same(engine: str) -> None:
    assert len(SCRIPT) > 150
    assert not (found := differences(engine, SCRIPT)), "\n".join(found)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.timeout(120)
def test_calls_in_any_order_give_the_same(seed: int) -> None:
    shuffled = random.Random(seed).sample(SCRIPT, len(SCRIPT))
    assert not (found := differences("29", tuple(shuffled))), "\n".join(found)
