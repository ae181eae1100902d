"""The package does not know the recordings: nothing in it was copied from one, and nothing in it looks for one."""

import json
import re
from pathlib import Path

import dockernet_sim

ROOT = Path(__file__).parents[2]
RECORDED = ROOT / "tests" / "conformance" / "recordings"
PACKAGE = Path(dockernet_sim.__file__).parent
RANDOM = re.compile(
    r"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b|\bveth[0-9a-f]{7}\b|\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b|\d\.\d{6,}Z"
)
WORDS = {"events", "icc-off"}  # names of scenarios that are words of Docker's, too
LINES = 3  # a shorter answer may well be a text that Docker always says


def source() -> str:
    files = sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.json"), *PACKAGE.rglob("*.txt")])
    assert len(files) > 100
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def recordings() -> dict[str, str]:
    found = {
        str(file.relative_to(RECORDED).with_suffix("")): file.read_text(encoding="utf-8")
        for file in sorted(RECORDED.rglob("*.json"))
    }
    assert found
    return found


def test_no_scenario_is_named() -> None:
    quoted = set(re.findall(r"[\"'/]([\w.-]+?)(?:\.scn|\.json)?(?=[\"'])", source()))
    assert len(quoted) > 1000 and quoted.intersection(name.rpartition("/")[2] for name in recordings()) <= WORDS


def test_nothing_that_only_one_machine_answered_is_in_the_package() -> None:
    """Ids, MACs of veths and times are random:
    where one of a recording's turns up that no scenario typed, it was copied."""
    lasting = re.compile(r"00:16:3e:|^(?:02:42|00:00|ff:ff)|92:d0:c6:0a:29:33")  # the last stands in docker's own help
    recorded = {word for text in recordings().values() for word in RANDOM.findall(text) if not lasting.match(word)}
    recorded -= {
        word for file in (RECORDED.parent / "scenarios").glob("*.scn") for word in RANDOM.findall(file.read_text())
    }
    assert len(recorded) > 500
    assert recorded.intersection(RANDOM.findall(source())) == set()


def test_no_answer_of_some_lines_is_in_the_package() -> None:
    text = source()
    steps = [step for each in recordings().values() for step in json.loads(each)["steps"]]
    answers = {answer for step in steps for answer in (step["stdout"], step["stderr"]) if answer.count("\n") >= LINES}
    assert len(answers) > 400
    assert [each for each in sorted(answers) if each in text or repr(each)[1:-1] in text] == []


def test_the_package_reads_no_recordings() -> None:
    assert "recordings/" not in source() and "unstable" not in source()
