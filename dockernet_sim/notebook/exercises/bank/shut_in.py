"""A published port that is silently absent on an internal network."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.shop import SHOP
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import isolated, published, reaches
from dockernet_sim.notebook.exercises.variant import Variant


def shut_in(v: Variant) -> Exercise:
    """A published port that is silently absent on an internal network."""
    web, db, back, port = v.name("web"), v.name("db"), v.name("back"), v.port("http", 80)
    return Exercise(
        "shut-in",
        Both(
            f"**Shut in.** `{web}` and `{db}` are on `{back}`, an internal network. {web} was run with `-p {port}:8080`, Docker said nothing, and port {port} "
            f"of vm is closed. Make {web} reachable for lan at port {port}; {web} must still reach {db} by name, and {db} must still not reach the internet.",
            f"**关在里面。** `{web}` 和 `{db}` 在内部网络 `{back}` 上。{web} 运行时用了 `-p {port}:8080`，Docker 什么也没说，vm 的端口 {port} 却是关着的。"
            f"请让 lan 能通过端口 {port} 访问 {web}；{web} 仍要能用名称访问 {db}，{db} 仍然不能访问互联网。",
        ),
        [
            published(port, web, says="web", points=2, hints=[
                Both("An internal network publishes nothing, and does not say so: look at PORTS in `docker ps`.",
                     "内部网络不发布任何端口，也不告诉你：看看 `docker ps` 的 PORTS。"),
                Both(f"{web} needs a second network, one that leads outside: `docker network connect bridge {web}`.",
                     f"{web} 还需要一个通向外面的网络：`docker network connect bridge {web}`。"),
            ]),
            reaches(web, db, 5432, by_name=True, says="db", points=2, hints=[
                Both(f"{web} must stay on `{back}`, too: {db} is there.", f"{web} 也要留在 `{back}` 上：{db} 在那里。"),
            ]),
            isolated(db, "internet", 80, points=2, hints=[
                Both(f"{db} goes out: it belongs on the internal network, and on no other.",
                     f"{db} 能出去了：它应该只在内部网络上，不在别的网络上。"),
            ]),
        ],
        start=(
            f"docker network create --internal {back}",
            f"docker run -d --name {db} --net {back} shop-db",
            f"docker run -d --name {web} --net {back} -p {port}:8080 shop-web",
        ),
        images=SHOP,
        about=About(
            "fix", "practice", 10,
            Both("an internal network publishes nothing; a second network is the way out",
                 "内部网络不发布端口；第二个网络才是出口"),
            "internal_tiers",
        ),
    )  # fmt: skip
