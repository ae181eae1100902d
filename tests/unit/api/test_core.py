"""The API's core, without a socket: requests in, answers and conversations out."""

import json
import sys
import threading
from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.api.conversation import Conversation
from dockernet_sim.api.core import QUIET, Api
from dockernet_sim.api.message import Request, Response

UPGRADE = {"content-type": "application/json", "connection": "Upgrade", "upgrade": "tcp"}


def api(**options: Any) -> Api:
    """An API of a fresh lab."""
    return Api(Lab(engine="20.10").world, **options)


def ask(served: Api, method: str, target: str, body: Any = None, **headers: str) -> Any:
    """An answer; a conversation is followed to its end."""
    raw = b"" if body is None else json.dumps(body).encode()
    head = {"content-type": "application/json", **{key.lower(): value for key, value in headers.items()}}
    reply = served.handle(Request.of(method, target, head, raw))
    if isinstance(reply, Conversation):
        while not reply.ended and served.turn():
            pass
        assert reply.head is not None
        return Response(reply.head.status, reply.take(), reply.head.headers)
    return reply


def message(reply: Response) -> str:
    """The text of a refusal."""
    return str(json.loads(reply.body)["message"])


def run(served: Api, name: str, *command: str, image: str = "busybox", **config: Any) -> str:
    """``docker run -d``."""
    made = ask(served, "POST", f"/containers/create?name={name}", {"Image": image, "Cmd": list(command), **config})
    assert made.status == 201, made.body
    assert ask(served, "POST", f"/containers/{name}/start").status == 204
    return str(json.loads(made.body)["Id"])


def test_ping_tells_the_newest_version() -> None:
    reply = ask(api(), "GET", "/_ping")
    assert (reply.status, reply.body) == (200, b"OK")
    assert ("Api-Version", "1.41") in api().headers
    assert ask(api(), "HEAD", "/_ping").body == b""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/v1.11/info",
            "client version 1.11 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version"),
        ("/v1.42/info", "client version 1.42 is too new. Maximum supported API version is 1.41"),
    ],
)  # fmt: skip
def test_version_outside_the_range_is_refused_in_the_engines_words(path: str, text: str) -> None:
    reply = ask(api(), "GET", path)
    assert (reply.status, message(reply)) == (400, text)


def test_min_api_refuses_older_clients() -> None:
    assert message(ask(api(min_api="1.40"), "GET", "/v1.39/info")).startswith("client version 1.39 is too old")
    assert ask(api(min_api="1.40"), "GET", "/v1.40/info").status == 200


def test_container_runs_and_start_of_a_running_one_is_304() -> None:
    served = api()
    run(served, "web", image="nginx")
    assert ask(served, "POST", "/containers/web/start").status == 304
    assert [each["Names"] for each in json.loads(ask(served, "GET", "/containers/json").body)] == [["/web"]]
    assert ask(served, "POST", "/containers/web/stop?t=0").status == 204
    assert ask(served, "POST", "/containers/web/stop").status == 304
    assert ask(served, "DELETE", "/containers/web").status == 204


def test_exec_output_comes_in_frames_and_stdin_goes_in() -> None:
    served = api()
    run(served, "web", image="nginx")
    made = ask(served, "POST", "/containers/web/exec", {"Cmd": ["cat"], "AttachStdin": True, "AttachStdout": True})
    number = json.loads(made.body)["Id"]
    head = {"content-type": "application/json", "connection": "Upgrade", "upgrade": "tcp"}
    talk = served.handle(Request.of("POST", f"/exec/{number}/start", head, b"{}"))
    assert isinstance(talk, Conversation) and talk.head is not None and talk.head.status == 101
    talk.hear(b"hallo\n")
    talk.half_close()
    while not talk.ended:
        assert served.turn()
    assert talk.take() == b"\x01\x00\x00\x00\x00\x00\x00\x06hallo\n"
    assert json.loads(ask(served, "GET", f"/exec/{number}/json").body)["ExitCode"] == 0


