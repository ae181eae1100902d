"""What goes wrong in a template, in Go's words."""

from __future__ import annotations

from dockernet_sim.sim.errors import DockernetError


class TemplateError(DockernetError):
    """A template that cannot be parsed or carried out; the text is that of Go's text/template.

    ``written`` is what it had written before it failed.
    """

    written = ""


class CallError(DockernetError):
    """A function inside a template refused its arguments; the template adds where."""
