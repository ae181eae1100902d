"""What is said of extensions that are missing, wrong or broken: whose code, where, and what to do."""

from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.extension import BadExtension, BrokenExtension, UnknownExtension

from .installed import EXAMPLE, install, write

HEAD = "from dockernet_sim.extension import *\n"


def have(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, name: str = "odd") -> None:
    install(monkeypatch, tmp_path / f"site-{name}", write(tmp_path / name, name, code))


def test_unknown_extension_is_told_with_those_that_are_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    install(monkeypatch, tmp_path / "site", EXAMPLE)
    with pytest.raises(UnknownExtension, match=r"extension 'exmple' \(installed are example\): pip install"):
        Lab(extensions=["exmple"])


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import nothing_of_that_name\n", r"cannot be imported: ModuleNotFoundError: .*nothing_of_that_name"),
        ("extension = 3\n", r"is a int, no dockernet_sim.extension.Extension"),
        ("other = 3\n", r"cannot be imported: AttributeError"),
        (HEAD + "extension = Extension(programs={'ping': print})\n", r"the program ping .* is the model's own"),
        (HEAD + "extension = Extension(programs={'two words': print})\n", r"names are words"),
        (HEAD + "extension = Extension(programs={'say': 3})\n", r"the program say .* is 3, not a function"),
        (HEAD + "extension = Extension(matches={'tcp': Match})\n", r"the match tcp .* is the model's own"),
        (HEAD + "extension = Extension(matches={'connlimit': Match})\n", r"the match connlimit .* is the model's own"),
        (HEAD + "extension = Extension(matches={'odd': int})\n", r"the match odd .* not a subclass of Match"),
        (HEAD + "extension = Extension(targets={'ACCEPT': Target})\n", r"the target ACCEPT .* is the model's own"),
        (HEAD + "extension = Extension(targets={'ODD': Match})\n", r"the target ODD .* not a subclass of Target"),
        (HEAD + "extension = Extension(drivers={'bridge': BridgeDriver})\n", r"driver bridge .* is the model's own"),
        (HEAD + "extension = Extension(drivers={'odd': dict})\n", r"not a class with the calls of Driver"),
        (HEAD + "extension = Extension(images={'nginx': {}})\n", r"the image nginx .* is the model's own"),
        (HEAD + "extension = Extension(images={'odd': 'nginx'})\n", r"the image odd .* not a table"),
        (
            HEAD + "extension = Extension(images={'odd': {'base': 'plan9', 'cmd': ['sh']}})\n",
            r"the image odd .* KeyError: 'plan9'",
        ),
        (
            HEAD + "extension = Extension(images={'odd': {'exposes': ['80']}})\n",
            r"the image odd .* has exposes; keys are base",
        ),
        (HEAD + "extension = Extension(images={'odd': {'expose': ['80']}})\n", r"neither cmd nor entrypoint"),
    ],
)
def test_wrong_extension_is_refused_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, told: str
) -> None:
    have(monkeypatch, tmp_path, code)
    with pytest.raises(BadExtension, match=told) as refused:
        Lab(extensions=["odd"])
    assert "odd-package 2.1" in str(refused.value)


def test_two_extensions_with_one_program_are_both_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("one", "two"):
        have(monkeypatch, tmp_path, HEAD + "extension = Extension(programs={'say': print})\n", name)
    with pytest.raises(BadExtension, match=r"the program say is given by .*'one'.* and by .*'two'"):
        Lab(extensions=["one", "two"])


def test_one_name_from_two_packages_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    have(monkeypatch, tmp_path, HEAD + "extension = Extension()\n")
    again = write(tmp_path / "again", "odd", HEAD + "extension = Extension()\n")
    project = again / "pyproject.toml"
    project.write_text(project.read_text(encoding="utf-8").replace("odd-package", "other-package"), encoding="utf-8")
    install(monkeypatch, tmp_path / "site-again", again)
    with pytest.raises(BadExtension, match="given by odd-package and other-package"):
        Lab(extensions=["odd"])


PROGRAM = "def say(me):\n    raise KeyError('x')\nextension = Extension(programs={'say': say})\n"
MATCH = (
    "class Odd(Match):\n    def test(self, *_):\n        return 1 / 0\nextension = Extension(matches={'odd': Odd})\n"
)
SAVE = "class Odd(Match):\n    def save(self):\n        return 1 / 0\nextension = Extension(matches={'odd': Odd})\n"
DRIVER = (
    "class Odd(BridgeDriver):\n    def create_network(self, plan):\n        raise KeyError('x')\n"
    "extension = Extension(drivers={'odd': Odd})\n"
)


def test_exception_in_a_program_becomes_a_line_and_exit_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    have(monkeypatch, tmp_path, HEAD + PROGRAM)
    found = Lab(extensions=["odd"]).sh("say")
    assert found.exit == 1
    assert "the program say of the extension 'odd' (package odd-package 2.1) failed: KeyError: 'x'" in found.stderr
    assert "(odd_module.py, line 3); report it to its authors" in found.stderr


def test_exception_in_a_match_names_the_extension_and_the_lab_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    have(monkeypatch, tmp_path, HEAD + MATCH)
    lab = Lab(extensions=["odd"])
    lab.sh("iptables -A OUTPUT -m odd")
    found = lab.sh("ping -c 1 -W 1 172.31.176.1")
    assert (
        "ping: BrokenExtension: the match odd of the extension 'odd'" in found.stderr
        and "ZeroDivisionError" in found.stderr
    )
    assert lab.sh("iptables -F OUTPUT; ping -c 1 172.31.176.1").exit == 0
    assert not lab.world.internal_errors


def test_exception_in_a_match_on_the_way_is_raised_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    have(monkeypatch, tmp_path, HEAD + MATCH)
    lab = Lab(extensions=["odd"])
    lab.sh("iptables -A INPUT -m odd")
    with pytest.raises(BrokenExtension, match=r"the match odd of the extension 'odd' .*odd_module.py, line 4"):
        lab.sh("ping -c 1 172.31.179.120", on="lan")
    lab.sh("iptables -F INPUT")
    assert lab.sh("ping -c 1 172.31.179.120", on="lan").exit == 0


def test_exception_while_printing_a_rule_is_told_by_iptables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    have(monkeypatch, tmp_path, HEAD + SAVE)
    lab = Lab(extensions=["odd"])
    lab.sh("iptables -A INPUT -m odd")
    found = lab.sh("iptables -S INPUT")
    assert found.exit and "iptables: BrokenExtension: the match odd of the extension 'odd'" in found.stderr


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_exception_in_a_driver_is_the_daemons_refusal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, engine: str
) -> None:
    have(monkeypatch, tmp_path, HEAD + DRIVER)
    lab = Lab(engine=engine, extensions=["odd"])
    found = lab.sh("docker network create -d odd net")
    assert found.exit == 1
    assert "Error response from daemon: the network driver odd of the extension 'odd'" in found.stderr
    assert "net" not in lab.sh("docker network ls --format '{{.Name}}'").stdout.split()