def test_interactive_shell_prompts_echoes_and_takes_ctrl_c() -> None:
    served = api()
    run(served, "web", image="nginx")
    body = {"Cmd": ["sh"], "AttachStdin": True, "AttachStdout": True, "AttachStderr": True, "Tty": True}
    number = json.loads(ask(served, "POST", "/containers/web/exec", body).body)["Id"]
    talk = served.handle(Request.of("POST", f"/exec/{number}/start", UPGRADE, b'{"Tty": true}'))
    assert isinstance(talk, Conversation)

    def typed(keys: bytes) -> str:
        talk.hear(keys)
        while served.turn():
            pass
        return talk.take().decode()

    assert typed(b"").endswith("# ")
    assert typed(b"echp\x7fo hi\r") == "echp\b \bo hi\r\nhi\r\n/ # "
    assert typed(b"sleep 100") == "sleep 100"
    assert typed(b"\x03") == "^C\r\n/ # "
    typed(b"exit 3\r")
    assert talk.ended
    assert json.loads(ask(served, "GET", f"/exec/{number}/json").body)["ExitCode"] == 3


def test_no_time_goes_by_while_a_shell_waits_for_a_line() -> None:
    served = api()
    run(served, "web", image="nginx")
    body = {"Cmd": ["sh"], "AttachStdin": True, "AttachStdout": True, "Tty": True}
    number = json.loads(ask(served, "POST", "/containers/web/exec", body).body)["Id"]
    served.handle(Request.of("POST", f"/exec/{number}/start", UPGRADE, b'{"Tty": true}'))
    while served.turn():
        pass
    assert served.now < 2.0


def test_wait_answers_with_the_code_and_moves_time_on() -> None:
    served = api()
    run(served, "job", "sh", "-c", "sleep 30; exit 4")
    assert json.loads(ask(served, "POST", "/containers/job/wait").body)["StatusCode"] == 4
    assert served.now > 30


def test_following_a_server_moves_time_on_by_four_seconds_only() -> None:
    served = api()
    run(served, "web", image="nginx")
    before = served.now
    log = served.handle(Request.of("GET", "/containers/web/logs?follow=1&stdout=1"))
    assert isinstance(log, Conversation)
    for _ in range(10_000):
        if not served.turn():
            break
    assert not log.ended and served.now - before < 4.1


def test_polled_health_changes() -> None:
    served = api()
    check = {"Test": ["CMD", "true"], "Interval": 20_000_000_000}
    run(served, "web", image="nginx", Healthcheck=check)
    states = [
        json.loads(ask(served, "GET", "/containers/web/json").body)["State"]["Health"]["Status"] for _ in range(3)
    ]
    assert states[0] == "starting" and states[-1] == "healthy"


def test_what_is_not_modelled_is_501_with_its_name() -> None:
    for method, path, word in (
        ("POST", "/build", "docker build"),
        ("POST", "/images/x/push", "docker push"),
        ("PUT", "/containers/x/archive", "archives"),
    ):
        reply = ask(api(), method, path)
        assert reply.status == 501 and word in message(reply)
    assert ask(api(), "GET", "/nowhere").status == 404
    assert ask(api(), "GET", "/swarm").status == 503


@pytest.mark.parametrize("body", [b"[]", b"{", b"null", b'"x"', b'{"Cmd": 3, "Image": []}', b"[" * 100_000])
def test_body_that_makes_no_sense_is_400(body: bytes) -> None:
    served = Api(Lab(engine="29").world)  # 20.10 takes some of them for errors of its own
    reply = served.handle(Request.of("POST", "/containers/create", {"content-type": "application/json"}, body))
    assert isinstance(reply, Response) and 400 <= reply.status < 500
    assert served.engine.host.internal_errors == []


