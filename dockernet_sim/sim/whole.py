"""Files that are written whole or not at all, whatever ends the program meanwhile."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path

SUFFIX = ".saving"  # of a file that is being written: left behind only by a kill -9


def write(path: str | Path, text: str) -> None:
    """Put `text` into a file: it is written beside it, brought to the disk, and takes its name in one step (rename(2)).

    A reader finds the file as it was before or as it is now; links and the file's mode stay. What is no regular
    file (``/dev/stdout``) is written to as it is.

    Parameters
    ----------
    path : str or Path
        The file.
    text : str
        All of it.

    Raises
    ------
    OSError
        When it cannot be written; the file is as before.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(f"{folder}/note.txt", "hi")
    ...     Path(folder, "note.txt").read_text()
    'hi'
    """
    real = Path(os.path.realpath(path))
    if real.exists() and not real.is_file():
        real.write_text(text, encoding="utf-8")
        return
    beside = real.with_name(f".{real.name}.{os.getpid()}.{threading.get_ident()}{SUFFIX}")
    beside.unlink(missing_ok=True)
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if real.exists():
            shutil.copymode(real, beside)
        os.replace(beside, real)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _bring_to_disk(real.parent)


def left_behind(path: str | Path) -> list[Path]:
    """Files that a killed program has begun to write for this path."""
    real = Path(os.path.realpath(path))
    return [each for each in real.parent.glob(f".{real.name}.*{SUFFIX}") if each.is_file()]


def _bring_to_disk(folder: Path) -> None:
    """The folder's entry, too; not every system has that."""
    with suppress(OSError, AttributeError):
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
