"""DNS messages: text, bytes, sizes; garbage is a DnsError and nothing else."""

import pytest
from dockernet_sim.wire.dns import COOKIE, DnsError, Message, Question, Record, decode, query
from dockernet_sim.wire.dnsdata import join_strings, split_strings
from dockernet_sim.wire.dnsname import join_name, split_name
from hypothesis import given
from hypothesis import strategies as st

# -- what real messages look like ---------------------------------------------
DIG = query(31177, "example.com", edns=1232, options=((COOKIE, b"12345678"),))


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (query(46290, "web"), "46290+ A? web. (21)"),
        (query(51403, "web", "AAAA"), "51403+ AAAA? web. (21)"),
        (DIG, "31177+ [1au] A? example.com. (52)"),
        (DIG.reply(answers=[Record("example.com", "A", 0, "203.0.113.10")], aa=True, edns=1232),
         "31177* 1/0/1 A 203.0.113.10 (56)"),
        (query(31635, "nothere", edns=1232).reply("NXDOMAIN", edns=1232), "31635 NXDomain 0/0/1 (36)"),
        (query(1, "web").reply("SERVFAIL", ra=False), "1 ServFail- 0/0/0 (21)"),
        (query(1, ".", "NS", rd=False), "1 NS? . (17)"),
        (query(1, "version.bind", "TXT", "CH"), "1+ TXT CHAOS? version.bind. (30)"),
        (query(1, "x").reply(answers=[Record("x", "CNAME", 1, "y.z"), Record("y.z", "A", 1, "1.2.3.4")]),
         "1 2/0/0 CNAME y.z., A 1.2.3.4 (52)"),
        (query(1, "x", "MX").reply(answers=[Record("x", "MX", 1, "10 mail.x")]), "1 1/0/0 MX mail.x. 10 (40)"),
        (query(1, "x", "SRV").reply(answers=[Record("x", "SRV", 1, "1 2 80 y")]), "1 1/0/0 SRV y.:80 1 2 (40)"),
        (query(1, "x", "TXT").reply(answers=[Record("x", "TXT", 1, '"a b"')]), '1 1/0/0 TXT "a b" (35)'),
    ],
)  # fmt: skip
def test_as_tcpdump_prints_it(message: Message, text: str) -> None:
    assert str(message) == text


def test_compression_points_at_names_said_before() -> None:
    answers = [Record("web.mynet", "A", 600, "172.18.0.2")]
    asked = query(1, "web.mynet")
    assert asked.reply(answers=answers).size == 27 + 16
    assert asked.reply(answers=answers, compress=False).size == 27 + 25


def test_a_long_answer_is_cut() -> None:
    answers = [Record("web", "A", 1, f"10.0.{i // 256}.{i % 256}") for i in range(40)]
    whole = query(1, "web").reply(answers=answers)
    assert whole.truncated(1232) is whole
    assert str(whole.truncated(512)) == "1| 0/0/0 (21)"


def test_records_as_dig_prints_them() -> None:
    assert Record("a", "PTR", 1, "web.mynet.").text == "web.mynet."
    assert Record("a", "MX", 1, "10 mail.x").text == "10 mail.x."
    assert Record("a", "SOA", 1, "ns.x admin.x 1 2 3 4 5").text == "ns.x. admin.x. 1 2 3 4 5"
    assert Record("a.", "TXT", 1, '"a b"') == Record("a", "TXT", 1, '"a b"')


@pytest.mark.parametrize(
    "record",
    [
        Record("x", "A", 1, "1.2.3"),
        Record("x", "A", 1, "1.2.3.4", cls="XX"),
        Record("x", "AAAA", 1, "fe80::1::"),
        Record("x", "MX", 1, "mail"),
        Record("x", "MX", 1, "70000 mail"),
        Record("x", "NOSUCH", 1, "1"),
        Record("x", "TXT", 1, '"open'),
        Record("x", "TYPE99", 1, "\\# 2 00"),
        Record("x" * 64, "A", 1, "1.2.3.4"),
        Record(".".join(["x" * 50] * 6), "A", 1, "1.2.3.4"),
        Record("a..b", "A", 1, "1.2.3.4"),
        Record("x", "A", 1 << 33, "1.2.3.4"),
    ],
)
def test_what_cannot_stand_in_a_message(record: Record) -> None:
    with pytest.raises(DnsError):
        query(1, "x").reply(answers=[record]).encode()


