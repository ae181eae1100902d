"""Two projects with a container called db on one shared network."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.shop import SHOP
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal, reaches, resolves, survives_restart
from dockernet_sim.notebook.exercises.variant import Variant

PROJECTS = (("shop", "blog"), ("museum", "cafe"), ("clinic", "lab"), ("garden", "school"), ("bank", "cinema"))


def alias_twins(v: Variant) -> Exercise:
    """Two projects with a container called db on one shared network."""
    one, two = v.one("projects", PROJECTS)
    alias, shared = (
        v.one("alias", ("db", "redis", "queue", "mail")),
        v.one("shared", ("shared", "common", "hub", "square")),
    )
    return Exercise(
        "alias-twins",
        Both(
            f"**Alias twins.** Two projects, `{one}` and `{two}`, each have a database with the alias `{alias}`: `{one}-db` and `{two}-db`. So that `report` can read both, all were put onto the network "
            f"`{shared}`; since then `{one}-web` sometimes writes into {two}'s database. Let the name `{alias}` lead to {one}-db alone in {one}-web, and to {two}-db alone in {two}-web, "
            f"restarts included. report keeps reaching both databases at port 5432 by their containers' names. The networks `{one}` and `{two}` exist, with the databases on them.",
            f"**别名双胞胎。** 两个项目 `{one}` 和 `{two}` 各有一个别名为 `{alias}` 的数据库：`{one}-db` 和 `{two}-db`。为了让 `report` 能读到两个，它们全都被放到了网络 `{shared}` 上；"
            f"从那以后，`{one}-web` 有时会写进 {two} 的数据库。请让名称 `{alias}` 在 {one}-web 里只指向 {one}-db，在 {two}-web 里只指向 {two}-db，重启之后也一样。"
            f"report 仍要能用容器名访问两个数据库的端口 5432。网络 `{one}` 和 `{two}` 已经有了，数据库也在上面。",
        ),
        [
            *(_own(project, alias, shared) for project in (one, two)),
            survives_restart(_own(one, alias, shared), hints=[Both(
                "What was written into /etc/hosts by hand is gone after a restart, and the address is another container's then.",
                "手工写进 /etc/hosts 的内容，重启之后就没有了，地址也可能已经属于别的容器。",
            )]),
            *(reaches("report", f"{project}-db", 5432, by_name=True, says="db", hints=[Both(
                f"report needs a network in common with {project}-db: a container's own name works there without an alias.",
                f"report 需要和 {project}-db 有一个共同的网络：在那里容器自己的名称就能用，不需要别名。",
            )]) for project in (one, two)),
        ],
        start=(
            *(f"docker network create {name}" for name in (one, two, shared)),
            *(line for project in (one, two) for line in (
                f"docker run -d --name {project}-db --network {project} --network-alias {alias} shop-db",
                f"docker network connect --alias {alias} {shared} {project}-db",
                f"docker run -d --name {project}-web --network {shared} shop-web",
            )),
            f"docker run -d --name report --network {shared} busybox",
        ),
        images=SHOP,
        about=About(
            "clinic", "clinic", 10,
            Both("an alias holds per network; two of one name are both in the answer", "别名按网络生效；两个同名的都会出现在应答里"),
            "user_defined_networks",
        ),
    )  # fmt: skip


def _own(project: str, alias: str, shared: str) -> Goal:
    return resolves(f"{project}-web", alias, f"{project}-db", points=2, hints=[
        Both(f"`docker exec {project}-web getent hosts {alias}`: on which of its networks does the name exist, and how often?",
             f"`docker exec {project}-web getent hosts {alias}`：这个名称在它的哪些网络上有，有几个？"),
        Both(f"An alias belongs to one connection: disconnect the databases from {shared}, connect them again without `--alias`, and connect {project}-web to {project}.",
             f"别名属于某一次连接：让两个数据库离开 {shared}，不带 `--alias` 重新连上，再把 {project}-web 连到 {project}。"),
    ])  # fmt: skip
