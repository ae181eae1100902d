"""A subnet that covers the LAN's own addresses."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.shop import SHOP
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import hidden, reaches, resolves
from dockernet_sim.notebook.exercises.variant import Variant


def lost_lan(v: Variant) -> Exercise:
    """A subnet that covers the LAN's own addresses."""
    web, db, shop = v.name("web"), v.name("db"), v.one("shop", ("shop", "museum", "bakery", "garden", "cinema"))
    subnet, gateway = v.one("subnet", (
        ("172.31.176.0/23", "172.31.177.1"), ("172.31.176.0/24", "172.31.176.9"), ("172.31.176.0/25", "172.31.176.100"),
    ))  # fmt: skip
    return Exercise(
        "lost-lan",
        Both(
            f"**The lost LAN.** Since the network `{shop}` was created, names such as example.com lead nowhere, and 172.31.176.1 is "
            f"not lan any more: vm and {web} no longer reach it. Compare `ip route` with `docker network inspect {shop}`. Repair it; {web} and {db} keep "
            f"reaching each other by name, and {db} stays hidden.",
            f"**丢失的局域网。** 自从创建了网络 `{shop}`，example.com 这样的名称就无法解析；172.31.176.1 也不再是 lan：vm 和 {web} 都访问不了它。"
            f"比较一下 `ip route` 和 `docker network inspect {shop}`。请修好它；{web} 和 {db} 仍要能用名称互相访问，{db} 仍然不对外。",
        ),
        [
            reaches("vm", "lan", points=2, hints=[
                Both("The longest prefix wins: which route takes 172.31.176.1?", "最长前缀优先：172.31.176.1 走的是哪一条路由？"),
                Both("The network's subnet lies in the LAN's. A subnet cannot be changed: make another network, move both, remove the old one.",
                     "这个网络的子网落在局域网的子网里。子网不能修改：另建一个网络，把两个容器搬过去，再删掉旧的。"),
            ]),
            resolves(web, "example.com", "internet", points=2, hints=[Both(
                f"{web}'s questions go to the DNS server at lan: can vm reach lan?", f"{web} 的查询要发到 lan 上的 DNS 服务器：vm 能访问 lan 吗？",
            )]),
            reaches(web, db, 5432, by_name=True, says="db", points=2, hints=[
                Both("Both must be on the same network of your own.", "两个容器必须在同一个由你创建的网络上。"),
            ]),
            hidden(db, hints=[
                Both(f"{db} needs no port of vm: with `--network host`, its port is vm's port, and `-p` opens one, too.",
                     f"{db} 不需要 vm 的端口：用 `--network host` 的话，它的端口就是 vm 的端口；`-p` 也会打开一个。"),
            ]),
        ],
        start=(
            f"docker network create --subnet {subnet} --gateway {gateway} {shop}",
            f"docker run -d --name {db} --net {shop} shop-db",
            f"docker run -d --name {web} --net {shop} shop-web",
        ),
        images=SHOP,
        about=About(
            "fix", "practice", 10,
            Both("a subnet by hand is not checked against the host's routes; the longest prefix wins",
                 "手工指定的子网不与宿主机路由比对；最长前缀优先"),
            "mtu_and_vpn",
        ),
    )  # fmt: skip
