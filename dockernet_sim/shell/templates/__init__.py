"""Go's text/template, as far as ``docker ... --format`` needs it."""

from dockernet_sim.shell.templates.errors import TemplateError
from dockernet_sim.shell.templates.template import Template

__all__ = ["Template", "TemplateError"]
