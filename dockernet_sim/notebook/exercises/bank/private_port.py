"""A port for the LAN, and one for vm's own users."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import hidden, published
from dockernet_sim.notebook.exercises.variant import Variant


def private_port(v: Variant) -> Exercise:
    """A port for the LAN, and one for vm's own users."""
    shop, admin = v.one("shop", ("shop", "museum", "bakery", "garden", "cinema")), v.name("admin")
    port, own = v.port("http", 80), v.port("own", 9000)
    return Exercise(
        "private-port",
        Both(
            f"**A private port.** Run `{shop}` (image `shop-web`, port 8080) and `{admin}` (image `shop-admin`, port 9000). lan reaches {shop} at "
            f"port {port} of vm. {admin} is for users of vm itself: 127.0.0.1:{own} there leads to it, and from lan nothing does.",
            f"**私用端口。** 运行 `{shop}`（镜像 `shop-web`，端口 8080）和 `{admin}`（镜像 `shop-admin`，端口 9000）。lan 通过 vm 的端口 {port} 访问 {shop}。"
            f"{admin} 只给 vm 自己的用户用：在 vm 上，127.0.0.1:{own} 通向它；从 lan 没有任何办法访问它。",
        ),
        [
            published(port, shop, says="web", points=2, hints=[
                Both(f"`-p {port}:8080`: the host's port first.", f"`-p {port}:8080`：宿主机的端口写在前面。"),
            ]),
            published(own, admin, source="vm", address="127.0.0.1", says="admin", points=2, hints=[
                Both(f"{admin} needs a published port, too, but not on all addresses.", f"{admin} 也需要发布端口，但不是在所有地址上。"),
                Both("`-p ADDRESS:HOST:CONTAINER` binds it to one address of vm.", "`-p ADDRESS:HOST:CONTAINER` 只绑定 vm 的一个地址。"),
            ]),
            hidden(admin, points=2, hints=[
                Both("Without an address, a port is published on all addresses of vm: look at `docker ps`.",
                     "不写地址的话，端口会发布在 vm 的所有地址上：看看 `docker ps`。"),
                Both(f"`-p 127.0.0.1:{own}:9000`"),
            ]),
        ],
        images={"shop-web": {8080: "web"}, "shop-admin": {9000: "admin"}},
        about=About(
            "build", "beginner", 5,
            Both("an address before the port binds it; without one it is open to all",
                 "端口前的地址限定绑定；不写就对所有人开放"),
            "published_ports",
        ),
    )  # fmt: skip
