"""Down by import: a room imports only rooms below it."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "dockernet_sim"
FLOORS = {
    "sim": 0, "wire": 0, "vfs": 0.5, "linux": 1, "iptables": 1.5, "programs": 2, "engine": 3, "extension": 3.5, "world": 4,
    "reach": 4, "shell": 5, "plans": 5, "explain": 6, "api": 6, "client": 7, "check": 7, "lint": 8, "testing": 8,
    "lab": 8, "notebook": 9, "__init__": 10, "web": 10, "cli": 11,
    "__main__": 12,
}  # fmt: skip
ERRORS = "dockernet_sim.sim.errors"  # the root of all errors stands beside every floor
SIDE_BY_SIDE = {
    ("shell", "plans"),
}  # same floor, and one may use the other
LINUX = {
    "errors": 0, "hooks": 0, "drops": 0, "inet": 0, "sysctl": 1,
    "netfilter": 1, "link": 2, "ip": 3, "socket": 4,
    "fast": 5, "netns": 5, "host": 6,
}  # fmt: skip
ENGINE = {
    "errors": 0, "ids": 0, "rules": 0, "refusals": 1, "references": 1, "daemonkeys": 1, "flags": 1, "volumes": 1,
    "daemonchecks": 2, "daemonfile": 3,
    "images": 2, "imagestore": 3, "registry": 3, "commit": 3, "catalogue": 4,
    "iptables": 1, "ipam": 2, "names": 2, "firewall": 2, "ports": 2,
    "drivers": 3, "cnm": 4, "container": 5, "inspect": 5, "swarm": 5, "versions": 6, "daemon": 7,
}  # fmt: skip


def imports(path: Path) -> list[str]:
    """The modules of the package that a file imports when it runs (not for type hints alone)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[str] = []

    def walk(node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            if isinstance(child, ast.ImportFrom) and child.module and child.module.startswith("dockernet_sim"):
                found.append(child.module)
                found.extend(f"{child.module}.{alias.name}" for alias in child.names)
            elif isinstance(child, ast.Import):
                found.extend(a.name for a in child.names if a.name.startswith("dockernet_sim"))
            walk(child)

    walk(tree)
    return found


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    room = parts[0]
    assert room in FLOORS, f"{room} is no room of the house: give it a floor"
    for module in imports(path):
        if module.startswith(ERRORS):
            continue
        other = module.split(".")[1:2]
        if not other or other[0] == room or other[0] not in FLOORS:
            continue
        assert FLOORS[other[0]] < FLOORS[room] or (room, other[0]) in SIDE_BY_SIDE, f"{path} imports {module}"


@pytest.mark.parametrize(("room", "floors"), [("linux", LINUX), ("engine", ENGINE)])
def test_inner_floors(room: str, floors: dict[str, int]) -> None:
    for path in sorted((PACKAGE / room).rglob("*.py")):
        own = path.relative_to(PACKAGE / room).with_suffix("").parts[0]
        if own == "__init__":
            continue
        for module in imports(path):
            words = module.split(".")
            if words[1:2] != [room] or len(words) < 3 or words[2] == own or words[2] not in floors:
                continue
            assert own in floors, f"{own} is no part of {room}: give it a floor"
            assert floors[words[2]] < floors[own], f"{path} imports {module}"


LINUX_ROOM = PACKAGE / "linux"
LOWER = sorted(path for part in ("link", "netfilter") for path in (LINUX_ROOM / part).rglob("*.py"))
UPPER = {"ip", "sockets"}  # what a namespace has above link/ and netfilter/; they see it through ``ns.inet`` alone
HOOKS = {"install", "sending", "arriving", "flooding", "telling", "table_step"}  # all that linux/ knows of linux/fast


def chains(path: Path) -> list[str]:
    """The attribute chains of a file, as ``self.ns.ip.fib``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]


@pytest.mark.parametrize("path", LOWER, ids=lambda p: str(p.relative_to(LINUX_ROOM)))
def test_lower_layer_reaches_up_through_what_was_registered(path: Path) -> None:
    for chain in chains(path):
        words = chain.split(".")
        assert not any(word == "ns" and after in UPPER for word, after in pairwise(words)), f"{path}: {chain}"


def test_linux_uses_fast_through_its_named_calls_only() -> None:
    outside = [path for path in LINUX_ROOM.rglob("*.py") if "fast" not in path.relative_to(LINUX_ROOM).parts]
    importing = [path.name for path in outside if any("linux.fast" in module for module in imports(path))]
    assert importing == ["host.py"]
    used = set()
    for path in outside:
        for chain in chains(path):
            words = chain.split(".")
            used |= {after for word, after in pairwise(words) if word == "fast"}
    assert used - {"fast"} <= HOOKS


def test_files_stay_readable() -> None:
    long = {str(p): n for p in FILES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 500}
    assert not long
