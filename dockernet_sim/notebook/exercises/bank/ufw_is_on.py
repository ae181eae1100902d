"""ufw closes a port, and Docker publishes it all the same."""

from __future__ import annotations

from dataclasses import replace

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import talks
from dockernet_sim.notebook.exercises.bank.shop import SHOP
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import hidden, published, reaches
from dockernet_sim.notebook.exercises.variant import Variant


def ufw_is_on(v: Variant) -> Exercise:
    """ufw closes a port, and Docker publishes it all the same."""
    web, db, http, port = v.name("web"), v.name("db"), v.port("http", 80), v.port("own", 9432)
    net = v.net("net", "10.33.4")
    return Exercise(
        "ufw-is-on",
        Both(
            f"**ufw is on.** vm runs ufw: INPUT drops by default, and a rule of its own denies port {port}. Even so lan reads the database `{db}`, which was published "
            f"with `-p {port}:5432` for tools on vm itself. Close it: lan does not reach {db}; tools on vm still do, at 127.0.0.1:{port}; "
            f"lan still reaches `{web}` at port {http}, and {web} still reaches {db} by name and the internet.",
            f"**ufw 开着。** vm 上运行着 ufw：INPUT 默认丢弃，还专门有一条规则拒绝端口 {port}。可是 lan 仍能读到数据库 `{db}`，它是为了 vm 自己的工具用 "
            f"`-p {port}:5432` 发布的。请把它关上：lan 不能访问 {db}；vm 上的工具仍能通过 127.0.0.1:{port} 访问；"
            f"lan 仍能通过端口 {http} 访问 `{web}`，{web} 仍能用名称访问 {db}，也能访问互联网。",
        ),
        [
            replace(hidden(db, points=3, hints=[
                Both(f"INPUT never sees the packet: DNAT has made it one for {db}, and it is forwarded. Which chain of FORWARD is yours?",
                     f"INPUT 根本看不到这个包：DNAT 已经把目的地址改成 {db}，包是被转发的。FORWARD 里哪条链是留给你的？"),
                Both(f"DOCKER-USER sees the packet after DNAT: port 5432, not {port}. Or bind the port to 127.0.0.1: `-p 127.0.0.1:{port}:5432`.",
                     f"DOCKER-USER 看到的是 DNAT 之后的包：端口是 5432，不是 {port}。也可以把端口绑定在 127.0.0.1 上：`-p 127.0.0.1:{port}:5432`。"),
            ]), forbids=False),
            published(port, db, source="vm", address="127.0.0.1", hints=[
                Both(f"Tools on vm need 127.0.0.1:{port}: do not take the port away from them.", f"vm 上的工具需要 127.0.0.1:{port}：不要把这个端口从它们那里拿走。"),
            ]),
            published(http, web, says="web", points=2, hints=[
                Both(f"Too much: {web} is closed as well. A rule can name one port: `-p tcp --dport 5432`.",
                     f"关得太多了：{web} 也关上了。规则可以只写一个端口：`-p tcp --dport 5432`。"),
            ]),
            reaches(web, db, 5432, by_name=True, says="db", hints=[
                Both(f"{web} and {db} talk on their own network: name the device that lan comes in by, `-i eth0`.",
                     f"{web} 和 {db} 在它们自己的网络上通信：规则里写明 lan 进来的设备 `-i eth0`。"),
            ]),
            talks(web, "203.0.113.10", 80, text=Both(f"{web} reaches the internet", f"{web} 能访问互联网"), hints=[
                Both("Answers come in by eth0, too: let established flows return, or name the port.",
                     "应答也从 eth0 进来：放行已建立的连接，或者只写那个端口。"),
            ]),
        ],
        start=(
            f"docker network create --subnet {net}.0/24 shop",
            f"docker run -d --name {db} --network shop -p {port}:5432 shop-db",
            f"docker run -d --name {web} --network shop -p {http}:8080 shop-web",
            "iptables -N ufw-user-input",
            "iptables -A INPUT -i lo -j ACCEPT",
            "iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
            "iptables -A INPUT -j ufw-user-input",
            "iptables -A ufw-user-input -p tcp --dport 22 -j ACCEPT",
            f"iptables -A ufw-user-input -p tcp --dport {port} -j DROP",
            "iptables -P INPUT DROP",
        ),
        images=SHOP,
        about=About(
            "firewall", "practice", 10,
            Both("a published port is forwarded, not input: DOCKER-USER or the binding's address decides",
                 "发布的端口走转发而不是 INPUT：由 DOCKER-USER 或绑定地址决定"),
            "host_firewall",
        ),
    )  # fmt: skip
