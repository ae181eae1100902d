"""A matrix of reach, filled in by thinking."""

from __future__ import annotations

from collections.abc import Sequence

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both, filled, spoken
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal
from dockernet_sim.notebook.exercises.variant import Variant

LAYOUTS = (  # the networks of four containers; db-net is internal
    (("web-net",), ("bridge", "db-net"), ("web-net",), ("db-net",)),
    (("db-net",), ("web-net",), ("db-net", "web-net"), ("bridge",)),
    (("bridge",), ("web-net",), ("bridge", "db-net"), ("db-net", "web-net")),
    (("web-net", "bridge"), ("db-net",), ("bridge",), ("db-net", "web-net")),
)


def who_reaches_whom(v: Variant) -> Exercise:
    """A matrix, filled in by thinking."""
    people = [v.name("web"), v.name("cache"), v.name("db"), v.one("backup", ("backup", "copier", "mirror", "spare"))]
    layout = v.one("layout", LAYOUTS)
    form = "{" + ", ".join(f'"{name}": ["..."]' for name in people) + "}"
    return Exercise(
        "who-reaches-whom",
        Both(
            "**Who reaches whom?** Four containers, three networks (`docker network inspect`, `docker ps`). For each container, which others "
            f"answer its ping, at some address? Write it as\n\n    answers = {form}\n\nwithout sending a packet; then check. "
            "For a container that reaches none, write `[]`.",
            "**谁能访问谁？** 四个容器，三个网络（`docker network inspect`、`docker ps`）。对每个容器来说，另外哪几个会在某个地址上回答它的 ping？"
            f"不要发包，写成\n\n    answers = {form}\n\n然后检查。访问不了任何容器的，写 `[]`。",
        ),
        [_pings_of(name, people) for name in people],
        start=(
            "docker network create web-net",
            "docker network create --internal db-net",
            *(line for name, nets in zip(people, layout, strict=True) for line in _lines(name, nets)),
        ),
        about=About(
            "explain", "practice", 10,
            Both("reach follows from the lists of containers, not from names of networks", "能否互通取决于网络上的容器列表，而不是网络名"),
            "isolation",
        ),
    )  # fmt: skip


def _lines(name: str, nets: Sequence[str]) -> list[str]:
    return [
        f"docker run -d --name {name} --net {nets[0]} nginx",
        *(f"docker network connect {n} {name}" for n in nets[1:]),
    ]


def _pings_of(name: str, people: Sequence[str]) -> Goal:
    def test(bench: Bench) -> Finding:
        said = bench.answers.get(name)
        if said is None or "..." in said:
            text = filled("answers has nothing for {name}", "answers 里没有写 {name}", name=name)
            return Finding(False, text, absent=True)
        true = {other for other in people if other != name and _answers(bench, name, other)}
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
    parts += [Both("a container is missing", "还漏了容器")] if missing else []
    said = Both(", ".join(parts) or "right", "，".join(spoken(each, "zh") for each in parts) or "正确")
    return filled("{name}: {said}", "{name}：{said}", name=name, said=said)


def _answers(bench: Bench, source: str, target: str) -> bool:
    return any(bench.pings(source, address) for address in bench.addresses(target))
