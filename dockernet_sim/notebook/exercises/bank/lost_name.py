"""A name that cannot be resolved, on the default network."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.shop import SHOP, on_outside
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import hidden, published, reaches, survives_restart
from dockernet_sim.notebook.exercises.variant import Variant


def lost_name(v: Variant) -> Exercise:
    """A name that cannot be resolved, on the default network."""
    web, db, port = v.name("web"), v.name("db"), v.port("http", 80)
    return Exercise(
        "lost-name",
        Both(
            f"**The lost name.** `{web}` (published at port {port}) asks for `{db}` by name, and the name is not known; `{db}` can be reached by its address. `%why {web} {db}:5432` says more. "
            f"Make the name work, and let it work after restarts in any order. {db} stays reachable only from inside.",
            f"**丢失的名称。** `{web}`（发布在端口 {port}）用名称访问 `{db}`，可是这个名称无法解析，而用地址能通。`%why {web} {db}:5432` 会说明原因。"
            f"请让名称能用，而且按任何顺序重启之后都能用。{db} 仍然只能从内部访问。",
        ),
        [
            reaches(web, db, 5432, by_name=True, says="db", points=2, hints=[
                Both("The default network has no DNS server of Docker's.", "默认网络上没有 Docker 的 DNS 服务器。"),
                Both("A network of your own has one: connect both containers to it.", "自己创建的网络上有：把两个容器都连上去。"),
            ]),
            survives_restart(reaches(web, db, 5432, by_name=True), points=2, hints=[Both(
                "What was written into a container's /etc/hosts by hand is gone after a restart, and `--link` wants its target "
                "to run first: connect both to a network of your own.",
                "手工写进容器 /etc/hosts 的内容，重启之后就没有了；`--link` 又要求目标先运行：把两个容器都连到一个自己的网络上。",
            )]),
            published(port, web, says="web", hints=[on_outside(web)]),
            hidden(db, hints=[Both(
                f"Publishing {db} opens it to every machine that reaches vm.", f"发布 {db} 的端口，就是对所有能访问 vm 的机器开放。",
            )]),
        ],
        start=(f"docker run -d --name {db} shop-db", f"docker run -d --name {web} -p {port}:8080 shop-web"),
        images=SHOP,
        about=About(
            "fix", "beginner", 10,
            Both("docker0 has no names; /etc/hosts and `--link` do not last", "docker0 上没有名称解析；/etc/hosts 和 `--link` 都不持久"),
            "names_and_links",
        ),
    )  # fmt: skip
