"""A port published to a container port without a listener."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.shop import SHOP
from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both, filled, listed
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal, ports_of, published
from dockernet_sim.notebook.exercises.variant import Variant


def refused_port(v: Variant) -> Exercise:
    """A port published to a container port without a listener."""
    web, port = v.name("web"), v.port("http", 8000)
    return Exercise(
        "refused-port",
        Both(
            f"**Connection refused.** `{web}` was started with `-p {port}:8000`, and lan gets no page at port {port} of vm. Find out on which port "
            f"the program listens (`ss -ltn` in {web}), and repair it: {web} at port {port} of vm, for lan, and no other port of vm open.",
            f"**连接被拒绝。** `{web}` 是用 `-p {port}:8000` 启动的，lan 在 vm 的端口 {port} 上却看不到网页。找出程序监听的是哪个端口"
            f"（在 {web} 里运行 `ss -ltn`），然后修好：lan 通过 vm 的端口 {port} 访问 {web}，vm 不再开放别的端口。",
        ),
        [
            published(port, web, says="web", points=3, hints=[
                Both(f"`docker ps` shows the mapping, `ss -ltn` in {web} shows who listens: compare the port numbers.",
                     f"`docker ps` 显示端口映射，{web} 里的 `ss -ltn` 显示谁在监听：比较一下端口号。"),
                Both(f"Ports are given at `docker run`: remove {web} and run it again with `-p {port}:8080`, for all addresses of vm.",
                     f"端口是在 `docker run` 时给定的：删掉 {web}，用 `-p {port}:8080` 重新运行，对 vm 的所有地址。"),
            ]),
            closed_but(port, hints=[
                Both("One published port is enough: take the others away.", "发布一个端口就够了：去掉其他的。"),
            ]),
        ],
        start=(f"docker run -d --name {web} -p {port}:8000 shop-web",),
        images={**SHOP, "other": {8000: "other"}},
        about=About(
            "fix", "beginner", 5,
            Both("`-p` takes the program's own port; a wrong one is refused by the container",
                 "`-p` 要写程序自己的端口；写错时是容器拒绝连接"),
            "published_ports",
        ),
    )  # fmt: skip


def closed_but(but: int, hints: list[Both]) -> Goal:
    """No port of vm answers lan but this one."""

    def test(bench: Bench) -> Finding:
        vm = bench.addresses("vm")[0]
        asked = {port for each in bench.facts.running for port in ports_of(each)} - {but}
        found = listed(port for port in sorted(asked) if bench.connects("lan", vm, port))
        return Finding(not found, filled("open on vm: {ports}", "vm 上开放的端口：{ports}", ports=found or "-"))

    text = filled("no port of vm leads anywhere but {but}", "除了 {but}，vm 的端口都不通", but=but)
    return Goal(text, test, tuple(hints), forbids=True)
