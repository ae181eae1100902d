"""A shop in three tiers."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.shop import SHOP, in_common, needs_none
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import hidden, isolated, published, reaches, survives_restart
from dockernet_sim.notebook.exercises.variant import Variant


def three_tiers(v: Variant) -> Exercise:
    """A shop: web, api and db."""
    web, api, db, port = v.name("web"), v.name("api"), v.name("db"), v.port("http", 80)
    two_nets = Both(
        "A container can be on two networks: `docker network connect`.",
        "一个容器可以在两个网络上：`docker network connect`。",
    )
    return Exercise(
        "three-tiers",
        Both(
            f"**Three tiers.** Run `{web}` (image `shop-web`, port 8080), `{api}` (`shop-api`, 9000) and `{db}` (`shop-db`, 5432). lan reaches "
            f"{web} at port {port} of vm; {web} reaches {api}, and {api} reaches {db}, both by name. Nothing else: {web} does not reach {db}, and nothing "
            f"outside reaches {api} or {db}.",
            f"**三层。** 运行 `{web}`（镜像 `shop-web`，端口 8080）、`{api}`（`shop-api`，9000）和 `{db}`（`shop-db`，5432）。lan 通过 vm 的端口 {port} "
            f"访问 {web}；{web} 能访问 {api}，{api} 能访问 {db}，都用名称。除此之外都不通：{web} 不能访问 {db}，外面不能访问 {api} 和 {db}。",
        ),
        [
            published(port, web, says="web", points=2, hints=[
                Both("`-p HOST:CONTAINER`: which number is whose?", "`-p HOST:CONTAINER`：哪个数字是谁的？"),
            ]),
            reaches(web, api, 9000, by_name=True, says="api", points=2, hints=[in_common(web, api), two_nets]),
            reaches(api, db, 5432, by_name=True, says="db", points=2, hints=[in_common(api, db), two_nets]),
            isolated(web, db, 5432, points=2, hints=[
                Both(f"{web} and {db} share a network. How many networks does the plan need?",
                     f"{web} 和 {db} 在同一个网络上。这个方案需要几个网络？"),
                Both(f"Two networks: one for {web} and {api}, one for {api} and {db}; {api} is on both.",
                     f"两个网络：一个给 {web} 和 {api}，一个给 {api} 和 {db}；{api} 两个都在。"),
            ]),
            hidden(api, hints=[needs_none(api)]),
            hidden(db, hints=[needs_none(db)]),
            survives_restart(reaches(api, db, 5432, by_name=True), hints=[
                Both("Addresses change hands; names of user-defined networks do not.",
                     "地址会换给别的容器；自定义网络上的名称不会。"),
            ]),
        ],
        images=SHOP,
        about=About(
            "build", "practice", 10,
            Both("one network for each pair that talks; only the outermost tier is published",
                 "每一对要通信的容器一个网络；只发布最外层"),
            "compose_project",
        ),
    )  # fmt: skip
