"""/etc/docker/daemon.json, in dockerd's words (recorded from dockerd 20.10.24)."""

from contextlib import suppress

import pytest
from dockernet_sim import Lab
from dockernet_sim.engine.daemonfile import read
from dockernet_sim.engine.errors import StartError
from dockernet_sim.engine.flags import given, parse_flags
from dockernet_sim.engine.versions.release import Release
from dockernet_sim.engine.versions.v20_10 import V20_10
from dockernet_sim.engine.versions.v26 import V26
from dockernet_sim.engine.versions.v28 import V28
from dockernet_sim.engine.versions.v29 import V29
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


RELEASES = {"20.10": V20_10, "26": V26, "28": V28, "29": V29}
UNKNOWN = "the following directives don't match any configuration option: {}"
MERGED = "merged configuration validation from file and command line flags failed: "


def read_by(engine: str, text: str) -> dict[str, object]:
    return read(text, {}, RELEASES[engine].keys, RELEASES[engine].flags)


@pytest.mark.parametrize(
    ("key", "releases"),
    [
        ('"graph": "/x"', "20.10"),
        ('"cluster-store-opts": {"a": "b"}', "20.10"),
        ('"oom-score-adjust": 5', "20.10"),
        ('"api-cors-header": ""', "20.10 26 28"),
        ('"allow-nondistributable-artifacts": ["x"]', "20.10 26 28 29"),
        ('"deprecated-key-path": "x"', "20.10 26 28 29"),
        ('"log-format": "json"', "26 28 29"),
        ('"cdi-spec-dirs": ["/x"]', "26 28 29"),
        ('"http-proxy": "http://x:1"', "26 28 29"),
        ('"default-network-opts": {"b": {"a": "c"}}', "26 28 29"),
        ('"default-network-opt": "x"', "26 28 29"),
        ('"host-gateway-ips": ["10.9.9.9"]', "28 29"),
        ('"allow-direct-routing": true', "28 29"),
        ('"feature": ["x"]', "28 29"),
        ('"bip6": ""', "28 29"),
        ('"firewall-backend": "iptables"', "29"),
        ('"bridge-accept-fwmark": "0x1/0x3"', "29"),
        ('"default-stop-timeout": 5', "29"),
        ('"nri-opts": {"enable": true}', "29"),
        ('"label": ["a=b"]', "20.10 26 28 29"),
        ('"foo": {"debug": true}', "20.10 26 28 29"),
        ('"default-init": "x"', ""),
        ('"proxies": "x"', ""),
    ],
)  # fmt: skip
def test_keys_are_those_of_the_release(key: str, releases: str) -> None:
    for engine in RELEASES:
        if engine in releases.split():
            read_by(engine, f"{{{key}}}")
        else:
            with pytest.raises(StartError, match="don't match any configuration option"):
                read_by(engine, f"{{{key}}}")


