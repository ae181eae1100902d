"""Spans of time, and what rm never removes: the answers of coreutils 9.1 and busybox 1.35."""

import pytest
from dockernet_sim import Lab


@pytest.mark.parametrize("line", ["sleep 1e-1", "sleep 0x1p-4", "sleep .1s 0.1", "sleep inf & true"])
def test_gnu_sleep_reads_what_strtod_reads(line: str) -> None:
    assert Lab().sh(line).exit == 0


def test_gnu_timeout_takes_a_span_with_an_exponent() -> None:
    assert Lab().sh("timeout 1e-1 sleep 5").exit == 124


@pytest.mark.parametrize("line", ["sleep nan", "sleep -- -1", "sleep 1_0", "sleep 1x"])
def test_other_spans_are_refused(line: str) -> None:
    assert Lab().sh(line).exit == 1


def test_busyboxs_sleep_takes_no_exponent() -> None:
    lab = Lab()
    assert lab.sh("docker run --rm busybox sleep 1e-1").stderr == "sleep: invalid number '1e-1'\n"


def test_rm_of_the_root_is_refused() -> None:
    lab = Lab()
    answer = lab.sh("rm -rf /")
    assert (answer.exit, "it is dangerous to operate recursively on '/'" in answer.stderr) == (1, True)
    assert lab.sh("cat /etc/hostname").stdout == "vm\n"
