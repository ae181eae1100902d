r"""Regular expressions as POSIX has them, basic and extended (regex(7), with GNU's ``\w \b \<``),
and Perl's as far as they are regular."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dockernet_sim.programs.text.automaton import EMPTY, Automaton, Node, Slots, Test, TooBig, is_word
from dockernet_sim.sim.errors import NotModelled

MOST_REPEATS = 32_767  # RE_DUP_MAX
PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
CLASSES: dict[str, Test] = {
    "alpha": str.isalpha, "digit": lambda c: "0" <= c <= "9", "alnum": str.isalnum, "upper": str.isupper,
    "lower": str.islower,
    "space": lambda c: c in " \t\n\r\v\f", "blank": lambda c: c in " \t", "punct": PUNCTUATION.__contains__,
    "xdigit": lambda c: c in "0123456789abcdefABCDEF", "cntrl": lambda c: c < " " or c == "\x7f",
    "print": str.isprintable, "graph": lambda c: c.isprintable() and c != " ",
}  # fmt: skip
ESCAPES: dict[str, Test] = {
    "w": is_word, "W": lambda c: not is_word(c), "s": CLASSES["space"], "S": lambda c: not CLASSES["space"](c),
}  # fmt: skip
DIGITS: dict[str, Test] = {"d": CLASSES["digit"], "D": lambda c: not CLASSES["digit"](c)}
ASSERTIONS = {"b": "word", "B": "inside", "<": "begin", ">": "end", "`": "^", "'": "$"}
C_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}


class RegexFault(Exception):
    """No regular expression; the text is glibc's regerror()."""


@dataclass(frozen=True, slots=True)
class Match:
    """What matched, and where."""

    text: str
    slots: Slots

    def group(self, number: int = 0) -> str:
        """The text of a group; empty if the group took no part."""
        start, end = self.slots[2 * number : 2 * number + 2]
        return self.text[start:end] if start >= 0 else ""

    def start(self) -> int:
        """Where the match begins."""
        return self.slots[0]

    def end(self) -> int:
        """Where the match ends."""
        return self.slots[1]


@dataclass(slots=True)
class Regex:
    """A compiled regular expression.

    Examples
    --------
    >>> posix("(a|ab)(c|bcd)?", extended=True).search("xabcd").group()
    'abcd'
    """

    automaton: Automaton
    groups: int
    literal: str | None = None  # the text itself, where the pattern is nothing but a text

    def found(self, text: str) -> bool:
        """Whether it matches somewhere."""
        return self.literal in text if self.literal is not None else self.automaton.found(text)

    def search(self, text: str, at: int = 0) -> Match | None:
        """The leftmost match from `at` on."""
        if self.literal is not None:
            start = text.find(self.literal, at)
            return Match(text, (start, start + len(self.literal))) if start >= 0 else None
        slots = self.automaton.search(text, at)
        return None if slots is None else Match(text, slots)

    def finditer(self, text: str) -> Iterator[Match]:
        """All matches; an empty one is none right behind another."""
        at, last = 0, -1
        while at <= len(text) and (found := self.search(text, at)) is not None:
            if found.end() > found.start() or found.end() != last:
                yield found
            last = found.end()
            at = last + (found.end() == found.start())

    def subn(self, new: Callable[[Match], str], text: str, count: int = 0) -> tuple[str, int]:
        """The text with matches (the first `count`, or all) replaced, and how many were."""
        out, at, done = [], 0, 0
        for found in self.finditer(text):
            out += [text[at : found.start()], new(found)]
            at, done = found.end(), done + 1
            if done == count:
                break
        return "".join([*out, text[at:]]), done

    def split(self, text: str) -> list[str]:
        """The pieces between the matches."""
        pieces, at = [], 0
        for found in self.finditer(text):
            if found.end() > found.start():
                pieces.append(text[at : found.start()])
                at = found.end()
        return [*pieces, text[at:]]


def posix(
    pattern: str, extended: bool = False, ignore_case: bool = False, escapes: bool = False, whole: str = ""
) -> Regex:
    r"""A POSIX regular expression.

    Parameters
    ----------
    pattern : str
        The expression.
    extended : bool
        ERE (``grep -E``) or BRE.
    ignore_case : bool
        Letters match in either case.
    escapes : bool
        ``\n`` and the like are C's, as in awk.
    whole : str
        "line" or "word": what a match has to be (``grep -x`` and ``-w``).

    Raises
    ------
    RegexFault
        When it is no regular expression.

    Examples
    --------
    >>> posix(r"\(a\)b*(").search("xabb(").group()
    'abb('
    """
    return _compiled(_Parser(pattern, extended, ignore_case, escapes), True, whole)


