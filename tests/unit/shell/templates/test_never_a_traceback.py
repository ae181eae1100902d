"""Whatever somebody types as a template, it ends in text or in a TemplateError."""

from dockernet_sim.shell.formats.types import CONTAINER
from dockernet_sim.shell.templates import Template, TemplateError
from dockernet_sim.shell.templates.gotypes import raw
from dockernet_sim.sim.errors import NotModelled
from hypothesis import given, settings
from hypothesis import strategies as st

DATA = {
    "Name": "/web",
    "State": {"Running": True, "Pid": 4},
    "Config": {"Env": ["A=1"], "Labels": {"a": "b"}},
    "Id": "x",
}
WORDS = (
    "{{", "}}", "{{-", "-}}", ".", "$", "$x", ":=", "=", "|", "(", ")", ",", "if", "else", "end", "range", "with",
    "nil", "true", "1",
    "1.5", "0x", "'a'", "'", '"a"', '"', "`b`", "`", " ", "-", "printf", "print", "len", "index", "slice", "eq", "lt",
    "json", "join",
    "split", "upper", "pad", "truncate", "and", "or", "not", "html", "js", ".Name", ".State", ".State.Pid",
    ".Config.Env",
    ".Config.Labels", '"%d %s"', '"%*d"', "/*", "*/", "break", "continue", "\n", "\u00e9", "@", "call", "title", "%",
    "{{.Name}}",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=12), st.booleans(), st.booleans())
def test_templates(words: list[str], inside: bool, missing_error: bool) -> None:
    text = " ".join(words) if inside else "".join(words)
    try:
        template = Template("{{" + text + "}}" if inside else text)
    except (TemplateError, NotModelled):
        return
    for data in (CONTAINER.read(DATA), raw(DATA)):
        try:
            assert isinstance(template.execute(data, missing_error), str)
        except (TemplateError, NotModelled) as problem:
            assert str(problem)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    try:
        Template(text).execute(raw(DATA))
    except (TemplateError, NotModelled) as problem:
        assert str(problem)
