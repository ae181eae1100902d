"""A refused command is shown in an exercise's report while it matters."""

from dockernet_sim import Lab
from dockernet_sim.notebook.exercises import Exercise, reaches
from dockernet_sim.notebook.exercises.slips import slips
from dockernet_sim.world.result import Result

SHOP = Exercise(
    "shop",
    "web and db on a network, by name.",
    [reaches("web", "db", 3306, by_name=True)],
    start=["docker run -d --name db mysql"],
)
WRONG = ("docker network creat shop", "docker run -d --name web --network shop nginx", "docker network connect shop db")


def test_report_shows_the_refused_commands_and_why() -> None:
    report = SHOP.check(WRONG)
    text = str(report)
    assert "Refused on the way:" in text and "docker network creat shop: `docker network` has no command creat" in text
    assert "docker network connect shop db: network shop not found" in text
    assert "<code>docker network creat shop</code>" in report._repr_html_()
    assert "途中被拒绝的命令：" in str(SHOP.check(WRONG, lang="zh"))


def test_report_of_a_lab_knows_what_was_typed_in_it() -> None:
    lab = SHOP.lab()
    for line in WRONG:
        lab.sh(line)
    assert [each.line for each in SHOP.check(lab).slips] == list(WRONG)
    assert [each.line for each in SHOP.check(lab.copy()).slips] == list(WRONG)


def test_command_put_right_later_is_left_out() -> None:
    assert "docker network creat shop" in str(SHOP.check(WRONG[:1]))
    assert SHOP.check((WRONG[0], "docker network create shop")).slips == ()


def test_solved_exercise_shows_no_slips() -> None:
    right = ("docker network ls --filtre x", "docker network create shop", *WRONG[1:])
    report = SHOP.check(right)
    assert report and "Refused" not in str(report)


def test_exit_code_of_a_program_in_a_container_is_no_slip() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web nginx")
    lab.sh("docker exec web ping -c 1 -W 1 172.17.0.99")
    assert slips(lab.world.typed) == ()
    assert slips([("docker ps", Result(130, "", "error", interrupted=True))]) == ()
