"""What a notebook types, and what it is shown."""

import subprocess
import sys

import pytest
from dockernet_sim import Lab, Result
from dockernet_sim.notebook.rich import container_row, list_html, network_row
from IPython.core.error import UsageError


def test_a_docker_cell_types_line_by_line(cell) -> None:
    shown = cell("%%docker\nrun -d --name web \\\n  nginx\n# a note\n\ndocker ps --format '{{.Names}} {{.Image}}'")
    assert repr(shown).splitlines()[0] == "[root@vm ~]# docker run -d --name web nginx"
    assert repr(shown).splitlines()[2:] == [
        "[root@vm ~]# # a note",
        "[root@vm ~]# docker ps --format '{{.Names}} {{.Image}}'",
        "web nginx",
    ]


def test_a_line_gives_its_result_and_leaves_dollars_and_braces_alone(cell) -> None:
    cell("x = 1\nt = %sh echo '{{.Name}}' $x")
    assert cell("t.stdout") == "{{.Name}}\n"
    assert isinstance(cell("%docker network ls"), Result)


def test_cells_can_be_typed_elsewhere(cell) -> None:
    cell("%docker run -d --name web nginx")
    assert "[root@web ~]# hostname -i\n172.17.0.2" in repr(cell("%%sh web\nhostname -i"))
    assert cell("%sh --on lan hostname").stdout == "lan\n"


def test_mistakes_are_told_in_a_line(cell) -> None:
    for wrong in (
        "%sh --on nowhere ls",
        "%lab dance",
        "%why web",
        "%check",
        "%exercise none",
        "%%predict\nno command",
        "%lab new --sed 1",
    ):
        assert isinstance(cell(wrong), UsageError), wrong


def test_the_notebooks_lab_is_its_variable(cell) -> None:
    cell("%lab new --seed 5 --daemon=--icc=false")
    assert isinstance(cell("lab"), Lab)
    mine = cell("from dockernet_sim import Lab\nlab = Lab(seed=9)\nt = %docker ps\nlab")
    assert mine is cell("lab") and mine.env.now > 0


def test_a_lab_can_be_saved_and_loaded(cell, tmp_path) -> None:
    cell("%docker run -d --name web nginx")
    cell(f"%lab save {tmp_path}/lab.json")
    cell("%lab new")
    assert not cell("lab.docker.containers.list()")
    cell(f"%lab load {tmp_path}/lab.json")
    assert [each.name for each in cell("lab.docker.containers.list()")] == ["web"]


def test_why_speaks_the_notebooks_language(cell) -> None:
    cell("%docker run -d --name web nginx")
    english = str(cell("%why web internet"))
    cell("%lab lang zh")
    assert str(cell("%why web internet")) != english


def test_results_are_a_terminal_and_pings_are_coloured(cell) -> None:
    cell("%lab new")
    html = cell("get_ipython().display_formatter.format(lab.sh('ping -c 1 127.0.0.1'))[0]['text/html']")
    assert "<pre" in html and ">0% packet loss</b>" in html


def test_containers_networks_and_lists_are_tables() -> None:
    lab = Lab()
    lab.sh("docker network create --internal inner")
    lab.sh("docker run -d --name web -p 8080:80 --net inner nginx")
    lab.sh("docker run -d --name pub -p 127.0.0.1:81:80 nginx")
    assert container_row(lab.docker.containers.get("pub"))[2:] == [
        "running",
        "bridge 172.17.0.2",
        "127.0.0.1:81 → 80/tcp",
    ]
    assert network_row(lab.docker.networks.get("inner"))[1:] == [
        "bridge (internal)",
        "172.18.0.0/16",
        "172.18.0.1",
        "web 172.18.0.2",
    ]
    assert "<table>" in str(list_html(lab.docker.containers.list()))
    assert list_html([1, 2]) is None and list_html([]) is None


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_a_list_of_networks_is_a_table_on_each_engine(engine: str) -> None:
    """Since 29 a list of networks is without their containers."""
    shown = str(list_html(Lab(engine=engine).docker.networks.list()))
    assert shown.count("<tr>") == 4 and "172.17.0.0/16" in shown


def test_a_lab_shows_its_picture_and_reach_its_table(cell) -> None:
    cell("%lab new")
    shown = "get_ipython().display_formatter.format({})[0]['text/html']"
    assert "dockernet-still" in cell(shown.format("lab"))
    assert "internet" in cell(shown.format("lab.reach()"))


def test_drawing_with_a_way_and_stepping(cell) -> None:
    cell("%%docker\nrun -d --name web nginx\nrun -d --name db mysql")
    assert "172.17.0.3" in cell("%draw").svg
    assert cell("%draw web 172.17.0.3").svg != cell("%draw").svg
    assert "DNS" in cell("%step docker exec web ping -c 1 db")._repr_html_()
    assert cell("%draw docker exec web ping -c 1 172.17.0.3").svg


def test_importing_the_package_never_imports_ipython() -> None:
    code = "import sys, dockernet_sim, dockernet_sim.notebook.exercises; print('IPython' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@pytest.mark.parametrize("magic", ["docker", "sh", "lab", "why", "draw", "step", "predict", "exercise", "check"])
def test_every_magic_tells_what_it_does(cell, magic: str) -> None:
    assert cell(f"get_ipython().find_magic('{magic}').__doc__")


def test_seed_holds_for_the_exercises_after_it(cell) -> None:
    assert "`amara`" in str(cell("%exercise two-rooms --seed Anna"))
    assert "`alice`" in str(cell("%exercise two-rooms"))
    cell("%exercise --seed Anna")
    assert "variant anna" in str(cell("%exercise two-rooms"))
    assert "two-rooms (anna)" in repr(cell("%check"))


def test_exercises_and_checks_are_in_the_notebooks_language(cell) -> None:
    cell("%lab lang zh")
    assert "两个房间" in str(cell("%exercise two-rooms"))
    assert "提示：默认网络" in str(cell("%check"))
    cell("%lab lang en")
    assert "hint: The default network" in str(cell("%check"))