def test_served_calls_are_in_the_log_so_that_a_copy_is_the_same() -> None:
    lab = Lab(engine="20.10")
    served = Api(lab.world)
    run(served, "web", image="nginx")
    body = {"Cmd": ["sh"], "AttachStdin": True, "AttachStdout": True, "Tty": True}
    number = json.loads(ask(served, "POST", "/containers/web/exec", body).body)["Id"]
    talk = served.handle(Request.of("POST", f"/exec/{number}/start", UPGRADE, b'{"Tty": true}'))
    assert isinstance(talk, Conversation)
    talk.hear(b"echo hi > /tmp/note\r")
    while served.turn():
        pass
    copy = lab.copy()
    assert copy.env.now == lab.env.now
    assert copy.sh("docker exec web cat /tmp/note").stdout == "hi\n"


def test_events_are_told_as_they_happen_and_end_at_until() -> None:
    served = api()
    until = served.now + 1704067200 + 5
    told = served.handle(Request.of("GET", f"/events?until={until}"))
    assert isinstance(told, Conversation)
    run(served, "web", image="nginx")
    while not told.ended:
        served.turn()
    actions = [json.loads(line)["Action"] for line in told.take().splitlines()]
    assert actions[:3] == ["create", "connect", "start"] and served.now >= 5


def test_start_without_tty_frames_what_a_terminal_shows() -> None:
    served = api()
    run(served, "web", image="nginx")
    body = {"Cmd": ["sh", "-c", "echo out; echo err >&2"], "AttachStdout": True, "AttachStderr": True, "Tty": True}
    number = json.loads(ask(served, "POST", "/containers/web/exec", body).body)["Id"]
    shown = ask(served, "POST", f"/exec/{number}/start", {"Tty": False}).body
    assert shown == b"\x01\0\0\0\0\0\0\x05out\r\n\x01\0\0\0\0\0\0\x05err\r\n"


def test_ended_stream_of_events_does_not_hold_up_other_calls() -> None:
    served = api()
    run(served, "web", image="nginx")
    told = served.handle(Request.of("GET", f"/events?since=1&until={1704067200 + 0.01}"))
    assert isinstance(told, Conversation) and told.ended
    assert ask(served, "POST", "/containers/web/stop?t=1").status == 204
    late = served.handle(Request.of("GET", f"/events?until={1704067200 + served.now + 2}"))
    run(served, "job", "sleep", "9")
    assert json.loads(ask(served, "POST", "/containers/job/wait").body)["StatusCode"] == 0
    assert isinstance(late, Conversation) and late.ended


def test_look_that_is_repeated_lets_a_second_go_by_whatever_is_due_then() -> None:
    served = api()
    run(served, "job", "sleep", "1")
    for _ in range(60):
        before = served.now
        ask(served, "GET", "/containers/job/json")
        assert served.now > before
    assert served.engine.host.internal_errors == []


def test_pull_without_a_tag_is_refused_since_the_engine_would_pull_all() -> None:
    reply = ask(api(), "POST", "/images/create?fromImage=redis")
    assert reply.status == 501 and "all tags of redis" in message(reply)
    assert ask(api(), "POST", "/images/create?fromImage=redis:7").status == 200


def test_log_of_a_container_that_removes_itself_waits_for_what_its_client_asks_next() -> None:
    served = api()
    run(served, "job", "sleep", "2", HostConfig={"AutoRemove": True})
    log = served.handle(Request.of("GET", "/containers/job/logs?follow=1&stdout=1"))
    assert isinstance(log, Conversation)
    for _ in range(20):
        served.turn(1.0)
    assert ask(served, "GET", "/containers/job/json").status == 200
    served.turn(2.0)  # hears of the request
    while not log.ended:
        served.turn(3.0)
    assert ask(served, "GET", "/containers/job/json").status == 404


