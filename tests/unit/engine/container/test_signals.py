"""Signals' names and numbers, as `docker kill` reads them."""

import pytest
from dockernet_sim import Lab

NONE = "\N{SUPERSCRIPT TWO}"


@pytest.mark.parametrize("text", [NONE, "9" * 5000, "0", "' 9'", "NOSUCH"])
@pytest.mark.parametrize(("engine", "head"), [("20.10", "Invalid"), ("29", "cannot kill container: web: invalid")])
def test_a_text_that_names_no_signal_is_refused(engine: str, head: str, text: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker run -d --name web busybox")
    done = lab.sh(f"docker kill -s {text} web")
    assert (done.exit, done.stderr) == (1, f"Error response from daemon: {head} signal: {text.strip(chr(39))}\n")


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        ("20.10", "Cannot kill container: web: The linux daemon does not support signal 65"),
        ("29", "cannot kill container: web: the linux daemon does not support signal 65"),
    ],
)
def test_a_number_that_is_no_signals_is_refused_with_the_number(engine: str, said: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker run -d --name web busybox")
    assert lab.sh("docker kill -s 0065 web").stderr == f"Error response from daemon: {said}\n"


def test_real_time_signals_have_names_and_signs_are_read() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web nginx")
    assert [lab.sh(f"docker kill -s {text} web").exit for text in ("RTMIN+3", "+15", "32")] == [0, 0, 1]
