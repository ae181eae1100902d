"""Rows and bars: attached ones near, few columns."""

from dockernet_sim.explain import order
from hypothesis import given
from hypothesis import strategies as st

NAMES = "uvwxyz"


@given(st.lists(st.lists(st.sampled_from(NAMES), max_size=3, unique=True), max_size=14))
def test_bars_in_one_column_do_not_touch(sets: list[list[str]]) -> None:
    members = {str(number): bridges for number, bridges in enumerate(sets)}
    rows, bridges = order.arrange(members, NAMES)
    assert sorted(rows) == sorted(members) and sorted(bridges) == sorted(NAMES)
    spans = order.spans(members, rows)
    columns = order.columns(spans)
    for a in spans:
        for b in spans:
            if a < b and columns[a] == columns[b]:
                assert spans[a][1] < spans[b][0] or spans[b][1] < spans[a][0]


def test_networks_apart_need_one_column() -> None:
    members = {f"c{i}": [NAMES[i % 3]] for i in range(9)}
    rows, _ = order.arrange(members, NAMES[:3])
    assert set(order.columns(order.spans(members, rows)).values()) == {0}
