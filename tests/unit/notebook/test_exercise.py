"""How an exercise is graded."""

import simpy
from dockernet_sim import Lab
from dockernet_sim.notebook.exercises import (
    Exercise,
    hidden,
    isolated,
    published,
    reaches,
    resolves,
    survives_restart,
)

PAIR = ["docker network create n", "docker run -d --name web --net n nginx", "docker run -d --name db mysql"]


def pair(*goals) -> Exercise:
    return Exercise("pair", "", goals, start=PAIR)


def lab(*lines: str) -> Lab:
    made = Lab()
    for line in (*PAIR, *lines):
        made.sh(line)
    return made


def test_each_goal_can_be_met_and_missed() -> None:
    joined = lab("docker network connect n db", "docker rm -f web", "docker run -d --name web --net n -p 80:80 nginx")
    for goal in (
        reaches("web", "db"),
        reaches("web", "db", 3306, by_name=True, says="hello"),
        resolves("web", "db", "db"),
        published(80, "web"),
        survives_restart(resolves("web", "db", "db")),
    ):
        task = pair(goal)
        assert task.check(joined), goal.text
        assert not task.check(lab()), goal.text
    for goal in (isolated("web", "db", 3306), hidden("web")):
        task = pair(goal)
        assert not task.check(joined), goal.text
        assert task.check(lab()), goal.text


def test_the_students_lab_is_left_as_it_is() -> None:
    mine = lab()
    before = mine.trace.digest(), mine.env.now
    pair(reaches("web", "db"), survives_restart(reaches("db", "internet"))).check(mine)
    assert (mine.trace.digest(), mine.env.now) == before


def test_a_lab_that_cannot_be_copied_is_graded_where_it_stands() -> None:
    mine = lab()

    def own(env: simpy.Environment):
        while True:
            yield env.timeout(1)

    mine.env.process(own(mine.env))
    assert pair(reaches("db", "internet")).check(mine)


def test_what_held_before_earns_nothing_by_itself() -> None:
    task = pair(reaches("db", "internet"), isolated("web", "db"), reaches("web", "db", 3306, by_name=True))
    report = task.check(lab())
    assert report.points == 0 and report.missed == ["web reaches db at port 3306, by that name"]
    assert task.check(lab("docker network connect n db")).points == 2


def test_one_hint_more_at_each_miss() -> None:
    task = pair(reaches("web", "db", hints=("look", "connect it")))
    assert [task.check("").marks[0].hints for _ in range(3)] == [
        ("look",),
        ("look", "connect it"),
        ("look", "connect it"),
    ]


def test_lines_are_typed_on_a_fresh_lab() -> None:
    assert pair(reaches("web", "db")).check("docker network connect n db\n\n")


def test_who_answers_in_anothers_place_does_not_count() -> None:
    task = pair(reaches("web", "db", by_name=True), published(80, "db", source="vm", address="127.0.0.1"))
    report = task.check(["docker run -d --name other --net n --network-alias db -p 80:80 nginx"])
    assert "leads to 172.18.0.3" in report.marks[0].finding.seen
    assert "it is not db that answers" in report.marks[1].finding.seen


def test_what_does_not_run_meets_no_goal() -> None:
    report = pair(isolated("web", "db"), reaches("web", "internet")).check("docker rm -f web")
    assert all("no container called web" in mark.finding.seen for mark in report.marks)


def test_reports_are_shown_as_text_and_as_html() -> None:
    report = pair(reaches("web", "db", hints=("<b>",)), reaches("web", "internet")).check("")
    assert repr(report).startswith("pair: 0 of 2 points\n  ✗ web reaches db")
    assert "&lt;b&gt;" in report._repr_html_()
