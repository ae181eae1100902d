"""busybox httpd: its responses, word for word, and its manners as a program."""

import pytest
from dockernet_sim.programs.servers.http import Request, http_date
from dockernet_sim.programs.servers.httpd import FileServer
from dockernet_sim.programs.task import Task
from tests.unit.programs.places import Places

HEAD = """HTTP/1.1 200 OK\r
Date: Mon, 01 Jan 2024 00:00:00 GMT\r
Connection: close\r
Content-type: text/html\r
Accept-Ranges: bytes\r
Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT\r
ETag: "65920080-6"\r
Content-Length: 6\r
\r
"""
NOT_FOUND = """HTTP/1.1 404 Not Found\r
Date: Mon, 01 Jan 2024 00:00:00 GMT\r
Connection: close\r
Content-type: text/html\r
\r
<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>
<BODY><H1>404 Not Found</H1>
The requested URL was not found
</BODY></HTML>
"""


@pytest.fixture
def server(places: Places) -> FileServer:
    place = places.places["web"]
    for path, text in (("/www/a.txt", "t\n"), ("/www/data", "x"), ("/www/sub/index.html", "s")):
        place.files.make_folder("/www/sub")
        place.files.write(path, text)
    return FileServer(Task(place, ["httpd"]), "/www")


def get(server: FileServer, target: str, method: str = "GET", **headers: str) -> list[str]:
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return [piece.decode() for piece in server.respond(Request(method, target, "HTTP/1.1", fields))]


def test_a_file_is_header_and_body_in_two_writes(server: FileServer) -> None:
    assert get(server, "/") == get(server, "/index.html") == get(server, "/?x=1") == [HEAD, "hello\n"]


def test_what_is_not_there_is_one_write(server: FileServer) -> None:
    assert get(server, "/nothere") == [NOT_FOUND]


@pytest.mark.parametrize(
    ("target", "method", "status"),
    [
        ("/sub", "GET", "302 Found"),
        ("/sub/", "GET", "200 OK"),
        ("/..", "GET", "400 Bad Request"),
        ("/sub/../a.txt", "GET", "200 OK"),
        ("x", "GET", "400 Bad Request"),
        ("/", "POST", "501 Not Implemented"),
        ("/", "HEAD", "200 OK"),
        ("/%61.txt", "GET", "200 OK"),
    ],
)
def test_statuses(server: FileServer, target: str, method: str, status: str) -> None:
    assert get(server, target, method)[0].startswith(f"HTTP/1.1 {status}\r\n")


def test_types_ranges_and_tags(server: FileServer) -> None:
    assert "Content-type: text/plain" in get(server, "/a.txt")[0]
    assert "Content-type" not in get(server, "/data")[0]
    assert "Location: /sub/" in get(server, "/sub")[0]
    head, body = get(server, "/", range="bytes=1-3")
    assert body == "ell" and "206 Partial Content" in head and "Content-Range: bytes 1-3/6" in head
    assert "304 Not Modified" in get(server, "/", if_none_match='"65920080-6"')[0]


def test_the_date_is_simulated() -> None:
    assert http_date(86400.5) == "Tue, 02 Jan 2024 00:00:00 GMT"


def test_a_second_server_on_the_port_ends(places: Places) -> None:
    task = places.run("web", "busybox", "httpd", "-f", "-p", "80")
    assert (task.exit_code, task.stderr.text) == (1, "httpd: bind: Address already in use\n")


def test_a_signal_ends_it_and_frees_the_port(places: Places) -> None:
    place = places.places["web"]
    for task in list(place.tasks.values()):
        task.signal("TERM")
    places.wait(1)
    assert place.ns.sockets.listeners() == []
    assert places.run("cli", "curl", "-s", "http://172.17.0.2/").exit_code == 7


def test_a_frozen_server_accepts_nothing_until_it_is_thawed(places: Places) -> None:
    place = places.places["web"]
    place.freeze()
    frozen = places.run("cli", "curl", "-sS", "-m", "1", "http://172.17.0.2/")
    assert frozen.stderr.text == "curl: (28) Operation timed out after 1001 milliseconds with 0 bytes received\n"
    waiting = places.start("cli", "curl", "-s", "http://172.17.0.2/")
    places.wait(1)
    place.thaw()
    places.wait(1)
    assert waiting.stdout.text == "hello\n"
