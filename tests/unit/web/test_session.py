"""What the page asks, answered as plain data."""

import json
from typing import Any

import pytest
from dockernet_sim.web.links import loaded, saved
from dockernet_sim.web.session import WebSession, ask
from dockernet_sim.world.errors import BadSave


def asked(session: WebSession, name: str, /, **arguments: Any) -> Any:
    """As the worker asks; the value has to be JSON."""
    answer = json.loads(ask(session, name, json.dumps(arguments)))
    assert "error" not in answer, answer
    return answer["value"]


def typed(session: WebSession, line: str) -> str:
    state = asked(session, "type", line=line)
    shown = state["output"]
    while state["busy"]:
        state = asked(session, "advance", skip=True)
        shown += state["output"]
    return str(shown)


@pytest.fixture
def session() -> WebSession:
    made = WebSession()
    asked(made, "open")
    return made


def test_open_names_places_and_release(session: WebSession) -> None:
    state = asked(session, "open", engine="29", seed=3)
    assert (state["engine"], state["places"], state["output"]) == ("29", ["vm", "lan"], "[root@vm ~]# ")


def test_typed_line_changes_picture_and_places(session: WebSession) -> None:
    typed(session, "docker run -d --name web nginx")
    assert asked(session, "places") == ["vm", "lan", "web"]
    assert "web" in {spot["name"] for spot in asked(session, "picture")["spots"]}


def test_complete_knows_containers(session: WebSession) -> None:
    typed(session, "docker run -d --name web nginx")
    assert asked(session, "complete", before="docker exec ", word="we") == ["web "]


def test_player_steps_through_the_last_line(session: WebSession) -> None:
    assert asked(session, "player")["steps"] == 0
    typed(session, "ping -c 1 172.31.176.1")
    made = asked(session, "player")
    assert made["steps"] > 5
    assert "dockernet-player" in made["html"]


def test_why_is_answered_and_drawn(session: WebSession) -> None:
    typed(session, "docker run -d --name web nginx")
    found = asked(session, "why", source="lan", target="web")
    assert (found["ok"], found["reason"], found["packets"]) == (False, "no-route", False)
    found = asked(session, "why", source="web", target="lan:81")
    assert (found["ok"], found["packets"], bool(found["story"])) == (False, True, True)
    assert asked(session, "player")["steps"] > 0
    assert asked(session, "picture", way=True)["svg"] != asked(session, "picture")["svg"]


def test_why_at_the_prompt_needs_no_fork(session: WebSession) -> None:
    assert typed(session, "why vm 172.31.176.1").startswith("vm reaches 172.31.176.1")
    assert typed(session, "why nobody web").startswith("why: ")
    assert typed(session, "why web").endswith("[root@vm ~]# ")


def test_why_of_a_docker_command(session: WebSession) -> None:
    assert "[done]" in typed(session, "why docker network create n")


def test_language_of_answers(session: WebSession) -> None:
    asked(session, "speak", language="zh", theme="dark")
    assert (
        "通" in asked(session, "why", source="vm", target="lan")["sentence"]
        or "能" in asked(session, "why", source="vm", target="lan")["sentence"]
    )


def test_tables_leave_out_the_empty_ones(session: WebSession) -> None:
    names = [table["name"] for table in asked(session, "tables", where="vm")]
    assert {"addresses", "routes", "rules"} <= set(names)
    assert "conntrack" not in names


def test_user_error_is_an_answer(session: WebSession) -> None:
    answer = json.loads(ask(session, "tables", '{"where": "nobody"}'))
    assert answer["kind"] == "UnknownPlace"
    assert "no question" in json.loads(ask(session, "_use", "{}"))["error"]


def test_save_and_open_again(session: WebSession) -> None:
    typed(session, "docker run -d --name web nginx")
    typed(session, "cd /tmp")
    save = asked(session, "save")
    other = WebSession()
    state = asked(other, "open", save=save)
    assert state["output"] == "[root@vm tmp]# "
    assert asked(other, "save") == save


def test_changed_link_is_refused(session: WebSession) -> None:
    with pytest.raises(BadSave):
        loaded(saved(session.lab).replace('"seed":0', '"seed":1'))
    with pytest.raises(BadSave):
        loaded("{")


