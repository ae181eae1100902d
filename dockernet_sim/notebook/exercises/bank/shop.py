"""Images and hints that several exercises share."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.both import Both, filled

SHOP = {"shop-web": {8080: "web"}, "shop-api": {9000: "api"}, "shop-db": {5432: "db"}}


def needs_none(name: str) -> Both:
    """A published port too many."""
    return filled(
        "A published port is open to every machine that reaches vm: {name} needs none.",
        "发布的端口对所有能访问 vm 的机器开放：{name} 不需要。",
        name=name,
    )


def in_common(one: str, other: str) -> Both:
    """Two containers without a network in common."""
    return filled(
        "{a} and {b} need a network in common that you created.",
        "{a} 和 {b} 需要一个共同的、由你创建的网络。",
        a=one,
        b=other,
    )


def on_outside(name: str) -> Both:
    """A port that must stay open."""
    return filled(
        "{name} was reachable from lan before: keep it so.",
        "{name} 原来能从 lan 访问：请保持这样。",
        name=name,
    )
