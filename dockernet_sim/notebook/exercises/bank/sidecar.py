"""A program that listens on loopback, and a probe that must reach it."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import shows, silent, talks
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import hidden
from dockernet_sim.notebook.exercises.variant import Variant


def sidecar(v: Variant) -> Exercise:
    """A program that listens on loopback, and a probe that must reach it."""
    app, probe, port = v.name("api"), v.name("client"), v.port("own", 9000)
    guest, net = (
        v.one("guest", ("guest", "lodger", "tourist", "passer")),
        v.one("net", ("yard", "court", "camp", "green")),
    )
    serve = f"mkdir -p /srv; echo status ok > /srv/index.html; exec httpd -f -p 127.0.0.1:{port} -h /srv"
    return Exercise(
        "sidecar",
        Both(
            f"**A sidecar.** `{app}` has a status page at 127.0.0.1:{port}, on loopback only, and it must stay so. Run `{probe}` (image busybox) so that 127.0.0.1:{port} in it leads to {app}. "
            f"{app} keeps running; its neighbour `{guest}` on the network `{net}` must not reach the page, and no port of vm leads to it.",
            f"**边车。** `{app}` 在 127.0.0.1:{port} 有一个状态页面，只监听回环地址，而且必须如此。请运行 `{probe}`（镜像 busybox），使得在它里面 127.0.0.1:{port} 通向 {app}。"
            f"{app} 继续运行；网络 `{net}` 上的邻居 `{guest}` 不能访问这个页面，vm 的端口也不通向它。",
        ),
        [
            talks(probe, "127.0.0.1", port, target=app, points=3, text=Both(
                f"127.0.0.1:{port} in {probe} leads to {app}", f"{probe} 里的 127.0.0.1:{port} 通向 {app}",
            ), hints=[
                Both(f"Loopback belongs to a network namespace: 127.0.0.1 in {probe} is {probe}'s own. Neither a shared network nor a published port changes that.",
                     f"回环属于网络命名空间：{probe} 里的 127.0.0.1 是 {probe} 自己的。共同的网络或发布的端口都改变不了这一点。"),
                Both(f"`--network container:{app}` puts {probe} into {app}'s namespace.", f"`--network container:{app}` 把 {probe} 放进 {app} 的命名空间。"),
            ]),
            shows(
                Both(f"{app} listens on loopback only", f"{app} 只监听回环地址"), "netstat -ltn",
                rf"127\.0\.0\.1:{port} (?![\s\S]*0\.0\.0\.0:\d+ +0\.0\.0\.0)", on=app, forbids=True, hints=[
                    Both(f"{app} was to stay on loopback: do not run it with another address.", f"{app} 应该只监听回环地址：不要换别的地址运行它。"),
                ]),
            silent(
                guest, lambda bench: bench.addresses(app), (port,), text=Both(f"{guest} does not reach the page", f"{guest} 不能访问这个页面"), hints=[
                    Both(f"The page answers on {app}'s address: every container on its network reads it.", f"页面在 {app} 的地址上应答：它网络上的所有容器都能读到。"),
                ]),
            hidden(app, hints=[Both(f"No port of vm may lead to {app}.", f"vm 的端口不能通向 {app}。")]),
        ],
        start=(
            f"docker network create {net}",
            f"docker run -d --name {app} --network {net} busybox sh -c '{serve}'",
            f"docker run -d --name {guest} --network {net} busybox",
        ),
        about=About(
            "build", "beginner", 10,
            Both("`container:` shares a network namespace, loopback included", "`container:` 共享网络命名空间，回环也在内"),
            "network_modes",
        ),
    )  # fmt: skip