def test_keys_of_going_away_are_the_clients() -> None:
    served = api()
    made = {"Image": "busybox", "Cmd": ["sh"], "Tty": True, "OpenStdin": True}
    ask(served, "POST", "/containers/create?name=box", made)
    ask(served, "POST", "/containers/box/start")
    target = "/containers/box/attach?stream=1&stdin=1&stdout=1&detachKeys=ctrl-a,b"
    talk = served.handle(Request.of("POST", target, UPGRADE))
    assert isinstance(talk, Conversation)
    talk.hear(b"\x01\x01")
    assert not talk.ended
    talk.hear(b"b")
    assert talk.ended and served.engine.containers.get("box").running
    refused = ask(served, "POST", "/containers/box/attach?detachKeys=nosuch")
    assert refused.status == 400 and message(refused) == "Invalid detach keys (nosuch) provided"


def test_listeners_of_a_client_that_is_gone_are_gone() -> None:
    served = Api(Lab(engine="29").world)
    ask(served, "POST", "/containers/create?name=job", {"Image": "busybox", "Cmd": ["echo", "hi"]})
    job = served.engine.containers.get("job")
    for _ in range(3):
        talk = served.handle(Request.of("POST", "/containers/job/attach?stream=1&stdout=1", UPGRADE))
        assert isinstance(talk, Conversation)
        ask(served, "POST", "/containers/job/start")
        while served.turn():
            pass
        assert talk.ended and b"hi" in talk.take()
        talk.hang_up()
    run(served, "web", image="nginx")
    web = served.engine.containers.get("web")
    for target in ("POST attach?stream=1&stdout=1", "GET logs?follow=1&stdout=1"):
        method, _, call = target.partition(" ")
        talk = served.handle(Request.of(method, f"/containers/web/{call}", UPGRADE))
        assert isinstance(talk, Conversation) and web.log._listeners and web.on_exit
        talk.hang_up()
        assert not web.on_exit and not web.log._listeners
    assert not job.on_exit and not job.log._listeners


def test_bytes_written_while_others_are_taken_are_neither_lost_nor_doubled() -> None:
    talk, taken = Conversation(0.0), bytearray()

    def write() -> None:
        for number in range(20_000):
            talk.send(b"%05d" % number)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        writer = threading.Thread(target=write)
        writer.start()
        while writer.is_alive():
            taken += talk.take()
    finally:
        sys.setswitchinterval(before)
    taken += talk.take()
    assert bytes(taken) == b"".join(b"%05d" % number for number in range(20_000))


def test_log_of_a_container_that_removes_itself_ends_when_no_request_came_for_a_while() -> None:
    served = Api(Lab(engine="29").world)
    ask(
        served,
        "POST",
        "/containers/create?name=job",
        {"Image": "busybox", "Cmd": ["sleep", "3"], "HostConfig": {"AutoRemove": True}},
    )
    ask(served, "POST", "/containers/job/start")
    log = served.handle(Request.of("GET", "/containers/job/logs?follow=1&stdout=1"))
    assert isinstance(log, Conversation)
    while served.turn(1.0):
        pass
    assert served.soon and not log.ended  # the client may ask about it
    while served.turn(1.0 + 2 * QUIET):
        pass
    assert log.ended and not served.soon


def test_restart_that_fails_is_made_again_in_a_copy() -> None:
    """In a copy there is no client that hears of it."""
    lab = Lab(engine="29")
    served = Api(lab.world)
    lab.sh("docker network create n1; docker create --name job --network n1 busybox sleep 9; docker network rm n1")
    reply = served.handle(Request.of("POST", "/containers/job/restart?t=0"))
    assert isinstance(reply, Conversation)
    while served.turn():
        pass
    assert reply.head is not None and reply.head.status == 500 and b"network n1 not found" in reply.take()
    assert lab.copy().world.trace.digest() == lab.world.trace.digest()
    gone = served.handle(Request.of("POST", "/containers/job/restart?t=0"))
    assert isinstance(gone, Conversation)
    gone.hang_up()
    while served.turn():
        pass
    assert lab.sh("docker ps -aq").exit == 0 and served.engine.host.internal_errors == []


