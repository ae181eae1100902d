"""busybox wget."""

import pytest
from tests.unit.programs.places import Places

CONNECTING = "Connecting to 172.17.0.2 (172.17.0.2:80)\n"
BAR = " 100% |********************************|     6  0:00:00 ETA\n"


def test_to_standard_output(places: Places) -> None:
    task = places.run("cli", "wget", "-O", "-", "http://172.17.0.2/")
    assert (task.exit_code, task.stdout.text) == (0, "hello\n")
    assert task.stderr.text == f"{CONNECTING}writing to stdout\n{'-':20}{BAR}written to stdout\n"
    assert places.run("cli", "wget", "-qO-", "http://172.17.0.2/").stderr.text == ""


def test_to_a_file_once(places: Places) -> None:
    task = places.run("cli", "wget", "-P", "/tmp", "172.17.0.2")
    assert (
        task.stderr.text == f"{CONNECTING}saving to '/tmp/index.html'\n{'index.html':20}{BAR}'/tmp/index.html' saved\n"
    )
    assert places.places["cli"].files.read("/tmp/index.html") == "hello\n"
    again = places.run("cli", "wget", "-P", "/tmp", "172.17.0.2")
    assert again.stderr.text == f"{CONNECTING}wget: can't open '/tmp/index.html': File exists\n"


def test_server_response_spider_and_redirect(places: Places) -> None:
    shown = places.run("cli", "wget", "-S", "-O-", "http://172.17.0.2/").stderr.text
    assert shown.startswith(f"{CONNECTING}  HTTP/1.1 200 OK\n  Date: ") and "  Content-Length: 6\n  \nwriting" in shown
    assert (
        places.run("cli", "wget", "--spider", "http://172.17.0.2/").stderr.text == f"{CONNECTING}remote file exists\n"
    )
    places.places["web"].files.make_folder("/www/sub")
    places.places["web"].files.write("/www/sub/index.html", "below\n")
    assert places.run("cli", "wget", "-qO-", "http://172.17.0.2/sub").stdout.text == "below\n"


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["-qO-", "http://172.17.0.2/x"], "wget: server returned error: HTTP/1.1 404 Not Found\n"),
        (["-qO-", "http://172.17.0.2:81/"], "wget: can't connect to remote host (172.17.0.2): Connection refused\n"),
        (["-qO-", "http://nosuch/"], "wget: bad address 'nosuch'\n"),
        (["-qO-", "-T", "1", "http://10.9.9.9/"], "wget: download timed out\n"),
        (["-q", "x://y"], "wget: not an http or ftp url: x://y\n"),
    ],
)
def test_failures(places: Places, words: list[str], text: str) -> None:
    task = places.run("cli", "wget", *words)
    assert (task.exit_code, task.stderr.text) == (1, text)


def test_usage(places: Places) -> None:
    assert places.run("cli", "wget").stderr.text.startswith("BusyBox v1.35.0")
    assert places.run("cli", "wget", "-Z").stderr.text.startswith("wget: invalid option -- 'Z'\nBusyBox")
