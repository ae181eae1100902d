"""A compose file whose database is open to all."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.shop import SHOP, needs_none, on_outside
from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.both import Both, filled
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal, hidden, isolated, published, reaches
from dockernet_sim.notebook.exercises.variant import Variant

FILE = "/root/compose.yaml"
COMPOSE = f"docker compose -f {FILE}"
TOLD_EN, TOLD_ZH = "docker compose up -d says: {said}", "docker compose up -d 显示：{said}"
_remade: WeakKeyDictionary[Bench, tuple[Bench, str]] = WeakKeyDictionary()


def compose_tiers(v: Variant) -> Exercise:
    """A compose file whose database is open to all."""
    project, port = v.one("project", ("shop", "museum", "bakery", "garden", "cinema")), v.port("http", 80)
    own = v.port("own", 5432)
    web, api, db = (f"{project}-{service}-1" for service in ("web", "api", "db"))
    file = (
        f"name: {project}\\nservices:\\n"
        f"  web:\\n    image: shop-web\\n    ports: [\"{port}:8080\"]\\n"
        f"  api:\\n    image: shop-api\\n"
        f"  db:\\n    image: shop-db\\n    ports: [\"{own}:5432\"]\\n"
    )  # fmt: skip
    one_net = Both(
        "Without `networks:` all services share one network: give web and api one, api and db another (`networks: [back]`, and both under the top-level `networks:`).",
        "不写 `networks:` 的话，所有服务共用一个网络：给 web 和 api 一个，给 api 和 db 另一个（`networks: [back]`，并且都写在顶层的 `networks:` 下）。",
    )
    return Exercise(
        "compose-tiers",
        Both(
            f"**Tiers in a file.** `/root/compose.yaml` makes web, api and db of the project `{project}`, all on one network, with the database published. Change the file (`sed -i`, or "
            "`echo '{...}' > /root/compose.yaml`: YAML fits on one line), so that after `docker compose -f /root/compose.yaml down` and `up -d` this holds: "
            f"lan reaches web at port {port}; web reaches api, and api reaches db; web does not reach db, lan does not either, and db has no way to the internet. The check makes the project anew from your file.",
            f"**文件里的分层。** `/root/compose.yaml` 创建项目 `{project}` 的 web、api 和 db，都在一个网络上，数据库还被发布了。请修改这个文件（用 `sed -i`，或者 "
            "`echo '{...}' > /root/compose.yaml`：YAML 可以写成一行），使得在 `docker compose -f /root/compose.yaml down` 和 `up -d` 之后："
            f"lan 能通过端口 {port} 访问 web；web 能访问 api，api 能访问 db；web 不能访问 db，lan 也不能，db 不能访问互联网。检查时会用你的文件重新创建项目。",
        ),
        [
            _again(replace(hidden(db, points=2, hints=[needs_none("db"), Both("Delete `ports:` of db.", "删掉 db 的 `ports:`。")]), forbids=False)),
            _again(replace(isolated(web, db, 5432, points=2, hints=[one_net]), forbids=False)),
            _again(replace(isolated(db, "internet", 80, points=2, hints=[Both(
                "A network is closed by `internal: true` under the top-level `networks:`.", "在顶层的 `networks:` 下写 `internal: true` 就能封闭一个网络。",
            )]), forbids=False)),
            _again(reaches(web, api, 9000, by_name=True, says="api", hints=[one_net])),
            _again(reaches(api, db, 5432, by_name=True, says="db", points=2, hints=[Both(
                "api must be on db's network as well: `networks: [front, back]`.", "api 也要在 db 的网络上：`networks: [front, back]`。",
            )])),
            _again(published(port, web, says="web", hints=[on_outside("web")])),
        ],
        start=(f"printf '{file}' > {FILE}", f"{COMPOSE} up -d"),
        images=SHOP,
        about=About(
            "build", "practice", 15,
            Both("networks of a compose file: one for each tier, `internal: true`, `ports:` only outside",
                 "Compose 文件里的网络：每层一个，`internal: true`，只有最外层写 `ports:`"),
            "compose_project",
        ),
    )  # fmt: skip


def _again(goal: Goal) -> Goal:
    """The goal holds once the project was made anew from its file."""

    def test(bench: Bench) -> Finding:
        if bench not in _remade:
            later = Bench(bench.original)
            later.type([f"{COMPOSE} down"])
            _remade[bench] = later, str(later.lab.sh(f"{COMPOSE} up -d"))
        later, said = _remade[bench]
        found = goal.find(later)
        return (
            Finding(False, filled(TOLD_EN, TOLD_ZH, said=said.splitlines()[-1]), True)
            if found.absent and said
            else found
        )

    return replace(goal, test=test)
