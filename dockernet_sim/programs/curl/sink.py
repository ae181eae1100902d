"""Where a transfer's bytes go: standard output, or a file."""

from __future__ import annotations

import codecs

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.curl import errors
from dockernet_sim.programs.curl.errors import CurlError
from dockernet_sim.programs.task import Task


class Sink:
    """Standard output without a path; else a file, which is made with the first byte."""

    def __init__(self, task: Task, path: str = "", warn: bool = True) -> None:
        self.task = task
        self.path = "" if path == "-" else path
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._made = False
        self._warn = warn

    def write(self, data: bytes) -> None:
        """Some bytes of header or body; CurlError when the file cannot be made."""
        text = self._decoder.decode(data)
        if not self.path:
            self.task.out(text)
            return
        try:
            self.task.write(self.path, text, append=self._made)
        except NetError as error:
            if self._warn:
                self.task.err(f"Warning: Failed to open the file {self.path}: {error.text}\n")
            raise CurlError(errors.WRITE, "Failure writing output to destination") from error
        self._made = True
