"""The rows of the table: each says what must be reached, what would be good, and how it is measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import median

from dockernet_sim import Lab as Session
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.reach import Matrix, of
from dockernet_sim.shell.replay import load, play
from dockernet_sim.shell.session import open_world
from dockernet_sim.wire.address import ip_int
from dockernet_sim.world.standard import LAN_ADDRESS
from dockernet_sim.world.world import World

from .labs import Echoes, Lab, Lookups, add_container, add_network, raise_limits, release
from .measure import Work, in_floors, once_in_floors, ratio, seconds

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


# -- what every user meets ---------------------------------------------------------
def users_lab(web: str = "nginx") -> Session:
    """A default lab, with the trace on, and two containers on a network: `web` and ``client``."""
    lab = Session(**release)
    for line in (
        "network create net",
        f"run -d --name web --network net {web}",
        "run -d --name client --network net nginx",
    ):
        assert lab.sh(f"docker {line}").exit == 0
    return lab


@row("lab-ping", "an echo of ping -q -i 0.01 -c 10000 in a default Lab(), trace on, through lab.sh", "floors", 6, 4)
def lab_ping() -> float:
    """What users do most, as they do it."""
    lab, count = users_lab(), 10_000

    def run() -> None:
        result = lab.sh(f"docker exec client ping -q -i 0.01 -c {count} web", limit=1000.0)
        assert f"{count} packets transmitted, {count} received" in result.stdout

    return in_floors(run, count, rounds=3)


def download(megabytes: int) -> Callable[[], None]:
    """A download of so many megabytes in a default lab."""
    lab = users_lab("busybox httpd -f -h /tmp")
    lab.world.place("web").files.write("/tmp/big", "x" * megabytes * 1_000_000)

    def run() -> None:
        result = lab.sh("docker exec client curl -s -o /dev/null -w %{size_download} http://web/big", limit=1000.0)
        assert int(result.stdout) == megabytes * 1_000_000

    return run


@row("lab-tcp", "a 10 MB download in a default Lab(), trace on, per segment", "floors", 7, 5)
def lab_tcp() -> float:
    """6,907 segments of data and half as many acknowledgements."""
    return in_floors(download(10), 10_360, rounds=3)


@row("changed", "an echo with one change of the configuration for each", "floors", 12, 10)
def changed() -> float:
    """Nothing that was remembered holds for the next echo."""
    lab = Lab(100)
    echoes, ns = warm(lab), lab.namespace(5)

    def run() -> None:
        for _ in range(1000):
            ns.changed()
            echoes.run(1)

    return in_floors(run, 1000)


# -- packets -----------------------------------------------------------------------
@row("echo-walked", "warm echo between two containers on a user network, walked", "floors", 9.5, 4)
def echo_walked() -> float:
    """Every element decides anew."""
    return echo_cost(Lab(100, cache=False))


@row("echo-cached", "the same, cached", "floors", 2.2, 1.8)
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


@row("traced", "the walked echo with the trace on", "floors", 24, 15)
def traced() -> float:
    """With its records."""
    return echo_cost(Lab(100, trace=True, cache=False))


@row(
    "lan", "echo to the LAN through FORWARD, conntrack and MASQUERADE, rules of 20 networks, cached", "floors", 3.5, 2.5
)
def lan() -> float:
    """Routed and translated."""
    lab = Lab(100, networks=20)
    echoes = Echoes(lab.namespace(0), ip_int(LAN_ADDRESS))
    echoes.run(10)
    return in_floors(lambda: echoes.run(ECHOES), ECHOES)


@row("dns", "a name look-up through the embedded server and its NAT rules", "floors", 14, 8)
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


@row("pairs-50", "all pairs of 50 containers, cold, with ARP, per echo", "floors", 34, 8)
def pairs_50() -> float:
    """2,450 first echoes."""
    return _all_pairs(50)


@row("pairs-100", "all pairs of 100 containers, cold, with ARP, per echo", "floors", 36, 10)
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


def slope(make: Callable[[int], Work], small: int, large: int) -> float:
    """By which power of the size the work grows: 1 is linear, 2 is quadratic."""
    make(small)()  # whatever is loaded or compiled at first use
    times = [min(seconds(make(size)) for _ in range(rounds)) for size, rounds in ((small, 3), (large, 1))]
    return log(times[1] / times[0]) / log(large / small)


def shell_lab(containers: int = 0) -> World:
    """A lab with the docker command, and containers made by the engine's calls."""
    world = open_world(trace=False, **release)
    raise_limits(world)
    engine = world.engine()
    names = [add_network(engine, number) for number in range(containers // 900 + 1)] if containers else []
    for number in range(containers):
        add_container(engine, f"c{number}", names[number % len(names)])
    return world


def typed(world: World, *lines: str) -> Work:
    """Lines typed at the machine."""

    def run() -> None:
        for line in lines:
            result = world.run_line("vm", line, 1e6)
            assert not result.exit, result

    return run


@row("slope-inspect", "docker inspect $(docker ps -q) from 1,000 to 10,000 containers", "as power", 1.2, 1)
def slope_inspect() -> float:
    """Ids are found without a scan."""
    line = "docker inspect -f {{.Name}} $(docker ps -q)"
    return slope(lambda size: typed(shell_lab(size), line), 1000, MANY)


@row("slope-networks", "making networks, from 150 to 900", "as power", 1.2, 1)
def slope_networks() -> float:
    """Chains and subnets are found without a scan."""

    def make(size: int) -> Work:
        engine = World(trace=False, **release).engine()
        return lambda: [add_network(engine, number) for number in range(size)] and None

    return slope(make, 150, 900)


@row("slope-ports", "publishing a range of ports, and removing it, from 1,000 to 5,000", "as power", 1.2, 1)
def slope_ports() -> float:
    """Rules, docker-proxies and their ends."""

    def make(size: int) -> Work:
        ports = f"20000-{20000 + size - 1}:20000-{20000 + size - 1}"
        return typed(shell_lab(), f"docker run -d --name web -p {ports} nginx", "docker rm -f web")

    return slope(make, 1000, 5000)


@row("slope-why", "lab.why of two containers among 300 to 3,000", "as power", 1.2, 0.5)
def slope_why() -> float:
    """It looks at what lies between them."""

    def make(size: int) -> Work:
        lab = Session(trace=False, **release)
        raise_limits(lab.world)
        names = [add_network(lab.world.engine(), number) for number in range(4)]
        for number in range(size):
            add_container(lab.world.engine(), f"c{number}", names[number % 4])
        return lambda: lab.why("c0", "c4")

    return slope(make, 300, 3000)


def kept_lab(lines: list[str]) -> Work:
    """Save a lab in which these lines were typed, and load it."""
    lab = Session(trace=False, **release)
    for line in lines:
        assert not lab.sh(line).exit, line

    def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            lab.save(Path(folder) / "x.lab")
            Session.load(Path(folder) / "x.lab")

    return run


@row("slope-save", "save and load, from 100 to 1,000 containers", "as power", 1.2, 1)
def slope_save() -> float:
    """The log of calls, played again."""
    net = "docker network create --subnet 10.0.0.0/16 net"
    return slope(
        lambda size: kept_lab([net, *(f"docker run -d --name c{n} --network net nginx" for n in range(size))]),
        100,
        1000,
    )


@row("slope-replay", "save and load, from 10,000 to 100,000 steps", "as power", 1.2, 1)
def slope_replay() -> float:
    """The same with short lines."""
    return slope(lambda size: kept_lab(["ip route"] * size), MANY, 10 * MANY)


@row("tcp-100", "a download of 100 MB, against one of 10 MB", "times", 10, 10)
def tcp_100() -> float:
    """Ten times as many segments."""
    return ratio(download(100), download(10), rounds=2)


@row("tcp-memory", "memory that a download of 100 MB takes beside the file", "MiB", 150, 30)
def tcp_memory() -> float:
    """In a process of its own."""
    return float(_alone("tests.benchmarks.rows", "tcp"))


def tcp_memory_here() -> float:
    """MiB that the download adds, at most, to what this process holds (Linux only)."""
    run = download(100)
    before = _resident()
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    run()
    return (_resident("VmHWM:") - before) / 1024


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
        world.add_host(name, engine=release.get("engine", DEFAULT))
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


def _resident(what: str = "VmRSS:") -> float:
    """KiB of real memory that this process holds, or held at most (Linux only, as the figures of the table)."""
    status = Path("/proc/self/status").read_text()
    return float(next(line for line in status.splitlines() if line.startswith(what)).split()[1])


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
    print(tcp_memory_here() if sys.argv[1:] == ["tcp"] else memory_here())
