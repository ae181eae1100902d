"""Docker's names: on user-defined networks that two containers share, and nowhere else."""

from dockernet_sim.explain import probing as probe
from dockernet_sim.reach import of
from dockernet_sim.testing import Recipe, labs, promises
from dockernet_sim.testing.recipe import Typed
from dockernet_sim.wire.address import ip_text
from hypothesis import given
from hypothesis import strategies as st

from .support import examples


@examples(2)
@given(labs(daemon=False))
def test_names_resolve_by_dns_exactly_on_shared_user_defined_networks(recipe: Recipe) -> None:
    world = recipe.build()
    facts = of(world)
    asked = [
        (one, other)
        for one in facts.running
        for other in facts.running
        if one is not other
        and one.endpoints
        and other.endpoints
        and not one.links
        and not other.mode.startswith("cont")
    ]
    answers = probe.look_ups(world, [(one.name, other.name) for one, other in asked])
    for one, other in asked:
        shared = {each.network.key for each in one.endpoints if not each.network.default}
        theirs = {ip_text(each.address) for each in other.endpoints if each.network.key in shared}
        got = answers[one.name, other.name]
        if any(other.name in each.aliases for c in facts.running for each in c.endpoints) or any(
            e.links for e in one.endpoints
        ):
            continue
        expected = bool(theirs) and other.named
        assert bool(got) == expected, (
            f"{other.name} at {one.name}: {sorted(got)}, on shared networks: {theirs}\nThe lab:\n{recipe}"
        )
        assert got <= theirs, (
            f"{other.name} at {one.name}: {sorted(got)}, on shared networks: {theirs}\nThe lab:\n{recipe}"
        )


@examples(1)
@given(st.lists(st.sampled_from(("nginx", "busybox")), min_size=1, max_size=5))
def test_names_are_never_known_on_the_default_bridge(images: list[str]) -> None:
    recipe = Recipe(tuple(f"docker run -d --name c{number} {image}" for number, image in enumerate(images)))
    world = recipe.build()
    names = [f"c{number}" for number in range(len(images))]
    for (source, name), got in probe.look_ups(world, [(one, other) for one in names for other in names]).items():
        assert not got, f"{name} at {source}: {got}\nThe lab:\n{recipe}"
    for name in names:  # no server is there that could be asked
        config = world.run_line("vm", f"docker exec {name} cat /etc/resolv.conf").stdout
        assert "127.0.0.11" not in config, f"{name}'s resolv.conf: {config}\nThe lab:\n{recipe}"
        assert "connection refused" in world.run_line(name, "dig +tries=1 +time=1 @127.0.0.11 c0").stdout, (
            f"The lab:\n{recipe}"
        )


@examples(2)
@given(st.integers(1, 6), st.integers(0, 5), st.integers(1, 5))
def test_a_shared_alias_is_answered_with_a_permutation_of_all_its_addresses(members: int, gone: int, asks: int) -> None:
    lines = ["docker network create front", "docker run -d --name asker --network front busybox"]
    lines += [f"docker run -d --name c{n} --network front --network-alias pool busybox" for n in range(members)]
    lines += [f"docker stop -t 0 c{n}" for n in range(min(gone, members))]
    recipe = Recipe(tuple(lines))
    world = recipe.build()
    there = {ip_text(address) for n in range(gone, members) for address in of(world).addresses(of(world).node(f"c{n}"))}
    for _ in range(asks):
        answer = world.run_line("asker", "dig +short pool").stdout.split()
        assert sorted(answer) == sorted(there), f"{answer} for {there}\nThe lab:\n{recipe}"


@examples(1)
@given(st.lists(st.sampled_from(("web", "db", "app")), min_size=1, max_size=4))
def test_a_renamed_container_is_known_by_its_new_name_at_once_and_not_by_the_old(new_names: list[str]) -> None:
    lab = Typed.open()
    for line in (
        "network create front",
        "run -d --network front busybox",
        "run -d --name asker --network front busybox",
    ):
        lab.type(f"docker {line}")
    world, now = lab.world, of(lab.world).containers[0].name
    for new in new_names:
        now, before = (new, now) if lab.type(f"docker rename {now} {new}") else (now, "nobody")
        found = probe.look_ups(world, [("asker", now), ("asker", before)])
        assert found["asker", now] == {"172.18.0.2"} and not found["asker", before], lab


@examples(1)
@given(labs(daemon=False, history=True))
def test_what_was_stopped_is_forgotten_at_once(recipe: Recipe) -> None:
    world = recipe.build()
    for container in of(world).running[:2]:
        world.run_line("vm", f"docker stop -t 0 {container.name}")
        promises.keep(promises.names_agree(world, history=True), recipe)


@examples(1)
@given(st.integers(1, 5), st.booleans())
def test_joined_containers_read_the_donors_hosts_file(joiners: int, network: bool) -> None:
    first = f"docker run -d --name c0{' --network front' if network else ''} busybox"
    lines = ["docker network create front", first]
    lines += [f"docker run -d --name c{n + 1} --network container:c{n} busybox" for n in range(joiners)]
    recipe = Recipe(tuple(lines))
    world = recipe.build()
    texts = [world.run_line("vm", f"docker exec c{n} cat /etc/hosts").stdout for n in range(joiners + 1)]
    assert texts == [texts[0]] * (joiners + 1) and "172." in texts[0], f"{texts}\nThe lab:\n{recipe}"
