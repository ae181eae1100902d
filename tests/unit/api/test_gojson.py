"""Odd requests: status and message as real 20.10.24 and 29.7.2 gave them; never a traceback."""

import json
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import pytest
from dockernet_sim import Lab
from dockernet_sim.api import gotypes
from dockernet_sim.api.core import Api
from dockernet_sim.api.gojson import Number, Pairs, Reader
from dockernet_sim.api.gosyntax import complaint
from dockernet_sim.api.gotypes import Struct
from dockernet_sim.api.message import Request, Response
from dockernet_sim.api.versions import number
from dockernet_sim.client.errors import APIError

MAPS = "json: cannot unmarshal array into Go value of type map[string]map[string]bool"
ATOI = 'strconv.Atoi: parsing "x": invalid syntax'
CREATE, NETWORK = "/containers/create", "/networks/create"
WHO = "json: cannot unmarshal number into Go struct field "
# method, path, body, (status, message) of 29, and of 20.10
ODD = [
    ("GET", "/containers/json?filters=%5B%5D", "", (400, "invalid filter"), (500, MAPS)),
    ("GET", "/networks?filters=%7B", "", (400, "invalid filter"), (500, "unexpected end of JSON input")),
    ("GET", "/volumes?filters=%5B%5D", "", (400, "error reading volume filters: invalid filter"),
     (400, f"error reading volume filters: {MAPS}")),
    ("POST", "/networks/prune?filters=%5B%5D", "", (400, "invalid filter"), (500, MAPS)),
    ("GET", "/containers/json?limit=x", "", (400, ATOI), (500, ATOI)),
    ("POST", "/containers/web/stop?t=x", "", (400, ATOI), (500, ATOI)),
    ("POST", "/containers/web/rename", "", (400, "Neither old nor new names may be empty"),
     (400, "Neither old nor new names may be empty")),
    ("GET", "/containers/web/logs", "", (400, "must specify at least one of 'stdout' or 'stderr'"),
     (400, "Bad parameters: you must choose at least one stream")),
    ("POST", CREATE, "", (400, "invalid JSON: EOF"), (500, "EOF")),
    ("POST", CREATE, "null", (400, "config cannot be empty in order to create a container"),
     (400, "Config cannot be empty in order to create a container")),
    ("POST", CREATE, "{", (400, "invalid JSON: unexpected EOF"), (500, "unexpected EOF")),
    ("POST", CREATE, "[]", (400, "invalid JSON: json: cannot unmarshal array into Go value of type container.CreateRequest"),
     (500, "json: cannot unmarshal array into Go value of type runconfig.ContainerConfigWrapper")),
    ("POST", CREATE, '{"Image":1}', (400, f"invalid JSON: {WHO}.Image of type string"),
     (500, f"{WHO}ContainerConfigWrapper.Image of type string")),
    ("POST", CREATE, '{"Image":"nginx","HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":80}]}}}',
     (400, f"invalid JSON: {WHO}.HostConfig.PortBindings.80~1tcp.0.HostPort of type string"),
     (500, f"{WHO}PortBinding.HostConfig.PortBindings.HostPort of type string")),
    ("POST", CREATE, '{"Image":"nginx"} {}', (400, "unexpected content after JSON"), (201, "")),
    ("POST", NETWORK, '{"Name":1}', (400, f"invalid JSON: {WHO}CreateRequest.Name of type string"),
     (400, f"{WHO}NetworkCreateRequest.Name of type string")),
    ("POST", NETWORK, '{"Name":"x","Options":{"a":1}}', (400, f"invalid JSON: {WHO}CreateRequest.Options.a of type string"),
     (400, f"{WHO}NetworkCreateRequest.Options of type string")),
    ("POST", NETWORK, '{"Name":""}', (400, "invalid name: name is empty"), (500, "invalid name: ")),
    ("POST", "/containers/web/exec", "", (400, "No exec command specified"), (400, "got EOF while reading request body")),
    ("POST", "/containers/nosuch/exec", '{"Tty":true}', (400, "No exec command specified"),
     (400, "No exec command specified")),
    ("POST", CREATE, '{"Image":"nosuch:1","image":"busybox","IMAGE":"nosuch:2"}', (404, "No such image: nosuch:2"),
     (404, "No such image: nosuch:2")),
    ("POST", CREATE, '{"image":5}', (400, f"invalid JSON: {WHO}.image of type string"),
     (500, f"{WHO}ContainerConfigWrapper.Image of type string")),
    ("POST", CREATE, '{"HOSTCONFIG":{"memory":true}}',
     (400, "invalid JSON: json: cannot unmarshal bool into Go struct field .HOSTCONFIG.memory of type int64"),
     (500, "json: cannot unmarshal bool into Go struct field HostConfig.HostConfig.Memory of type int64")),
    ("POST", CREATE, '{"HostConfig":{"Memory":1e8}}',
     (400, "invalid JSON: json: cannot unmarshal number 1e8 into Go struct field .HostConfig.Memory of type int64"),
     (500, "json: cannot unmarshal number 1e8 into Go struct field HostConfig.HostConfig.Memory of type int64")),
    ("POST", CREATE, '{"StopTimeout":9223372036854775808}',
     (400, "invalid JSON: json: cannot unmarshal number 9223372036854775808 into Go struct field .StopTimeout of type int"),
     (500, "json: cannot unmarshal number 9223372036854775808 into Go struct field ContainerConfigWrapper.StopTimeout"
      " of type int")),
    ("POST", CREATE, '{"Env":[5]}', (400, "invalid JSON: json: cannot unmarshal number into .Env.0 of type string"),
     (500, f"{WHO}ContainerConfigWrapper.Env of type string")),
    ("POST", CREATE, '{"Image":"nosuch:1","Cmd":"x"}',
     (400, "invalid JSON: json: cannot unmarshal string into Go struct field .Cmd of type []string"),
     (404, "No such image: nosuch:1")),
    ("POST", CREATE, '{"HostConfig":{"Dns":[5]}}',
     (400, "invalid JSON: json: cannot unmarshal number into .HostConfig.Dns.0 of type netip.Addr:"
      " JSON value must be string type"), (500, f"{WHO}HostConfig.HostConfig.Dns of type string")),
    ("POST", CREATE, '{"Image":"nosuch:1","HostConfig":{"KernelMemory":"x"}}', (404, "No such image: nosuch:1"),
     (500, "json: cannot unmarshal string into Go struct field HostConfig.HostConfig.KernelMemory of type int64")),
    ("POST", CREATE, '{"Healthcheck":5}', (400, f"invalid JSON: {WHO}.Healthcheck of type v1.HealthcheckConfig"),
     (500, f"{WHO}ContainerConfigWrapper.Healthcheck of type container.HealthConfig")),
    ("POST", NETWORK, '{"Name":NaN}', (400, "invalid JSON: invalid character 'N' looking for beginning of value"),
     (400, "invalid character 'N' looking for beginning of value")),
    ("POST", NETWORK, '{"Name":"a\tb"}', (400, "invalid JSON: invalid character '\\t' in string"),
     (400, "invalid character '\\t' in string literal")),
    ("POST", NETWORK, "1.x", (400, "invalid JSON: invalid character 'x' in numeric literal"),
     (400, "invalid character 'x' after decimal point in numeric literal")),
    *(("POST", "/exec/nosuch/start", body, (400, f"invalid JSON: json: cannot unmarshal {kind} into Go value of type"
       " container.ExecStartRequest"), (400, f"json: cannot unmarshal {kind} into Go value of type types.ExecStartCheck"))
      for body, kind in (("[]", "array"), ('"x"', "string"), ("5", "number"), ("true", "bool"))),
    ("POST", "/exec/nosuch/start", "", (404, "No such exec instance: nosuch"),
     (400, "got EOF while reading request body")),
    ("POST", "/exec/nosuch/start", "{} {}", (400, "unexpected content after JSON"),
     (404, "No such exec instance: nosuch")),
    ("POST", "/commit?container=web", "[]",
     (400, "invalid JSON: json: cannot unmarshal array into Go value of type container.commitRequest"),
     (500, "json: cannot unmarshal array into Go value of type runconfig.ContainerConfigWrapper")),
    ("POST", "/swarm/init", '{"ListenAddr":5}', (400, f"invalid JSON: {WHO}InitRequest.ListenAddr of type string"),
     (400, f"{WHO}InitRequest.ListenAddr of type string")),
]  # fmt: skip
NULLS = [  # a body of create, and the answers of 29 and of 20.10
    ('"Env":[null]', (400, "invalid environment variable: "), (400, "invalid environment variable: ")),
    ('"HostConfig":{"Binds":[null]}', (400, "invalid volume specification: ''"), (400, "invalid volume specification: ''")),
    ('"HostConfig":{"ExtraHosts":[null]}', (400, 'bad format for add-host: ""'), (400, 'bad format for add-host: ""')),
    ('"HostConfig":{"CapAdd":[null]}', (400, 'invalid CapAdd: unknown capability: "CAP_"'),
     (400, 'invalid CapAdd: unknown capability: "CAP_"')),
]  # fmt: skip
BODIES = (b"", b"null", b"[]", b'"x"', b"{", b'{"Name":[]}', b'{"Cmd":5}', b'{"Container":{}}', b'{"HostConfig":7}',
          b'{"Image":"nginx","Cmd":["sh",null],"Labels":{"a":null},"HostConfig":{"DnsSearch":[null]}}',
          b'{"Image":"nginx","Entrypoint":[null],"Env":[null],"ListenAddr":null,"DefaultAddrPool":[null]}',
          b'{"Image":"nginx","Healthcheck":{"Test":[null]},"HostConfig":{"Dns":[null],"ExtraHosts":[null]}}',
          b'{"Image":"nginx","HostConfig":{"Binds":[null],"CapAdd":[null],"Mounts":[null],"Ulimits":[null]}}',
          b'{"Name":"nulls","IPAM":{"Config":[null]},"Options":{"a":null},"Labels":{"a":null}}')  # fmt: skip
