"""Two containers that talk, and one that stays out."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import isolated, reaches, survives_restart
from dockernet_sim.notebook.exercises.variant import Variant


def two_rooms(v: Variant) -> Exercise:
    """Two containers that talk by name, and one that stays out."""
    a, b, c = v.name("alice"), v.name("bob"), v.name("carol")
    names = [
        Both(
            "The default network does not resolve names: make a network of your own.",
            "默认网络不能解析名称：请创建一个自己的网络。",
        ),
        Both(
            f"`docker network create`, then `docker network connect NETWORK {a}`, and the same for {b}.",
            f"先 `docker network create`，再 `docker network connect 网络名 {a}`，{b} 也一样。",
        ),
    ]
    apart = [
        Both(
            f"Containers on a shared network reach each other by address: on which networks is {c} together with the others?",
            f"同一个网络上的容器用地址就能互通：{c} 和另外两个容器同在哪些网络上？",
        ),
        Both(
            f"`docker network disconnect bridge NAME` takes a container off the default network: both {a} and {b} have to go.",
            f"`docker network disconnect bridge 容器名` 让容器离开默认网络：{a} 和 {b} 都要离开。",
        ),
    ]
    lasting = Both(
        "A line in /etc/hosts is gone after a restart, and addresses change hands: what answers names for good?",
        "写进 /etc/hosts 的行在重启之后会消失，地址也会换给别的容器：什么能一直解析名称？",
    )
    return Exercise(
        "two-rooms",
        Both(
            f"**Two rooms.** `{a}`, `{b}` and `{c}` are running. Let {a} and {b} reach each other *by name*; {c} must not "
            "reach either of them. All three keep running, and it holds after a restart, too.",
            f"**两个房间。** `{a}`、`{b}` 和 `{c}` 正在运行。让 {a} 和 {b} 能*用名称*互相访问；{c} 不能访问它们中的任何一个。"
            "三个容器都要继续运行，重启之后也要如此。",
        ),
        [
            reaches(a, b, by_name=True, hints=names),
            reaches(b, a, by_name=True, hints=names),
            isolated(c, a, hints=apart),
            isolated(c, b, hints=apart),
            survives_restart(reaches(a, b, by_name=True), hints=[lasting]),
            survives_restart(reaches(b, a, by_name=True), hints=[lasting]),
            survives_restart(isolated(c, a), hints=apart),
            survives_restart(isolated(c, b), hints=apart),
        ],
        start=[f"docker run -d --name {name} busybox" for name in (a, b, c)],
        about=About(
            "build", "beginner", 5,
            Both("names need a user-defined network; a shared network is a shared room",
                 "名称需要自定义网络；同在一个网络就能互通"),
            "user_defined_networks",
        ),
    )  # fmt: skip
