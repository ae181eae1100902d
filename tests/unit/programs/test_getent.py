"""getent's columns and exit codes."""

import pytest
from tests.unit.programs.places import Places

HOSTS = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n172.17.0.2\tweb.lan web\n"


@pytest.mark.parametrize(
    ("argv", "code", "out"),
    [
        (("hosts", "web"), 0, "172.17.0.2      web.lan web\n"),
        (("hosts", "172.17.0.2"), 0, "172.17.0.2      web.lan web\n"),
        (("hosts", "localhost"), 0, "::1             localhost ip6-localhost\n"),
        (("hosts", "example.com"), 0, "203.0.113.10    example.com\n"),
        (("hosts", "nope"), 2, ""),
        (("hosts", "nope", "web"), 2, "172.17.0.2      web.lan web\n"),
        (("hosts", "10.1.1.1"), 2, ""),
        (("hosts",), 0,
            "127.0.0.1       localhost\n127.0.0.1       localhost ip6-localhost\n172.17.0.2      web.lan web\n"),
        (("ahosts", "web"), 0, "172.17.0.2      STREAM web.lan\n172.17.0.2      DGRAM  \n172.17.0.2      RAW    \n"),
        (("ahostsv4", "nope"), 2, ""),
    ],
)  # fmt: skip
def test_answers(places: Places, argv: tuple[str, ...], code: int, out: str) -> None:
    places.places["cli"].files.write("/etc/hosts", HOSTS)
    task = places.run("cli", "getent", *argv)
    assert (task.exit_code, task.stdout.text, task.stderr.text) == (code, out, "")


@pytest.mark.parametrize(
    ("argv", "code", "first"),
    [
        ((), 1, "getent: wrong number of arguments"),
        (("nonsense", "x"), 1, "Unknown database: nonsense"),
        (("-q",), 64, "getent: invalid option -- 'q'"),
        (("networks", "x"), 127, "getent: database networks is not modelled"),
    ],
)
def test_refusals(places: Places, argv: tuple[str, ...], code: int, first: str) -> None:
    task = places.run("cli", "getent", *argv)
    assert (task.exit_code, task.stderr.text.splitlines()[0]) == (code, first)
