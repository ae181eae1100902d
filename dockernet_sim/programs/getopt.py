"""getopt(3) with GNU's rules and words: options may stand behind operands, ``--`` ends them."""

from __future__ import annotations

from dockernet_sim.sim.errors import DockernetError


class OptionError(DockernetError):
    """A wrong option; the text is what getopt prints behind ``prog: ``."""


def getopt(args: list[str], letters: str, permute: bool = True) -> tuple[list[tuple[str, str]], list[str]]:
    """The options in order, as (letter, argument), and the operands.

    Parameters
    ----------
    args : list of str
        The words behind the program's name.
    letters : str
        As getopt's optstring: a colon behind a letter that takes an argument.
    permute : bool
        Whether options may follow operands.

    Raises
    ------
    OptionError
        For a letter that is not in `letters`, or a missing argument.

    Examples
    --------
    >>> getopt(["-c", "3", "-q", "web", "-W1"], "c:qW:")
    ([('c', '3'), ('q', ''), ('W', '1')], ['web'])
    """
    found: list[tuple[str, str]] = []
    operands: list[str] = []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word == "--":
            return found, operands + rest
        if not word.startswith("-") or word == "-":
            operands.append(word)
            if not permute:
                return found, operands + rest
            continue
        cluster = word[1:]
        while cluster:
            letter, cluster = cluster[0], cluster[1:]
            if letter == ":" or letter not in letters:
                raise OptionError(f"invalid option -- '{letter}'")
            if letter + ":" not in letters:
                found.append((letter, ""))
                continue
            if not cluster and not rest:
                raise OptionError(f"option requires an argument -- '{letter}'")
            found.append((letter, cluster or rest.pop(0)))
            break
    return found, operands
