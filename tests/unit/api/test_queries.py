"""Queries as dockerd reads them: numbers, moments, repeated parameters; real 20.10.24 and 29.7.2 engines answered."""

import json

import pytest
from dockernet_sim import Lab
from dockernet_sim.api.core import Api
from dockernet_sim.api.message import Request, Response
from dockernet_sim.sim.gonumbers import NoNumber, atoi, uint32


def answered(engine: str, method: str, path: str) -> tuple[int, str]:
    lab = Lab(engine=engine)
    lab.sh("docker run -dt --name web busybox sleep 1000; docker create --name job busybox true")
    reply = Api(lab.world).handle(Request.of(method, path))
    assert isinstance(reply, Response)
    found = json.loads(reply.body or b"{}")
    return reply.status, found.get("message", "") if isinstance(found, dict) else ""


@pytest.mark.parametrize("text", ["nan", "1.5", "0x1", "1_0", "%203", "%D9%A3", "1e3", "inf"])
@pytest.mark.parametrize(("engine", "status"), [("20.10", 500), ("28", 500), ("29", 400)])
def test_numbers_that_are_none_are_refused_in_gos_words(engine: str, status: int, text: str) -> None:
    said = text.replace("%20", " ").replace("%D9%A3", "\N{ARABIC-INDIC DIGIT THREE}")
    told = f'strconv.Atoi: parsing "{said}": invalid syntax'
    assert answered(engine, "GET", f"/containers/json?limit={text}") == (status, told)
    assert answered(engine, "POST", f"/containers/nosuch/stop?t={text}") == (status, told)
    assert answered(engine, "POST", f"/containers/nosuch/restart?t={text}") == (500, told)


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_numbers_with_a_sign_are_read_and_those_that_are_too_large_are_not(engine: str) -> None:
    assert answered(engine, "POST", "/containers/job/stop?t=%2B0") == (304, "")
    status, told = answered(engine, "GET", "/containers/json?limit=" + "9" * 5000)
    assert told.endswith('": value out of range') and status == (400 if engine == "29" else 500)


@pytest.mark.parametrize(
    ("text", "older", "newer"),
    [
        ("nan", 'parsing "nan": invalid syntax', 'invalid seconds "nan": invalid syntax'),
        ("2020-01-01", 'parsing "2020-01-01": invalid syntax', 'invalid seconds "2020-01-01": invalid syntax'),
        ("1.5.5", 'parsing "5.5": invalid syntax', "invalid nanoseconds: invalid character '.' at position 1"),
        (".5", 'parsing "": invalid syntax', 'invalid seconds "": invalid syntax'),
        ("5.", 'parsing "": invalid syntax', ""),
        ("1.-5", "", "invalid nanoseconds: invalid character '-' at position 0"),
        ("9" * 20, f'parsing "{"9" * 20}": value out of range', f'invalid seconds "{"9" * 20}": value out of range'),
    ],
)
def test_moments_that_are_none_are_refused_in_gos_words(text: str, older: str, newer: str) -> None:
    logs = f"/containers/web/logs?stdout=1&until={text}"
    told = (500, f"strconv.ParseInt: {older}") if older else (200, "")
    assert answered("20.10", "GET", logs) == answered("28", "GET", logs) == told
    told = (400, f'invalid value for "until": invalid timestamp "{text}": {newer}') if newer else (200, "")
    assert answered("29", "GET", logs) == told
    if newer:
        told = (400, told[1].replace('"until"', "'since'"))
        assert answered("29", "GET", f"/events?since={text}&until=1") == told


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_events_up_to_the_beginning_are_none_and_not_all_that_come(engine: str) -> None:
    api = Api(Lab(engine=engine).world)
    told = api.handle(Request.of("GET", "/events?until=0"))
    assert not isinstance(told, Response) and told.ended and not told.take()
    assert answered(engine, "GET", "/events?since=5&until=1") == (
        400,
        "`since` time (5) cannot be after `until` time (1)",
    )


