"""Odd requests: status and message as real 20.10.24 and 29.7.2 gave them; never a traceback."""

import json
from functools import lru_cache
from urllib.parse import quote

import pytest
from dockernet_sim import Lab
from dockernet_sim.api.core import Api
from dockernet_sim.api.message import Request, Response

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
    ("POST", "/swarm/init", '{"ListenAddr":5}', (400, f"invalid JSON: {WHO}InitRequest.ListenAddr of type string"),
     (400, f"{WHO}InitRequest.ListenAddr of type string")),
]  # fmt: skip
BODIES = (b"", b"null", b"[]", b'"x"', b"{", b'{"Name":[]}', b'{"Cmd":5}', b'{"Container":{}}', b'{"HostConfig":7}')
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
