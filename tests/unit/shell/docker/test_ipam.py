"""The subnets, ranges and gateways of ``docker network create``, before the daemon is asked."""

import pytest
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.ipam import ipam_config


def test_they_are_brought_together() -> None:
    found = ipam_config(["10.0.0.0/24"], ["10.0.0.128/25"], ["10.0.0.1"], {"router": "10.0.0.2"})
    assert found == [
        {
            "Subnet": "10.0.0.0/24",
            "IPRange": "10.0.0.128/25",
            "Gateway": "10.0.0.1",
            "AuxiliaryAddresses": {"router": "10.0.0.2"},
        }
    ]


def test_what_only_the_daemon_refuses_is_let_through() -> None:
    assert ipam_config(["notanip"], [], [], {}) == [{"Subnet": "notanip"}]


@pytest.mark.parametrize(
    ("subnets", "ranges", "gateways", "aux", "text"),
    [
        ([], [], ["10.0.0.1"], {}, "every ip-range or gateway must have a corresponding subnet"),
        (["10.0.0.0/24"], [], ["10.0.1.1"], {}, "no matching subnet for gateway 10.0.1.1"),
        (["10.0.0.0/24"], ["10.1.0.0/24"], [], {}, "no matching subnet for range 10.1.0.0/24"),
        (["10.0.0.0/24"], [], [], {"a": "1.2.3.4"}, "no matching subnet for aux-address 1.2.3.4"),
        (["foo"], [], ["1.2.3.4"], {}, "invalid subnet: invalid CIDR address: foo"),
        (["10.0.0.0/24", "10.0.0.0/25"], [], [], {}, "multiple overlapping subnet configuration is not supported"),
        (["10.0.0.0/24", "10.0.1.0/24"], [], ["10.0.0.1", "10.0.0.2"], {},
         "cannot configure multiple gateways (10.0.0.2, 10.0.0.1) for the same subnet (10.0.0.0/24)"),
    ],
)  # fmt: skip
def test_what_the_command_refuses(
    subnets: list[str], ranges: list[str], gateways: list[str], aux: dict[str, str], text: str
) -> None:
    with pytest.raises(CliError) as caught:
        ipam_config(subnets, ranges, gateways, aux)
    assert caught.value.text == text
