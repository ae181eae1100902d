"""Fix it: labs that are broken in ways that people meet."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.bench import Bench, Finding
from dockernet_sim.notebook.exercises.build import SHOP
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal, hidden, isolated, published, reaches, resolves, survives_restart


def lost_name() -> Exercise:
    """A name that nobody knows, on the default network."""
    return Exercise(
        "lost-name",
        "**The lost name.** `web` (published at port 80) asks for `db` by name, and nobody knows it. By address it works: `%why web db:5432`. "
        "Make the name work, and let it work after restarts in any order. db stays reachable only from inside.",
        [
            reaches("web", "db", 5432, by_name=True, says="db", points=2, hints=(
                "The default network has no DNS server of Docker's.",
                "A network of your own has one: connect both containers to it.",
            )),
            survives_restart(reaches("web", "db", 5432, by_name=True), points=2, hints=(
                "What was written into a container's /etc/hosts by hand is gone after a restart, and `--link` wants its target "
                "to run first: connect both to a network of your own.",
            )),
            published(80, "web", says="web", hints=("web was reachable at port 80 of vm: keep it so.",)),
            hidden("db", hints=("Publishing db opens it to everybody who reaches vm.",)),
        ],
        start=("docker run -d --name db shop-db", "docker run -d --name web -p 80:8080 shop-web"),
        images=SHOP,
    )  # fmt: skip


def refused_port() -> Exercise:
    """A port that is published to where nobody listens."""
    return Exercise(
        "refused-port",
        "**Connection refused.** `web` was started with `-p 8000:8000`, and lan gets no page at port 8000 of vm. Find out on which port "
        "the program listens (`%sh --on web ss -ltn`), and repair it: web at port 8000 of vm, for lan, and no other port of vm open.",
        [
            published(8000, "web", says="web", points=3, hints=(
                "`docker ps` shows the mapping, `ss -ltn` in web shows who listens: compare the port numbers.",
                "Ports are given at `docker run`: remove web and run it again with `-p 8000:8080`, for all addresses of vm.",
            )),
            _closed(8080, 80, hints=("One published port is enough: take the others away.",)),
        ],
        start=("docker run -d --name web -p 8000:8000 shop-web",),
        images={**SHOP, "other": {8000: "other"}},
    )  # fmt: skip


def shut_in() -> Exercise:
    """A published port that is silently absent on an internal network."""
    return Exercise(
        "shut-in",
        "**Shut in.** `web` and `db` are on `back`, an internal network. web was run with `-p 80:8080`, Docker said nothing, and port 80 "
        "of vm is closed. Make web reachable for lan at port 80; web must still reach db by name, and db must still not reach the internet.",
        [
            published(80, "web", says="web", points=2, hints=(
                "An internal network publishes nothing, and does not say so: look at PORTS in `docker ps`.",
                "web needs a second network, one that leads outside: `docker network connect bridge web`.",
            )),
            reaches("web", "db", 5432, by_name=True, says="db", points=2, hints=("web must stay on `back`, too: db is there.",)),
            isolated("db", "internet", 80, points=2, hints=("db goes out: it belongs on the internal network, and on no other.",)),
        ],
        start=(
            "docker network create --internal back",
            "docker run -d --name db --net back shop-db",
            "docker run -d --name web --net back -p 80:8080 shop-web",
        ),
        images=SHOP,
    )  # fmt: skip


def lost_lan() -> Exercise:
    """A subnet that swallows the office's own."""
    return Exercise(
        "lost-lan",
        "**The lost LAN.** Since somebody created the network `shop`, names such as example.com lead nowhere, and 172.31.176.1 is "
        "not lan any more, though it answers pings. Compare `ip route` with `docker network inspect shop`. Repair it; web and db keep reaching each other by name, and db stays hidden.",
        [
            reaches("vm", "lan", points=2, hints=(
                "The longest prefix wins: which route takes 172.31.176.1?",
                "The network's subnet lies in the LAN's. A subnet cannot be changed: make another network, move both, remove the old one.",
            )),
            resolves("web", "example.com", "internet", points=2, hints=("web's questions go to the name server at lan: can vm reach lan?",)),
            reaches("web", "db", 5432, by_name=True, says="db", points=2, hints=(
                "Both must be on the same network of your own.",
            )),
            hidden("db", hints=("With `--network host`, db's port is vm's port.",)),
        ],
        start=(
            "docker network create --subnet 172.31.176.0/23 --gateway 172.31.177.1 shop",
            "docker run -d --name db --net shop shop-db",
            "docker run -d --name web --net shop shop-web",
        ),
        images=SHOP,
    )  # fmt: skip


def _closed(*ports: int, hints: tuple[str, ...]) -> Goal:
    """These ports of vm answer nobody on lan: a goal of one's own, in six lines."""

    def test(bench: Bench) -> Finding:
        vm = bench.addresses("vm")[0]
        open_ports = [port for port in ports if bench.connects("lan", vm, port)]
        return Finding(not open_ports, f"open on vm: {', '.join(map(str, open_ports)) or 'none of them'}")

    return Goal(f"no other port of vm leads anywhere ({', '.join(map(str, ports))})", test, hints, forbids=True)
