"""Rules in DOCKER-USER that match the wrong port."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import talks
from dockernet_sim.notebook.exercises.bank.shop import SHOP
from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal, hidden, published
from dockernet_sim.notebook.exercises.variant import Variant


def office_only(v: Variant) -> Exercise:
    """Rules in DOCKER-USER that match the wrong port."""
    web, admin, http, own = v.name("web"), v.name("admin"), v.port("http", 8000), v.port("own", 9000)
    return Exercise(
        "office-only",
        Both(
            f"**One port for lan.** `{web}` is published at port {http} and `{admin}` at port {own}, both from container port 8080. vm is to let lan in at {http} only, so these rules went into "
            f"DOCKER-USER: `-i eth0 -p tcp --dport {http} -j RETURN`, then `-i eth0 -j DROP`. Since then lan reaches neither, and {web} gets no answers from the internet. Mend the rules: "
            f"lan reaches {web}, not {admin}; {web} reaches the internet; what comes in by eth0 and is not meant is still dropped. Leave the containers as they are.",
            f"**只给 lan 一个端口。** `{web}` 发布在端口 {http}，`{admin}` 发布在端口 {own}，容器端口都是 8080。vm 只应该让 lan 访问 {http}，于是 DOCKER-USER 里加了这两条规则："
            f"`-i eth0 -p tcp --dport {http} -j RETURN`，然后是 `-i eth0 -j DROP`。从那以后，lan 两个都访问不了，{web} 也得不到互联网的应答。请修好规则："
            f"lan 能访问 {web}，不能访问 {admin}；{web} 能访问互联网；从 eth0 进来而不该进来的包仍然被丢弃。容器保持不变。",
        ),
        [
            published(http, web, says="web", points=3, hints=[
                Both(f"DOCKER-USER sees packets after DNAT: their port is 8080, not {http}. Look at the rules' counters, `iptables -nvL DOCKER-USER`.",
                     f"DOCKER-USER 看到的是 DNAT 之后的包：端口是 8080，不是 {http}。看看规则的计数：`iptables -nvL DOCKER-USER`。"),
                Both(f"The port that was asked for first is known to conntrack: `-m conntrack --ctorigdstport {http}`.",
                     f"最初请求的端口 conntrack 知道：`-m conntrack --ctorigdstport {http}`。"),
            ]),
            hidden(admin, points=2, hints=[
                Both(f"{admin} is open: both containers listen on 8080, so a rule for port 8080 opens both. Match the original port (`--ctorigdstport {http}`) or {web}'s address.",
                     f"{admin} 开放了：两个容器都监听 8080，所以针对 8080 的规则会把两个都打开。请匹配最初的端口（`--ctorigdstport {http}`）或 {web} 的地址。"),
            ]),
            talks(web, "203.0.113.10", 80, points=2, text=Both(f"{web} reaches the internet", f"{web} 能访问互联网"), hints=[
                Both("Answers from the internet come in by eth0, too, and end at DROP: let established flows return first.",
                     "互联网的应答也从 eth0 进来，到 DROP 就被丢弃了：先放行已建立的连接。"),
                Both("`iptables -I DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN`"),
            ]),
            _later(v.port("spare", 8700), [
                Both("Without a DROP at the end, every port that is published later is open to lan at once.",
                     "末尾没有 DROP 的话，以后发布的每个端口都会立刻对 lan 开放。"),
            ]),
        ],
        start=(
            f"docker run -d --name {web} -p {http}:8080 shop-web",
            f"docker run -d --name {admin} -p {own}:8080 shop-web",
            f"iptables -A DOCKER-USER -i eth0 -p tcp --dport {http} -j RETURN",
            "iptables -A DOCKER-USER -i eth0 -j DROP",
        ),
        images=SHOP,
        about=About(
            "firewall", "clinic", 10,
            Both("DOCKER-USER sees the container's port; `--ctorigdstport` the one asked for; answers need a rule",
                 "DOCKER-USER 看到容器端口；`--ctorigdstport` 看到最初的端口；应答也要放行"),
            "host_firewall",
        ),
    )  # fmt: skip


def _later(port: int, hints: list[Both]) -> Goal:
    """What is published later is closed as well."""

    def test(bench: Bench) -> Finding:
        later = Bench(bench.original)
        later.type([f"docker run -d --name later -p {port}:8080 shop-web"])
        return hidden("later").find(later)

    text = Both("a container that is published later is not open to lan", "以后发布的容器不会对 lan 开放")
    return Goal(text, test, tuple(hints), forbids=True)
