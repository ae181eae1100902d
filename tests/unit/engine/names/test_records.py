"""A network's names."""

from dockernet_sim.engine.names.records import Records


def test_an_alias_may_have_several_addresses_and_loses_them_one_by_one() -> None:
    records = Records()
    records.add("e1", "web1", ["www", "abc"], 1)
    records.add("e2", "web2", ["www"], 2)
    assert records.addresses("WWW") == [1, 2]
    records.remove("e1")
    assert (records.addresses("www"), records.addresses("abc"), records.name(1)) == ([2], [], "")
    assert records.names() == ["www", "web2"]


def test_without_a_name_the_first_alias_answers_for_the_address() -> None:
    records = Records()
    records.add("e1", "", ["0123456789ab"], 1)
    records.add("e2", "", [], 2)
    assert (records.name(1), records.name(2)) == ("0123456789ab", "")