# -- properties -----------------------------------------------------------------
labels = st.binary(min_size=1, max_size=63)
names = st.lists(labels, max_size=5).filter(lambda ls: sum(len(x) + 1 for x in ls) < 255).map(join_name)
plain = st.lists(st.text("abcxyz0-_", min_size=1, max_size=12), max_size=4).map(".".join).map(lambda n: n or ".")
numbers = st.integers(0, 65535).map(str)
texts = st.lists(st.binary(max_size=255), min_size=1, max_size=3).map(join_strings)
longs = st.integers(0, 2**32 - 1).map(str)
data = st.one_of(
    st.tuples(st.just("A"), st.ip_addresses(v=4).map(str)),
    st.tuples(st.just("AAAA"), st.ip_addresses(v=6).map(str)),
    st.tuples(st.sampled_from(["CNAME", "NS", "PTR"]), names),
    st.tuples(st.just("MX"), st.tuples(numbers, names).map(" ".join)),
    st.tuples(st.just("SRV"), st.tuples(numbers, numbers, numbers, names).map(" ".join)),
    st.tuples(st.just("SOA"), st.tuples(names, names, longs, longs, longs, longs, longs).map(" ".join)),
    st.tuples(st.just("TXT"), texts),
    st.tuples(st.just("TYPE4242"), st.binary(max_size=20).map(lambda b: f"\\# {len(b)} {b.hex()}".rstrip())),
)
records = st.builds(
    lambda name, pair, ttl: Record(name, pair[0], ttl, pair[1]),
    st.one_of(names, plain),
    data,
    st.integers(0, 2**32 - 1),
)
messages = st.builds(
    Message,
    id=st.integers(0, 65535),
    question=st.one_of(st.none(), st.builds(Question, names, st.sampled_from(["A", "AAAA", "ANY", "TYPE300"]),
        st.sampled_from(["IN", "CH", "CLASS7"]))),
    answers=st.lists(records, max_size=4).map(tuple),
    authority=st.lists(records, max_size=2).map(tuple),
    additional=st.lists(records, max_size=2).map(tuple),
    rcode=st.sampled_from(["NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED"]),
    opcode=st.integers(0, 15),
    qr=st.booleans(), aa=st.booleans(), tc=st.booleans(), rd=st.booleans(), ra=st.booleans(), ad=st.booleans(),
    cd=st.booleans(),
    compress=st.booleans(),
)  # fmt: skip
with_edns = st.builds(
    lambda m, edns, do, options: Message(**{**m.__dict__, "edns": edns, "do": do, "options": tuple(options)}),
    messages,
    st.integers(0, 65535),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 65535), st.binary(max_size=20)), max_size=3),
)


@given(st.one_of(messages, with_edns))
def test_decode_is_the_inverse_of_encode(message: Message) -> None:
    encoded = message.encode()
    assert decode(encoded) == message
    assert message.size == len(encoded)
    assert f"({len(encoded)})" in str(message)


@given(st.one_of(messages, with_edns))
def test_compression_changes_size_only(message: Message) -> None:
    long = Message(**{**{k: v for k, v in message.__dict__.items() if k != "_size"}, "compress": False})
    assert decode(long.encode()) == decode(message.encode())
    assert message.size <= long.size or not message.compress


@given(st.binary(max_size=200))
def test_garbage_is_a_dns_error(garbage: bytes) -> None:
    try:
        decode(garbage)
    except DnsError as error:
        assert isinstance(error, ValueError) and str(error)


@given(messages, st.data())
def test_a_damaged_message_is_a_dns_error_or_another_message(message: Message, draw: st.DataObject) -> None:
    encoded = bytearray(message.encode())
    at = draw.draw(st.integers(0, len(encoded) - 1))
    encoded[at] ^= draw.draw(st.integers(1, 255))
    try:
        again = decode(bytes(encoded))
    except DnsError:
        return
    assert isinstance(str(again), str) and again.size > 0


@given(names)
def test_names_survive(name: str) -> None:
    assert join_name(split_name(name)) == name
    assert name == "." or split_name(f"{name}.") == split_name(name)


@given(st.lists(st.binary(max_size=255), max_size=4))
def test_strings_survive(pieces: list[bytes]) -> None:
    assert split_strings(join_strings(pieces)) == pieces


def test_a_name_that_points_forward_or_at_itself_ends() -> None:
    head = b"\0\1\1\0\0\1\0\0\0\0\0\0"
    for pointer in (b"\xc0\x0c", b"\xc0\x20"):
        with pytest.raises(DnsError, match="forward"):
            decode(head + pointer + b"\0\1\0\1")
