"""dockerd's command line."""

import pytest
from dockernet_sim.engine.errors import StartError
from dockernet_sim.engine.flags import Settings, parse_flags
from dockernet_sim.sim.errors import NotModelled


def test_nothing_given_is_docker_as_it_comes() -> None:
    assert parse_flags("") == Settings()
    assert Settings().icc and Settings().userland_proxy and Settings().mtu == 1500


@pytest.mark.parametrize("flags", ["--icc=false", "--icc=0 --debug", "-D --icc=f -l info"])
def test_booleans_have_their_value_behind_an_equals_sign(flags: str) -> None:
    assert not parse_flags(flags).icc


def test_a_boolean_does_not_take_the_next_word() -> None:
    with pytest.raises(StartError, match="accepts no arguments"):
        parse_flags("--icc false")


def test_lists_grow() -> None:
    settings = parse_flags("--dns 1.1.1.1 --dns=8.8.8.8 --default-address-pool base=10.0.0.0/8,size=24")
    assert settings.dns == ("1.1.1.1", "8.8.8.8")
    assert settings.default_address_pools == (("10.0.0.0/8", 24),)


@pytest.mark.parametrize(
    ("flags", "text"),
    [
        ("--nosuch", "unknown flag: --nosuch"),
        ("--bip", "flag needs an argument: --bip"),
        ("--bip 10.0.0.300/24", "invalid CIDR address"),
        ("--mtu many", "invalid syntax"),
        ("--icc=perhaps", "invalid syntax"),
        ("--dns nope", "nope is not an ip address"),
        ("--default-address-pool base=10.0.0.0/8", "invalid size"),
        ("--default-address-pool net=1", "unexpected key 'net'"),
        ("-x", "unknown shorthand flag"),
    ],
)
def test_what_dockerd_says_to_nonsense(flags: str, text: str) -> None:
    with pytest.raises(StartError, match=text):
        parse_flags(flags)


def test_what_exists_and_is_not_modelled_says_so() -> None:
    with pytest.raises(NotModelled, match="ipv6"):
        parse_flags("--ipv6")
