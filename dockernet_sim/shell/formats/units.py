"""Ages, sizes and short ids, as go-units words them."""

from __future__ import annotations

from datetime import UTC, datetime

from dockernet_sim.engine.container.state import human_duration

__all__ = ["bytes_size", "date_text", "ellipsis", "human_duration", "human_size", "short_id"]

SIZES = ("B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")
BINARY_SIZES = ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB")
SHORT_ID = 12


def human_size(size: float, digits: int = 4) -> str:
    """A size in powers of 1000.

    >>> human_size(0), human_size(73_758_566, 3)
    ('0B', '73.8MB')
    """
    return scaled(size, 1000.0, SIZES, digits)


def bytes_size(size: float) -> str:
    """A size in powers of 1024.

    >>> bytes_size(25_275_000_000)
    '23.54GiB'
    """
    return scaled(size, 1024.0, BINARY_SIZES, 4)


def scaled(size: float, base: float, names: tuple[str, ...], digits: int) -> str:
    """The number below the base, with so many significant digits."""
    step = 0
    while size >= base and step < len(names) - 1:
        size, step = size / base, step + 1
    return f"{size:.{digits}g}{names[step]}"


def short_id(text: str) -> str:
    """The first 12 digits of an id, without the name of its hash."""
    return text.rpartition(":")[2][:SHORT_ID]


def ellipsis(text: str, width: int) -> str:
    """A text cut to a width, the cut shown."""
    if len(text) <= width:
        return text
    return text[: width - 1] + "…" if width > 1 else text[:width]


def date_text(unix: float) -> str:
    """A Unix time as Go's Time.String prints it.

    >>> date_text(1704067200)
    '2024-01-01 00:00:00 +0000 UTC'
    """
    return datetime.fromtimestamp(int(unix), UTC).strftime("%Y-%m-%d %H:%M:%S +0000 UTC")
