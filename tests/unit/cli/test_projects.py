"""`dockernet-sim load`, `reach` and `why` on compose files."""

import io
import json
from pathlib import Path

import pytest
from dockernet_sim.cli import main

FILE = """
services:
  web: {image: nginx, ports: ["8080:80"], networks: [front]}
  db: {image: mysql, ports: ["5432:3306"], networks: [back]}
  own: {image: example.com/me/own, expose: ["9000"], networks: [front, back]}
networks:
  front:
  back: {internal: true}
"""
DUMP = (Path(__file__).parents[2] / "plans" / "dumps" / "vote.inspect.json").as_posix()


@pytest.fixture
def project(tmp_path: Path) -> str:
    path = tmp_path / "compose.yaml"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(words) == 0
    return capsys.readouterr().out


def test_load_prints_the_plan_as_json(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    plan = json.loads(told(capsys, "load", "--json", "-p", "shop", project))
    assert plan["project"] == "shop" and plan["schema"] == 1
    assert plan["networks"]["shop_back"]["internal"] is True


def test_load_prints_the_commands_that_make_it(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "load", "--commands", "-p", "shop", project).splitlines()
    assert lines[0].startswith("docker network create") and lines[-1] == "docker start shop-web-1"


def test_load_reads_a_piped_file(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(FILE))
    assert told(capsys, "load", "-p", "shop", "-").startswith("project shop")


def test_refused_file_is_told_with_its_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text("services:\n  a: {imge: x}\n", encoding="utf-8")
    assert main(["load", str(path)]) == 1
    assert "compose.yaml:2: services.a: additional properties 'imge' not allowed" in capsys.readouterr().err


def test_reach_says_that_an_internal_network_publishes_nothing(
    project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = json.loads(told(capsys, "reach", "--json", "--engine", "20.10", "-p", "shop", project))
    from_lan = {
        row["port"]: row["verdict"]
        for row in rows
        if row["from"] == "lan" and row.get("to") == "host" and row["ask"] == "tcp"
    }
    assert from_lan == {8080: "open", 5432: "refused"}


def test_reach_tells_an_assumption_with_the_answer(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(told(capsys, "reach", "--json", "-p", "shop", project))
    row = next(
        row for row in rows if row["from"] == "shop-db-1" and row.get("name") == "own" and row.get("port") == 9000
    )
    assert (row["verdict"], row["why"]) == ("open", "own listens on 9000 (assumed)")


def test_listen_option_says_where_a_service_listens(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(told(capsys, "reach", "--json", "-p", "shop", "--listen", "own=7000", project))
    verdicts = {
        row["port"]: row["verdict"]
        for row in rows
        if row["from"] == "shop-web-1" and row.get("name") == "own" and row["ask"] == "tcp"
    }
    assert verdicts == {7000: "open", 1: "refused"}


def test_reach_shows_a_matrix(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(capsys, "reach", "-p", "shop", project)
    assert "web:80" in shown and "own listens on 9000 (assumed)" in shown


def test_why_takes_services_of_a_compose_file(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = told(capsys, "why", "-p", "shop", project, "web", "db:3306")
    assert "shop-web-1 does not reach db:3306" in shown


def test_exposure_says_that_an_internal_network_publishes_nothing(
    project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = {row["service"]: row for row in json.loads(told(capsys, "exposure", "--json", "-p", "shop", project))}
    assert (rows["db"]["wanted"], rows["db"]["published"], rows["db"]["lan"]) == ("5432", "", "refused")
    assert (rows["web"]["published"], rows["web"]["internet"]) == ("0.0.0.0:8080", "open")


def test_exposure_has_a_line_for_each_port_and_tells_what_is_assumed(
    project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(capsys, "exposure", "-p", "shop", project).splitlines()
    assert lines[0].startswith("CONTAINER") and lines[-1] == "own listens on 9000 (assumed)"


def test_exposure_takes_scenarios(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "one.scn"
    path.write_text("host$ docker run -d --name web -p 8080:80 nginx\n", encoding="utf-8")
    assert "internet,lan,host" in told(capsys, "exposure", "--csv", str(path)).splitlines()[0]


def test_diff_of_two_files_names_what_was_lost(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new.yaml"
    new.write_text(FILE.replace("8080:80", "127.0.0.1:8080:80"), encoding="utf-8")
    shown = told(capsys, "diff", "--markdown", project, str(new))
    assert "| lost | host, lan -> host:8080/tcp |" in shown


def test_diff_of_one_scenario_on_two_releases_compares_its_steps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.scn"
    path.write_text("host$ docker network create n\nhost$ docker network inspect -f '{{.EnableIPv4}}' n\n")
    rows = json.loads(told(capsys, "diff", "--json", "--engines", "20.10", "29", str(path)))["differences"]
    assert [row["what"] for row in rows if row["kind"] == "step"] == [
        "2. host$ docker network inspect -f '{{.EnableIPv4}}' n"
    ]


def test_diff_without_anything_to_compare_with_is_refused(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", project]) == 2


def test_diff_with_exit_code_is_1_when_something_differs(project: str) -> None:
    assert main(["diff", "--exit-code", "--engines", "20.10", "29", project]) == 1
    assert main(["diff", "--exit-code", project, project]) == 0


@pytest.mark.parametrize("word", ["own=0", "own=70000", "own=", "own", "ghost=80", "own=80-82", "own=80/sctp"])
def test_listen_option_that_says_no_port_is_refused(
    word: str, project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["exposure", "--listen", word, project]) == 1
    assert f"{word!r} is not SERVICE=PORT[,PORT] of a service" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["{listen: [x]}", "{listen: [70000]}", "{lisen: [80]}", "5", "{listen: ['80-82']}"])
def test_listening_in_the_file_that_says_no_port_is_refused_with_its_line(
    value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(f"services:\n  a:\n    image: nginx\n    x-dockernet: {value}\n", encoding="utf-8")
    assert main(["exposure", str(path)]) == 1
    assert "compose.yaml:4: services.a.x-dockernet" in capsys.readouterr().err


def test_listening_in_the_file_may_be_one_port(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text("services: {a: {image: acme/x, x-dockernet: {listen: 9000}}}\n", encoding="utf-8")
    assert told(capsys, "exposure", str(path)).splitlines()[-1] == "a listens on 9000 (said)"


def test_mac_of_a_service_goes_to_its_first_network_from_29_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "compose.yaml"
    text = "services:\n  a: {image: nginx, mac_address: '02:11:22:33:44:55', networks: {x: , y: {priority: 5}}}\n"
    path.write_text(f"{text}networks: {{x: , y: }}\n", encoding="utf-8")
    lines = told(capsys, "load", "--commands", "--engine", "29", "-p", "p", str(path))
    assert "name=p_y,alias=p-a-1,alias=a,mac-address=02:11:22:33:44:55 --network name=p_x,alias=p-a-1,alias=a " in lines
    assert "mac" not in told(capsys, "load", "--commands", "--engine", "20.10", "-p", "p", str(path))


def test_what_goes_wrong_beside_a_project_is_told(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = tmp_path / "beside.scn"
    beside.write_text("host$ docker network create edge\nhost$ docker rnu x\n", encoding="utf-8")
    assert main(["exposure", "--with", str(beside), project]) == 0
    assert "host$ docker rnu x: exit 1: docker: unknown command: docker rnu" in capsys.readouterr().err


def test_a_scenario_beside_a_project_names_the_engine(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = tmp_path / "beside.scn"
    beside.write_text("# engine: 20.10\nhost$ docker rnu x\n", encoding="utf-8")
    assert main(["exposure", "--with", str(beside), project]) == 0
    assert "docker: 'rnu' is not a docker command." in capsys.readouterr().err
    assert main(["exposure", "--engine", "29", "--with", str(beside), project]) == 1
    assert "contradicts engine 29" in capsys.readouterr().err


def test_a_scenario_beside_a_project_brings_the_daemons_flags(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    beside = tmp_path / "beside.scn"
    lines = "".join(f"host$ docker run -d --name {name} nginx\n" for name in ("one", "two"))
    beside.write_text(f"# daemon: --icc=false\n{lines}", encoding="utf-8")
    assert "[icc-off]" in told(capsys, "why", "--with", str(beside), project, "one", "172.17.0.3:80")
    assert main(["why", "--with", str(beside), str(beside), "one", "two"]) == 1
    assert "--with goes with compose files" in capsys.readouterr().err


def test_paths_that_hold_no_file_say_what_they_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", str(tmp_path)]) == 1
    assert "a folder without a compose file" in capsys.readouterr().err
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    assert main(["load", str(tmp_path / "empty.yaml")]) == 1
    assert "empty.yaml: empty compose file" in capsys.readouterr().err


def test_reach_and_exposure_speak_chinese(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "● 开放  ◐ 接受后关闭" in told(capsys, "reach", "--lang", "zh", project)
    assert told(capsys, "exposure", "--lang", "zh", project).splitlines()[-1] == "own 监听 9000（推测）"


def test_diff_speaks_chinese(project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = tmp_path / "new.yaml"
    new.write_text(FILE.replace("8080:80", "127.0.0.1:8080:80"), encoding="utf-8")
    shown = told(capsys, "diff", "--lang", "zh", project, str(new))
    assert "\n可达性\n  失去    " in shown and "host, lan -> host:8080/tcp: 开放 -> 被拒绝\n" in shown
    assert "只在 vm 的 127.0.0.1 上发布了端口 8080" in shown
    releases = told(capsys, "diff", "--lang", "zh", project, "--engines", "20.10", "29")
    assert releases.startswith("引擎 20.10 -> 引擎 29\n")
    assert "MACs: 来自地址 -> 随机\n          始于：28：MAC 是随机的" in releases
    assert told(capsys, "diff", "--lang", "zh", "--markdown", project, str(new)).startswith("**可达性**：失去")
    assert (
        json.loads(told(capsys, "diff", "--lang", "zh", "--json", project, str(new)))["differences"][0]["before"]
        == "open"
    )


def test_load_of_a_dump_tells_what_it_holds_and_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    dump = DUMP
    assert told(capsys, "load", dump).startswith("project host\n")
    lines = told(capsys, "load", dump, "--commands").splitlines()
    assert any(line.startswith("docker network create") and "vote_aft" in line for line in lines)
    assert lines[-1] == "docker start vote-tally-1"
    assert '"vote_fore"' in told(capsys, "load", dump, "--json")


def test_reach_of_a_dump_reports_reach_and_listening(capsys: pytest.CaptureFixture[str]) -> None:
    rows = json.loads(told(capsys, "reach", "--json", DUMP))
    assert rows and {"from", "ask", "verdict", "why"} <= rows[0].keys()
    matrix = told(capsys, "reach", DUMP)
    assert len(matrix.splitlines()) > 3 and any(mark in matrix for mark in "●○")


SCENARIO = "host$ docker run -d --name web nginx\nhost$ docker network create n\nhost$ docker run -d --name db --network n mysql\n"


def test_reach_of_a_scenario_has_a_ping_for_each_pair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = tmp_path / "shop.scn"
    scenario.write_text(SCENARIO, encoding="utf-8")
    rows = json.loads(told(capsys, "reach", "--json", str(scenario)))
    verdicts = {(row["from"], row["to"]): row["verdict"] for row in rows if row["ask"] == "ping"}
    assert verdicts["vm", "web"] == "open" and verdicts["web", "db"] == verdicts["db", "web"] == "unreachable"
    lines = told(capsys, "reach", "--csv", str(scenario)).splitlines()
    assert lines[0] == "from,ask,name,to,net,port,verdict,answer,why" and len(lines) == len(rows) + 1
    assert any(line.startswith("vm,ping,,web,,,open,") for line in lines)
    assert "web" in told(capsys, "reach", str(scenario))