def test_exercise_is_begun_checked_and_handed_in(session: WebSession) -> None:
    from dockernet_sim.web.tasks import BadFile, grade

    begun = asked(session, "begin", name="two-rooms")
    assert "alice" in begun["places"]
    assert not asked(session, "check")["done"]
    for line in (
        "docker network create n",
        *(f"docker network {act} {who}" for who in ("alice", "bob") for act in ("connect n", "disconnect bridge")),
    ):
        typed(session, line)
    report = asked(session, "check")
    assert (report["done"], report["points"]) == (True, report["possible"])
    text = asked(session, "hand_in")
    assert grade(text)
    with pytest.raises(BadFile):
        grade(text.replace("two-rooms", "no-rooms"))
    with pytest.raises(BadSave):
        grade(text.replace("connect n alice", "connect n carol"))


def test_hand_in_carries_the_seed(session: WebSession) -> None:
    from dockernet_sim.web.tasks import BadFile, grade

    begun = asked(session, "begin", name="two-rooms", seed=" Anna ")
    assert "variant anna" in begun["task"] and "`amara`" in begun["task"]
    text = asked(session, "hand_in")
    assert grade(text, seed="ANNA").name == "two-rooms (anna)"
    with pytest.raises(BadFile, match="variant 'anna'"):
        grade(text, seed="Bo")


def test_exercise_goes_on_from_a_save(session: WebSession) -> None:
    asked(session, "begin", name="two-rooms")
    typed(session, "docker network create n")
    save = asked(session, "save")
    asked(session, "begin", name="two-rooms", save=save)
    assert "n" in session.lab.sh("docker network ls -q --filter name=^n$").stdout or session.lab.sh(
        "docker network ls"
    ).stdout.count(" n ")


def test_answers_in_words(session: WebSession) -> None:
    begun = asked(session, "begin", name="who-reaches-whom")
    assert begun["answers"].startswith('{"web"')
    bad = json.loads(ask(session, "check", '{"answers": "web: db"}'))
    assert bad["kind"] == "BadAnswers"
    report = asked(
        session, "check", answers='answers = {"web": ["db"], "cache": ["backup"], "db": ["web"], "backup": ["cache"]}'
    )
    assert report["done"]


def test_exercises_are_those_of_the_bank(session: WebSession) -> None:
    from dockernet_sim.notebook import exercise_bank

    assert [each["name"] for each in asked(session, "exercises")] == exercise_bank.names()


def test_compose_file_is_made_and_asked(session: WebSession) -> None:
    made = asked(
        session, "up", text='services: {web: {image: nginx, ports: ["8080:80"]}, db: {image: redis}}', engine="29"
    )
    assert (made["engine"], made["refused"]) == ("29", [])
    assert [row[0] for row in asked(session, "exposure")] == ["project-db-1", "project-web-1"]
    assert "project-web-1" in asked(session, "reach")


def test_wrong_compose_file_says_where(session: WebSession) -> None:
    answer = json.loads(ask(session, "up", '{"text": "services: {web: {imge: nginx}}"}'))
    assert "imge" in answer["error"]
    assert "/tmp" not in answer["error"]


def test_help_and_why_at_the_prompt_fit_the_terminal_and_speak_the_language(session: WebSession) -> None:
    session.speak("zh")
    session.lab.sh("docker run -d --name web nginx")
    for line in ("help", "why lan web"):
        output = session.type(line, columns=40)["output"]
        assert max(sum(1 + (ord(each) > 0x2E7F) for each in row) for row in output.split("\n")) <= 60, output
    assert "这是一台模拟的主机" in session.type("help")["output"] and "到不了" in output


def test_the_packets_of_a_traceroute_say_that_its_drops_are_meant(session: WebSession) -> None:
    for line, said in (("ping -c 1 172.31.176.1", False), ("traceroute -n 172.31.176.1", True)):
        state = session.type(line)
        while state["busy"]:
            state = session.advance(skip=True)
        assert ("on purpose" in session.player()["note"]) is said


def test_why_at_the_prompt_takes_its_options(session: WebSession) -> None:
    session.lab.sh(
        "docker network create n; docker run -d --name web --net n nginx; docker run -d --name db --net n redis"
    )
    assert "web knows the name db" in session.type("why --name web db")["output"]
    assert "能到达" in session.type("why --lang zh web db:6379")["output"]
    assert session.type("why web")["output"].startswith("usage: why")