def perl(pattern: str, ignore_case: bool = False, whole: str = "") -> Regex:
    r"""A regular expression of Perl's (``grep -P``) or Go's; look-around and the like raise NotModelled.

    Examples
    --------
    >>> perl(r"inet \K[\d.]+").search("inet 10.0.0.1/8").group()
    '10.0.0.1'
    """
    return _compiled(_Parser(pattern, True, ignore_case, True, perl=True), False, whole)


def bracket(pattern: str, at: int, negated: bool, ignore_case: bool = False) -> tuple[Node, int]:
    """The bracket expression whose members begin at `at`, as the shell's patterns have it:
    its node, and where it ends."""
    parser = _Parser(pattern, False, ignore_case, escapes=True, perl=True)
    parser.at = at
    return parser.members(negated), parser.at


def fixed(text: str, ignore_case: bool = False, whole: str = "") -> Regex:
    """A text that stands for itself (``grep -F``)."""
    tree: Node = ("cat", [("chars", _same(char, ignore_case)) for char in text])
    return Regex(Automaton(_within(tree, whole), 0), 0, None if ignore_case or whole else text)


def _compiled(parser: _Parser, longest: bool, whole: str = "") -> Regex:
    tree = parser.whole()
    try:
        automaton = Automaton(_within(tree, whole), parser.groups, longest)
    except TooBig:
        raise RegexFault("Regular expression too big") from None
    plain = parser.pattern.replace(" ", "").isalnum() and not parser.ignore_case and not whole
    return Regex(automaton, parser.groups, parser.pattern if plain else None)


def _within(tree: Node, whole: str) -> Node:
    if not whole:
        return tree
    first, last = {"line": ("^", "$"), "word": ("no word before", "no word after")}[whole]
    return ("cat", [("assert", first), tree, ("assert", last)])


def _same(char: str, ignore_case: bool) -> Test:
    return frozenset((char.lower(), char.upper(), char) if ignore_case else char).__contains__


