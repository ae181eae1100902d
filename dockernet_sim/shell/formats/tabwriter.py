"""Go's text/tabwriter with the settings of Docker's CLI: cells at least 10 wide, 3 spaces between."""

from __future__ import annotations

MIN_WIDTH, PADDING = 10, 3


def align(text: str, min_width: int = MIN_WIDTH, padding: int = PADDING) -> str:
    """Lines with cells ended by tabs, put in columns.

    A column is a run of lines that all have a cell there; the last word of a line is no cell.

    >>> align("NAME\\tDRIVER\\nmynet\\tbridge\\n")
    'NAME      DRIVER\\nmynet     bridge\\n'
    """
    lines = [line.split("\t") for line in text.split("\n")]
    widths: list[list[int]] = [[0] * len(line) for line in lines]
    column = 0
    while any(len(line) > column + 1 for line in lines):
        set_column(lines, widths, column, min_width, padding)
        column += 1
    return "\n".join(
        "".join(cell.ljust(width) for cell, width in zip(line[:-1], wide)) + line[-1]
        for line, wide in zip(lines, widths)
    )


def set_column(lines: list[list[str]], widths: list[list[int]], column: int, min_width: int, padding: int) -> None:
    """The widths of one column, block by block."""
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and len(lines[end]) > column + 1:
            end += 1
        if end > at:
            longest = max(len(lines[number][column]) for number in range(at, end))
            for number in range(at, end):
                widths[number][column] = 0 if longest == 0 and min_width == 0 else max(min_width, longest + padding)
        at = max(end, at + 1)
