"""What the kernel says when it drops a packet is said in every language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.explain.causes import TEXT, cause_of
from dockernet_sim.explain.said import LANGUAGES
from dockernet_sim.explain.words import en_causes
from dockernet_sim.linux import drops

LINUX = Path(drops.__file__).parent
NAMES = ("cause", "wrong", "why")
RULES = ("policy DROP", "limit ")  # rules stay as they are; the limits of a line are part of a cause


def texts() -> Iterator[tuple[str, str]]:
    """Every text of linux/ that a drop may give as its cause, its gaps filled."""
    for path in sorted(LINUX.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "drop" and len(node.args) > 2:
                yield from of_expression(path.name, node.args[-1])
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in NAMES:
                yield from of_expression(path.name, node.value)
            elif isinstance(node, ast.FunctionDef) and node.name == "martian":
                for each in ast.walk(node):
                    if isinstance(each, ast.Return) and each.value is not None:
                        yield from of_expression(path.name, each.value)


def of_expression(name: str, node: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.IfExp):
        yield from of_expression(name, node.body)
        yield from of_expression(name, node.orelse)
    elif isinstance(node, ast.Constant) and node.value:
        yield name, str(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield name, "".join(str(each.value) if isinstance(each, ast.Constant) else "x" for each in node.values)


def test_every_text_of_a_drop_has_a_sentence() -> None:
    found = [
        text.replace("full (x)", "full (limit 9 bytes)").replace("carrier: x", "carrier: the line is cut")
        for _, text in texts()
        if not any(rule in text and "full" not in text for rule in RULES)
    ]
    assert len(found) > 25
    assert [text for text in found if cause_of(text).key == TEXT and text not in ("x is down", "the line is cut")] == []


@pytest.mark.parametrize("key", sorted(en_causes.WORDS))
def test_a_sentence_is_read_back_from_its_own_text(key: str) -> None:
    gaps = {"rule": "nat A 1: -j B", "text": "some text"}
    names = [piece.partition("}")[0] for piece in en_causes.WORDS[key].split("{")[1:]]
    values = {name: gaps.get(name, "y") for name in names}
    said = cause_of(LANGUAGES["en"][key].format(**values))
    assert (said.key, said.values) == (key, values)


def test_why_tells_a_drop_in_chinese() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web nginx")
    shown = str(lab.why("web", "172.17.0.99:80", lang="zh"))
    assert "丢弃：在 eth0 上询问 172.17.0.99 的 ARP 没有得到应答（neighbour-failed）" in shown
    refused = str(lab.why("vm", "172.17.0.2:81", lang="zh"))
    assert "没有套接字监听 TCP 端口 81" in refused and "socket" not in refused
