"""/etc/docker/daemon.json, in dockerd's words (recorded from dockerd 20.10.24)."""

import pytest
from dockernet_sim.engine.daemonfile import read
from dockernet_sim.engine.errors import StartError
from dockernet_sim.engine.flags import given, parse_flags
from dockernet_sim.sim.errors import NotModelled

HEAD = "unable to configure the Docker daemon with file /etc/docker/daemon.json: "
VALID = "configuration validation from file failed: "


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"nosuch": 1}', "the following directives don't match any configuration option: nosuch"),
        ('{"nosuch": 1, "also": 2}', "the following directives don't match any configuration option: also, nosuch"),
        ("{bad", "invalid character 'b' looking for beginning of object key string"),
        ('{"icc": false,}', "invalid character '}' looking for beginning of object key string"),
        ('{"icc": false "mtu": 5}', "invalid character '\"' after object key:value pair"),
        ('{"icc"', "unexpected EOF"),
        ('{"bip": 5}', "json: cannot unmarshal number into Go struct field Config.bip of type string"),
        ('{"icc": "no"}', "json: cannot unmarshal string into Go struct field Config.icc of type bool"),
        ('{"mtu": "1400"}', "json: cannot unmarshal string into Go struct field Config.mtu of type int"),
        ('{"dns": "8.8.8.8"}', "json: cannot unmarshal string into Go struct field Config.dns of type []string"),
        ("[]", "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        ("", "EOF"),
        ('{"default-address-pools": {"base": "10.0.0.0/16", "size": 24}}',
         "the following directives don't match any configuration option: base, size"),
        ('{"dns": ["bad"]}', f"{VALID}bad is not an ip address"),
        ('{"dns-search": ["a b"]}', f"{VALID}a b is not a valid domain"),
        ('{"labels": ["bad"]}', f"{VALID}bad attribute format: bad"),
        ('{"runtimes": {"runc": {"path": "x"}}}', f"{VALID}runtime name 'runc' is reserved"),
        ('{"default-gateway": "nonsense"}', "invalid IP address: nonsense"),
    ],
)  # fmt: skip
def test_file_that_dockerd_refuses_is_refused_in_its_words(text: str, why: str) -> None:
    with pytest.raises(StartError) as failed:
        read(text, {})
    assert str(failed.value) == HEAD + why


@pytest.mark.parametrize(
    ("text", "flags", "why"),
    [
        ('{"bip": "10.7.0.1/24"}', "--bip 10.8.0.1/24", "bip: (from flag: 10.8.0.1/24, from file: 10.7.0.1/24)"),
        ('{"dns": ["1.1.1.1"]}', "--dns 8.8.8.8", "dns: (from flag: [8.8.8.8], from file: [1.1.1.1])"),
        ('{"iptables": false}', "--iptables=false", "iptables: (from flag: false, from file: false)"),
    ],
)
def test_key_that_is_also_a_flag_is_refused(text: str, flags: str, why: str) -> None:
    with pytest.raises(StartError, match="are specified both as a flag and in the configuration file") as failed:
        read(text, given(flags))
    assert str(failed.value).endswith(f"configuration file: {why}")


def test_keys_become_settings() -> None:
    text = (
        '{"bip": "10.77.0.1/24", "default-address-pools": [{"base": "10.78.0.0/16", "size": 24}], "dns-opts": '
        '["ndots:2"], "icc": false}'
    )
    settings = parse_flags("--mtu 1400", file=read(text, {}))
    assert (settings.bip, settings.mtu, settings.icc) == ("10.77.0.1/24", 1400, False)
    assert (settings.default_address_pools, settings.dns_opt) == ((("10.78.0.0/16", 24),), ("ndots:2",))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"bip": "10.7.0.0"}', "invalid CIDR address: 10.7.0.0"),
        (
            '{"default-address-pools": [{"base": "bad", "size": 24}]}',
            'invalid base pool "bad": invalid CIDR address: bad',
        ),
        ('{"bridge": "br9", "bip": "10.7.0.1/24"}', "You specified -b & --bip, mutually exclusive options"),
        ('{"icc": false, "iptables": false}', "You specified --iptables=false with --icc=false"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(text: str, why: str) -> None:
    with pytest.raises(StartError) as failed:
        parse_flags("", file=read(text, {}))
    assert why in str(failed.value)


@pytest.mark.parametrize("key", ["ipv6", "live-restore", "userns-remap"])
def test_key_without_a_model_is_refused_by_name(key: str) -> None:
    value = '"default"' if key == "userns-remap" else "true"
    with pytest.raises(NotModelled, match=f'"{key}" in /etc/docker/daemon.json is not modelled'):
        read(f'{{"{key}": {value}}}', {})


def test_keys_without_effect_are_accepted() -> None:
    text = (
        '{"log-driver": "json-file", "log-opts": {"max-size": "10m"}, "registry-mirrors": ["http://x"], "debug": '
        'true, "features": {"buildkit": true}}'
    )
    assert read(text, {}) == {}


def test_keys_of_later_releases_are_known_where_their_flags_are() -> None:
    text = '{"allow-direct-routing": true, "icc": false}'
    assert read(text, {}, {"allow-direct-routing"}) == {"allow-direct-routing": True, "icc": False}
    with pytest.raises(StartError, match="don't match any configuration option: allow-direct-routing"):
        read(text, {})
    with pytest.raises(StartError, match="cannot unmarshal string into Go struct field"):
        read('{"allow-direct-routing": "yes"}', {}, {"allow-direct-routing"})