@pytest.mark.parametrize(
    ("tail", "lines"), [("nan", 3), ("-2", 3), ("%2B2", 2), ("0", 0), ("1.5", 3), ("2&tail=1", 2), ("9" * 20, 3)]
)
def test_tail_is_a_number_or_all(tail: str, lines: int) -> None:
    lab = Lab(engine="29")
    lab.sh("docker run --name job busybox sh -c 'echo 1; echo 2; echo 3'")
    reply = Api(lab.world).handle(Request.of("GET", f"/containers/job/logs?stdout=1&tail={tail}"))
    assert isinstance(reply, Response) and reply.body.count(b"\n") == lines


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_first_of_repeated_parameters_counts_as_in_go(engine: str) -> None:
    assert answered(engine, "GET", "/containers/json?limit=1&limit=nan")[0] == 200
    assert answered(engine, "GET", "/containers/json?limit=nan&limit=1")[0] == (400 if engine == "29" else 500)


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_queries_that_go_cannot_read_are_refused(engine: str) -> None:
    assert answered(engine, "GET", "/containers/json?limit=%zz") == (400, 'invalid URL escape "%zz"')
    assert answered(engine, "GET", "/containers/json?all=1;x=2") == (400, "invalid semicolon separator in query")
    assert answered(engine, "GET", "/version?%zz")[0] == 200  # its query is not read


def test_usage_of_several_kinds_is_that_of_all_of_them() -> None:
    api = Api(Lab(engine="29").world)

    def keys(query: str) -> set[str]:
        reply = api.handle(Request.of("GET", f"/v1.44/system/df?{query}"))
        assert isinstance(reply, Response) and reply.status == 200
        return set(json.loads(reply.body))

    assert keys("type=container&type=image") == {"Containers", "Images", "LayersSize"}
    assert keys("type=volume&type=volume") == {"Volumes"}
    assert answered("29", "GET", "/system/df?type=image&type=bogus") == (400, "unknown object type: bogus")
    assert answered("29", "GET", "/system/df?type=") == (400, "unknown object type: ")
    assert answered("20.10", "GET", "/system/df?type=bogus")[0] == 200


@pytest.mark.parametrize(
    ("query", "older", "newer"),
    [
        ("h=nan&w=1", 'strconv.Atoi: parsing "nan": invalid syntax', 'invalid resize height "nan": invalid syntax'),
        ("h=1", 'strconv.Atoi: parsing "": invalid syntax', 'invalid resize width "": invalid syntax'),
        ("h=-1&w=1", "", 'invalid resize height "-1": value out of range'),
        ("h=%2B1&w=1", "", 'invalid resize height "+1": invalid syntax'),
        ("h=1&w=10000000000", "", 'invalid resize width "10000000000": value out of range'),
        ("h=1&w=4294967296", "", 'invalid resize width "4294967296": value out of range'),
        ("h=24&w=80", "", ""),
    ],
)
def test_sizes_of_terminals_are_read_as_the_release_does(query: str, older: str, newer: str) -> None:
    path = f"/containers/web/resize?{query}"
    assert answered("20.10", "POST", path) == answered("26", "POST", path) == (400 if older else 200, older)
    assert answered("28", "POST", path) == answered("29", "POST", path) == (400 if newer else 200, newer)


def test_condition_that_there_is_not_is_refused_since_23() -> None:
    told = (400, 'invalid condition: "foo"')
    assert answered("29", "POST", "/containers/nosuch/wait?condition=foo") == told
    assert answered("20.10", "POST", "/containers/nosuch/wait?condition=foo")[0] == 404


@pytest.mark.parametrize("text", ["", "+", "--1", "1 ", "\N{SUPERSCRIPT TWO}"])
def test_no_number_has_gos_words(text: str) -> None:
    with pytest.raises(NoNumber, match="invalid syntax"):
        atoi(text)
    with pytest.raises(NoNumber, match="invalid syntax"):
        uint32(text)
