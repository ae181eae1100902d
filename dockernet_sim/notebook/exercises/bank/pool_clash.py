"""A subnet that collides with another network, or with the VPN."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import talks
from dockernet_sim.notebook.exercises.bank.shop import SHOP
from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both, filled, listed
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal, reaches
from dockernet_sim.notebook.exercises.variant import Variant


def pool_clash(v: Variant) -> Exercise:
    """A subnet that collides with another network, or with the VPN."""
    web, db, old = v.name("web"), v.name("db"), v.one("old", ("old", "legacy", "archive1", "relic", "former"))
    n, third = v.one("range", (20, 30, 44, 57, 66, 81)), v.one("third", (130, 140, 151, 162, 177))
    server = f"10.{n}.{third}.5"
    return Exercise(
        "pool-clash",
        Both(
            f"**Pool clash.** The company gave you 10.{n}.0.0/16. The network `{old}` has 10.{n}.0.0/17 of it, and the VPN has 10.{n}.128.0/18: its server {server} answers through lan. "
            f"The runbook's line `docker network create --subnet 10.{n}.64.0/24 reports` is refused. Make the network `reports` inside the company's range and run `{web}` (image `shop-web`) and `{db}` "
            f"(image `shop-db`) there: {web} reaches {db} by name and the VPN's server; `{old}-app` and vm keep reaching that server, too.",
            f"**地址池冲突。** 公司分给你 10.{n}.0.0/16。其中 10.{n}.0.0/17 归网络 `{old}`，10.{n}.128.0/18 归 VPN：它的服务器 {server} 经由 lan 应答。"
            f"操作手册里的 `docker network create --subnet 10.{n}.64.0/24 reports` 被拒绝了。请在公司的范围内创建网络 `reports`，并在上面运行 `{web}`（镜像 `shop-web`）和 `{db}`"
            f"（镜像 `shop-db`）：{web} 能用名称访问 {db}，也能访问 VPN 的服务器；`{old}-app` 和 vm 也仍能访问那台服务器。",
        ),
        [
            _within(web, f"10.{n}."),
            reaches(web, db, 5432, by_name=True, says="db", points=2, hints=[
                Both(f"{web} and {db} belong on one network: `--network reports` for both.", f"{web} 和 {db} 应在同一个网络上：两个都用 `--network reports`。"),
            ]),
            _answers(web, server, 3),
            _answers("vm", server, 1),
            _answers(f"{old}-app", server, 1),
        ],
        start=(
            f"docker network create --subnet 10.{n}.0.0/17 {old}",
            f"docker run -d --name {old}-app --network {old} busybox",
            f"lan$ ip addr add {server}/32 dev lo",
            f"ip route add 10.{n}.128.0/18 via 172.31.176.1",
        ),
        images=SHOP,
        about=About(
            "build", "practice", 10,
            Both("Docker refuses overlaps with its own networks, not with routes of the host: plan subnets",
                 "Docker 只拒绝与自己的网络重叠，不管宿主机的路由：子网要规划"),
            "mtu_and_vpn",
        ),
    )  # fmt: skip


def _answers(source: str, server: str, points: float) -> Goal:
    text = filled("the VPN's server {b} answers {a}", "VPN 的服务器 {b} 回答 {a}", a=source, b=server)
    return talks(source, server, text=text, target="lan", points=points, hints=[
        Both(f"`ip route get {server}` on vm: the longest prefix wins, and a bridge's subnet is a route, too.",
             f"在 vm 上运行 `ip route get {server}`：最长前缀优先，网桥的子网也是一条路由。"),
        Both("Which quarter of the range has neither the other network nor the VPN? Its third byte begins at 192.",
             "这个范围里哪四分之一既没有别的网络，也没有 VPN？它的第三个字节从 192 开始。"),
    ])  # fmt: skip


def _within(name: str, prefix: str) -> Goal:
    def test(bench: Bench) -> Finding:
        found = bench.addresses(name)
        inside = bool(found) and all(each.startswith(prefix) for each in found)
        return Finding(inside, filled("{a} has {b}", "{a} 的地址是 {b}", a=name, b=listed(found) or "-"))

    text = filled("{a} has an address of the company's range only", "{a} 只有公司范围内的地址", a=name)
    return Goal(text, test, (
        Both("Docker's own choice is outside the company's range: `docker network create --subnet ...`.",
             "Docker 自己选的子网不在公司的范围内：`docker network create --subnet ...`。"),
    ))  # fmt: skip
