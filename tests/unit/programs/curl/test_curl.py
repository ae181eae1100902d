"""curl: what it prints, and its exit codes."""

import pytest
from dockernet_sim.programs.curl.errors import CurlError
from dockernet_sim.programs.curl.url import parse
from dockernet_sim.programs.servers.answering import answering
from dockernet_sim.programs.task import Task
from tests.unit.programs.places import Places

METER = (
    "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n"
    "                                 Dload  Upload   Total   Spent    Left  Speed\n"
)
IDLE = "\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0"
REFUSED = "Failed to connect to 172.17.0.2 port 81 after 0 ms: Couldn't connect to server"


def test_a_page(places: Places) -> None:
    task = places.run("cli", "curl", "-s", "http://172.17.0.2/")
    assert (task.exit_code, task.stdout.text, task.stderr.text) == (0, "hello\n", "")


def test_the_meter(places: Places) -> None:
    task = places.run("cli", "curl", "http://172.17.0.2/")
    start, _, end = task.stderr.text.rpartition("\r")
    assert start == METER + IDLE
    assert end.startswith("100     6  100     6    0     0 ") and end.endswith("--:--:-- --:--:-- --:--:--  6000\n")


def test_nothing_is_metered_on_a_terminal(places: Places) -> None:
    task = Task(places.places["cli"], ["curl", "http://172.17.0.2/"], tty=True)
    task.start()
    places.wait(1)
    assert task.stderr.text == ""


def test_refused(places: Places) -> None:
    task = places.run("cli", "curl", "http://172.17.0.2:81/")
    assert (task.exit_code, task.stderr.text) == (7, f"{METER}{IDLE}{IDLE}\ncurl: (7) {REFUSED}\n")
    assert places.run("cli", "curl", "-sS", "http://172.17.0.2:81/").stderr.text == f"curl: (7) {REFUSED}\n"


def test_no_neighbour(places: Places) -> None:
    task = places.run("cli", "curl", "http://172.17.0.99/")
    lines = task.stderr.text.removeprefix(METER).split("\r")
    assert [line.split()[-2] for line in lines[1:4]] == ["--:--:--"] * 3 and len(lines) == 5
    assert lines[-1].endswith(
        "curl: (7) Failed to connect to 172.17.0.99 port 80 after 3072 ms: Couldn't connect to server\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (["-m", "1", "http://10.9.9.9/"], 28, "curl: (28) Connection timed out after 1001 milliseconds"),
        (["--connect-timeout", "2", "http://10.9.9.9/"], 28, "curl: (28) Connection timed out after 2001 milliseconds"),
        (["http://nosuch/"], 6, "curl: (6) Could not resolve host: nosuch"),
        (["-f", "http://172.17.0.2/x"], 22, "curl: (22) The requested URL returned error: 404"),
        (["-O", "http://172.17.0.2/"], 23, "curl: (23) Failed writing received data to disk/application"),
        (["-o", "/nodir/x", "http://172.17.0.2/"], 23, "curl: (23) Failure writing output to destination"),
        (["--interface", "eth9", "http://172.17.0.2/"], 45, "curl: (45) Couldn't bind to 'eth9'"),
        (
            ["ftp://172.17.0.2/"],
            7,
            "curl: (7) Failed to connect to 172.17.0.2 port 21 after 0 ms: Couldn't connect to server",
        ),
        (["gopher2://web/"], 1, 'curl: (1) Protocol "gopher2" not supported or disabled in libcurl'),
        (["http://web:99999/"], 3, "curl: (3) URL using bad/illegal format or missing URL"),
        ([], 2, "curl: try 'curl --help' or 'curl --manual' for more information"),
        (["--nonsense"], 2, "curl: option --nonsense: is unknown"),
        (["-m"], 2, "curl: option -m: requires parameter"),
        (["-m", "x", "web"], 2, "curl: option -m: expected a proper numerical parameter"),
        (["--proxy", "x", "web"], 127, "curl: option --proxy is not modelled"),
        (["https://172.17.0.2:80/"], 127, "curl: TLS is not modelled"),
    ],
)
def test_failures(places: Places, words: list[str], code: int, text: str) -> None:
    task = places.run("cli", "curl", *words)
    assert task.exit_code == code
    assert text in task.stderr.text