FILTERS = ("{", "[]", "1", "null", '{"a":1}', '{"label":[1]}', '{"bad":["x"]}', '{"until":["zzz"]}')


@lru_cache(maxsize=4)
def served(engine: str) -> Api:
    lab = Lab(engine=engine)
    lab.sh("docker network create n1; docker run -d --name web --network n1 nginx")
    return Api(lab.world)


def asked(engine: str, method: str, path: str, body: bytes) -> tuple[int, str]:
    api = served(engine)
    reply = api.handle(Request.of(method, path, {"content-type": "application/json"}, body))
    api.conversations.clear()
    if not isinstance(reply, Response):
        return (reply.head.status if reply.head else 0), ""
    data = json.loads(reply.body) if reply.body[:1] in b"{[" and reply.body else {}
    return reply.status, data.get("message", "") if isinstance(data, dict) else ""


@pytest.mark.parametrize(("method", "path", "body", "newer", "older"), ODD)
def test_odd_request_is_refused_as_by_the_engine(
    method: str, path: str, body: str, newer: tuple[int, str], older: tuple[int, str]
) -> None:
    assert asked("29", method, path, body.encode()) == newer
    assert asked("20.10", method, path, body.encode()) == older


@pytest.mark.parametrize("engine", ["20.10", "26", "28", "29"])
def test_no_odd_request_is_an_internal_error(engine: str) -> None:
    from dockernet_sim.engine.daemon.routes import ROUTES

    for route in ROUTES:
        if route.method == "DELETE" or route.call in ("swarm_init", "container_wait"):
            continue
        path = route.path.replace("ID", "web").replace("NAME", "nginx")
        for target in (path, *(f"{path}?filters={quote(each)}&limit=x&t=x&size=q" for each in FILTERS)):
            for body in BODIES if route.body else (b"",):
                status, said = asked(engine, route.method, target, body)
                assert "internal error" not in said, (route.method, target, body, status, said)


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_equal_and_unknown_keys_cost_no_more_for_what_was_read_before(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Reader(number(served(engine).most))
    labels = {"a": "1"}
    assert reader.read(Pairs([("b", "2")]), gotypes.MAP, before=labels) is labels == {"a": "1", "b": "2"}
    host: dict[str, Any] = {"Privileged": True}
    assert reader.read(Pairs([("memory", Number("5"))]), gotypes.HOST, before=host) is host
    assert host == {"Privileged": True, "Memory": 5}
    counted: list[str] = []
    monkeypatch.setattr(gotypes, "folded", lambda key: counted.append(key) or key.lower())
    body = Struct("body", gotypes.texts("A", "B", "C"))
    assert reader.read(Pairs((f"x{each}", None) for each in range(100)), body).keys() == {
        f"x{each}" for each in range(100)
    }
    assert len(counted) == 103  # each field and each key once


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_null_in_a_list_or_a_map_is_the_zero_value(engine: str) -> None:
    """As Go's encoding/json leaves it."""
    lab = Lab(engine=engine)
    client = lab.docker.api
    body = {"Image": "nginx", "Cmd": ["echo", None], "Labels": {"a": None}, "HostConfig": {"DnsSearch": [None]}}
    client.create_container_from_config(body, name="nulls")
    client.start("nulls")
    shown = client.inspect_container("nulls")
    assert shown["Config"]["Cmd"] == ["echo", ""] and shown["Config"]["Labels"]["a"] == ""
    assert client.containers(all=True)[0]["Names"] == ["/nulls"]
    assert "nulls" in lab.sh("docker ps -a").stdout
    assert lab.copy().world.trace.digest() == lab.world.trace.digest()
    lab.sh("docker run -d --name web nginx")
    with pytest.raises(APIError, match="invalid CIDR address: "):
        client._json("POST", "/swarm/init", body={"ListenAddr": "0.0.0.0:2377", "DefaultAddrPool": [None]})
    made = client._json("POST", "/containers/web/exec", body={"Cmd": ["echo", None], "ConsoleSize": [None, 1]})
    assert client.exec_inspect(made["Id"])["ProcessConfig"]["arguments"] == [""]


@pytest.mark.parametrize(("part", "newer", "older"), NULLS, ids=[each[0] for each in NULLS])
def test_null_is_refused_as_the_empty_text(part: str, newer: tuple[int, str], older: tuple[int, str]) -> None:
    body = f'{{"Image":"nginx",{part}}}'.encode()
    assert asked("29", "POST", CREATE, body) == newer
    assert asked("20.10", "POST", CREATE, body) == older


SYNTAX = [  # a body, and what 20.10 and 29 say of it
    ("{", "unexpected EOF", ""),
    ('{"a":1 "b"}', "invalid character '\"' after object key:value pair", ""),
    ("{'a':1}", r"invalid character '\'' looking for beginning of object key string", ""),
    ('{"a" 1}', "invalid character '1' after object key", ""),
    ('{"a":1,}', "invalid character '}' looking for beginning of object key string", ""),
    ("[1,]", "invalid character ']' looking for beginning of value", ""),
    ("[1 2]", "invalid character '2' after array element", ""),
    ("[nulL]", "invalid character 'L' in literal null (expecting 'l')", ""),
    ("fals_", "invalid character '_' in literal false (expecting 'e')", ""),
    ("-x", "invalid character 'x' in numeric literal", ""),
    ("[1ex", "invalid character 'x' in exponent of numeric literal", "invalid character 'x' in numeric literal"),
    (r'"\q"', "invalid character 'q' in string escape code", r"invalid escape sequence `\q` in string"),
    (r'"\u12g4"', r"invalid character 'g' in \u hexadecimal character escape", r"invalid escape sequence `\u12g4` in string"),
    ("[" * 10_001, "exceeded max depth", ""),
    ('[{"a": [null, "b", -1.5e3]}]', "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "older", "newer"), SYNTAX, ids=[each[:20] for each, _, _ in SYNTAX])
def test_complaints_are_gos(text: str, older: str, newer: str) -> None:
    assert complaint(text, newer=False) == older
    assert complaint(text, newer=True) == (newer or older)


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_lone_surrogates_are_replaced_as_go_does(engine: str) -> None:
    api = Api(Lab(engine=engine).world)
    body = rb'{"Image":"busybox","Cmd":["echo","\ud800"],"Labels":{"\udfff":"x"},"Env":["A=\ud83d\ude00","B=\ud83dx"]}'
    made = api.handle(Request.of("POST", "/containers/create?name=sur", {"content-type": "application/json"}, body))
    assert isinstance(made, Response) and made.status == 201
    shown = api.handle(Request.of("GET", "/containers/sur/json"))
    assert isinstance(shown, Response)
    config = json.loads(shown.body)["Config"]
    assert config["Cmd"] == ["echo", "\ufffd"] and config["Labels"]["\ufffd"] == "x"
    assert config["Env"][:2] == ["A=\U0001f600", "B=\ufffdx"]


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_keys_are_read_in_any_case_and_equal_ones_are_merged(engine: str) -> None:
    api = Api(Lab(engine=engine).world)

    def ask(method: str, path: str, body: str = "") -> dict[str, Any]:
        reply = api.handle(Request.of(method, path, {"content-type": "application/json"}, body.encode()))
        assert isinstance(reply, Response) and reply.status < 300, reply
        return dict(json.loads(reply.body or b"{}"))

    ask("POST", "/containers/create?name=any", '''{"image":"busybox","CMD":["sleep","9"],"Env":["A=1","B=2"],"env":["C=3"],
        "worKingdir":"/x","Labels":{"a":"1"},"labelſ":{"b":"2"},"Hostname":"h","hostname":null,
        "hostconfig":{"NETWORKMODE":"none","portbindings":{"80/tcp":[{"hostport":"81"}]},"AutoRemove":true},
        "HostConfig":{"Privileged":true,"restartpolicy":{"name":"no"}}}''')  # fmt: skip
    found = ask("GET", "/containers/any/json")
    config, host = found["Config"], found["HostConfig"]
    assert (config["Image"], config["Cmd"], config["WorkingDir"], config["Hostname"]) == (
        "busybox",
        ["sleep", "9"],
        "/x",
        "h",
    )
    assert config["Labels"] == {"a": "1", "b": "2"} and "C=3" in config["Env"] and "A=1" not in config["Env"]
    assert host["NetworkMode"] == "none" and host["AutoRemove"] and host["Privileged"]
    assert host["PortBindings"] == {"80/tcp": [{"HostIp": "", "HostPort": "81"}]}
    ask("POST", "/networks/create", '{"name":"n","ipam":{"config":[{"subnet":"10.9.0.0/24"}]},"OPTIONS":{"Kept":"x"}}')
    network = ask("GET", "/networks/n")
    assert network["IPAM"]["Config"][0]["Subnet"] == "10.9.0.0/24" and network["Options"] == {"Kept": "x"}
    ask("POST", "/containers/create?name=dd", '{"Image":"busybox"}')
    ask("POST", "/containers/dd/update", '{"restartpolicy":{"name":"always"}}')
    host = ask("GET", "/containers/dd/json")["HostConfig"]
    assert host["RestartPolicy"] == {"Name": "always", "MaximumRetryCount": 0}
