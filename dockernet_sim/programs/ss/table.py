"""Columns as ss lays them out."""

from __future__ import annotations

from typing import NamedTuple


class Column(NamedTuple):
    """A column: its header, what stands before it, and whether it is flush right."""

    header: str
    before: str = " "
    right: bool = False


COLUMNS = (
    Column("Netid", ""),
    Column("State"),
    Column("Recv-Q"),
    Column("Send-Q"),
    Column("Local Address:", right=True),
    Column("Port", ""),
    Column("Peer Address:", right=True),
    Column("Port", ""),
    Column("Process", ""),
)


def lay_out(rows: list[list[str]], shown: list[int], header: bool) -> str:
    """Rows of cells as text; `shown` are the columns' numbers.

    >>> text = lay_out([["tcp", "LISTEN", "0     ", "9     ", "*:", "80", "*:", "*", ""]], [1, 2, 3, 4, 5, 6, 7, 8], True)
    >>> print("\\n".join(line.rstrip() for line in text.splitlines()))
    State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess
    LISTEN 0      9                  *:80              *:*
    """  # noqa: E501
    lines = [[column.header for column in COLUMNS], *rows] if header else rows
    widths = {i: max((len(line[i]) for line in lines), default=0) for i in shown}
    text = []
    for line in lines:
        cells = []
        for place, i in enumerate(shown):
            if not widths[i]:
                continue
            cell = line[i].rjust(widths[i]) if COLUMNS[i].right else line[i].ljust(widths[i])
            cells.append((COLUMNS[i].before if place else "") + cell)
        text.append("".join(cells))
    return "\n".join(text)
