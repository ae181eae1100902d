"""Networks with IPv6 are state: made, listed, shown, saved; nothing is on them. Texts of 20.10 are a real engine's."""

import json
from typing import Any

import pytest
from dockernet_sim import Lab

DUO = "docker network create --ipv6 --subnet 10.20.0.0/24 --subnet fd00:20::/64 -o com.docker.network.bridge.name=br-duo duo"
ALL = ("20.10", "26", "28", "29")
OVERLAPS = "Pool overlaps with other one on this address space"


def config(lab: Lab, name: str) -> Any:
    return json.loads(lab.sh(f"docker network inspect -f '{{{{json .IPAM.Config}}}}' {name}").stdout)


@pytest.mark.parametrize("engine", ALL)
def test_subnets_of_both_families_are_shown(engine: str) -> None:
    lab = Lab(engine=engine)
    assert lab.sh(DUO).exit == 0
    gateways = [{"Gateway": "10.20.0.1"}, {"Gateway": "fd00:20::1"}] if engine == "29" else [{}, {}]
    assert config(lab, "duo") == [
        {"Subnet": "10.20.0.0/24", **gateways[0]}, {"Subnet": "fd00:20::/64", **gateways[1]}
    ]  # fmt: skip
    assert lab.sh("docker network ls -f name=duo --format '{{.Name}} {{.IPv6}}'").stdout == "duo true\n"
    assert lab.sh("docker network inspect -f '{{.EnableIPv6}}' duo bridge").stdout == "true\nfalse\n"


@pytest.mark.parametrize(("engine", "order"), [("20.10", (4, 6)), ("26", (6, 4)), ("28", (6, 4)), ("29", (6, 4))])
def test_chosen_ipv4_subnet_comes_behind_since_26(engine: str, order: tuple[int, int]) -> None:
    lab = Lab(engine=engine)
    asked = "--subnet fd00:21::/64 --ip-range fd00:21::/96 --gateway fd00:21::ffff --aux-address a=fd00:21::9"
    assert lab.sh(f"docker network create --ipv6 {asked} only").exit == 0
    shown = config(lab, "only")
    assert tuple(6 if ":" in each["Subnet"] else 4 for each in shown) == order
    assert shown[order.index(6)] == {
        "Subnet": "fd00:21::/64", "IPRange": "fd00:21::/96", "Gateway": "fd00:21::ffff",
        "AuxiliaryAddresses": {"a": "fd00:21::9"},
    }  # fmt: skip


def test_bridge_of_20_10_has_gateway_and_link_local_address() -> None:
    lab = Lab(engine="20.10")
    lab.sh(DUO)
    shown = lab.sh("ip addr show br-duo").stdout
    assert "    inet6 fd00:20::1/64 scope global tentative \n       valid_lft forever preferred_lft forever\n" in shown
    assert "    inet6 fe80::1/64 scope link tentative \n" in shown
    assert "inet6" not in lab.sh("ip -4 addr show br-duo").stdout
    assert lab.sh("sysctl -n net.ipv6.conf.all.forwarding").stdout == "1\n"
    assert json.loads(lab.sh("ip -j addr show br-duo").stdout)[0]["addr_info"][1]["local"] == "fd00:20::1"


def test_bridge_of_29_has_its_gateway_without_detection() -> None:
    lab = Lab(engine="29")
    lab.sh(DUO)
    assert "    inet6 fd00:20::1/64 scope global nodad \n" in lab.sh("ip addr show br-duo").stdout
    assert "fe80" not in lab.sh("ip addr show br-duo").stdout


@pytest.mark.parametrize("engine", ["20.10", "26"])
def test_no_default_pool_before_27(engine: str) -> None:
    refused = Lab(engine=engine).sh("docker network create --ipv6 x")
    assert refused.stderr.strip() == (
        "Error response from daemon: could not find an available, non-overlapping IPv6 address pool among the defaults "
        "to assign to the network"
    )