def test_failure_of_a_listener_is_no_answer_to_a_client() -> None:
    lab = Lab(engine="29")
    served, seen = Api(lab.world), list[object]()

    def fails(record: object) -> None:
        seen.append(record)
        raise LookupError("my own")

    lab.sh("docker run -d --name web nginx")
    lab.on("*", fails)
    assert ask(served, "POST", "/containers/web/restart?t=0").status == 204
    assert seen and served.engine.host.internal_errors == []
    with pytest.raises(LookupError, match="my own"):
        lab.sh("true")
    assert lab.sh("true").exit == 0


def test_commit_with_changes_and_a_folder_of_a_volume_are_refused_by_name() -> None:
    served = api()
    run(served, "web", image="nginx")
    assert ask(served, "POST", "/commit?container=web&repo=kept&changes=EXPOSE+80").status == 501
    assert ask(served, "POST", "/commit?container=web&repo=kept").status == 201
    mount = {"Type": "volume", "Source": "data", "Target": "/data", "VolumeOptions": {"Subpath": "in"}}
    reply = ask(served, "POST", "/containers/create", {"Image": "nginx", "HostConfig": {"Mounts": [mount]}})
    assert reply.status == 501 and "Subpath" in message(reply)


def test_typical_requests_of_go_and_java_clients() -> None:
    served = api()
    assert ask(served, "HEAD", "/_ping").body == b""
    assert json.loads(ask(served, "GET", "/v1.41/info").body)["OSType"] == "linux"
    account = {"x-registry-auth": "eyJ1c2VybmFtZSI6ImEifQ=="}
    assert ask(served, "POST", "/v1.41/images/create?fromImage=redis&tag=7", **account).status == 200
    nulls = {"Hostname": None, "Env": None, "ExposedPorts": {"6379/tcp": {}}, "Labels": {"org.testcontainers": "true"},
             "HostConfig": {"Binds": None, "PortBindings": {"6379/tcp": [{"HostIp": None, "HostPort": ""}]},
                            "PublishAllPorts": False, "NetworkMode": None, "Links": None, "Memory": None},
             "NetworkingConfig": None}  # fmt: skip
    made = json.loads(ask(served, "POST", "/v1.41/containers/create", {"Image": "redis:7", **nulls}).body)["Id"]
    plain = {"content-type": "text/plain", "content-length": "0"}
    assert served.handle(Request.of("POST", f"/v1.41/containers/{made}/start", plain)).status == 204  # type: ignore[union-attr]
    for filters in ('{"label":["org.testcontainers=true"]}', '{"label":{"org.testcontainers=true":true}}'):
        listed = json.loads(ask(served, "GET", f"/v1.41/containers/json?all=true&filters={filters}").body)
        assert [each["Id"] for each in listed] == [made] and listed[0]["Ports"][0]["PublicPort"]
    exec_id = json.loads(ask(served, "POST", f"/v1.41/containers/{made}/exec", {"Cmd": ["redis-cli", "ping"],
        "AttachStdout": True, "AttachStderr": True}).body)["Id"]  # fmt: skip
    started = ask(served, "POST", f"/v1.41/exec/{exec_id}/start", {"Detach": False, "Tty": False})
    assert started.body[8:] == b"PONG\n"
    assert json.loads(ask(served, "GET", f"/v1.41/exec/{exec_id}/json").body)["ExitCode"] == 0
    assert ask(served, "GET", f"/v1.41/containers/{made}/logs?stdout=true&stderr=true&tail=100").status == 200
    assert ask(served, "DELETE", f"/v1.41/containers/{made}?v=true&force=true").status == 204
    assert ask(served, "POST", "/v1.41/auth", {"username": "a"}).status == 501