@pytest.mark.parametrize(
    ("engine", "text", "why"),
    [
        ("20.10", "", "EOF"),
        ("29", "{bad", "invalid JSON: invalid character 'b' looking for beginning of object key string"),
        ("28", '{"debug": true} x', "invalid character 'x' after top-level value"),
        ("26", '{"dns": "1.1.1.1"}', "json: cannot unmarshal string into Go struct field Config.dns of type []net.IP"),
        ("29", '{"dns": "1.1.1.1"}', "invalid JSON: json: cannot unmarshal string into Go struct field Config.dns of "
                                     "type []netip.Addr"),
        ("28", '{"dns": ["bad"]}', "invalid IP address: bad"),
        ("29", '{"dns": ["bad"]}', 'invalid JSON: ParseAddr("bad"): unable to parse IP'),
        ("28", '{"log-level": "x"}', MERGED + "invalid logging level: x"),
        ("29", '{"log-format": "x"}', MERGED + "invalid log format: x"),
        ("29", '{"labels": ["bad"]}', MERGED + "bad attribute format: bad"),
        ("28", '{"host-gateway-ips": ["1.1.1.1", "2.2.2.2"]}',
         MERGED + "only one IPv4 host gateway IP address can be specified"),
        ("29", '{"host-gateway-ip": "1.1.1.1", "host-gateway-ips": ["1.1.1.1"]}',
         "host-gateway-ip and host-gateway-ips must not both be specified in the config file"),
        ("29", '{"default-address-pools": [{"base": "bad", "size": 24}]}',
         "invalid JSON: netip.ParsePrefix(\"bad\"): no '/'"),
        ("20.10", '{"default-address-pools": [{"base": "10.0.0.0/16", "size": "24"}]}',
         "json: cannot unmarshal string into Go struct field Config.default-address-pools of type int"),
        ("20.10", '{"log-opts": {"max-size": 5}}',
         "json: cannot unmarshal number into Go struct field Config.log-opts of type string"),
        ("29", '{"default-network-opts": ["x"]}', "invalid JSON: json: cannot unmarshal array into Go struct field "
                                                  "Config.default-network-opts of type map[string]map[string]string"),
        ("29", '{"default-shm-size": 5}', 'invalid JSON: invalid size: "5"'),
        ("29", '{"foo": {"nosuch": 1}}', UNKNOWN.format("nosuch")),
        ("20.10", '{"dns": [null]}', f"{VALID} is not an ip address"),
        ("20.10", '{"dns-search": [null]}', f"{VALID} is not a valid domain"),
        ("29", '{"labels": [null]}', MERGED + "bad attribute format: "),
        ("20.10", '{"proxies": {"http-proxy": "http://x:1"}}', UNKNOWN.format("http-proxy")),
    ],
)  # fmt: skip
def test_refusals_are_those_of_the_release(engine: str, text: str, why: str) -> None:
    with pytest.raises(StartError) as failed:
        read_by(engine, text)
    assert str(failed.value) == HEAD + why


@pytest.mark.parametrize(
    ("engine", "text", "key"),
    [
        ("26", '{"proxies": {"http-proxy": "http://x:1"}}', "proxies"),
        ("28", '{"bip6": "fd00::1/64"}', "bip6"),
        ("28", '{"host-gateway-ips": ["fd00::1"]}', "host-gateway-ips"),
        ("29", '{"min-api-version": "1.44"}', "min-api-version"),
    ],
)
def test_keys_of_later_releases_without_a_model_are_refused_by_name(engine: str, text: str, key: str) -> None:
    with pytest.raises(NotModelled, match=f'"{key}" in /etc/docker/daemon.json'):
        read_by(engine, text)


def test_keys_of_later_releases_become_settings() -> None:
    text = (
        '{"default-network-opts": {"bridge": {"com.docker.network.driver.mtu": "1400"}}, "foo": {"icc": false}, '
        '"host-gateway-ips": ["10.9.9.9"], "default-stop-timeout": 3, "bridge-accept-fwmark": "1/3"}'
    )
    settings = parse_flags("", V29.flags, read_by("29", text))
    assert settings.default_network_opts == (("bridge", "com.docker.network.driver.mtu", "1400"),)
    assert (settings.icc, settings.host_gateway_ip, settings.default_stop_timeout) == (False, "10.9.9.9", 3)
    assert settings.bridge_accept_fwmark == "0x1/0x3"


def test_a_stop_waits_for_the_daemons_default_on_29() -> None:
    lab = Lab(engine="29", daemon="--default-stop-timeout 3")
    lab.sh("docker run -d --name web busybox")
    before = lab.world.clock.now
    lab.sh("docker stop web")
    assert 3 <= lab.world.clock.now - before < 4


@pytest.mark.parametrize("release", [V20_10, V26, V28, V29])
@pytest.mark.parametrize("value", ["[null]", '[""]', '{"a": null}', '{"a": {"b": null}}', "null"])
def test_no_null_is_an_internal_error(release: Release, value: str) -> None:
    for key in release.keys.kinds:
        with suppress(StartError, NotModelled):
            found = read(f'{{"{key}": {value}}}', {}, release.keys, release.flags)
            found.pop("hosts", None)
            assert parse_flags("", release.flags, found)
