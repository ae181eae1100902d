"""``--link`` on the default bridge: one-way, and what becomes of it when its target restarts, moves or goes."""

from dockernet_sim.explain import probing as probe
from dockernet_sim.reach import of
from dockernet_sim.testing import Recipe
from dockernet_sim.testing.recipe import Typed
from dockernet_sim.wire.address import ip_text
from hypothesis import given
from hypothesis import strategies as st

from .support import examples

SETUP = ("docker run -d --name db mysql", "docker run -d --name web --link db:store nginx")


def address_of(lab: Typed, name: str) -> str:
    facts = of(lab.world)
    return ip_text(facts.addresses(facts.node(name))[0])


def look_up(lab: Typed, source: str, name: str) -> frozenset[str]:
    return probe.look_ups(lab.world, [(source, name)])[source, name]


def set_up(*more: str) -> Typed:
    lab = Typed.open()
    for line in (*SETUP, *more):
        assert lab.type(line), line
    return lab


@examples(1)
@given(st.lists(st.sampled_from(("a1", "b1", "c1")), unique=True), st.booleans())
def test_a_link_is_one_way(others: list[str], alias: bool) -> None:
    link = "--link db:store" if alias else "--link db"
    lines = ["docker run -d --name db mysql", *(f"docker run -d --name {name} busybox" for name in others)]
    recipe = Recipe((*lines, f"docker run -d --name web {link} nginx"))
    world = recipe.build()
    answers = probe.look_ups(
        world, [("web", "db"), ("web", "store"), ("db", "web"), ("db", "store"), *((n, "db") for n in others)]
    )
    facts = of(world)
    target = {ip_text(facts.addresses(facts.node("db"))[0])}
    assert answers["web", "db"] == target, recipe
    assert answers["web", "store"] == (target if alias else set()), recipe
    for back in (("db", "web"), ("db", "store"), *((name, "db") for name in others)):
        assert not answers[back], f"{back}: {answers[back]}\nThe lab:\n{recipe}"


@examples(1)
@given(st.integers(0, 3), st.sampled_from(("restart -t 0", "stop/start", "kill/start")))
def test_a_link_follows_its_target_to_a_new_address(in_between: int, how: str) -> None:
    lab = set_up()
    first, _, second = how.partition("/")
    lab.type(f"docker {first} db")
    for number in range(in_between if second else 0):
        lab.type(f"docker run -d --name n{number} busybox")
    if second:
        lab.type(f"docker {second} db")
    assert look_up(lab, "web", "store") == {address_of(lab, "db")}, lab


@examples(0.5)
@given(st.sampled_from(("docker stop -t 0 db", "docker rm -f db", "docker kill db")))
def test_while_its_target_is_gone_a_linked_container_cannot_be_entered_or_started(line: str) -> None:
    lab = set_up(line)
    entered = lab.type("docker exec web cat /etc/hosts")
    assert entered.exit == 1 and "Cannot link to a non running container: /db AS /web/store" in entered.stderr, lab
    lab.type("docker stop -t 0 web")
    started = lab.type("docker start web")
    assert started.exit == 1 and "Cannot link to" in started.stderr, lab


@examples(0.5)
@given(st.booleans())
def test_a_target_that_left_the_default_bridge_cannot_be_used(restart: bool) -> None:
    lab = set_up(
        "docker network create front", "docker network connect front db", "docker network disconnect bridge db"
    )
    if restart:
        lab.type("docker restart -t 0 db")
    entered = lab.type("docker exec web env")
    assert entered.exit == 1 and "not attached to default bridge network" in entered.stderr, lab


@examples(0.5)
@given(st.sampled_from((80, 3306, 33060, 22)))
def test_where_containers_may_not_talk_a_link_opens_what_its_target_exposes(port: int) -> None:
    lab = Typed.open("--icc=false")
    for line in (*SETUP, "docker run -d --name other busybox"):
        lab.type(line)
    db, web = (of(lab.world).addresses(of(lab.world).node(name))[0] for name in ("db", "web"))
    asked = [("web", db, port), ("other", db, port), ("db", web, 80)]
    arrived = probe.connections(lab.world, asked)
    assert [arrived[each] for each in asked] == [port in (3306, 33060), False, False], lab
