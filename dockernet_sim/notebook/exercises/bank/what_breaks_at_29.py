"""What an upgrade from 20.10 to 29 breaks, judged by running both."""

from __future__ import annotations

from functools import lru_cache

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.said import says
from dockernet_sim.notebook.exercises.bench import Bench
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise, line_at
from dockernet_sim.notebook.exercises.goal import Goal
from dockernet_sim.notebook.exercises.variant import Variant

ORDER = (1, 0, 2, 7, 4, 3, 5, 6)  # then turned by the seed
HOW = Both(
    "Type it on 20.10 here, and on 29 in a fresh lab (`%lab new --engine 29`, or the list of engines on the site); the lesson *What changed from 20.10 to 29* has each of them.",
    "在这里的 20.10 上敲一遍，再在 29 的新实验环境里敲一遍（`%lab new --engine 29`，或网站上的引擎列表）；课程《从 20.10 到 29 有什么变化》里每一条都有。",
)


def what_breaks_at_29(v: Variant) -> Exercise:
    """What an upgrade from 20.10 to 29 breaks, judged by running both."""
    web, db, admin, port = v.name("web"), v.name("db"), v.name("admin"), v.port("http", 8080)
    net, back, first = v.net("net", "10.80.6"), v.net("back", "10.81.6"), v.one("first", (0, 1, 2, 3, 4, 5, 6, 7))
    variable = f"{admin.upper()}_PORT"
    lines = (
        (f"lan$ curl -s -m 2 http://{net}.2/", Both(
            f"lan, which has a route to {web}'s subnet, gets the page at {web}'s own address {net}.2",
            f"lan 有一条到 {web} 所在子网的路由，能通过 {web} 自己的地址 {net}.2 得到网页")),
        (f"lan$ curl -s -m 2 http://172.31.179.120:{port}/", Both(
            f"lan gets the page at the published port {port} of vm", f"lan 能通过 vm 发布的端口 {port} 得到网页")),
        (f"docker exec {db} ip route | grep default", Both(
            f"{db}, on an internal network, has a default route", f"内部网络上的 {db} 有默认路由")),
        (f"docker exec client getent hosts {admin}", Both(
            f"client, run with `--link {admin}`, resolves that name", f"用 `--link {admin}` 运行的 client 能解析这个名称")),
        (f"docker exec client sh -c 'test -n \"${variable}\"'", Both(
            f"client, run with `--link {admin}`, has the variable {variable}", f"用 `--link {admin}` 运行的 client 里有变量 {variable}")),
        (f"docker exec {web} curl -s -m 2 http://172.31.179.120:{port}/", Both(
            f"{web} gets its own page by vm's address, at port {port}", f"{web} 能通过 vm 的地址和端口 {port} 得到自己的网页")),
        (f"docker inspect -f '{{{{.NetworkSettings.IPAddress}}}}' {admin}", Both(
            f"a script reads {admin}'s address from `.NetworkSettings.IPAddress` of docker inspect",
            f"脚本从 docker inspect 的 `.NetworkSettings.IPAddress` 读取 {admin} 的地址")),
        (f"docker exec {web} ping -c 1 -W 1 {net}.1", Both(
            f"{web} pings its gateway {net}.1", f"{web} 能 ping 通它的网关 {net}.1")),
    )  # fmt: skip
    start = (
        f"docker network create --subnet {net}.0/24 front",
        f"docker network create --subnet {back}.0/24 --internal back",
        f"docker run -d --name {web} --network front -p {port}:80 nginx",
        f"docker run -d --name {db} --network back mysql",
        f"docker run -d --name {admin} nginx",
        f"docker run -d --name client --link {admin} busybox",
        f"lan$ ip route add {net}.0/24 via 172.31.179.120",
    )
    asked = [lines[ORDER[(first + n) % len(lines)]] for n in range(len(lines))]
    told = tuple("\n".join(f"{n}. {text.zh if zh else text}" for n, (_, text) in enumerate(asked, 1)) for zh in (0, 1))
    form = "{" + ", ".join(f'"{n}": "..."' for n in range(1, len(asked) + 1)) + "}"
    return Exercise(
        "what-breaks-at-29",
        Both(
            f"**What breaks at 29?** This machine runs Docker 20.10, and all of the following works. Which of it still works when the same lines are typed on Docker 29?\n\n{told[0]}\n\n"
            f"Write `works` or `breaks` for each, then check:\n\n    answers = {form}",
            f"**升级到 29 会坏什么？** 这台机器运行 Docker 20.10，下面这些都能用。同样的命令在 Docker 29 上，哪些还能用？\n\n{told[1]}\n\n"
            f"每一条写 `works`（能用）或 `breaks`（坏了），然后检查：\n\n    answers = {form}",
        ),
        [_judged(str(n), text, start, line) for n, (line, text) in enumerate(asked, 1)],
        start=start,
        engine="20.10",
        about=About(
            "explain", "clinic", 15,
            Both("direct routes, internal gateways, links' variables and inspect's old fields end; the rest stays",
                 "直接路由、内部网络的网关、link 的变量和 inspect 的旧字段没有了；其余不变"),
            "from_20_10_to_29",
        ),
    )  # fmt: skip


def _judged(key: str, text: Both, start: tuple[str, ...], line: str) -> Goal:
    def truth(bench: Bench) -> list[str]:
        return ["works" if _works(start, line) else "breaks"]

    return says(key, Both(f"you know about {key}: {text}", f"你知道第 {key} 条：{text.zh}"), truth, (HOW,))


@lru_cache(maxsize=256)
def _works(start: tuple[str, ...], line: str) -> bool:
    """Whether a line works on 29, after the same start."""
    where, text = line_at(line)
    return not Exercise("after", "", (), start=start, engine="29").lab().sh(text, on=where).exit
