"""Every form of a variable."""

import pytest
from dockernet_sim.plans.compose.variables import BadTemplate, MissingValue, Substitution

VALUES = {"A": "a", "E": "", "N": "A"}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("$A-${A}", "a-a"),
        ("$$A $1 $", "$A $1 $"),
        ("${U:-d}${E:-d}${A:-d}", "dda"),
        ("${U-d}${E-d}", "d"),
        ("${U:+d}${E:+d}${A:+d}", "d"),
        ("${U+d}${E+d}", "d"),
        ("${U:-${E:-${A}}}", "a"),
        ("${A:?no}", "a"),
        ("${U}", ""),
    ],
)
def test_form_gives_its_value(template: str, text: str) -> None:
    assert Substitution(VALUES.get).text(template) == text


@pytest.mark.parametrize("template", ["${", "${}", "${1}", "${A", "${a b}", "${U:-" * 60 + "}" * 60])
def test_bad_template_is_refused(template: str) -> None:
    with pytest.raises(BadTemplate):
        Substitution(VALUES.get).text(template)


@pytest.mark.parametrize("template", ["${E:?say so}", "${U?say so}"])
def test_required_variable_without_value_says_why(template: str) -> None:
    with pytest.raises(MissingValue, match="is missing a value: say so"):
        Substitution(VALUES.get).text(template)
