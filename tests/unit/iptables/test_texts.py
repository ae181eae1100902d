"""The texts of matches and targets against those of iptables v1.8.9 (recorded)."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.programs.iptables.shell import Shell

RECORDED = json.loads((Path(__file__).parent / "texts.json").read_text())


@pytest.mark.parametrize("case", RECORDED, ids=[f"{c['chain']} {c['rule']}" for c in RECORDED])
def test_rule_is_printed_or_refused_as_iptables_does(case: dict[str, Any]) -> None:
    sh, where = Shell(), f"-t {case['table']}"
    code, text = sh(f"iptables {where} -A {case['chain']} {case['rule']}")
    if "exit" in case:
        assert (code, text.splitlines()) == (case["exit"], case["stderr"])
        assert len(sh.lines(f"iptables {where} -S {case['chain']}")) == 1
        return
    assert (code, text) == (0, "")
    assert sh.lines(f"iptables {where} -S {case['chain']}")[1] == case["save"]
    assert sh.lines(f"iptables {where} -L {case['chain']} -n")[2].rstrip() == case["list"].rstrip()
    if "cloudsdk" not in case["names"]:
        assert sh.lines(f"iptables {where} -L {case['chain']}")[2].rstrip() == case["names"].rstrip()


@pytest.mark.parametrize("word", ["-m string --string x", "-m time", "-j TEE", "-m bpf"])
def test_real_extension_that_is_not_modelled_is_refused_by_name(word: str) -> None:
    sh = Shell()
    code, text = sh(f"iptables -A INPUT {word}")
    assert code == 127 and "not modelled" in text and word.split()[1] in text
    assert sh.lines("iptables -S INPUT") == ["-P INPUT ACCEPT"]
