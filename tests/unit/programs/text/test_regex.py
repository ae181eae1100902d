"""Regular expressions: what they match (each answer is that of a real GNU grep, sed or bash), and in how many steps."""

import pytest
from dockernet_sim.programs.text.regex import RegexFault, perl, posix
from dockernet_sim.sim.errors import NotModelled, Runaway

BASIC = [
    (r"\(a\|ab\)\(c\|bcd\)\(d*\)", "xabcd", "abcd"),
    (r"a\{2,3\}", "aaaa", "aaa"),
    ("*a", "x*a", "*a"),
    ("a^b$c", "a^b$c", "a^b$c"),
    (r"\(ab\)*\1", "ababab", "ababab"),
    ("[]x]*", "]x]y", "]x]"),
    ("[^[:space:]]*$", "a bc", "bc"),
    (r"\<b\w*", "ab bc", "bc"),
]
EXTENDED = [
    ("(a|ab)(c|bcd)(d*)", "abcd", "abcd"),
    ("x*", "aaa", ""),
    ("a{,2}b", "aaab", "aab"),
    ("(foo|foobar)+", "foofoobar!", "foofoobar"),
    ("[a-c]+|[0-9]+", "--12ab", "12"),
    ("a{x", "a{x", "a{x"),
    ("^(a+)+$", "aaaa", "aaaa"),
    ("", "abc", ""),
]
FAULTS = [
    (r"\(", "Unmatched ( or \\("), ("[a", "Unmatched [, [^, [:, [., or [="), (r"a\{2", "Unmatched \\{"), (r"\(a\)\2",
        "Invalid back reference"),
    ("[[:nope:]]", "Invalid character class name"), ("[b-a]", "Invalid range end"), ("a\\", "Trailing backslash"),
    (r"\(\(a\{1,1000\}\)\{1,1000\}\)", "Regular expression too big"), (r"a\{99999\}", "Regular expression too big"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "text", "found"), BASIC)
def test_a_basic_expression_finds_the_leftmost_longest_match(pattern: str, text: str, found: str) -> None:
    match = posix(pattern).search(text)
    assert match is not None and match.group() == found
    assert posix(pattern).found(text)


@pytest.mark.parametrize(("pattern", "text", "found"), EXTENDED)
def test_an_extended_expression_finds_the_leftmost_longest_match(pattern: str, text: str, found: str) -> None:
    match = posix(pattern, extended=True).search(text)
    assert match is not None and match.group() == found


@pytest.mark.parametrize(("pattern", "text"), FAULTS)
def test_a_pattern_that_is_none_gives_the_text_of_regerror(pattern: str, text: str) -> None:
    with pytest.raises(RegexFault) as fault:
        posix(pattern)
    assert str(fault.value) == text


def test_groups_hold_what_they_matched_last() -> None:
    match = posix("(a|ab)(c|bcd)(d*)", extended=True).search("abcd")
    assert match is not None and [match.group(n) for n in range(4)] == ["abcd", "a", "bcd", ""]


def test_perl_keeps_its_order_and_its_lazy_repeats() -> None:
    assert perl("a+?").search("aaa").group() == "a"  # type: ignore[union-attr]
    assert perl(r"inet \K[\d.]+").search("inet 10.0.0.1/8").group() == "10.0.0.1"  # type: ignore[union-attr]
    with pytest.raises(NotModelled):
        perl("(?<=a)b")


@pytest.mark.parametrize("pattern", ["^(a+)+$", "(a*)*c", "(a|aa)+$", "(.*)(.*)(.*)(.*)(.*)[^a!]$", "(a?){50}a{50}!"])
def test_a_pattern_that_makes_backtracking_explode_takes_linear_steps(pattern: str) -> None:
    for extra in (1, 2):
        regex = posix(pattern, extended=True)
        assert not regex.found("a" * 100 * extra + "b!!")
        assert regex.automaton.steps < 1000 * 100 * extra


def test_a_search_with_back_references_ends_within_its_budget() -> None:
    with pytest.raises(Runaway, match="regular expression"):
        posix(r"^\(a*\)*\1$").search("a" * 40 + "!")


def test_an_empty_match_right_behind_another_one_is_none() -> None:
    assert posix("a*").subn(lambda m: f"<{m.group()}>", "baac")[0] == "<>b<aa>c<>"
    assert posix("x*").subn(lambda m: "-", "abc")[0] == "-a-b-c-"


def test_words_and_lines_as_a_whole() -> None:
    assert not posix("ab", whole="word").found("xaby ab_")
    assert posix("ab|x", extended=True, whole="word").found("xaby ab")
    assert not posix("a", whole="line").found("ab")
