"""Bridges are worlds of their own."""

from dockernet_sim.explain import probing as probe
from dockernet_sim.reach import of
from dockernet_sim.testing import Recipe, labs, promises
from hypothesis import given

from .support import examples


@examples(2)
@given(labs(daemon=False, history=True))
def test_isolation_between_bridges_is_mutual_and_survives_any_order_of_events(recipe: Recipe) -> None:
    promises.keep(promises.isolation_is_mutual(recipe.build()), recipe)


@examples(2)
@given(labs(history=True))
def test_a_container_off_a_network_never_hears_a_frame_of_it(recipe: Recipe) -> None:
    world = recipe.build()
    serial = world.trace.serial
    facts = of(world)
    addresses = [address for node in (*facts.running, *facts.machines) for address in facts.addresses(node)]
    probe.pings(world, [(sender.name, address) for sender in promises.senders(facts) for address in addresses])
    promises.keep(promises.frames_stay_home(world, serial), recipe)
