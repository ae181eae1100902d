"""The send buffer gives what was written, wherever it is read and however it was cut."""

from dockernet_sim.linux.socket.buffer import LONG, Ascii, SendBuffer
from hypothesis import given
from hypothesis import strategies as st

WRITES = st.lists(st.one_of(st.binary(max_size=40), st.sampled_from((LONG, LONG + 7)).map(lambda size: b"l" * size)))


@given(
    WRITES, st.lists(st.tuples(st.integers(0, 3 * LONG), st.integers(1, 3000), st.integers(0, 2 * LONG)), max_size=9)
)
def test_buffer_read_and_dropped_in_parts_equals_plain_bytes(
    writes: list[bytes], reads: list[tuple[int, int, int]]
) -> None:
    buffer, plain = SendBuffer(), b""
    for number, data in enumerate(writes):
        buffer.write(Ascii.of(data.decode("latin-1")) if data.isascii() and number % 2 else data)
        plain += data
    for start, size, dropped in reads:
        if start < len(plain):
            assert buffer.read(start, size) == plain[start : start + size]
        buffer.drop(dropped)
        plain = plain[dropped:]
        assert buffer.length == len(plain)
