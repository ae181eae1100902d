"""docs/background/ping.md names the functions that an echo really calls."""

from .calls import BLOCK, PAGE, calls


def test_ping_page_names_the_functions_of_a_run() -> None:
    block = BLOCK.search(PAGE.read_text(encoding="utf-8"))
    assert block is not None
    assert block[0] == calls()
