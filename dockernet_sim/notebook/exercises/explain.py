"""Explain it: answers in words, compared with what packets do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both, filled, spoken
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal, isolated, reaches

PEOPLE = ("web", "cache", "db", "backup")


def who_reaches_whom() -> Exercise:
    """A matrix, filled in by thinking."""
    return Exercise(
        "who-reaches-whom",
        Both(
            "**Who reaches whom?** Four containers, three networks (`docker network inspect`, `docker ps`). For each container, which others "
            "answer its ping, at some address? Write it as\n\n"
            '    answers = {"web": ["..."], "cache": ["..."], "db": ["..."], "backup": ["..."]}\n\n'
            "without sending a packet; then `%check`.",
            "**谁能访问谁？** 四个容器，三个网络 (`docker network inspect`, `docker ps`)。对每个容器来说，另外哪几个会在某个地址上回答它的 ping? "
            "不要发包，写成\n\n"
            '    answers = {"web": ["..."], "cache": ["..."], "db": ["..."], "backup": ["..."]}\n\n'
            "然后 `%check`。",
        ),
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
            return Finding(
                False, filled("answers has nothing for {name}", "answers 里没有写 {name}", name=name), absent=True
            )
        true = {other for other in PEOPLE if other != name and _answers(bench, name, other)}
        return Finding(set(said) == true, _judged(name, sorted(set(said) - true), bool(true - set(said))))

    hints = (
        Both(
            "A ping needs a network that both are on: the name of a network says nothing, its list of containers does.",
            "要能 ping 通，两个容器必须在同一个网络上：网络叫什么名字说明不了问题，要看上面有哪些容器。",
        ),
        Both(
            "Internal networks let nothing out, but their containers reach each other; and a container can be on two.",
            "内部网络不让任何人出去，但上面的容器彼此能通；一个容器也可以在两个网络上。",
        ),
    )
    return Goal(filled("you know whom {name} reaches", "你知道 {name} 能访问谁", name=name), test, hints)


def _judged(name: str, wrong: Sequence[str], missing: bool) -> Both:
    """What is said of an answer, without giving away who is missing."""
    parts = [filled("{name} does not answer", "{name} 不会回答", name=each) for each in wrong]
    parts += [Both("a container is missing", "还漏了谁")] if missing else []
    said = Both(", ".join(parts) or "right", ", ".join(spoken(each, "zh") for each in parts) or "正确")
    return filled("{name}: {said}", "{name}: {said}", name=name, said=said)


def _answers(bench: Bench, source: str, target: str) -> bool:
    return any(bench.pings(source, address) for address in bench.addresses(target))


def where_it_dies() -> Exercise:
    """The chain, the name server, and a repair that opens no more than it must."""
    return Exercise(
        "where-it-dies",
        Both(
            "**Where does it die?** `web` and `stranger` are on `front`, `db` is on `back`, and web cannot reach db. Write\n\n"
            '    answers = {"chain": "...", "server": "...", "repair": "docker ..."}\n\n'
            "chain: the iptables chain in which a ping from web to db's address dies. server: the address that web asks for names. repair: one "
            "line for vm after which web reaches db by name, while `stranger` still does not. Then `%check`.",
            "**在哪里被丢弃？** `web` 和 `stranger` 在 `front` 上，`db` 在 `back` 上，web 不能访问 db。请写出\n\n"
            '    answers = {"chain": "...", "server": "...", "repair": "docker ..."}\n\n'
            "chain: web ping db 的地址时，数据包在 iptables 的哪一条链里被丢弃。server: web 向哪个地址询问名字。repair: 在 vm 上敲的一行命令， "
            "之后 web 能用名字访问 db，而 `stranger` 仍然不能。然后 `%check`。",
        ),
        [
            _says("chain", Both("you know the chain that drops the ping", "你知道是哪一条链丢弃了 ping"), _chain, (
                Both("Send the ping, then look at the counters of `iptables -nvL` and `iptables -t raw -nvL`, or ask `%why`.",
                     "发出 ping，再看 `iptables -nvL` 和 `iptables -t raw -nvL` 的计数，或者问 `%why`。"),
                Both("What is sent to a container's address and does not come in by its own bridge is dropped before it is routed: in the table raw.",
                     "发往容器地址、却不是从它自己的网桥进来的包，在路由之前就被丢弃：在 raw 表里。"),
            )),
            _says("server", Both("you know whom web asks for names", "你知道 web 向谁询问名字"), _server, (
                Both("`docker exec web cat /etc/resolv.conf`"),
            )),
            _repaired(reaches("web", "db", by_name=True), (
                Both("A container can be on two networks.", "一个容器可以在两个网络上。"),
            )),
            _repaired(isolated("stranger", "db"), (
                Both("Your repair opens the host to all. Plug in the one container that has to go there, and no other.",
                     "你的修复对所有人都开了门。只把需要过去的那一个容器接上，不要动别的。"),
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


def _says(key: str, text: Both, truth: Callable[[Bench], Iterable[str]], hints: tuple[str, ...]) -> Goal:
    """The answer in words is one of those that a run gives."""

    def test(bench: Bench) -> Finding:
        said = str(bench.answers.get(key, "")).strip()
        return Finding(said in set(truth(bench)), _given(key, said), absent=not said)

    return Goal(text, test, hints)


def _given(key: str, said: str = "") -> Both:
    return filled("{key}: {said}", "{key}: {said}", key=key, said=said or Both("no answer", "没有回答"))


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
            return Finding(False, _given("repair"), absent=True)
        done = later.lab.sh(str(command))
        return goal.find(later) if done else Finding(False, _given("repair", str(done).partition("\n")[0]))

    text = filled("after the repair, {goal}", "修复之后，{goal}", goal=goal.text)
    return Goal(text, test, hints, forbids=goal.forbids)
