"""Explain it: answers in words, compared with what packets do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal, isolated, reaches

PEOPLE = ("web", "cache", "db", "backup")


def who_reaches_whom() -> Exercise:
    """A matrix, filled in by thinking."""
    return Exercise(
        "who-reaches-whom",
        "**Who reaches whom?** Four containers, three networks (`docker network inspect`, `docker ps`). For each container, which others "
        "answer its ping, at some address? Write it as\n\n"
        '    answers = {"web": ["..."], "cache": ["..."], "db": ["..."], "backup": ["..."]}\n\n'
        "without sending a packet; then `%check`.",
        [_pings_of(name) for name in PEOPLE],
        start=(
            "docker network create web-net",
            "docker network create --internal db-net",
            "docker run -d --name web --net web-net nginx",
            "docker run -d --name cache nginx",
            "docker run -d --name db --net web-net mysql",
            "docker run -d --name backup --net db-net busybox",
            "docker network connect db-net cache",
        ),
    )


def _pings_of(name: str) -> Goal:
    def test(bench: Bench) -> Finding:
        said = bench.answers.get(name)
        if said is None:
            return Finding(False, f"answers has nothing for {name}")
        true = {other for other in PEOPLE if other != name and _answers(bench, name, other)}
        wrong, missing = sorted(set(said) - true), sorted(true - set(said))
        seen = [*(f"{each} does not answer" for each in wrong), *("somebody is missing" for _ in missing[:1])]
        return Finding(not seen, f"{name}: {', '.join(seen) or 'right'}")

    hints = (
        "A ping needs a network that both are on: the name of a network says nothing, its list of containers does.",
        "Internal networks let nobody out, but those who are on them talk; and a container can be on two.",
    )
    return Goal(f"you know whom {name} reaches", test, hints)


def _answers(bench: Bench, source: str, target: str) -> bool:
    return any(bench.pings(source, address) for address in bench.addresses(target))


def where_it_dies() -> Exercise:
    """The chain, the name server, and a repair that opens no more than it must."""
    return Exercise(
        "where-it-dies",
        "**Where does it die?** `web` and `stranger` are on `front`, `db` is on `back`, and web cannot reach db. Write\n\n"
        '    answers = {"chain": "...", "server": "...", "repair": "docker ..."}\n\n'
        "chain: the iptables chain in which a ping from web to db's address dies. server: the address that web asks for names. repair: one "
        "line for vm after which web reaches db by name, while `stranger` still does not. Then `%check`.",
        [
            _says("chain", "you know the chain that drops the ping", _chain, (
                "Send the ping, then look at the counters of `iptables -nvL`, or ask `%why`.",
                "What came from one Docker bridge may not leave by another: two stages, and the second one drops.",
            )),
            _says("server", "you know whom web asks for names", _server, ("`docker exec web cat /etc/resolv.conf`",)),
            _repaired(reaches("web", "db", by_name=True), ("A container can be on two networks.",)),
            _repaired(isolated("stranger", "db"), (
                "Your repair opens the host for everybody. Plug in the one container that has to go there, and no other.",
            )),
        ],
        start=(
            "docker network create front",
            "docker network create back",
            "docker run -d --name web --net front nginx",
            "docker run -d --name stranger --net front busybox",
            "docker run -d --name db --net back mysql",
        ),
    )  # fmt: skip


def _says(key: str, text: str, truth: Callable[[Bench], Iterable[str]], hints: tuple[str, ...]) -> Goal:
    """The answer in words is one of those that a run gives."""

    def test(bench: Bench) -> Finding:
        said = str(bench.answers.get(key, "")).strip()
        return Finding(said in set(truth(bench)), f"{key}: {said or 'no answer'}")

    return Goal(text, test, hints)


def _chain(bench: Bench) -> set[str]:
    before = bench.lab.trace.serial
    bench.pings("web", bench.addresses("db")[0])
    return {
        record.cause.split()[1] for record in bench.lab.trace.since(before) if record.event == "drop" and record.cause
    }


def _server(bench: Bench) -> set[str]:
    text = bench.lab.sh("cat /etc/resolv.conf", on="web").stdout
    return {line.split()[1] for line in text.splitlines() if line.startswith("nameserver")}


def _repaired(goal: Goal, hints: tuple[str, ...]) -> Goal:
    """The goal holds after the repair was typed, on a copy."""

    def test(bench: Bench) -> Finding:
        later = Bench(bench.original)
        command: Any = bench.answers.get("repair")
        if not command or later.lab is bench.original:
            return Finding(False, "repair: no answer")
        done = later.lab.sh(str(command))
        return goal.find(later) if done else Finding(False, f"repair: {str(done).partition(chr(10))[0]}")

    return Goal(f"after the repair, {goal.text}", test, hints, forbids=goal.forbids)
