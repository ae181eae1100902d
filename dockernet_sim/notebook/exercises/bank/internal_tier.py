"""A flat network becomes two tiers; the inner one has no way out."""

from __future__ import annotations

from dataclasses import replace

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import talks
from dockernet_sim.notebook.exercises.bank.shop import SHOP, in_common, on_outside
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import isolated, published, reaches, survives_restart
from dockernet_sim.notebook.exercises.variant import Variant


def internal_tier(v: Variant) -> Exercise:
    """A flat network becomes two tiers; the inner one has no way out."""
    web, api, db, port = v.name("web"), v.name("api"), v.name("db"), v.port("http", 80)
    net, flat = v.net("net", "10.40.2"), v.one("flat", ("flat", "town", "plaza", "field", "meadow"))
    no_way = [
        Both(f"{db} goes out: which networks is it on, and is one of them not internal?", f"{db} 能出去：它在哪些网络上，有没有不是内部的？"),
        Both(f"`docker network create --internal`, connect {api} and {db} to it, and disconnect {db} from {flat}.",
             f"`docker network create --internal`，把 {api} 和 {db} 连上去，再让 {db} 离开 {flat}。"),
    ]  # fmt: skip
    return Exercise(
        "internal-tier",
        Both(
            f"**An internal tier.** `{web}`, `{api}` and `{db}` all run on one network, `{flat}`. The auditors want the database in a tier of its own: {db} has no way "
            f"to the internet, now and after restarts, and only {api} reaches it, by name. {web} stays open to lan at port {port} and reaches {api} by name; "
            f"{api} still reaches the internet, where the payment service is.",
            f"**内部层。** `{web}`、`{api}` 和 `{db}` 都在同一个网络 `{flat}` 上。审计要求数据库单独成为一层：{db} 不能访问互联网，现在不能，重启之后也不能；"
            f"只有 {api} 能用名称访问它。{web} 仍通过端口 {port} 对 lan 开放，并能用名称访问 {api}；{api} 仍能访问互联网，支付服务在那里。",
        ),
        [
            replace(isolated(db, "internet", 80, points=2, hints=no_way), forbids=False),
            survives_restart(replace(isolated(db, "internet", 80), forbids=False), points=2, hints=[Both(
                "A route or rule that was set by hand inside a container is gone after a restart: let Docker make the network internal.",
                "在容器里手工设置的路由或规则，重启之后就没有了：让 Docker 把网络建成内部的。",
            )]),
            reaches(api, db, 5432, by_name=True, says="db", points=2, hints=[
                in_common(api, db),
                Both("A container can be on two networks: `docker network connect`.", "一个容器可以在两个网络上：`docker network connect`。"),
            ]),
            isolated(web, db, 5432, points=2, hints=[
                Both(f"{web} and {db} share a network: only {api} belongs on both.", f"{web} 和 {db} 在同一个网络上：只有 {api} 应该两个都在。"),
            ]),
            reaches(web, api, 9000, by_name=True, says="api", hints=[in_common(web, api)]),
            talks(api, "203.0.113.10", 80, text=Both(f"{api} reaches the internet", f"{api} 能访问互联网"), hints=[
                Both(f"{api} needs a network that leads outside, besides the internal one.", f"除了内部网络，{api} 还需要一个通向外面的网络。"),
            ]),
            published(port, web, says="web", hints=[on_outside(web)]),
        ],
        start=(
            f"docker network create --subnet {net}.0/24 {flat}",
            f"docker run -d --name {db} --network {flat} shop-db",
            f"docker run -d --name {api} --network {flat} shop-api",
            f"docker run -d --name {web} --network {flat} -p {port}:8080 shop-web",
        ),
        images=SHOP,
        about=About(
            "build", "practice", 10,
            Both("an internal network has no default route and no way out; the container on both networks is the door",
                 "内部网络没有默认路由也没有出口；同在两个网络上的容器就是门"),
            "internal_tiers",
        ),
    )  # fmt: skip
