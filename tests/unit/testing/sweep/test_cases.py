from itertools import permutations

import pytest
from dockernet_sim.testing.sweep import BadSweep
from dockernet_sim.testing.sweep.cases import digest, list_cases


def test_a_grid_is_all_combinations_and_the_last_name_changes_fastest() -> None:
    found = [tuple(case.parameters.values()) for case in list_cases({"a": [1, 2], "b": range(2)})]
    assert found == [(1, 0), (1, 1), (2, 0), (2, 1)]


def test_a_list_is_taken_as_it_is() -> None:
    sets = [{"a": 1}, {"b": [2]}]
    assert [case.parameters for case in list_cases(sets)] == sets


def test_a_seed_depends_on_the_case_alone() -> None:
    sets = [{"a": 1}, {"a": 2}, {"a": "1"}, {"b": 1}]
    seeds = {case.key: case.seed for case in list_cases(sets, repeats=3)}
    assert len(set(seeds.values())) == 12
    for order in permutations(sets):
        assert {case.key: case.seed for case in list_cases(order, repeats=3)} == seeds
    assert list_cases([{"a": 1, "b": 2}])[0].seed == list_cases([{"b": 2, "a": 1}])[0].seed


def test_another_base_seed_gives_other_seeds() -> None:
    grid = {"a": range(20)}
    assert not {case.seed for case in list_cases(grid, seed=1)} & {case.seed for case in list_cases(grid, seed=2)}


def test_more_repeats_leave_the_first_as_they_were() -> None:
    assert set(list_case_texts(2)) < set(list_case_texts(3))


def list_case_texts(repeats: int) -> list[str]:
    return [f"{case.key} {case.seed}" for case in list_cases({"a": [1, 2]}, repeats)]


def test_the_digest_is_of_the_sets_in_whatever_order() -> None:
    one, other = [{"a": 1}, {"a": 2}], [{"a": 2}, {"a": 1}]
    assert digest(list_cases(one)) == digest(list_cases(other, repeats=2))
    assert digest(list_cases(one)) != digest(list_cases(one[:1]))


@pytest.mark.parametrize(
    ("parameters", "repeats", "said"),
    [
        ({"a": "text"}, 1, "a='text': a grid has a list of values for each parameter"),
        ({"a": 7}, 1, "a=7: a grid has a list of values"),
        ([{"a": 1}, {"a": 1}], 1, "there twice"),
        (["a"], 1, "'a' is no set of parameters"),
        ([{1: 2}], 1, "{1: 2} is no set of parameters"),
        ([{"seed": 1}], 1, "cannot be called seed"),
        ([{"a": {1, 2}}], 1, "have to be plain data"),
        ([{"a": float("nan")}], 1, "have to be plain data"),
        ({"a": [1]}, 0, "at least once"),
    ],
)
def test_what_is_no_sweep_is_refused(parameters: object, repeats: int, said: str) -> None:
    with pytest.raises(BadSweep, match=said):
        list_cases(parameters, repeats)  # type: ignore[arg-type]
