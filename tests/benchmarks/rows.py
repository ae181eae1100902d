"""The rows of the table: each says what must be reached, what would be good, and how it is measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from dockernet_sim.reach import Matrix, of
from dockernet_sim.shell.replay import load, play
from dockernet_sim.wire.address import ip_int
from dockernet_sim.world.standard import LAN_ADDRESS
from dockernet_sim.world.world import World

from .labs import Echoes, Lab, Lookups, add_container, add_network, raise_limits
from .measure import in_floors, once_in_floors, ratio, seconds

CONFORMANCE = Path(__file__).parent.parent / "conformance"
CASES = CONFORMANCE.parents[1] / "docs" / "how-to" / "cases"
ECHOES = 10_000
MANY = 10_000


@dataclass(frozen=True)
class Row:
    """One row. ``must`` and ``ambitious`` are upper bounds, or lower ones where ``more`` is better."""

    name: str
    what: str
    unit: str
    must: float
    ambitious: float
    measure: Callable[[], float]
    more: bool = False

    def verdict(self, value: float) -> str:
        """How far a value gets."""
        for word, bound in (("ambitious", self.ambitious), ("must", self.must)):
            if value >= bound if self.more else value <= bound:
                return word
        return "missed"


ROWS: list[Row] = []


def row(
    name: str, what: str, unit: str, must: float, ambitious: float, more: bool = False
) -> Callable[[Callable[[], float]], Callable[[], float]]:
    """Put a function into the table."""

    def register(measure: Callable[[], float]) -> Callable[[], float]:
        ROWS.append(Row(name, what, unit, must, ambitious, measure, more))
        return measure

    return register


def warm(lab: Lab, source: int = 0, target: int = 1) -> Echoes:
    """Echoes between two containers whose first ones are over."""
    echoes = Echoes(lab.namespace(source), lab.address(target))
    echoes.run(10)
    return echoes


def echo_cost(lab: Lab, source: int = 0, target: int = 1) -> float:
    """A warm echo between two containers, in floors."""
    echoes = warm(lab, source, target)
    return in_floors(lambda: echoes.run(ECHOES), ECHOES)


# -- packets -----------------------------------------------------------------------
@row("echo-walked", "warm echo between two containers on a user network, walked", "floors", 6, 4)
def echo_walked() -> float:
    """Every element decides anew."""
    return echo_cost(Lab(100, cache=False))


@row("echo-cached", "the same, cached", "floors", 2.5, 1.8)
def echo_cached() -> float:
    """Decisions are remembered."""
    return echo_cost(Lab(100))


@row("ping", "the same, through ping -q -i 0.01 -c 20000 in a container", "floors", 5, 3.5)
def ping() -> float:
    """With the program that people use."""
    lab, count = Lab(100), 20_000

    def run() -> None:
        result = lab.world.run_line("c0", f"ping -q -i 0.01 -c {count} c1", limit=1000.0)
        assert f"{count} packets transmitted, {count} received" in result.stdout or " 0% packet loss" in result.stdout

    return in_floors(run, count, rounds=3)


@row("traced", "the walked echo with the trace on, against untraced", "times", 2.5, 2)
def traced() -> float:
    """What the records cost."""
    plain, with_trace = warm(Lab(100, cache=False)), warm(Lab(100, trace=True, cache=False))
    return ratio(lambda: with_trace.run(ECHOES), lambda: plain.run(ECHOES))


@row(
    "lan", "echo to the LAN through FORWARD, conntrack and MASQUERADE, rules of 20 networks, cached", "floors", 3.5, 2.5
)
def lan() -> float:
    """Routed and translated."""
    lab = Lab(100, networks=20)
    echoes = Echoes(lab.namespace(0), ip_int(LAN_ADDRESS))
    echoes.run(10)
    return in_floors(lambda: echoes.run(ECHOES), ECHOES)


@row("dns", "a name look-up through the embedded server and its NAT rules", "floors", 15, 8)
def dns() -> float:
    """A new socket each time."""
    lookups = Lookups(Lab(100).namespace(0), "c1")
    return in_floors(lambda: lookups.run(2000), 2000)


def _all_pairs(containers: int) -> float:
    def prepare() -> Callable[[], None]:
        lab = Lab(containers)
        pairs = [
            Echoes(lab.namespace(a), lab.address(b), ident=a * containers + b + 1)
            for a in range(containers)
            for b in range(containers)
            if a != b
        ]
        for a in range(containers):
            del lab.namespace(a).ip.icmp.raw[:]

        def run() -> None:
            for echoes in pairs:
                raw = echoes.ip.icmp.raw
                raw.append(echoes._hear)
                echoes.run(1)
                raw.pop()

        return run

    return once_in_floors(prepare, containers * (containers - 1))


@row("pairs-50", "all pairs of 50 containers, cold, with ARP, per echo", "floors", 20, 8)
def pairs_50() -> float:
    """2,450 first echoes."""
    return _all_pairs(50)


@row("pairs-100", "all pairs of 100 containers, cold, with ARP, per echo", "floors", 30, 10)
def pairs_100() -> float:
    """9,900 first echoes."""
    return _all_pairs(100)


# -- growth ------------------------------------------------------------------------
def _growth(containers: int, networks: int) -> float:
    small, large = warm(Lab(10)), warm(Lab(containers, networks), containers - 2 * networks, containers - networks)
    return ratio(lambda: large.run(ECHOES), lambda: small.run(ECHOES))


@row("growth-1000", "a warm echo at 1,000 containers, against 10", "times", 1.3, 1.1)
def growth_1000() -> float:
    """One bridge."""
    return _growth(1000, 1)


@row("growth-10000", "a warm echo at 10,000 containers over 10 bridges, against 10", "times", 1.3, 1.1)
def growth_10000() -> float:
    """Ten bridges."""
    return _growth(MANY, 10)


# -- containers --------------------------------------------------------------------
@row("container", "a container through the engine: create, start, veth, address, names, files", "floors", 80, 40)
def container() -> float:
    """The 11th to the 110th on a network."""

    def prepare() -> Callable[[], None]:
        world = Lab(10).world
        engine = world.engine()
        return lambda: [add_container(engine, f"x{number}", "net0") for number in range(100)] and None

    return once_in_floors(prepare, 100, rounds=5)


@row("container-10000", "the 10,000th container against the 10th", "times", 1.5, 1.1)
def container_10000() -> float:
    """The last twenty, against the sixth to the fifteenth of fresh labs."""
    few = []
    for _ in range(9):
        engine = Lab(5).world.engine()
        few.append(seconds(lambda e=engine: [add_container(e, f"x{n}", "net0") for n in range(10)]) / 10)
    engine = Lab(MANY - 90, 10).world.engine()
    last = [
        seconds(lambda r=turn: [add_container(engine, f"x{r}-{n}", f"net{n}") for n in range(10)]) / 10
        for turn in range(9)
    ]
    return median(last) / median(few)


@row("memory", "memory per container, 10,000 on 50 networks and 5 hosts", "KiB", 12, 6)
def memory() -> float:
    """Resident, in a process of its own."""
    return float(_alone("tests.benchmarks.rows", "memory"))


def memory_here(containers: int = MANY, networks: int = 50, hosts: int = 5) -> float:
    """KiB that each container adds to this process."""
    world = World(trace=False)
    names = ["vm", *(f"host{number}" for number in range(1, hosts))]
    for name in names[1:]:
        world.add_host(name, engine="20.10")
    raise_limits(world)
    places = [
        (world.engine(names[number % hosts]), add_network(world.engine(names[number % hosts]), number))
        for number in range(networks)
    ]
    for number, (engine, network) in enumerate(places):
        add_container(engine, f"first{number}", network)
    before = _resident()
    for number in range(containers):
        engine, network = places[number % networks]
        add_container(engine, f"c{number}", network)
    world.clock.run(until=world.clock.now + 1.0)
    return (_resident() - before) / containers


def _resident() -> float:
    """KiB of real memory that this process holds (Linux only, as the figures of the table)."""
    status = Path("/proc/self/status").read_text()
    return float(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1])


@row("reach", "reach matrix of 2,000 containers on 100 networks, per pair", "floors", 0.3, 0.1)
def reach() -> float:
    """From the engines' facts."""
    facts = of(Lab(2000, 100).world)
    return in_floors(lambda: Matrix(facts), 2000 * 2000, rounds=3)


