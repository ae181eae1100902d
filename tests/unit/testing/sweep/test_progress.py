import sys

import pytest
from dockernet_sim import sweep
from dockernet_sim.testing.sweep.errors import MissingLibrary


def run(progress: bool | None) -> None:
    sweep(lambda *_: None, {"a": [1, 2, 3]}, lambda _: {}, progress=progress)


def test_a_bar_counts_labs(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    run(True)
    assert "3/3" in capsys.readouterr().err


@pytest.mark.parametrize("wish", [None, False])
def test_no_bar_without_a_terminal_or_a_wish(wish: bool | None, capsys: pytest.CaptureFixture[str]) -> None:
    run(wish)
    assert capsys.readouterr().err == ""


def test_without_tqdm_the_extra_is_named_or_no_bar_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    run(None)
    with pytest.raises(MissingLibrary, match=r"progress=True needs tqdm: pip install 'dockernet_sim\[sweep\]'"):
        run(True)
