"""A regular expression's tree as an automaton: all ways through it are followed at once (Thompson, Pike), so the time
is linear.

A pattern with back-references cannot be matched like that; it is searched with backtracking. Both count their steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dockernet_sim.sim.errors import Runaway

Node = tuple[Any, ...]
Test = Callable[[str], bool]
Slots = tuple[int, ...]  # where groups begin and end, -1 for none
Thread = tuple[int, int, Slots]  # the instruction, where the match began, the slots

LARGEST = 20_000  # instructions
MOST_STEPS = 2_000_000
MOST_STATES = 2_000
CHARS, SPLIT, JUMP, SAVE, ASSERT, PROGRESS, REFERENCE, MATCH = range(8)
EMPTY: Node = ("cat", [])
WORD_ASSERTIONS = ("word", "inside", "begin", "end", "no word before", "no word after")


class TooBig(Exception):
    """The pattern needs more instructions than there may be."""


class Automaton:
    """A compiled tree.

    Parameters
    ----------
    tree : tuple
        ("chars", test), ("cat", nodes), ("alt", nodes), ("repeat", node, least, most or None, greedy), ("group",
        number, node), ("save", slot), ("assert", kind) or ("reference", number).
    groups : int
        How many groups it has.
    longest : bool
        Whether the longest of the leftmost matches counts (POSIX), or the first by the pattern's order (Perl).
    """

    def __init__(self, tree: Node, groups: int, longest: bool = True) -> None:
        self.code: list[tuple[Any, ...]] = []
        self.longest = longest
        self.slots = 2 + 2 * groups
        kinds = _kinds(tree)
        self.references = "reference" in kinds
        self._plain = not self.references and kinds.isdisjoint(WORD_ASSERTIONS)
        self.steps = 0
        self._emit(tree)
        self._add(MATCH)
        self._states: dict[tuple[int, ...], dict[str, tuple[int, ...]]] = {}

    # -- compiling -----------------------------------------------------------
    def _add(self, *instruction: Any) -> int:
        if len(self.code) >= LARGEST:
            raise TooBig
        self.code.append(instruction)
        return len(self.code) - 1

    def _emit(self, node: Node) -> None:
        kind = node[0]
        if kind == "chars":
            self._add(CHARS, node[1])
        elif kind == "cat":
            for part in node[1]:
                self._emit(part)
        elif kind == "alt":
            self._alternatives(node[1])
        elif kind == "group":
            self._add(SAVE, 2 * node[1])
            self._emit(node[2])
            self._add(SAVE, 2 * node[1] + 1)
        elif kind == "repeat":
            self._repeat(*node[1:])
        else:
            self._add({"save": SAVE, "assert": ASSERT, "reference": REFERENCE}[kind], node[1])

    def _alternatives(self, nodes: list[Node]) -> None:
        ends = []
        for node in nodes[:-1]:
            split = self._add(SPLIT)
            self._emit(node)
            ends.append(self._add(JUMP))
            self.code[split] = (SPLIT, split + 1, len(self.code))
        self._emit(nodes[-1])
        for end in ends:
            self.code[end] = (JUMP, len(self.code))

    def _repeat(self, node: Node, least: int, most: int | None, greedy: bool) -> None:
        for _ in range(least):
            self._emit(node)
        splits = []
        for _ in range(1 if most is None else most - least):
            splits.append(self._add(SPLIT))
            slot = self.slots
            if most is None:
                self.slots += 1
                self._add(SAVE, slot)
            self._emit(node)
            if most is None:
                self._add(PROGRESS, slot)
                self._add(JUMP, splits[0])
        for split in splits:
            ways = (split + 1, len(self.code))
            self.code[split] = (SPLIT, *(ways if greedy else ways[::-1]))

    # -- whether there is a match: a deterministic automaton, made as it is needed
    def found(self, text: str) -> bool:
        """Whether the pattern matches somewhere."""
        if not self._plain:
            return self.search(text, 0) is not None
        last = len(self.code) - 1
        state = self._closed((0,), True, not text)
        for at, char in enumerate(text):
            if last in state:
                return True
            following = self._states.setdefault(state, {}).get(char)
            if following is None or at + 1 == len(text):
                moved = tuple(pc + 1 for pc in state if self.code[pc][0] == CHARS and self.code[pc][1](char))
                self._count(len(state))
                following = self._closed((*moved, 0), False, at + 1 == len(text))
                if at + 1 < len(text):
                    if len(self._states) > MOST_STATES:
                        self._states.clear()
                    self._states.setdefault(state, {})[char] = following
            state = following
        return last in state

    def _closed(self, starts: tuple[int, ...], first: bool, last: bool) -> tuple[int, ...]:
        seen: set[int] = set()
        stack = list(starts)
        while stack:
            pc = stack.pop()
            if pc in seen:
                continue
            seen.add(pc)
            op = self.code[pc]
            if op[0] in (SPLIT, JUMP):
                stack += op[1:]
            elif op[0] in (SAVE, PROGRESS) or (op[0] == ASSERT and (first if op[1] == "^" else last)):
                stack.append(pc + 1)
        self._count(len(seen))
        return tuple(sorted(seen))

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise Runaway(f"the regular expression took more than {MOST_STEPS} steps: take a simpler one, or less text")

    # -- where the match is --------------------------------------------------
    def search(self, text: str, at: int, anchored: bool = False) -> Slots | None:
        """The slots of the leftmost match from `at` on; None without one."""
        if self.references:
            return self._backtracking(text, at, anchored)
        best: Slots | None = None
        threads: list[Thread] = []
        begun = (-1,) * self.slots
        for here in range(at, len(text) + 1):
            if best is None and (here == at or not anchored):
                threads.append((0, here, begun))
            if not threads:
                break
            following: list[Thread] = []
            for pc, start, slots in self._follow(threads, text, here):
                if best is not None and start > best[0]:
                    break
                if self.code[pc][0] == MATCH:
                    best = (start, here, *slots[2:])
                    if not self.longest:
                        break
                elif here < len(text) and self.code[pc][1](text[here]):
                    following.append((pc + 1, start, slots))
            threads = following
        return best

    def _follow(self, threads: list[Thread], text: str, here: int) -> list[Thread]:
        """The threads as far as they come without a character, in the order of their rank."""
        reached: list[Thread] = []
        seen: set[int] = set()
        for thread in threads:
            stack = [thread]
            while stack:
                pc, start, slots = stack.pop()
                if pc in seen:
                    continue
                seen.add(pc)
                op = self.code[pc]
                if op[0] == SPLIT:
                    stack += ((op[2], start, slots), (op[1], start, slots))
                elif op[0] == JUMP:
                    stack.append((op[1], start, slots))
                elif op[0] == SAVE:
                    stack.append((pc + 1, start, (*slots[: op[1]], here, *slots[op[1] + 1 :])))
                    if op[1] == 0:
                        stack[-1] = (pc + 1, here, stack[-1][2])
                elif op[0] == ASSERT:
                    if _holds(op[1], text, here):
                        stack.append((pc + 1, start, slots))
                elif op[0] == PROGRESS:
                    if slots[op[1]] != here:
                        stack.append((pc + 1, start, slots))
                else:
                    reached.append((pc, start, slots))
        self._count(len(seen))
        return reached

    # -- with back-references ------------------------------------------------
    def _backtracking(self, text: str, at: int, anchored: bool) -> Slots | None:
        for start in range(at, at + 1 if anchored else len(text) + 1):
            best: Slots | None = None
            stack: list[tuple[int, int, Slots]] = [(0, start, (-1,) * self.slots)]
            while stack:
                self._count(4)
                pc, here, slots = stack.pop()
                op = self.code[pc]
                if op[0] == CHARS:
                    if here < len(text) and op[1](text[here]):
                        stack.append((pc + 1, here + 1, slots))
                elif op[0] == SPLIT:
                    stack += ((op[2], here, slots), (op[1], here, slots))
                elif op[0] == JUMP:
                    stack.append((op[1], here, slots))
                elif op[0] == SAVE:
                    stack.append((pc + 1, here, (*slots[: op[1]], here, *slots[op[1] + 1 :])))
                elif op[0] == REFERENCE:
                    first, end = slots[2 * op[1] : 2 * op[1] + 2]
                    if end >= 0 and text.startswith(text[first:end], here):
                        stack.append((pc + 1, here + end - first, slots))
                elif op[0] == MATCH:
                    if best is None or here > best[1]:
                        best = (start, here, *slots[2:])
                    if not self.longest or here == len(text):
                        break
                elif _holds(op[1], text, here) if op[0] == ASSERT else slots[op[1]] != here:
                    stack.append((pc + 1, here, slots))
            if best is not None:
                return best
        return None


def _kinds(node: Node) -> set[str]:
    kinds = {node[1] if node[0] == "assert" else node[0]}
    if node[0] in ("cat", "alt"):
        for part in node[1]:
            kinds |= _kinds(part)
    elif node[0] in ("group", "repeat"):
        kinds |= _kinds(node[2] if node[0] == "group" else node[1])
    return kinds


def is_word(char: str) -> bool:
    r"""Whether a character belongs to a word (``\w``)."""
    return char.isalnum() or char == "_"


def _holds(kind: str, text: str, at: int) -> bool:
    if kind in ("^", "$"):
        return at == (0 if kind == "^" else len(text))
    before, after = at > 0 and is_word(text[at - 1]), at < len(text) and is_word(text[at])
    return {
        "word": before != after, "inside": before == after, "begin": after and not before, "end": before and not after,
        "no word before": not before, "no word after": not after,
    }[kind]  # fmt: skip