# -- whole programs ----------------------------------------------------------------
@row("import", "import dockernet_sim, against import simpy", "times", 3, 2)
def importing() -> float:
    """In fresh processes, in turn; names of the face are loaded when they are first asked for."""
    return _against_simpy("import dockernet_sim")


@row("import-lab", "from dockernet_sim import Lab, against import simpy", "times", 3, 2)
def importing_lab() -> float:
    """With all that a lab needs."""
    return _against_simpy("from dockernet_sim import Lab")


def _against_simpy(statement: str) -> float:
    _import_seconds(statement)  # compiles what is not compiled yet
    return median(_import_seconds(statement) / _import_seconds("import simpy") for _ in range(9))


def _import_seconds(statement: str) -> float:
    """As after an installation: modules are kept compiled, whatever this process was told."""
    code = f"import time; t = time.process_time(); {statement}; print(time.process_time() - t)"
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=compiled)
    return float(done.stdout)


def _alone(module: str, what: str) -> str:
    return subprocess.run([sys.executable, "-m", module, what], check=True, capture_output=True, text=True).stdout


@row(
    "replay",
    "replay of all conformance scenarios, against the engine's own seconds",
    "times as fast",
    200,
    1000,
    more=True,
)
def replay() -> float:
    """Simulating takes so much less time than it took the real engine."""
    real, spent = 0.0, 0.0
    for path in sorted((CONFORMANCE / "recordings").glob("*.json")):
        recording = json.loads(path.read_text(encoding="utf-8"))
        real += sum(step.get("seconds", 0.0) for step in recording["steps"])
        found = CONFORMANCE / "scenarios" / f"{path.stem}.scn"
        scenario = load(found if found.exists() else CASES / found.name)
        spent += seconds(lambda s=scenario: play(s))
    return real / spent


if __name__ == "__main__":
    print(memory_here())
