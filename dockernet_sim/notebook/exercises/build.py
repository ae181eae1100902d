"""Build it: a plan in words, to be made with docker commands."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.both import Both, filled
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import hidden, isolated, published, reaches, survives_restart

SHOP = {"shop-web": {8080: "web"}, "shop-api": {9000: "api"}, "shop-db": {5432: "db"}}


def two_rooms() -> Exercise:
    """Two who talk, and one who does not take part."""
    names = (
        Both(
            "The default network does not resolve names: make a network of your own.",
            "默认网络不解析名字：请创建一个自己的网络。",
        ),
        Both(
            "`docker network create`, then `docker network connect NETWORK alice`, and the same for bob.",
            "先 `docker network create`，再 `docker network connect 网络名 alice`, bob 也一样。",
        ),
    )
    apart = (
        Both(
            (
                "Containers on a shared network reach each other by address: on which networks is carol together with "
                "the others?"
            ),
            "在同一个网络上的容器，用地址就能互通：carol 和另外两个在哪些网络上碰头？",
        ),
        Both(
            "`docker network disconnect bridge alice` takes alice off the default network.",
            "`docker network disconnect bridge alice` 让 alice 离开默认网络。",
        ),
    )
    lasting = Both(
        "A line in /etc/hosts is gone after a restart, and addresses change hands: what answers names for good?",
        "写进 /etc/hosts 的一行，重启之后就没有了，地址也会换主人：什么东西能一直回答名字？",
    )
    return Exercise(
        "two-rooms",
        Both(
            "**Two rooms.** `alice`, `bob` and `carol` are running. Let alice and bob reach each other *by name*; carol must not "
            "reach either of them. All three keep running, and it holds after a restart, too.",
            "**两个房间。** `alice`, `bob` 和 `carol` 正在运行。让 alice 和 bob 能*用名字*互相访问；carol 不能访问它们中的任何一个。"
            "三个容器都要继续运行，重启之后也要如此。",
        ),
        [
            reaches("alice", "bob", by_name=True, hints=names),
            reaches("bob", "alice", by_name=True, hints=names),
            isolated("carol", "alice", hints=apart),
            isolated("carol", "bob", hints=apart),
            survives_restart(reaches("alice", "bob", by_name=True), hints=[lasting]),
        ],
        start=[f"docker run -d --name {name} busybox" for name in ("alice", "bob", "carol")],
    )


def three_tiers() -> Exercise:
    """A shop: web, api and db."""
    two_nets = Both(
        "A container can be on two networks: `docker network connect`.",
        "一个容器可以在两个网络上：`docker network connect`。",
    )
    return Exercise(
        "three-tiers",
        Both(
            "**Three tiers.** Run `web` (image `shop-web`, port 8080), `api` (`shop-api`, 9000) and `db` (`shop-db`, 5432). lan reaches "
            "web at port 80 of vm; web reaches api, and api reaches db, both by name. Nothing else: web does not reach db, and nothing "
            "outside reaches api or db.",
            "**三层。** 运行 `web` (镜像 `shop-web`，端口 8080), `api` (`shop-api`, 9000) 和 `db` (`shop-db`, 5432)。lan 通过 vm 的端口 80 "
            "访问 web; web 能访问 api, api 能访问 db，都用名字。除此之外都不通：web 不能访问 db，外面谁也不能访问 api 和 db。",
        ),
        [
            published(80, "web", says="web", points=2, hints=[
                Both("`-p HOST:CONTAINER`: which number is whose?", "`-p 宿主机端口：容器端口`：哪个数字是谁的？"),
            ]),
            reaches("web", "api", 9000, by_name=True, says="api", points=2, hints=[_in_common("web", "api"), two_nets]),
            reaches("api", "db", 5432, by_name=True, says="db", points=2, hints=[_in_common("api", "db"), two_nets]),
            isolated("web", "db", 5432, points=2, hints=[
                Both("web and db share a network. How many networks does the plan need?",
                     "web 和 db 在同一个网络上。这个方案需要几个网络？"),
                Both("Two networks: one for web and api, one for api and db; api is on both.",
                     "两个网络：一个给 web 和 api，一个给 api 和 db; api 两个都在。"),
            ]),
            hidden("api", hints=[_needs_none("api")]),
            hidden("db", hints=[_needs_none("db")]),
            survives_restart(reaches("api", "db", 5432, by_name=True), hints=[
                Both("Addresses change hands; names of user-defined networks do not.",
                     "地址会换主人；自定义网络上的名字不会。"),
            ]),
        ],
        images=SHOP,
    )  # fmt: skip


def _in_common(one: str, other: str) -> Both:
    en, zh = (
        "{a} and {b} need a network in common, one that you created.",
        "{a} 和 {b} 需要一个共同的网络，而且是你自己创建的。",
    )
    return filled(en, zh, a=one, b=other)


def _needs_none(name: str) -> Both:
    en = "A port that is published is open to every machine that reaches vm: {name} needs none."
    return filled(en, "发布了的端口，对所有能访问 vm 的人都开着：{name} 不需要。", name=name)


def private_port() -> Exercise:
    """One door for the street, and one for the house."""
    return Exercise(
        "private-port",
        Both(
            "**A private port.** Run `shop` (image `shop-web`, port 8080) and `admin` (image `shop-admin`, port 9000). lan reaches shop at "
            "port 80 of vm. admin is for users of vm itself: 127.0.0.1:9000 there leads to it, and from lan nothing does.",
            "**私用端口。** 运行 `shop` (镜像 `shop-web`，端口 8080) 和 `admin` (镜像 `shop-admin`，端口 9000)。lan 通过 vm 的端口 80 访问 shop。"
            "admin 只给坐在 vm 前的人用：在 vm 上，127.0.0.1:9000 通向它；从 lan 则没有任何办法到达它。",
        ),
        [
            published(80, "shop", says="web", points=2, hints=[
                Both("`-p 80:8080`: the host's port first.", "`-p 80:8080`：宿主机的端口写在前面。"),
            ]),
            published(9000, "admin", source="vm", address="127.0.0.1", says="admin", points=2, hints=[
                Both("admin needs a published port, too, but not on all addresses.", "admin 也需要发布端口，但不是给所有人。"),
                Both("`-p ADDRESS:HOST:CONTAINER` binds it to one address of vm.", "`-p 地址：宿主机端口：容器端口` 只绑定 vm 的一个地址。"),
            ]),
            hidden("admin", points=2, hints=[
                Both("Without an address, a port is published on all addresses of vm: look at `docker ps`.",
                     "不写地址的话，端口会发布在 vm 的所有地址上：看看 `docker ps`。"),
                Both("`-p 127.0.0.1:9000:9000`"),
            ]),
        ],
        images={"shop-web": {8080: "web"}, "shop-admin": {9000: "admin"}},
    )  # fmt: skip
