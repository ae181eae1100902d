"""A stack with five network faults."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import shows
from dockernet_sim.notebook.exercises.bank.shop import SHOP
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import hidden, published, reaches
from dockernet_sim.notebook.exercises.variant import Variant

OUTSIDE = (  # what keeps lan out, and its repair
    ("iptables -I DOCKER-USER -p tcp --dport 8080 -j DROP", "iptables -D DOCKER-USER -p tcp --dport 8080 -j DROP"),
    ("sysctl -w net.ipv4.ip_forward=0", "sysctl -w net.ipv4.ip_forward=1"),
    ("iptables -I DOCKER-USER -i eth0 -j DROP", "iptables -D DOCKER-USER -i eth0 -j DROP"),
)
INSIDE = "nsenter -t $(docker inspect -f '{{.State.Pid}}' NAME) -n iptables"


def five_faults(v: Variant) -> Exercise:
    """A stack with five network faults."""
    web, api, db, port = v.name("web"), v.name("api"), v.name("db"), v.port("http", 80)
    net, mtu = v.net("net", "10.21.7"), v.one("mtu", (500, 576, 640, 700))
    shut, _ = v.one("outside", OUTSIDE)
    return Exercise(
        "five-faults",
        Both(
            f"**Five faults.** `{web}` (port {port} of vm) asks `{api}`, and {api} asks `{db}` at port 5432; all belong on the network `lab`. After a night of "
            "changes nothing works any more: five faults are in it, each at another place (names, routes, MTU, rules in a container, rules or settings of vm). "
            f"Find them one by one and repair them: lan reaches {web}, {web} reaches {api} at port 9000, with large packets, too, and {api} reaches {db}, all by name. "
            f"{db} stays hidden from lan.",
            f"**五个故障。** `{web}`（vm 的端口 {port}）访问 `{api}`，{api} 访问 `{db}` 的端口 5432；它们都属于网络 `lab`。经过一夜的改动，什么都不通了："
            "里面有五个故障，各在不同的地方（名称、路由、MTU、容器里的规则、vm 的规则或设置）。"
            f"请一个一个找出来并修好：lan 能访问 {web}，{web} 能访问 {api} 的端口 9000，大的包也能通过，{api} 能访问 {db}，都用名称。{db} 仍然不对 lan 开放。",
        ),
        [
            published(port, web, says="web", points=2, hints=[
                Both(f"From lan: `%why lan vm:{port}` names the rule or setting.", f"从 lan 出发：`%why lan vm:{port}` 会指出是哪条规则或设置。"),
                Both("A published port is forwarded: `sysctl net.ipv4.ip_forward`, `iptables -nvL DOCKER-USER`.",
                     "发布的端口是被转发的：`sysctl net.ipv4.ip_forward`、`iptables -nvL DOCKER-USER`。"),
            ]),
            reaches(web, api, 9000, by_name=True, says="api", points=2, hints=[
                Both(f"The name leads to the right address, and still nothing leaves {web}: look at its routes.",
                     f"名称指向正确的地址，包却出不了 {web}：看看它的路由。"),
                Both(f"`docker exec {web} ip route`: a blackhole drops without a word. `ip route del blackhole ...`",
                     f"`docker exec {web} ip route`：blackhole 会悄悄丢弃。`ip route del blackhole ...`"),
            ]),
            shows(
                Both(f"{web} reaches {api} with packets of 1028 bytes", f"{web} 能用 1028 字节的包访问 {api}"),
                f"ping -c 1 -W 1 -M do -s 1000 {api}", "1 received", on=web, points=2, hints=[
                    Both(f"Small works, large does not: compare the MTUs at both ends, `ip link` in {web} and in {api}.",
                         f"小的通，大的不通：比较两端的 MTU，在 {web} 和 {api} 里运行 `ip link`。"),
                    Both(f"{api}'s eth0 has a small MTU: 1500 is right on this network, at both ends.",
                         f"{api} 的 eth0 的 MTU 太小：在这个网络上，两端都应该是 1500。"),
                ]),
            reaches(api, db, by_name=True, points=2, hints=[
                Both(f"On which networks is {db}? `docker inspect {db}`, or `docker network inspect lab`.",
                     f"{db} 在哪些网络上？`docker inspect {db}`，或者 `docker network inspect lab`。"),
                Both(f"`docker network connect lab {db}`"),
            ]),
            reaches(api, db, 5432, by_name=True, says="db", points=2, hints=[
                Both(f"Once {db} answers pings and port 5432 still does not: rules inside {db}'s own namespace. The image has no iptables, but vm has nsenter.",
                     f"{db} 能 ping 通而端口 5432 还不通时：规则在 {db} 自己的命名空间里。镜像里没有 iptables，但 vm 有 nsenter。"),
                Both(f"`{INSIDE.replace('NAME', db)} -S`"),
            ]),
            hidden(db, hints=[
                Both(f"{db} needs no port of vm: {api} reaches it on their network.", f"{db} 不需要 vm 的端口：{api} 在它们共同的网络上访问它。"),
            ]),
        ],
        start=(
            f"docker network create --subnet {net}.0/24 lab",
            f"docker run -d --name {web} --network lab --ip {net}.11 --cap-add NET_ADMIN -p {port}:8080 shop-web",
            f"docker run -d --name {api} --network lab --ip {net}.12 --cap-add NET_ADMIN shop-api",
            f"docker run -d --name {db} --cap-add NET_ADMIN shop-db",
            f"docker exec {web} ip route add blackhole {net}.12/32",
            f"docker exec {api} ip link set eth0 mtu {mtu}",
            f"{INSIDE.replace('NAME', db)} -A INPUT -p tcp --dport 5432 -j DROP",
            shut,
        ),
        images=SHOP,
        about=About(
            "clinic", "clinic", 15,
            Both("divide and conquer: name, route, size, rule in the container, rule of the host",
                 "分段排查：名称、路由、大小、容器里的规则、宿主机的规则"),
            "debugging_clinic",
        ),
    )  # fmt: skip
