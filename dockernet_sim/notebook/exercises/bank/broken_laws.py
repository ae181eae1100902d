"""Two sentences that sound like laws, each broken by a lab that the student builds."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import hidden, isolated, published, resolves
from dockernet_sim.notebook.exercises.variant import Variant


def broken_laws(v: Variant) -> Exercise:
    """Counterexamples to two sentences."""
    a, b, c = v.name("alice"), v.name("bob"), v.name("carol")
    port = v.port("http", 8080)
    return Exercise(
        "broken-laws",
        Both(
            f"**Broken laws.** Two properties were written down, and both are false. Build one lab with a counterexample to each; `{a}`, `{b}` and `{c}` are nginx containers of yours.\n\n"
            f"1. *If one container reaches another, the other reaches it.* Let {a} get {b}'s page at port {port} of vm, while {b} gets no answer from {a}: not at {a}'s own address, not at a port of vm.\n"
            f"2. *Two containers on one network reach each other.* Let {b} resolve the name `{c}`, so that they share a network, while {b} gets no answer from {c}.",
            f"**不成立的定律。** 有人写下了两条性质，两条都不成立。请搭建一个实验环境，给每一条一个反例；`{a}`、`{b}` 和 `{c}` 是你要运行的 nginx 容器。\n\n"
            f"1. *如果一个容器能访问另一个，那么另一个也能访问它。* 让 {a} 通过 vm 的端口 {port} 得到 {b} 的网页，而 {b} 得不到 {a} 的应答：{a} 自己的地址不行，vm 的端口也不行。\n"
            f"2. *同一个网络上的两个容器能互相访问。* 让 {b} 能解析名称 `{c}`（也就是两者同在一个网络上），而 {b} 得不到 {c} 的应答。",
        ),
        [
            published(port, b, source=a, points=2, hints=[
                Both(f"What leads {a} to {b} without leading back? A published port of vm: `docker run ... -p {port}:80`.",
                     f"什么能把 {a} 引到 {b}，却不能引回来？vm 发布的端口：`docker run ... -p {port}:80`。"),
            ]),
            isolated(b, a, 80, hints=[
                Both(f"{a} and {b} share a network: by address, each then reaches the other.",
                     f"{a} 和 {b} 同在一个网络上：这样用地址就能互相访问。"),
            ]),
            hidden(a, source=b, hints=[
                Both(f"A published port is open to containers as well: {a} needs none.",
                     f"发布的端口对容器也是开放的：{a} 不需要。"),
            ]),
            resolves(b, c, c, points=2, hints=[
                Both(f"Names are known on user-defined networks only: put {b} and {c} onto one.",
                     f"只有在自定义网络上才能解析名称：把 {b} 和 {c} 放到同一个上。"),
            ]),
            isolated(b, c, 80, hints=[
                Both("Which option of a network forbids its containers to talk to each other? The lesson's second law tried three of them.",
                     "网络的哪个选项不许其中的容器互相通信？课程里第二条定律试过三种选项。"),
                Both("`docker network create -o com.docker.network.bridge.enable_icc=false NETWORK`",
                     "`docker network create -o com.docker.network.bridge.enable_icc=false 网络名`"),
            ]),
        ],
        about=About(
            "explain", "practice", 15,
            Both("a property is refuted by one lab: published ports are one-way, icc=false parts neighbours",
                 "一个实验环境就能推翻一条性质：发布的端口是单向的，icc=false 把邻居隔开"),
            "write_a_property",
        ),
    )  # fmt: skip
