"""Fix it: labs that are broken in ways that people meet."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both, filled
from dockernet_sim.notebook.exercises.build import SHOP
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import (
    Goal,
    hidden,
    isolated,
    ports_of,
    published,
    reaches,
    resolves,
    survives_restart,
)


def lost_name() -> Exercise:
    """A name that cannot be resolved, on the default network."""
    return Exercise(
        "lost-name",
        Both(
            "**The lost name.** `web` (published at port 80) asks for `db` by name, and the name is not known. By address it works: `%why web db:5432`. "
            "Make the name work, and let it work after restarts in any order. db stays reachable only from inside.",
            "**丢失的名字。** `web` (发布在端口 80) 用名字找 `db`，却这个名字无法解析。用地址是通的：`%why web db:5432`。"
            "请让名字能用，而且按任何顺序重启之后都能用。db 仍然只能从内部访问。",
        ),
        [
            reaches("web", "db", 5432, by_name=True, says="db", points=2, hints=[
                Both("The default network has no DNS server of Docker's.", "默认网络上没有 Docker 的 DNS 服务器。"),
                Both("A network of your own has one: connect both containers to it.", "自己创建的网络上有：把两个容器都连上去。"),
            ]),
            survives_restart(reaches("web", "db", 5432, by_name=True), points=2, hints=[Both(
                "What was written into a container's /etc/hosts by hand is gone after a restart, and `--link` wants its target "
                "to run first: connect both to a network of your own.",
                "手工写进容器 /etc/hosts 的内容，重启之后就没有了；`--link` 又要求目标先运行：把两个容器都连到一个自己的网络上。",
            )]),
            published(80, "web", says="web", hints=[Both(
                "web was reachable at port 80 of vm: keep it so.", "web 原来能通过 vm 的端口 80 访问：请保持这样。",
            )]),
            hidden("db", hints=[Both(
                "Publishing db opens it to every machine that reaches vm.", "发布 db 的端口，就是对所有能访问 vm 的人开放。",
            )]),
        ],
        start=("docker run -d --name db shop-db", "docker run -d --name web -p 80:8080 shop-web"),
        images=SHOP,
    )  # fmt: skip


def refused_port() -> Exercise:
    """A port published to a container port without a listener."""
    return Exercise(
        "refused-port",
        Both(
            "**Connection refused.** `web` was started with `-p 8000:8000`, and lan gets no page at port 8000 of vm. Find out on which port "
            "the program listens (`%sh --on web ss -ltn`), and repair it: web at port 8000 of vm, for lan, and no other port of vm open.",
            "**连接被拒绝。** `web` 是用 `-p 8000:8000` 启动的，lan 在 vm 的端口 8000 上却看不到网页。找出程序监听的是哪个端口 "
            "(`%sh --on web ss -ltn`)，然后修好：lan 通过 vm 的端口 8000 访问 web, vm 不再开放别的端口。",
        ),
        [
            published(8000, "web", says="web", points=3, hints=[
                Both("`docker ps` shows the mapping, `ss -ltn` in web shows who listens: compare the port numbers.",
                     "`docker ps` 显示端口映射，web 里的 `ss -ltn` 显示谁在监听：比较一下端口号。"),
                Both("Ports are given at `docker run`: remove web and run it again with `-p 8000:8080`, for all addresses of vm.",
                     "端口是在 `docker run` 时给定的：删掉 web，用 `-p 8000:8080` 重新运行，对 vm 的所有地址。"),
            ]),
            _closed(8000, hints=[
                Both("One published port is enough: take the others away.", "发布一个端口就够了：去掉其他的。"),
            ]),
        ],
        start=("docker run -d --name web -p 8000:8000 shop-web",),
        images={**SHOP, "other": {8000: "other"}},
    )  # fmt: skip


def shut_in() -> Exercise:
    """A published port that is silently absent on an internal network."""
    return Exercise(
        "shut-in",
        Both(
            "**Shut in.** `web` and `db` are on `back`, an internal network. web was run with `-p 80:8080`, Docker said nothing, and port 80 "
            "of vm is closed. Make web reachable for lan at port 80; web must still reach db by name, and db must still not reach the internet.",
            "**关在里面。** `web` 和 `db` 在内部网络 `back` 上。web 运行时用了 `-p 80:8080`, Docker 什么也没说，vm 的端口 80 却是关着的。"
            "请让 lan 能通过端口 80 访问 web; web 仍要能用名字访问 db, db 仍然不能访问互联网。",
        ),
        [
            published(80, "web", says="web", points=2, hints=[
                Both("An internal network publishes nothing, and does not say so: look at PORTS in `docker ps`.",
                     "内部网络不发布任何端口，也不告诉你：看看 `docker ps` 的 PORTS。"),
                Both("web needs a second network, one that leads outside: `docker network connect bridge web`.",
                     "web 还需要一个通向外面的网络：`docker network connect bridge web`。"),
            ]),
            reaches("web", "db", 5432, by_name=True, says="db", points=2, hints=[
                Both("web must stay on `back`, too: db is there.", "web 也要留在 `back` 上：db 在那里。"),
            ]),
            isolated("db", "internet", 80, points=2, hints=[
                Both("db goes out: it belongs on the internal network, and on no other.",
                     "db 能出去了：它应该只在内部网络上，不在别的网络上。"),
            ]),
        ],
        start=(
            "docker network create --internal back",
            "docker run -d --name db --net back shop-db",
            "docker run -d --name web --net back -p 80:8080 shop-web",
        ),
        images=SHOP,
    )  # fmt: skip


def lost_lan() -> Exercise:
    """A subnet that swallows the office's own."""
    return Exercise(
        "lost-lan",
        Both(
            "**The lost LAN.** Since the network `shop` was created, names such as example.com lead nowhere, and 172.31.176.1 is "
            "not lan any more, though it answers pings. Compare `ip route` with `docker network inspect shop`. Repair it; web and db keep "
            "reaching each other by name, and db stays hidden.",
            "**丢失的局域网。** 自从有人创建了网络 `shop`, example.com 这样的名字就找不到了；172.31.176.1 虽然能 ping 通，却不再是 lan。"
            "比较一下 `ip route` 和 `docker network inspect shop`。请修好它；web 和 db 仍要能用名字互相访问，db 仍然不对外。",
        ),
        [
            reaches("vm", "lan", points=2, hints=[
                Both("The longest prefix wins: which route takes 172.31.176.1?", "最长的前缀优先：172.31.176.1 走的是哪一条路由？"),
                Both("The network's subnet lies in the LAN's. A subnet cannot be changed: make another network, move both, remove the old one.",
                     "这个网络的子网落在局域网的子网里。子网不能修改：另建一个网络，把两个容器搬过去，再删掉旧的。"),
            ]),
            resolves("web", "example.com", "internet", points=2, hints=[Both(
                "web's questions go to the name server at lan: can vm reach lan?", "web 的名字要到 lan 上的DNS 服务器去问：vm 能访问 lan 吗？",
            )]),
            reaches("web", "db", 5432, by_name=True, says="db", points=2, hints=[
                Both("Both must be on the same network of your own.", "两个容器必须在同一个你自己创建的网络上。"),
            ]),
            hidden("db", hints=[
                Both("db needs no port of vm: with `--network host`, db's port is vm's port, and `-p` opens one, too.",
                     "db 不需要 vm 的端口：用 `--network host` 的话，db 的端口就是 vm 的端口；`-p` 也会打开一个。"),
            ]),
        ],
        start=(
            "docker network create --subnet 172.31.176.0/23 --gateway 172.31.177.1 shop",
            "docker run -d --name db --net shop shop-db",
            "docker run -d --name web --net shop shop-web",
        ),
        images=SHOP,
    )  # fmt: skip


def _closed(but: int, hints: list[str | Both]) -> Goal:
    """No port of vm answers lan but this one: a goal of one's own, in a few lines."""

    def test(bench: Bench) -> Finding:
        vm = bench.addresses("vm")[0]
        asked = {port for each in bench.facts.running for port in ports_of(each)} - {but}
        found = ", ".join(str(port) for port in sorted(asked) if bench.connects("lan", vm, port))
        return Finding(not found, filled("open on vm: {ports}", "vm 上开放的端口：{ports}", ports=found or "-"))

    text = filled("no port of vm leads anywhere but {but}", "除了 {but}, vm 的端口都不通", but=but)
    return Goal(text, test, tuple(hints), forbids=True)
