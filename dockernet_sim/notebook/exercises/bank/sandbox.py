"""A sandbox whose only way out is a proxy."""

from __future__ import annotations

from dataclasses import replace

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import of_vm, silent, talks
from dockernet_sim.notebook.exercises.bank.shop import SHOP, on_outside
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import isolated, published, reaches
from dockernet_sim.notebook.exercises.variant import Variant


def sandbox(v: Variant) -> Exercise:
    """A sandbox whose only way out is a proxy."""
    agent, proxy = (
        v.one("agent", ("agent", "runner", "worker", "robot")),
        v.one("proxy", ("proxy", "relay", "gate", "broker")),
    )
    other, port, metrics = v.name("web"), v.port("http", 8080), v.port("metrics", 9100)
    net, out = v.net("net", "10.50.3"), v.net("out", "10.51.8")
    return Exercise(
        "sandbox",
        Both(
            f"**A sandbox.** `{agent}` runs code that no one has read. It may reach `{proxy}` by name, at port 9000, and nothing else: not the internet, not lan, and not vm "
            f"itself, where a metrics page listens at port {metrics} of every address and `{other}` is published at port {port}. {proxy} keeps its way to the internet, "
            f"and lan keeps reaching {other}. Today {agent} and {proxy} are on the ordinary network `jail`.",
            f"**沙箱。** `{agent}` 运行没有人读过的代码。它只应该能用名称访问 `{proxy}` 的端口 9000，别的都不行：不能访问互联网，不能访问 lan，也不能访问 vm 本身；"
            f"vm 的每个地址上都有一个监控页面监听端口 {metrics}，`{other}` 发布在端口 {port}。{proxy} 仍能访问互联网，lan 仍能访问 {other}。"
            f"现在 {agent} 和 {proxy} 都在普通网络 `jail` 上。",
        ),
        [
            reaches(agent, proxy, 9000, by_name=True, says="api", hints=[
                Both(f"{agent} and {proxy} need a network in common, of your own, so that the name works.",
                     f"{agent} 和 {proxy} 需要一个共同的自定义网络，名称才能用。"),
            ]),
            replace(isolated(agent, "internet", 80, points=2, hints=[
                Both(f"{agent} goes out: `docker exec {agent} ip route`. On an internal network there is no default route.",
                     f"{agent} 能出去：`docker exec {agent} ip route`。内部网络上没有默认路由。"),
            ]), forbids=False),
            isolated(agent, "lan", 80, hints=[
                Both(f"lan is outside, too: an internal network keeps {agent} in.", f"lan 也是外面：内部网络会把 {agent} 关在里面。"),
            ]),
            replace(silent(
                agent, of_vm, (metrics, port), text=Both(f"no address of vm answers {agent}", f"vm 的任何地址都不回答 {agent}"), points=3, hints=[
                    Both(f"Internal is not enough: vm has an address on that bridge, and what listens on all addresses of vm answers there. Try `docker exec {agent} curl -s -m 2 http://GATEWAY:{metrics}/`.",
                         f"仅仅是内部网络还不够：vm 在那个网桥上有一个地址，监听 vm 所有地址的程序都会在那里回答。试试 `docker exec {agent} curl -s -m 2 http://GATEWAY:{metrics}/`。"),
                    Both("Leave the bridge without an address: `--internal -o com.docker.network.bridge.gateway_mode_ipv4=isolated`; or drop it in INPUT.",
                         "让网桥没有地址：`--internal -o com.docker.network.bridge.gateway_mode_ipv4=isolated`；或者在 INPUT 里丢弃。"),
                ]), forbids=False),
            talks(proxy, "203.0.113.10", 80, text=Both(f"{proxy} reaches the internet", f"{proxy} 能访问互联网"), hints=[
                Both(f"{proxy} needs a second network that leads outside: it is on `out` for that.", f"{proxy} 还需要一个通向外面的网络：它在 `out` 上就是为此。"),
            ]),
            published(port, other, says="web", hints=[on_outside(other)]),
        ],
        start=(
            f"docker network create --subnet {net}.0/24 jail",
            f"docker network create --subnet {out}.0/24 out",
            f"docker run -d --name {proxy} --network out shop-api",
            f"docker network connect jail {proxy}",
            f"docker run -d --name {agent} --network jail busybox",
            f"docker run -d --name {other} -p {port}:8080 shop-web",
            "mkdir -p /srv/metrics",
            "echo up 1 > /srv/metrics/index.html",
            f"busybox httpd -f -h /srv/metrics -p {metrics} &",
        ),
        images=SHOP,
        about=About(
            "firewall", "clinic", 15,
            Both("internal keeps the internet out, not the host; the gateway mode `isolated` does both",
                 "内部网络挡住互联网，却挡不住宿主机；网关模式 `isolated` 两者都挡"),
            "internal_tiers",
        ),
    )  # fmt: skip
