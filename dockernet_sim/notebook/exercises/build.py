"""Build it: a plan in words, to be made with docker commands."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import hidden, isolated, published, reaches, survives_restart

SHOP = {"shop-web": {8080: "web"}, "shop-api": {9000: "api"}, "shop-db": {5432: "db"}}


def two_rooms() -> Exercise:
    """Two who talk, and one who does not take part."""
    names = (
        "The default network gives names to nobody: make a network of your own.",
        "`docker network create`, then `docker network connect NETWORK alice`, and the same for bob.",
    )
    apart = (
        "Whoever shares a network can talk by address: on which networks is carol together with the others?",
        "`docker network disconnect bridge alice` takes alice off the default network.",
    )
    lasting = (
        "A line in /etc/hosts is gone after a restart, and addresses change hands: what answers names for good?",
    )
    return Exercise(
        "two-rooms",
        "**Two rooms.** `alice`, `bob` and `carol` are running. Let alice and bob reach each other *by name*; carol must not "
        "reach either of them. All three keep running, and it holds after a restart, too.",
        [
            reaches("alice", "bob", by_name=True, hints=names),
            reaches("bob", "alice", by_name=True, hints=names),
            isolated("carol", "alice", hints=apart),
            isolated("carol", "bob", hints=apart),
            survives_restart(reaches("alice", "bob", by_name=True), hints=lasting),
        ],
        start=[f"docker run -d --name {name} busybox" for name in ("alice", "bob", "carol")],
    )


def three_tiers() -> Exercise:
    """A shop: web, api and db."""
    return Exercise(
        "three-tiers",
        "**Three tiers.** Run `web` (image `shop-web`, port 8080), `api` (`shop-api`, 9000) and `db` (`shop-db`, 5432). lan reaches "
        "web at port 80 of vm; web reaches api, and api reaches db, both by name. Nothing else: web does not reach db, and nobody "
        "outside reaches api or db.",
        [
            published(80, "web", says="web", points=2, hints=("`-p HOST:CONTAINER`: which number is whose?",)),
            reaches("web", "api", 9000, by_name=True, says="api", points=2, hints=(
                "web and api need a network in common, one that you created.",
                "A container can be on two networks: `docker network connect`.",
            )),
            reaches("api", "db", 5432, by_name=True, says="db", points=2, hints=(
                "api and db need a network in common, one that you created.",
                "A container can be on two networks: `docker network connect`.",
            )),
            isolated("web", "db", 5432, points=2, hints=(
                "web and db share a network. How many networks does the plan need?",
                "Two networks: one for web and api, one for api and db; api is on both.",
            )),
            hidden("api", hints=("A port that is published is open to everybody who reaches vm: api needs none.",)),
            hidden("db", hints=("A port that is published is open to everybody who reaches vm: db needs none.",)),
            survives_restart(reaches("api", "db", 5432, by_name=True), hints=("Addresses change hands; names of user-defined networks do not.",)),
        ],
        images=SHOP,
    )  # fmt: skip


def private_port() -> Exercise:
    """One door for the street, and one for the house."""
    return Exercise(
        "private-port",
        "**A private port.** Run `shop` (image `shop-web`, port 8080) and `admin` (image `shop-admin`, port 9000). lan reaches shop at "
        "port 80 of vm. admin is for whoever sits at vm: 127.0.0.1:9000 there leads to it, and from lan nothing does.",
        [
            published(80, "shop", says="web", points=2, hints=("`-p 80:8080`: the host's port first.",)),
            published(9000, "admin", source="vm", address="127.0.0.1", says="admin", points=2, hints=(
                "admin needs a published port, too, but not for everybody.",
                "`-p ADDRESS:HOST:CONTAINER` binds it to one address of vm.",
            )),
            hidden("admin", points=2, hints=(
                "Without an address, a port is published on all addresses of vm: look at `docker ps`.",
                "`-p 127.0.0.1:9000:9000`",
            )),
        ],
        images={"shop-web": {8080: "web"}, "shop-admin": {9000: "admin"}},
    )  # fmt: skip
