"""Two independent answers agree: what packets do, and what Docker's rules say."""

from dockernet_sim.reach import Matrix, of
from dockernet_sim.reach.questions import reaches
from dockernet_sim.testing import Recipe, labs, promises
from hypothesis import given

from .support import examples


@examples(2)
@given(labs())
def test_every_ping_arrives_exactly_where_the_rules_say(recipe: Recipe) -> None:
    promises.keep(promises.pings_agree(recipe.build()), recipe)


@examples(2)
@given(labs())
def test_every_connection_arrives_exactly_where_the_rules_say(recipe: Recipe) -> None:
    promises.keep(promises.connections_agree(recipe.build()), recipe)


@examples(2)
@given(labs())
def test_names_resolve_as_the_rules_say(recipe: Recipe) -> None:
    promises.keep(promises.names_agree(recipe.build()), recipe)


@examples(2)
@given(labs(history=True))
def test_pings_names_and_connections_agree_after_any_history(recipe: Recipe) -> None:
    world = recipe.build()
    promises.keep(promises.pings_agree(world), recipe)
    promises.keep(promises.connections_agree(world), recipe)
    promises.keep(promises.names_agree(world, history=True), recipe)


@examples(2)
@given(labs())
def test_the_matrix_says_what_its_pairs_say_one_by_one(recipe: Recipe) -> None:
    facts = of(recipe.build())
    for port in (None, 80, 8080):
        matrix = Matrix(facts, port)
        for source in matrix.names:
            found = {target for target in matrix.names if reaches(facts, source, target, port)}
            assert set(matrix.reached_from(source)) == found, (
                f"row of {source} by {port}:\n{matrix}\nThe lab:\n{recipe}"
            )
