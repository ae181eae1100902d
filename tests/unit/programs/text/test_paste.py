"""paste: the answers are those of GNU coreutils 9.1 on a real machine."""

import pytest
from dockernet_sim import Lab


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (r"printf 'a\nb\nc\nd\n' | paste -sd, -", "a,b,c,d\n"),
        (r"printf 'a\nb\nc\nd\n' | paste - -", "a\tb\nc\td\n"),
        (r"printf 'a\nb\nc\n' | paste -d: - -", "a:b\nc:\n"),
        ("paste p1 p2", "a\t1\nb\t2\n\t3\n"),
        ("paste -s p1 p2", "a\tb\n1\t2\t3\n"),
        ("paste -d ',;' p1 p2 p1", "a,1;a\nb,2;b\n,3;\n"),
        (r"paste -d '\n' p1 p1", "a\na\nb\nb\n"),
    ],
)
def test_paste_joins_lines_as_coreutils_does(line: str, shown: str) -> None:
    lab = Lab()
    lab.sh(r"printf 'a\nb\n' > p1; printf '1\n2\n3\n' > p2")
    assert lab.sh(line).stdout == shown


def test_paste_of_a_missing_file_fails() -> None:
    answer = Lab().sh("paste /tmp/nosuch")
    assert (answer.exit, answer.stderr) == (1, "paste: /tmp/nosuch: No such file or directory\n")
