"""Options as Go's pflag reads them."""

import pytest
from dockernet_sim.shell.docker.kinds import BadValue, read_decimal, read_duration, read_size
from dockernet_sim.shell.docker.pflag import FlagError, FlagSet, HelpWanted, Option

OPTIONS = (
    Option("detach", "bool", short="d"),
    Option("interactive", "bool", short="i"),
    Option("tty", "bool", short="t"),
    Option("trust", "bool", default="true"),
    Option("publish", "list", short="p"),
    Option("name", "string"),
    Option("time", "int", short="n", default="10"),
    Option("alias", "strings"),
    Option("opt", "map", short="o"),
    Option("filter", "filter", short="f"),
    Option("net", "list", into="publish"),
)


@pytest.mark.parametrize(
    ("words", "values", "rest"),
    [
        ([], {"detach": False, "trust": True, "name": "", "time": 10, "publish": [], "opt": {}}, []),
        (["-dit", "x"], {"detach": True, "interactive": True, "tty": True}, ["x"]),
        (["-d=false", "--trust=0"], {"detach": False, "trust": False}, []),
        (["-p8080:80", "-p", "1:1", "-p=2:2", "--publish", "3:3", "--publish=4:4"],
         {"publish": ["8080:80", "1:1", "2:2", "3:3", "4:4"]}, []),
        (["-dp", "80:80"], {"detach": True, "publish": ["80:80"]}, []),
        (["--name", "-x", "y"], {"name": "-x"}, ["y"]),
        (["--name="], {"name": ""}, []),
        (["a", "-d", "b"], {"detach": True}, ["a", "b"]),
        (["a", "--", "-d", "--name"], {"detach": False}, ["a", "-d", "--name"]),
        (["-"], {}, ["-"]),
        (["--alias", "a,b", "--alias", "c"], {"alias": ["a", "b", "c"]}, []),
        (["-o", "a=b=c", "-o", "d"], {"opt": {"a": "b=c", "d": ""}}, []),
        (["-f", "Name=x", "-f", "name=y"], {"filter": [("name", "x"), ("name", "y")]}, []),
        (["-n", "-1"], {"time": -1}, []),
        (["-n0x10"], {"time": 16}, []),
        (["--net", "x"], {"publish": ["x"]}, []),
    ],
)  # fmt: skip
def test_what_is_read(words: list[str], values: dict[str, object], rest: list[str]) -> None:
    parsed = FlagSet(OPTIONS).parse(words)
    assert {name: parsed[name] for name in values} == values
    assert parsed.words == rest


def test_after_the_image_nothing_is_an_option() -> None:
    parsed = FlagSet(OPTIONS, interspersed=False).parse(["-d", "busybox", "ls", "-d", "--name", "x"])
    assert parsed.words == ["busybox", "ls", "-d", "--name", "x"]
    assert parsed.given == {"detach"}


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--nope"], "unknown flag: --nope"),
        (["--nope=1"], "unknown flag: --nope"),
        (["-z"], "unknown shorthand flag: 'z' in -z"),
        (["-dz"], "unknown shorthand flag: 'z' in -z"),
        (["--name"], "flag needs an argument: --name"),
        (["-p"], "flag needs an argument: 'p' in -p"),
        (["-dp"], "flag needs an argument: 'p' in -dp"),
        (["---x"], "bad flag syntax: ---x"),
        (["--=x"], "bad flag syntax: --=x"),
        (["-n", "x"], 'invalid argument "x" for "-n, --time" flag: strconv.ParseInt: parsing "x": invalid syntax'),
        (["-n", "99999999999999999999"], 'invalid argument "99999999999999999999" for "-n, --time" flag: '
         'strconv.ParseInt: parsing "99999999999999999999": value out of range'),
        (["--trust=maybe"],
            'invalid argument "maybe" for "--trust" flag: strconv.ParseBool: parsing "maybe": invalid syntax'),
        (["-f", "x"], 'invalid argument "x" for "-f, --filter" flag: bad format of filter (expected name=value)'),
    ],
)  # fmt: skip
def test_what_is_refused(words: list[str], text: str) -> None:
    with pytest.raises(FlagError) as caught:
        FlagSet(OPTIONS).parse(words)
    assert str(caught.value) == text


def test_help() -> None:
    with pytest.raises(HelpWanted):
        FlagSet(OPTIONS).parse(["--help"])
    with pytest.raises(HelpWanted) as caught:
        FlagSet(OPTIONS).parse(["-h"])
    assert caught.value.note == "Flag shorthand -h has been deprecated, please use --help\n"


def test_sizes_and_durations() -> None:
    assert [read_size(text) for text in ("64m", "1.5g", "10", "2KiB")] == [67108864, 1610612736, 10, 2048]
    assert [read_duration(text) for text in ("1s", "1m30s", "-1.5h", "0")] == [10**9, 90 * 10**9, -5400 * 10**9, 0]
    assert read_decimal("1.5") == 1_500_000_000
    for read, text in ((read_size, "1x"), (read_duration, "5"), (read_decimal, "x"), (read_decimal, "1/0")):
        with pytest.raises(BadValue):
            read(text)
