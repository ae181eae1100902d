"""Go's text/template: what a template prints, and what it says when it is wrong (texts of docker 20.10's CLI)."""

import pytest
from dockernet_sim.shell.templates import Template, TemplateError
from dockernet_sim.shell.templates.gotypes import raw
from dockernet_sim.sim.errors import NotModelled

DATA = {
    "Name": "/web",
    "Empty": "",
    "None": None,
    "On": True,
    "Count": 3,
    "Env": ["A=1", "B=2"],
    "Networks": {"net2": {"IP": "10.2.0.2"}, "net1": {"IP": "10.1.0.2"}},
}

PRINTS = {
    "plain": "plain",
    "{{.Name}}": "/web",
    "{{.On}} {{.Count}}": "true 3",
    "{{.Env}}": "[A=1 B=2]",
    "{{.Networks}}": "map[net1:map[IP:10.1.0.2] net2:map[IP:10.2.0.2]]",
    "{{.None}} {{.Nope}} {{.Nope.Further}}": "<no value> <no value> <no value>",
    "{{.Networks.net1.IP}}": "10.1.0.2",
    '{{(index .Networks "net1").IP}}': "10.1.0.2",
    "{{index .Env 1}}": "B=2",
    "{{len .Env}} {{len .Name}}": "2 4",
    "{{slice .Name 1}} {{slice .Name 1 3}}": "web we",
    "{{range .Networks}}{{.IP}},{{end}}": "10.1.0.2,10.2.0.2,",
    (
        "{{range $name, $net := .Networks}}{{$name}}={{$net.IP}} {{$.Name}};{{end}}"
    ): "net1=10.1.0.2 /web;net2=10.2.0.2 /web;",
    "{{range $i, $e := .Env}}{{if $i}}, {{end}}{{$e}}{{end}}": "A=1, B=2",
    "{{range $e := .Env}}<{{$e}}>{{end}}": "<A=1><B=2>",
    "{{range .Nope}}x{{else}}none{{end}}": "none",
    '{{range .Env}}{{if eq . "B=2"}}{{break}}{{end}}{{.}}{{end}}': "A=1",
    '{{range .Env}}{{if eq . "A=1"}}{{continue}}{{end}}{{.}}{{end}}': "B=2",
    "{{if .On}}yes{{else}}no{{end}}": "yes",
    "{{if .Empty}}a{{else if .None}}b{{else}}c{{end}}": "c",
    "{{with .Networks.net1}}{{.IP}}{{else}}none{{end}}": "10.1.0.2",
    "{{with .Empty}}x{{else}}none{{end}}": "none",
    "{{$x := .Name}}{{$x}}{{$x = 5}}{{$x}}": "/web5",
    "{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}": "21",
    "a {{- .Name -}} b": "a/webb",
    "a{{/* not shown */}}b": "ab",
    '{{.Name | upper}} {{lower "ABC"}} {{title "two words"}}': "/WEB abc Two Words",
    '{{join (split .Name "e") "-"}}': "/w-b",
    "{{json .Networks}}": '{"net1":{"IP":"10.1.0.2"},"net2":{"IP":"10.2.0.2"}}',
    "{{json .None}} {{json .Name}}": 'null "/web"',
    "[{{pad .Name 1 2}}] [{{pad .Empty 1 2}}]": "[ /web  ] []",
    "{{truncate .Name 2}} {{truncate .Name 9}}": "/w /web",
    "{{println 1 true}}": "1 true\n",
    '{{print 1 2 "a" "b" 3 4}}': "1 2ab3 4",
    '{{printf "%-6s|%5d|%05d|%t|%q" .Name 42 42 true "hi"}}': '/web  |   42|00042|true|"hi"',
    "{{printf `%s` .Env}}": "[A=1 B=2]",
    '{{"x" | printf "%s-%s" "a"}}': "a-x",
    '{{printf "%d" .Name}}': "%!d(string=/web)",
    '{{printf "%d"}} {{printf "x" 1}}': "%!d(MISSING) x%!(EXTRA int=1)",
    '{{eq .Name "/web"}} {{ne .Name "x"}} {{eq .Name "a" "/web"}}': "true true true",
    "{{lt 1 2}} {{le 2 2}} {{gt 1 2}} {{ge 2 2}}": "true true false true",
    '{{and .On "b"}} {{or .Empty "c"}} {{not .On}}': "b c false",
    "{{and .Empty .Nope.x}}": "",
    '{{html "<a>&"}} {{urlquery "a b&c"}}': "&lt;a&gt;&amp; a+b%26c",
    "{{0x1f}} {{1_000}} {{'a'}} {{1.5}}": "31 1000 97 1.5",
    "{{ `raw\\n` }}": "raw\\n",
    '{{"tab\\tq\\"" }}': 'tab\tq"',
}


