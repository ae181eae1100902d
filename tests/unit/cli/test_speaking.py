"""The command line in two languages."""

import re
from pathlib import Path

import pytest
from dockernet_sim.cli import build_parser, main
from dockernet_sim.cli.help_zh import HELP
from dockernet_sim.cli.speaking import language, parsers, texts

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = [text for parser in parsers(build_parser()) for text in texts(parser)]


def test_every_text_of_the_help_is_in_chinese_and_no_other() -> None:
    assert set(HELP) == set(ENGLISH)


@pytest.mark.parametrize("text", sorted(set(ENGLISH)))
def test_a_text_keeps_its_placeholders_and_has_full_width_punctuation(text: str) -> None:
    assert re.findall(r"%\(\w+\)s", HELP[text]) == re.findall(r"%\(\w+\)s", text)
    assert not re.search(r"[\u4e00-\u9fff][,:;?!]", HELP[text])


@pytest.mark.parametrize("command", ["", "why", "exposure", "serve"])
def test_help_is_chinese_when_lang_asks_for_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(
            [*command.split(), "--lang", "zh", "--help"] if command in ("", "why") else ["--lang", "zh", command, "-h"]
        )
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("用法：dockernet-sim")


def test_environment_decides_the_language_unless_it_is_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    played = tmp_path / "a.scn"
    played.write_text("host$ docker run -d --name web nginx\n", encoding="utf-8")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["why", str(played), "lan", "web"]) == 0
    assert CHINESE.search(capsys.readouterr().out)
    main(["why", "--lang", "en", str(played), "lan", "web"])
    assert not CHINESE.search(capsys.readouterr().out)


def test_the_first_variable_that_is_set_counts() -> None:
    assert language([], {"LC_ALL": "C", "LANG": "zh_CN"}) == "en"
    assert language([], {"LC_ALL": "", "LANG": "zh_TW"}) == "zh"
    assert language(["why", "--lang=en"], {"LANG": "zh"}) == "en"