def test_a_server_that_says_nothing(places: Places) -> None:
    ns = places.places["web"].ns
    ns.sockets.listen(0, 81, lambda c: setattr(c, "on_data", lambda data: c.close()))
    ns.sockets.listen(0, 82, lambda c: setattr(c, "on_data", lambda data: None))
    ns.sockets.listen(
        0,
        83,
        lambda c: setattr(
            c, "on_data", lambda data: (c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"), c.close())
        ),
    )
    texts = [
        places.run("cli", "curl", "-sS", "-m", "2", f"http://172.17.0.2:{port}/").stderr.text for port in (81, 82, 83)
    ]
    assert texts == [
        "curl: (52) Empty reply from server\n",
        "curl: (28) Operation timed out after 2001 milliseconds with 0 bytes received\n",
        "curl: (18) transfer closed with 4 bytes remaining to read\n",
    ]


def test_names_come_from_the_resolver(places: Places) -> None:
    assert places.run("cli", "curl", "-s", "http://example.com/").stdout.text == "internet\n"
    assert places.run("cli", "curl", "-s", "--resolve", "foo:80:172.17.0.2", "http://foo/").stdout.text == "hello\n"


def test_write_out(places: Places) -> None:
    form = "%{http_code} %{remote_ip}:%{remote_port} %{size_download} %{content_type} %{url_effective}%%\\n"
    task = places.run("cli", "curl", "-s", "-o", "/dev/null", "-w", form, "http://172.17.0.2/")
    assert task.stdout.text == "200 172.17.0.2:80 6 text/html http://172.17.0.2/%\n"
    assert places.run("cli", "curl", "-s", "-w", "%{http_code}", "http://172.17.0.2:81/").stdout.text == "000"


def test_header_and_files(places: Places) -> None:
    head = places.run("cli", "curl", "-sI", "http://172.17.0.2/").stdout.text
    assert head.startswith("HTTP/1.1 200 OK\r\n") and head.endswith("Content-Length: 6\r\n\r\n")
    assert places.run("cli", "curl", "-si", "http://172.17.0.2/").stdout.text.endswith("\r\n\r\nhello\n")
    places.run("cli", "curl", "-s", "-o", "/tmp/page", "http://172.17.0.2/")
    assert places.places["cli"].files.read("/tmp/page") == "hello\n"


def test_what_is_sent(places: Places) -> None:
    def echo(request: object) -> str:
        return f"{request}\n"

    task = Task(places.places["web"], ["api"], program=answering({8080: echo}))
    task.start()
    said = places.run(
        "cli", "curl", "-s", "-d", "a=b", "-d", "c", "-H", "X-Y: z", "-H", "Accept:", "-A", "me", "-u", "u:p", "172.17.0.2:8080/p",
    ).stdout.text  # fmt: skip
    assert "method='POST', target='/p', version='HTTP/1.1'" in said
    assert "'host': '172.17.0.2:8080', 'authorization': 'Basic dTpw', 'user-agent': 'me'" in said
    assert "'content-length': '5'" in said and "'x-y': 'z'" in said and "accept" not in said
    assert "target='/?a=b'" in places.run("cli", "curl", "-sG", "-d", "a=b", "172.17.0.2:8080").stdout.text


def test_redirects_are_followed_when_asked(places: Places) -> None:
    files = places.places["web"].files
    files.make_folder("/www/sub")
    files.write("/www/sub/index.html", "below\n")
    assert places.run("cli", "curl", "-s", "http://172.17.0.2/sub").stdout.text == ""
    task = places.run("cli", "curl", "-sL", "-w", "%{num_redirects} %{url_effective}", "http://172.17.0.2/sub")
    assert task.stdout.text == "below\n1 http://172.17.0.2/sub/"


def test_verbose(places: Places) -> None:
    text = places.run("cli", "curl", "-sv", "http://172.17.0.2/").stderr.text
    assert text.startswith(
        "*   Trying 172.17.0.2:80...\n* Connected to 172.17.0.2 (172.17.0.2) port 80 (#0)\n> GET / HTTP/1.1\n> Host: 172.17.0.2\n"
        "> User-Agent: curl/7.88.1\n> Accept: */*\n> \n< HTTP/1.1 200 OK\n"
    )
    assert text.endswith("< Content-Length: 6\n< \n{ [6 bytes data]\n* Closing connection 0\n")


def test_several_urls_and_the_last_exit_code(places: Places) -> None:
    task = places.run("cli", "curl", "-s", "http://172.17.0.2/", "http://172.17.0.2:81/", "http://172.17.0.2/")
    assert (task.exit_code, task.stdout.text) == (0, "hello\nhello\n")


def test_ctrl_c_closes_the_connection(places: Places) -> None:
    task = places.start("cli", "curl", "-s", "http://10.9.9.9/")
    places.wait(1)
    task.signal("INT")
    places.wait(1)
    assert task.exit_code == 130
    assert places.places["cli"].ns.sockets.connections() == []


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("web", "http://web/"),
        ("HTTP://web:8080?x", "http://web:8080/?x"),
        ("http://u:p@web/a/../b/./c#d", "http://web/b/c"),
        ("http://web:80/..", "http://web/"),
    ],
)
def test_urls(text: str, whole: str) -> None:
    assert parse(text).text == whole


@pytest.mark.parametrize("text", ["http://", "http://a:b/", "http://a b/", "x://y"])
def test_bad_urls(text: str) -> None:
    with pytest.raises(CurlError):
        parse(text)