@pytest.mark.parametrize("engine", ["28", "29"])
def test_default_pools_are_local_addresses_of_the_engine(engine: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker network create --ipv6 x; docker network create --ipv6 --ipv4=false y")
    first, second = config(lab, "x")[1]["Subnet"], config(lab, "y")[0]["Subnet"]
    assert (first, second) == ("fd61:337:7349::/64", "fd61:337:7349:1::/64")
    assert lab.sh("docker network inspect -f '{{.EnableIPv4}} {{.EnableIPv6}}' y").stdout == "false true\n"
    assert lab.sh("docker network create --ipv4=false z").stderr.strip().endswith("IPv4 or IPv6 must be enabled")
    lab.reach()
    lab.draw()


@pytest.mark.parametrize(
    ("engine", "words", "text"),
    [
        ("20.10", "--subnet fd00:20::/64", OVERLAPS),
        ("20.10", "--subnet fd00:20::/80", OVERLAPS),
        ("29", "--subnet fd00:20::/80", f"invalid pool request: {OVERLAPS}"),
        ("20.10", "--subnet fd00:25::/64 --subnet fd00:26::/64", "bridge driver doesn't support multiple subnets"),
        ("20.10", "--subnet fd00:27::/129", "Invalid subnet fd00:27::/129 : invalid CIDR address: fd00:27::/129"),
        (
            "20.10", "--subnet fd00:27::/64 --aux-address a=fd00:27::1 --gateway fd00:27::1",
            "failed to allocate secondary ip address (a:fd00:27::1): Address already in use",
        ),
        ("29", "--subnet fd00:27::5/64", "invalid network config:\ninvalid subnet fd00:27::5/64: it should be fd00:27::/64"),
        ("29", "--subnet ff02::/64", "multicast subnet 'ff02::1/64' is not allowed"),
        ("20.10", "--subnet ff02::/64", "failed to add IPv6 address ff02::1/64 to bridge: cannot assign requested address"),
        ("28", "--subnet fe80::/60 --gateway fe80::9", "'fe80::9/60' clashes with the Link-Local prefix 'fe80::/64'"),
        ("29", "--subnet fe80::/80", "'fe80::1/80' clashes with the Link-Local prefix 'fe80::/64'"),
        ("26", "--subnet fe80::/80", "clash with the Link-Local prefix 'fe80::/64'"),
        ("28", "--subnet ::/64", "failed to add IPv6 address ::1/64 to bridge: cannot assign requested address"),
    ],
)  # fmt: skip
def test_refusals_are_the_engines(engine: str, words: str, text: str) -> None:
    lab = Lab(engine=engine)
    lab.sh(DUO)
    refused = lab.sh(f"docker network create --ipv6 {words} n")
    assert refused.stderr.strip() == f"Error response from daemon: {text}"
    assert "n\n" not in lab.sh("docker network ls --format '{{.Name}}' -f name=^n$").stdout


@pytest.mark.parametrize(
    ("engine", "subnet"),
    [
        ("20.10", "fe80::/60 --gateway fe80::9"),
        ("20.10", "febf::/16"),
        ("29", "fe80::/64"),
        ("29", "fe80:0:0:1::/64"),
        ("29", "febf::/16"),
    ],
)
def test_subnets_beside_the_link_local_one_are_taken(engine: str, subnet: str) -> None:
    assert Lab(engine=engine).sh(f"docker network create --ipv6 --subnet {subnet} n").exit == 0


@pytest.mark.parametrize(
    ("engine", "subnet"), [("20.10", "::ffff:10.9.0.0/112"), ("29", "::ffff:10.9.0.0/112"), ("29", "::/64")]
)
def test_subnets_that_stand_for_others_are_refused_by_name(engine: str, subnet: str) -> None:
    refused = Lab(engine=engine).sh(f"docker network create --ipv6 --subnet {subnet} n")
    assert (refused.exit, "is not modelled" in refused.stderr or "are not modelled" in refused.stderr) == (127, True)


def test_several_faults_are_a_list() -> None:
    lab = Lab(engine="29")
    body = {"Name": "n", "IPAM": {"Config": [
        {"Subnet": "10.1.0.5/24", "IPRange": "10.2.0.0/16", "Gateway": "fd00::1"}]}}  # fmt: skip
    with pytest.raises(Exception) as refused:
        lab.world.engine().networks.create(body)
    assert str(refused.value).endswith(
        "invalid network config:\n* invalid subnet 10.1.0.5/24: it should be 10.1.0.0/24\n"
        "* invalid ip-range 10.2.0.0/16: CIDR block is bigger than its parent subnet 10.1.0.5/24\n"
        "* invalid ip-range 10.2.0.0/16: parent subnet 10.1.0.5/24 doesn't contain ip-range\n"
        "* invalid gateway fd00::1: parent subnet is an IPv4 block"
    )


@pytest.mark.parametrize("engine", ALL)
def test_container_on_it_is_refused_by_name(engine: str) -> None:
    lab = Lab(engine=engine)
    lab.sh(DUO)
    assert lab.sh("docker run -d --name other nginx").exit == 0
    for line in ("docker run -d --name web --network duo nginx", "docker network connect duo other"):
        refused = lab.sh(line)
        assert refused.exit == 127 and "IPv6 is not modelled yet: network duo has it" in refused.stderr, line
    assert lab.sh("docker ps --format '{{.Names}}'").stdout == "other\n"
    assert lab.sh("docker rm web; docker network rm duo").exit == 0


@pytest.mark.parametrize("engine", ["20.10", "26", "28"])
def test_subnet_without_ipv6_changes_nothing(engine: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker network create --subnet fd00:22::/64 off")
    assert {"Subnet": "fd00:22::/64"} in config(lab, "off")
    assert lab.sh("docker run -d --name web --network off --ip6 fd00:22::9 nginx").exit == 0
    assert lab.sh("docker inspect -f '{{json .NetworkSettings.Networks.off.IPAMConfig}}' web").stdout == (
        '{"IPv6Address":"fd00:22::9"}\n'
    )
    assert lab.sh("docker run --rm --network off nginx curl -s -m 2 http://web/").stdout == "hello\n"


def test_29_does_not_show_a_subnet_that_it_does_not_use_nor_an_address_in_it() -> None:
    lab = Lab(engine="29")
    lab.sh("docker network create --subnet fd00:22::/64 off")
    assert [each["Subnet"] for each in config(lab, "off")] == ["172.18.0.0/16"]
    refused = lab.sh("docker run -d --network off --ip6 fd00:22::9 nginx").stderr
    assert "no configured subnet contains IP address fd00:22::9" in refused


def test_addresses_in_use_are_counted_to_the_largest_number() -> None:
    lab = Lab(engine="29")
    lab.sh(DUO)
    shown = json.loads(lab.sh("docker network inspect -f '{{json .Status.IPAM.Subnets}}' duo").stdout)
    assert shown["fd00:20::/64"] == {"IPsInUse": 2, "DynamicIPsAvailable": (1 << 64) - 2}


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_restart_and_configuration_keep_it(engine: str) -> None:
    lab = Lab(engine=engine)
    lab.sh(f"{DUO}; docker network create --config-only --ipv6 --subnet fd00:31::/64 conf")
    assert lab.sh("docker network create --config-from conf from").exit == 0
    lab.sh("systemctl restart docker")
    assert config(lab, "duo")[1] == {"Subnet": "fd00:20::/64", "Gateway": "fd00:20::1"}
    assert lab.sh("docker network inspect -f '{{.EnableIPv6}} {{.ConfigFrom.Network}}' from").stdout == "true conf\n"
    again = lab.copy()
    assert config(again, "from") == config(lab, "from")
