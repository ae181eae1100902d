"""docs/background/ping.md names the functions that an echo really calls."""

from .calls import BLOCK, PAGE, calls


def test_ping_page_names_the_functions_of_a_run() -> None:
    block = BLOCK.search(PAGE.read_text(encoding="utf-8"))
    assert block is not None
    assert block[0] == calls()


def test_a_walked_echo_calls_no_more_functions_than_it_did() -> None:
    """One line is one function of the kernel; it was 71 while hooks were called for flows that are settled."""
    assert len(calls().splitlines()) <= 59
