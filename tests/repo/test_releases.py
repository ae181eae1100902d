"""What differs between releases is data: nothing but the registry and the clients' tables asks which release it is."""

import re
from pathlib import Path

import dockernet_sim
from dockernet_sim.engine.versions import RELEASES

PACKAGE = Path(dockernet_sim.__file__).parent
THEIRS = ("engine/versions/", "shell/docker/clients/")
NAMES = "|".join(map(re.escape, RELEASES))
ASKS = re.compile(rf"(?:==|!=|\bin|<|>)\s*[(\[{{]?\s*[\"'](?:{NAMES})[\"']|\brelease(?:\.name)?\s*(?:==|!=)")


def test_no_code_asks_for_a_release_by_its_name() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        own = path.relative_to(PACKAGE).as_posix()
        if not own.startswith(THEIRS):
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [f"{own}:{number}: {line}" for number, line in enumerate(lines, 1) if ASKS.search(line)]
    assert found == []


def test_every_release_has_a_client_of_its_own() -> None:
    from dockernet_sim.shell.docker.clients import CLIENTS

    assert set(CLIENTS) == set(RELEASES)
