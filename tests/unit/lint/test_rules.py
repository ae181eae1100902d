"""Each rule finds what its page says, its fixes help, and it lets the other file alone."""

import re
from pathlib import Path

import pytest
from dockernet_sim.cli import main
from dockernet_sim.lint import RULES

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "rules.md"
SECTION = re.compile(r"^## (?P<code>NET\d+) (?P<name>\S+)\n\n(?P<text>.*?)(?=^## |\Z)", re.M | re.S)
SECTIONS = {found["code"]: found for found in SECTION.finditer(PAGE.read_text(encoding="utf-8"))}
BLOCK = re.compile(r"```(yaml|text)\n(.*?)```", re.S)
WITHOUT_FIX = ("NET001", "NET901", "NET902")


def written(folder: Path, text: str) -> list[str]:
    """The files of a block: several where lines ``# PATH`` part it."""
    parts = re.split(
        r"^# (\S+/compose\.yaml)\n", "# shop/compose.yaml\n" + text if not text.startswith("# ") else text, flags=re.M
    )
    found = []
    for name, content in zip(parts[1::2], parts[2::2], strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        found.append(path.as_posix())
    return found


def linted(
    code: str,
    number: int,
    engine: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> tuple[int, str]:
    """Lint the first or second file of a rule's section, with the options that it names."""
    monkeypatch.chdir(folder)
    section = SECTIONS[code]["text"]
    for kind, text in BLOCK.findall(section):
        if kind == "text":
            Path("firewall.scn").write_text(text, encoding="utf-8")
    files = written(folder, [text for kind, text in BLOCK.findall(section) if kind == "yaml"][number])
    told = re.search(r"^Found with `(.*)`:", section, re.M)
    options = told[1].split() if told else []
    exit = main(["lint", *files, "--engine", engine, *options])
    return exit, capsys.readouterr().out


def test_page_has_each_rule_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert [*SECTIONS] == sorted(RULES)
    for code, rule in RULES.items():
        assert SECTIONS[code]["name"] == rule.name
        assert SECTIONS[code]["text"].startswith(str(rule.summary))
        assert f"| `{rule.name}` | {rule.summary} |" in page


@pytest.mark.parametrize("engine", ["20.10", "29"])
@pytest.mark.parametrize("code", sorted(RULES))
def test_rule_finds_its_case_and_has_a_fix_that_helps(
    code: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exit, text = linted(code, 0, engine, tmp_path, monkeypatch, capsys)

    assert exit == 1
    found = re.findall(rf"^\S+/compose\.yaml:\d+: ({code}) .*\[{RULES[code].name}\]$", text, re.M)
    assert found, text
    assert ("fix (tried): " in text) is (code not in WITHOUT_FIX)


@pytest.mark.parametrize("engine", ["20.10", "29"])
@pytest.mark.parametrize("code", sorted(RULES))
def test_rule_finds_nothing_in_its_other_case(
    code: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    exit, text = linted(code, 1, engine, tmp_path, monkeypatch, capsys)

    assert code not in text
    assert (exit, "no finding" in text) == (0, True), text