class _Parser:
    def __init__(self, pattern: str, extended: bool, ignore_case: bool, escapes: bool, perl: bool = False) -> None:
        self.pattern = pattern
        self.extended = extended
        self.ignore_case = ignore_case
        self.escapes = escapes
        self.perl = perl
        self.at = 0
        self.groups = 0

    def whole(self) -> Node:
        tree = self.alternatives()
        if self.at < len(self.pattern):
            raise RegexFault("Unmatched ) or \\)")
        return tree

    def operator(self, name: str) -> bool:
        """Whether the operator `name`, which basic expressions write behind a backslash, comes next; it is taken."""
        written = name if self.extended else "\\" + name
        if not self.pattern.startswith(written, self.at):
            return False
        self.at += len(written)
        return True

    def alternatives(self) -> Node:
        branches = [self.branch()]
        while self.operator("|"):
            branches.append(self.branch())
        return branches[0] if len(branches) == 1 else ("alt", branches)

    def branch(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.pattern):
            if self.pattern.startswith(("|", ")") if self.extended else ("\\|", "\\)"), self.at):
                break
            parts.append(self.repeated(self.atom(not parts), not parts))
        return parts[0] if len(parts) == 1 else ("cat", parts)

    def repeated(self, node: Node, first: bool) -> Node:
        while True:
            bounds = self.bounds(first and node == ("assert", "^"))
            if bounds is None:
                return node
            if node[0] == "assert" and not self.perl:
                raise RegexFault("Invalid preceding regular expression")
            lazy = self.perl and self.pattern.startswith("?", self.at)
            self.at += lazy
            node = ("repeat", node, *bounds, not lazy)

    def bounds(self, after_anchor: bool) -> tuple[int, int | None] | None:
        if self.pattern.startswith("*", self.at) and (self.extended or not after_anchor):
            self.at += 1
            return 0, None
        if self.operator("+"):
            return 1, None
        if self.operator("?"):
            return 0, 1
        mark = self.at
        return self.interval(mark) if self.operator("{") else None

    def interval(self, mark: int) -> tuple[int, int | None] | None:
        end = self.pattern.find("}" if self.extended else "\\}", self.at)
        least, comma, most = self.pattern[self.at : end].partition(",")
        if end < 0 or not all(not digits or digits.isdecimal() for digits in (least, most)) or not least + comma:
            self.at = mark
            if self.extended:
                return None  # an ordinary brace
            raise RegexFault("Unmatched \\{" if end < 0 else "Invalid content of \\{\\}")
        self.at = end + (1 if self.extended else 2)
        low, high = int(least[:9] or 0), int(most[:9]) if most else None if comma else int(least[:9])
        if high is not None and high < low:
            raise RegexFault("Invalid content of \\{\\}")
        if max(low, high or 0) > MOST_REPEATS:
            raise RegexFault("Regular expression too big")
        return low, high

    def atom(self, first: bool) -> Node:
        if self.operator("("):
            return self.group()
        char = self.pattern[self.at]
        self.at += 1
        if char == "\\":
            return self.escape()
        if char == "[":
            return self.bracket()
        if char == ".":
            return ("chars", lambda c: c != "\n" or not self.perl)
        if char == "^" and (self.extended or first):
            return ("assert", "^")
        if char == "$" and (self.extended or self.pattern[self.at : self.at + 2] in ("", "\\)", "\\|")):
            return ("assert", "$")
        if char in "*+?" and self.extended and first:
            if self.perl:
                raise RegexFault("quantifier does not follow a repeatable item")
            return EMPTY if char != "*" else ("repeat", EMPTY, 0, 1, True)
        return ("chars", _same(char, self.ignore_case))

    def group(self) -> Node:
        kind = self.pattern[self.at : self.at + 2] if self.perl else ""
        if kind.startswith("?"):
            if kind != "?:":
                raise NotModelled(f"the regular expression's ({kind}...) is not modelled")
            self.at += 2
        else:
            self.groups += 1
        number = self.groups
        inside = self.alternatives()
        if not self.operator(")"):
            raise RegexFault("Unmatched ( or \\(")
        return inside if kind == "?:" else ("group", number, inside)

    def escape(self) -> Node:
        if self.at >= len(self.pattern):
            raise RegexFault("Trailing backslash")
        char = self.pattern[self.at]
        self.at += 1
        if char in ESCAPES or (self.perl and char in DIGITS):
            return ("chars", ESCAPES.get(char) or DIGITS[char])
        if char in ASSERTIONS:
            return ("assert", ASSERTIONS[char])
        if char in "123456789":
            if int(char) > self.groups:
                raise RegexFault("Invalid back reference")
            return ("reference", int(char))
        if self.perl and char == "K":
            return ("save", 0)
        if self.perl and char in "Az":
            return ("assert", "^" if char == "A" else "$")
        if self.perl and char.isalpha() and char not in C_ESCAPES:
            raise NotModelled(f"the regular expression's \\{char} is not modelled")
        return ("chars", _same(C_ESCAPES.get(char, char) if self.escapes else char, self.ignore_case))

    # -- [...] ---------------------------------------------------------------
    def bracket(self) -> Node:
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        return self.members(negated)

    def members(self, negated: bool) -> Node:
        """What stands between the brackets."""
        tests, first = list[Test](), True
        while first or not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                raise RegexFault("Unmatched [, [^, [:, [., or [=")
            tests.append(self.member())
            first = False
        self.at += 1
        return ("chars", _any(tests, negated, self.ignore_case))

    def member(self) -> Test:
        low = self.element()
        if callable(low):
            return low
        if self.pattern.startswith("-", self.at) and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
            self.at += 1
            high = self.element()
            if callable(high) or high < low:
                raise RegexFault("Invalid range end")
            return lambda c: low <= c <= high
        return low.__eq__

    def element(self) -> str | Test:
        """One character, or a class of them."""
        kind = self.pattern[self.at : self.at + 2]
        if kind in ("[:", "[.", "[="):
            end = self.pattern.find(kind[1] + "]", self.at + 2)
            if end < 0:
                raise RegexFault("Unmatched [, [^, [:, [., or [=")
            name = self.pattern[self.at + 2 : end]
            self.at = end + 2
            if kind == "[:":
                if name not in CLASSES:
                    raise RegexFault("Invalid character class name")
                return CLASSES[name]
            if len(name) != 1:
                raise RegexFault("Invalid collation character")
            return name
        self.at += 1
        if kind[:1] == "\\" and self.escapes and len(kind) == 2:
            if self.perl and kind[1] in {**ESCAPES, **DIGITS}:
                self.at += 1
                return {**ESCAPES, **DIGITS}[kind[1]]
            if self.perl or kind[1] in {*C_ESCAPES, "\\", "]", "/", '"'}:
                self.at += 1
                return C_ESCAPES.get(kind[1], kind[1])
        return kind[:1]


def _any(tests: list[Test], negated: bool, ignore_case: bool) -> Test:
    def holds(char: str) -> bool:
        return any(test(char) for test in tests) or (ignore_case and any(test(char.swapcase()) for test in tests))

    return (lambda char: not holds(char)) if negated else holds