@pytest.mark.parametrize("text", PRINTS)
def test_what_a_template_prints(text: str) -> None:
    data = raw(DATA)
    assert Template(text).execute(data) == PRINTS[text]


UNPARSED = {
    "{{": "unclosed action",
    "{{.Name": "unclosed action",
    "{{.Name}": "bad character U+007D '}'",
    "{{foo}}": 'function "foo" not defined',
    "{{if}}": "missing value for if",
    "{{range .Env}}": "unexpected EOF",
    "{{end}}": "unexpected {{end}}",
    "{{else}}": "unexpected {{else}}",
    "{{.Name | 3}}": "non executable command in pipeline stage 2",
    '{{"abc': "unterminated quoted string",
    "{{$x}}": 'undefined variable "$x"',
    "{{.Na!me}}": "bad character U+0021 '!'",
    "{{}}": "missing value for command",
    "{{(.Name}}": "unclosed left paren",
    "{{.Name)}}": 'unexpected ")" in command',
    "{{1a}}": 'bad number syntax: "1a"',
    "{{:}}": "expected :=",
    "{{/* a }}": "unclosed comment",
    "{{break}}": "{{break}} outside {{range}}",
    "{{if .A}}{{else}}{{else}}{{end}}": "expected end; found {{else}}",
}


@pytest.mark.parametrize("text", UNPARSED)
def test_what_cannot_be_parsed(text: str) -> None:
    with pytest.raises(TemplateError) as caught:
        Template(text)
    assert str(caught.value) == f"template: :1: {UNPARSED[text]}"


FAILS = {
    "{{.Nope}}": ':1:2: executing "" at <.Nope>: map has no entry for key "Nope"',
    "{{.Name}} {{.Foo.Bar}}": ':1:16: executing "" at <.Foo.Bar>: map has no entry for key "Foo"',
    "{{.Name.Foo}}": ':1:7: executing "" at <.Name.Foo>: can\'t evaluate field Foo in type interface {}',
    "{{len .On}}": ':1:2: executing "" at <len .On>: error calling len: len of type bool',
    "{{index .Env 5}}": ':1:2: executing "" at <index .Env 5>: error calling index: index out of range: 5',
    "{{len .Name 1}}": ':1:2: executing "" at <len>: wrong number of args for len: want 1 got 2',
    "{{range .Name}}{{end}}": ':1:8: executing "" at <.Name>: range can\'t iterate over /web',
    '{{.Name "a"}}': ':1:2: executing "" at <.Name>: Name is not a method but has arguments',
    '{{(index .Networks "no").IP}}': ':1:19: executing "" at <"no">: nil data; no entry for key "IP"',
    '{{eq .Env "a"}}': (
        ':1:2: executing "" at <eq .Env "a">: error calling eq: uncomparable type []interface {}: [A=1 B=2]'
    ),
    "{{nil}}": ':1:2: executing "" at <nil>: nil is not a command',
    "x\n{{.Nope}}": ':2:2: executing "" at <.Nope>: map has no entry for key "Nope"',
}


@pytest.mark.parametrize("text", FAILS)
def test_what_cannot_be_carried_out(text: str) -> None:
    with pytest.raises(TemplateError) as caught:
        Template(text).execute(raw(DATA), missing_error=True)
    assert str(caught.value) == f"template: {FAILS[text]}"


def test_what_is_not_modelled_says_so() -> None:
    with pytest.raises(NotModelled, match="define"):
        Template('{{define "x"}}{{end}}')
