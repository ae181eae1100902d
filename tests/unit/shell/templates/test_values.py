"""Typed values: structs, pointers and maps print and serialise as Go's do."""

import json

import pytest
from dockernet_sim.shell.formats.types import CONTAINER, ENDPOINT_SETTINGS, NETWORK
from dockernet_sim.shell.templates import Template, TemplateError
from dockernet_sim.shell.templates.gojson import to_json
from dockernet_sim.shell.templates.gotypes import PointerTo, raw
from dockernet_sim.shell.templates.show import show, sprintf

ENDPOINT = {
    "IPAMConfig": None, "Links": None, "Aliases": ["82d46e7e1b2e"], "NetworkID": "NET", "EndpointID": "EP",
    "Gateway": "10.3.0.1", "IPAddress": "10.3.0.2", "IPPrefixLen": 24, "IPv6Gateway": "", "GlobalIPv6Address": "",
    "GlobalIPv6PrefixLen": 0, "MacAddress": "02:42:0a:03:00:02", "DriverOpts": None,
}  # fmt: skip
CONTAINER_JSON = {
    "Id": "abc",
    "Name": "/web",
    "State": {"Status": "running", "ExitCode": 0},
    "HostConfig": {"NetworkMode": "net1", "PortBindings": {"80/tcp": [{"HostIp": "", "HostPort": "8080"}]}},
    "Config": {"Cmd": ["a", "b"], "Labels": {"x": "y"}},
    "NetworkSettings": {"IPAddress": "10.3.0.2", "Networks": {"net1": ENDPOINT}, "Ports": {"80/tcp": None}},
}


def test_a_struct_prints_its_fields_in_go_order() -> None:
    text = "{<nil> [] [82d46e7e1b2e] NET EP 10.3.0.1 10.3.0.2 24   0 02:42:0a:03:00:02 map[]}"
    assert Template("{{.}}").execute(PointerTo(ENDPOINT_SETTINGS).read(ENDPOINT)) == text


def test_a_pointer_inside_prints_as_an_address_and_the_same_each_time() -> None:
    value = CONTAINER.read(CONTAINER_JSON)
    text = Template("{{.NetworkSettings.Networks}}").execute(value)
    assert text.startswith("map[net1:0xc000")
    assert text == Template("{{.NetworkSettings.Networks}}").execute(value)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (
            "{{.ID}} {{.NetworkSettings.IPAddress}} {{.State.Status}}",
            "abc 10.3.0.2 running",
        ),  # through embedded structs
        ("{{range $p, $b := .HostConfig.PortBindings}}{{$p}}{{range $b}} {{.HostPort}}{{end}}{{end}}", "80/tcp 8080"),
        ("{{eq .State.ExitCode 0}}", "true"),
        ('{{join .Config.Cmd " "}}', "a b"),
        ('[{{index .Config.Labels "x"}}] [{{index .Config.Labels "no"}}]', "[y] []"),
        ('{{index .NetworkSettings.Networks "no"}}', "<nil>"),
        ("{{.Config.Labels.no}} {{.NetworkSettings.Networks.no.IPAddress}}", "<no value> <no value>"),
        ("{{.HostConfig.Init}} {{.State.Health}} {{.Mounts}}", "<nil> <nil> []"),
        ("{{json .NetworkSettings.Ports}} {{json .Mounts}}", '{"80/tcp":null} null'),
        ("{{.HostConfig.RestartPolicy}}", "{ 0}"),
    ],
)
def test_a_container_as_templates_see_it(text: str, printed: str) -> None:
    assert Template(text).execute(CONTAINER.read(CONTAINER_JSON)) == printed


@pytest.mark.parametrize("text", ["{{.Id}}", "{{.NetworkSettings.Ports.foo}}", "{{.State.Health.Status}}"])
def test_what_the_typed_value_does_not_have(text: str) -> None:
    with pytest.raises(TemplateError):
        Template(text).execute(CONTAINER.read(CONTAINER_JSON))


def test_empty_fields_are_left_out_of_json_where_go_leaves_them_out() -> None:
    value = NETWORK.read(
        {"Name": "n", "IPAM": {"Config": [{"Subnet": "10.0.0.0/24"}]}, "Created": "2024-01-01T00:00:00Z"}
    )
    found = json.loads(to_json(value))
    assert found["IPAM"]["Config"] == [{"Subnet": "10.0.0.0/24"}]
    assert "Peers" not in found
    assert found["Containers"] is None


def test_times() -> None:
    value = NETWORK.read({"Created": "2024-01-02T03:04:05.5Z"})
    assert Template("{{.Created}}").execute(value) == "2024-01-02 03:04:05.5 +0000 UTC"
    assert Template('{{.Created.Year}} {{.Created.Format "02.01.2006"}}').execute(value) == "2024 02.01.2024"


@pytest.mark.parametrize(
    ("pattern", "values", "text"),
    [
        ("%x %X %o %b %c %U", [255, 255, 8, 5, 65, 65], "ff FF 10 101 A U+0041"),
        ("%+d % d %#x", [5, 5, 255], "+5  5 0xff"),
        ("%.2f %6.1f %g %e", [1.234, 2.5, 0.5, 1500.0], "1.23    2.5 0.5 1.500000e+03"),
        ("%*d|%-*d|", [5, 42, 5, 42], "   42|42   |"),
        ("%.2s|%5.1s|", ["abc", "abc"], "ab|    a|"),
        ("%v %T %t", [True, "x", "x"], "true string %!t(string=x)"),
        ("100%%", [], "100%"),
        ("%", [], "%!(NOVERB)"),
        ("%q", ["a\n\u00e9\u200b"], '"a\\n\u00e9\\u200b"'),
    ],
)
def test_printf(pattern: str, values: list[object], text: str) -> None:
    assert sprintf(pattern, values) == text


def test_numbers_of_unknown_type_keep_their_digits() -> None:
    assert show(raw({"n": 1})) == "map[n:1]"
    assert to_json(raw([1, 2])) == "[1,2]"
