import pytest
from dockernet_sim.testing.sweep.outcome import Outcome, called, run_case


def test_what_was_measured_comes_back_as_plain_data() -> None:
    outcome = run_case(lambda parameters, seed: (parameters["a"], seed), lambda built: {"built": built}, {"a": 1}, 7)
    assert outcome == Outcome({"built": [1, 7]})


def test_build_cannot_change_the_parameters_of_the_case() -> None:
    parameters = {"a": 1}
    run_case(lambda given, _: given.update(b=2), lambda _: {}, parameters, 0)
    assert parameters == {"a": 1}


def test_an_error_is_an_outcome_that_names_its_line() -> None:
    def build(parameters: dict, seed: int) -> None:
        {}["missing"]

    line = build.__code__.co_firstlineno + 1
    outcome = run_case(build, dict, {}, 0)
    assert outcome == Outcome(error=f"KeyError: 'missing' (line {line} of test_outcome.py)")


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (3, "TypeError: measure has to return a dict with a value for each name, not 3"),
        ({1: 2}, "TypeError: measure has to return a dict with a value for each name, not {1: 2}"),
        ({"a": 2}, "ValueError: measure cannot call a result a: rows have a column of that name"),
        ({"error": 2}, "ValueError: measure cannot call a result error: rows have a column of that name"),
        ({"b": {1}}, "TypeError: Object of type set is not JSON serializable"),
        ({"b": float("inf")}, "ValueError: Out of range float values are not JSON compliant"),
    ],
)
def test_measurements_that_are_no_row_are_an_error(measured: object, said: str) -> None:
    outcome = run_case(lambda *_: None, lambda _: measured, {"a": 1}, 0)  # type: ignore[arg-type, return-value]
    assert outcome.measured == {}
    assert outcome.error is not None
    assert outcome.error.startswith(said)


def test_functions_are_called_by_their_names() -> None:
    assert called(run_case) == "run_case"
