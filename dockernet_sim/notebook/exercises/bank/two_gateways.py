"""Two networks, and the default route through the wrong one."""

from __future__ import annotations

from dataclasses import replace

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import shows, talks
from dockernet_sim.notebook.exercises.bank.shop import SHOP
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import isolated, reaches, survives_restart
from dockernet_sim.notebook.exercises.variant import Variant

PAIRS = (("apps", "egress"), ("backend", "wan"), ("cluster", "uplink"), ("data", "outside"), ("blue", "exit"))


def two_gateways(v: Variant) -> Exercise:
    """Two networks, and the default route through the wrong one."""
    api, db = v.name("api"), v.name("db")
    inner, outer = v.one("nets", PAIRS)
    net, out = v.net("net", "10.70.1"), v.net("out", "10.71.9")
    rule = f"DOCKER-USER -s {net}.0/24 -o eth0 -j DROP"
    out_to_internet = talks(api, "203.0.113.10", 80, text=Both(f"{api} reaches the internet", f"{api} 能访问互联网"))
    route = [
        Both(f"A container has one default route. `docker exec {api} ip route`: by which network does it leave, and what does vm do with that subnet (`iptables -S DOCKER-USER`)?",
             f"一个容器只有一条默认路由。`docker exec {api} ip route`：它从哪个网络出去？vm 又怎么对待那个子网（`iptables -S DOCKER-USER`）？"),
        Both(f"Of equal priority, the network whose name sorts first wins. Disconnect {api} from {outer}, and `docker network connect --gw-priority 1 {outer} {api}`.",
             f"优先级相同时，名称排在前面的网络获胜。让 {api} 离开 {outer}，再 `docker network connect --gw-priority 1 {outer} {api}`。"),
    ]  # fmt: skip
    return Exercise(
        "two-gateways",
        Both(
            f"**Two gateways.** `{api}` is on two networks: on `{inner}` with `{db}`, and on `{outer}`, which was made for its calls to the internet. A rule of vm lets nothing of {inner}'s "
            f"subnet go out. Even so {api} gets no answer from the internet (203.0.113.10). Make its default route leave by {outer}, restarts included; {api} keeps reaching {db} by name, "
            f"{db} stays without a way out, and the rule stays as it is.",
            f"**两个网关。** `{api}` 在两个网络上：和 `{db}` 一起在 `{inner}` 上，又在为它访问互联网而建的 `{outer}` 上。vm 的一条规则不让 {inner} 的子网出去。"
            f"可是 {api} 得不到互联网（203.0.113.10）的应答。请让它的默认路由走 {outer}，重启之后也一样；{api} 仍能用名称访问 {db}，{db} 仍然不能出去，那条规则保持不变。",
        ),
        [
            replace(out_to_internet, points=3, hints=tuple(route)),
            survives_restart(out_to_internet, points=2, hints=[Both(
                "A route that was set inside the container is gone after a restart: the priority of the network stays.",
                "在容器里设置的路由，重启之后就没有了；网络的优先级会保留。",
            )]),
            reaches(api, db, 5432, by_name=True, says="db", points=2, hints=[
                Both(f"{api} must stay on {inner}, too: {db} is there.", f"{api} 也要留在 {inner} 上：{db} 在那里。"),
            ]),
            isolated(db, "internet", 80, hints=[
                Both(f"{db} gets out now: the rule for {inner} is there for a reason.", f"{db} 现在能出去了：针对 {inner} 的规则是有原因的。"),
            ]),
            shows(Both("vm's rule is in place", "vm 的规则还在"), f"iptables -C {rule} && echo there", "there", forbids=True, hints=[
                Both("The rule is not yours to delete: let the packets take the other network.", "那条规则不归你删：让包走另一个网络。"),
            ]),
        ],
        start=(
            f"docker network create --subnet {net}.0/24 {inner}",
            f"docker network create --subnet {out}.0/24 {outer}",
            f"docker run -d --name {db} --network {inner} shop-db",
            f"docker run -d --name {api} --network {inner} shop-api",
            f"docker network connect {outer} {api}",
            f"iptables -A {rule}",
        ),
        images=SHOP,
        about=About(
            "fix", "practice", 10,
            Both("one default route for several networks: the gateway priority decides, then the name (Docker 28 and later)",
                 "多个网络只有一条默认路由：先看网关优先级，再看名称（Docker 28 及以后）"),
            "internal_tiers",
        ),
    )  # fmt: skip
