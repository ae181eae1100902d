"""The scoreboard: what counts as held, lost, sent again and on its way."""

from dockernet_sim.linux.socket.scoreboard import Scoreboard

MSS, UNA = 1000, 0xFFFFF000


def board(*blocks: tuple[int, int], out: int = 10_000) -> Scoreboard:
    """What is held, in offsets."""
    made = Scoreboard()
    made.sack = True
    made.take([(UNA + left & 0xFFFFFFFF, UNA + right & 0xFFFFFFFF) for left, right in blocks], UNA, out)
    return made


def test_blocks_that_touch_are_one_across_the_wrap_of_sequence_numbers() -> None:
    assert board((3000, 4000), (5000, 6000), (4000, 5000)).held == [(3000, 6000)]


def test_blocks_beyond_what_is_out_are_not_believed() -> None:
    assert board((3000, 40_000), (0, 2000)).held == []


def test_a_segment_is_lost_when_three_behind_it_arrived() -> None:
    assert not board((1000, 3000)).loses_first(MSS)
    assert board((1000, 4000)).loses_first(MSS)
    assert board((1000, 1100), (2000, 2100), (3000, 3100)).loses_first(MSS)


def test_holes_are_lost_and_what_was_sent_again_is_not() -> None:
    made = board((1000, 2000), (3000, 7000))
    assert made.lost(MSS, recovering=False) == [(0, 1000), (2000, 3000)]
    made.sent_again(0, 1000, 7000)
    assert made.lost(MSS, recovering=True) == [(2000, 3000)]
    assert made.flight(8000, MSS, made.lost(MSS, recovering=True)) == 8000 - 5000 - 1000


def test_a_second_copy_is_lost_when_three_segments_sent_after_it_arrived() -> None:
    made = board((1000, 5000))
    made.sent_again(0, 1000, 5000)
    assert made.lost(MSS, recovering=True) == []
    made.take([(UNA + 5000 & 0xFFFFFFFF, UNA + 8000 & 0xFFFFFFFF)], UNA, 10_000)
    assert made.lost(MSS, recovering=True) == [(0, 1000)]


def test_after_a_time_out_all_that_is_not_held_is_lost() -> None:
    made = board((1000, 2000))
    made.timed_out(4000)
    assert made.lost(MSS, recovering=False) == [(0, 1000), (2000, 4000)]
    made.advance(2000)
    assert made.lost(MSS, recovering=False) == [(0, 2000)]


def test_without_sack_three_duplicates_say_it() -> None:
    made = Scoreboard()
    made.duplicates = 3
    assert made.loses_first(MSS)
    assert made.lost(MSS, recovering=True) == [(0, 1000)]
    assert made.flight(8000, MSS, made.lost(MSS, recovering=True)) == 8000 - 3000 - 1000
