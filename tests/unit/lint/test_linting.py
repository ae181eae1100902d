"""What a run of lint tells: lines, stories, comments, choices, forms."""

import json
from pathlib import Path

import pytest
from dockernet_sim.cli import main
from dockernet_sim.lint import chosen
from dockernet_sim.lint.rule import LintError

STACKS = Path(__file__).parents[2] / "plans" / "files"
KNOWN = {("astro", "NET402"), ("gateways", "NET201")}  # faults that these stacks have
INTERNAL = 'services:\n  db:\n    image: redis\n    ports: ["6379:6379"]{}\n    networks: [back]\nnetworks:\n  back: {{internal: true}}\n'


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    exit = main(["lint", "--engine", "29", *words])
    told = capsys.readouterr()
    return exit, told.out, told.err


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "compose.yaml"
    path.write_text(INTERNAL.format(""), encoding="utf-8")
    return path


def test_finding_has_line_story_and_tried_fix(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exit, text, _ = run(capsys, "compose.yaml")

    assert exit == 1
    assert text.startswith("compose.yaml:4: NET201 db publishes 6379:6379, but back is internal")
    assert "What happened (step " in text
    assert "  fix (tried): networks: {published: }" in text
    assert text.endswith("1 project: 1 finding, 1 with a fix\n")


@pytest.mark.parametrize(
    "comment",
    [
        "  # dockernet: ignore[NET201] only for the day of the move",
        "  # dockernet: ignore[NET202, published-on-internal]: later",
    ],
)
def test_comment_with_a_reason_silences(file: Path, comment: str, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(INTERNAL.format(comment), encoding="utf-8")

    exit, text, _ = run(capsys, "compose.yaml")

    assert (exit, text) == (0, "1 project: no finding, 1 silenced\n")


def test_comment_without_a_reason_does_not_silence(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(INTERNAL.format("  # dockernet: ignore[NET201]"), encoding="utf-8")

    exit, text, _ = run(capsys, "compose.yaml")

    assert exit == 1
    assert "NET201" in text and "compose.yaml:4: NET901" in text


def test_comment_that_names_no_rule_is_told_as_such(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(INTERNAL.format("  # dockernet: ignore[] for now"), encoding="utf-8")

    assert "compose.yaml:4: NET902 the comment names no rule [silence-unused]" in run(capsys, "compose.yaml")[1]


def test_select_and_ignore_take_codes_beginnings_and_names() -> None:
    assert [each.code for each in chosen(["NET2"], ["firewall-bypassed"])] == ["NET201", "NET202", "NET204"]
    assert "NET403" not in {each.code for each in chosen()}
    assert "NET403" in {each.code for each in chosen(["ALL"])}
    with pytest.raises(LintError, match="no rule 'NET999': there are NET001"):
        chosen(["NET999"])


def test_ignored_rule_is_not_asked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "compose.yaml", "--ignore", "NET2,NET4")[0] == 0


@pytest.mark.parametrize("words", [["nothing-there"], ["compose.yaml", "--select", "NET999"], ["."]])
def test_what_cannot_be_read_is_unknown(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exit, out, err = run(capsys, *words)

    assert (exit, out) == (2, "")
    assert err.startswith("dockernet-sim lint: ")


def test_unmodelled_network_is_unknown_not_clean(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = 'services:\n  db: {image: redis, ports: ["6379:6379"], networks: [back]}\nnetworks:\n  back: {internal: true, driver: macvlan}\n'
    file.write_text(text, encoding="utf-8")

    exit, out, _ = run(capsys, "compose.yaml")

    assert exit == 2
    assert "compose.yaml:2: unknown: " in out and "macvlan driver of network" in out


def test_json_has_the_same_findings(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(run(capsys, "compose.yaml", "--format", "json")[1])

    (found,) = data["findings"]
    assert (found["code"], found["file"], found["line"], len(found["fixes"])) == ("NET201", "compose.yaml", 4, 1)
    assert "not-reached" not in found["story"] and "6379" in found["story"]


def test_sarif_has_the_shape_that_code_scanning_takes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = json.loads(run(capsys, "compose.yaml", "--format", "sarif")[1])

    (one,) = log["runs"]
    rules = one["tool"]["driver"]["rules"]
    (found,) = one["results"]
    assert log["version"] == "2.1.0"
    assert rules[found["ruleIndex"]]["id"] == found["ruleId"] == "NET201"
    assert {"id", "name", "shortDescription", "help"} == set(rules[0])
    place = found["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "compose.yaml"}, "region": {"startLine": 4}}
    assert "fix (tried): " in found["message"]["text"]


def test_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    exit, text, _ = run(capsys, "--rules")

    assert exit == 0
    assert "NET302 alias-in-two-projects: " in text


def test_projects_below_a_folder_are_found(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file.parent / "deep" / "er").mkdir(parents=True)
    file.rename(file.parent / "deep" / "er" / "docker-compose.yml")

    exit, text, _ = run(capsys, ".")

    assert exit == 1
    assert text.startswith("deep/er/docker-compose.yml:4: NET201 ")


def test_projects_together_take_ports_from_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "compose.yaml").write_text(
            'services:\n  web: {image: nginx, ports: ["80:80"]}\n', encoding="utf-8"
        )

    assert run(capsys, "one", "two")[0] == 0
    exit, text, _ = run(capsys, "one", "two", "--together")
    assert exit == 1
    assert (
        "two/compose.yaml:2: NET202 web publishes 80:80, but web of project one publishes port 80 of the host, too"
        in text
    )


def test_fixed_project_has_no_finding_any_more(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = INTERNAL.format("").replace("networks: [back]", "networks: [back, published]") + "  published:\n"
    text = text.replace("networks:\n  back", "  cache: {image: redis, networks: [back]}\nnetworks:\n  back")
    file.write_text(text, encoding="utf-8")

    assert run(capsys, "compose.yaml")[:2] == (0, "1 project: no finding\n")


@pytest.mark.parametrize(
    "stack", sorted(path.name for path in STACKS.iterdir() if path.is_dir() and not path.name.startswith("bad-"))
)
def test_stacks_have_no_false_finding(stack: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, (STACKS / stack).as_posix(), "--format", "json", "--ignore", "NET001")

    assert {(stack, each["code"]) for each in json.loads(out)["findings"]} == {
        each for each in KNOWN if each[0] == stack
    }


def test_findings_are_told_in_chinese(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exit, text, _ = run(capsys, "compose.yaml", "--lang", "zh")

    assert exit == 1
    assert text.startswith("compose.yaml:4: NET201 db 发布了 6379:6379，但 back 是内部网络：端口不会打开")
    assert "    经过（" in text and "  修复（已试过）：networks: {published: }，以及 services:" in text
    assert text.endswith("1 个项目：1 个问题、1 个有修复办法\n")
    assert run(capsys, "--rules", "--lang", "zh")[1].startswith("NET101 subnet-overlaps-route: 网络的子网覆盖了")


def test_served_lab_and_a_hosts_dumps_do_not_stand_beside_each_other(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", str(file), "--with", "unix:///a", "--with", "unix:///b"]) != 0
    assert "--with: one served lab, and no host's dumps beside it" in capsys.readouterr().err


def test_hosts_dump_stands_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dump = (Path(__file__).parents[2] / "plans" / "dumps" / "vote.inspect.json").as_posix()
    project = tmp_path / "compose.yaml"
    project.write_text("services: {web: {image: nginx}}\n", encoding="utf-8")
    assert main(["lint", str(project), "--with", dump]) == 0, capsys.readouterr()
