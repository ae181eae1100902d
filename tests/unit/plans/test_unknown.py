"""What the model does not have stays unknown, with its reason; what does not depend on it is answered."""

from __future__ import annotations

from typing import Any

import pytest
from dockernet_sim import Lab
from dockernet_sim.plans import Plan, load
from dockernet_sim.plans.compose.folder import Piped

FILE = """
services:
  cam: {image: nginx, networks: [street], ports: ["8554:80"]}
  both: {image: nginx, networks: [street, front], ports: ["81:80"]}
  web: {image: nginx, networks: [front], ports: ["80:80"]}
  side: {image: nginx, network_mode: "service:cam"}
  six: {image: nginx, networks: [v6]}
  seven: {image: nginx, networks: [v6]}
networks:
  front:
  street: {driver: overlay}
  v6: {enable_ipv6: true, ipam: {config: [{subnet: "fd00:1::/64"}]}}
"""


def plan_of(text: str, project: str = "p") -> Plan:
    return load("/p/compose.yaml", store=Piped("/p/compose.yaml", text), project=project)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return Lab().up(plan_of(FILE)).rows()


def verdict(rows: list[dict[str, Any]], source: str, **facts: Any) -> str:
    found = {row["verdict"] for row in rows if row["from"] == source and facts.items() <= row.items()}
    assert len(found) == 1, found
    return found.pop()


def test_plan_names_what_stays_unknown() -> None:
    assert plan_of(FILE).unknown == [
        "the overlay driver of network p_street is not modelled",
        "IPv6 of network p_v6 is not modelled: names may lead to IPv6 addresses first",
    ]


def test_container_on_an_unmodelled_network_is_unknown_from_everywhere(rows: list[dict[str, Any]]) -> None:
    for source in ("p-web-1", "p-both-1", "host", "lan"):
        assert verdict(rows, source, ask="ping", to="p-cam-1", net="p_street") == "unknown"
    row = next(row for row in rows if row.get("to") == "p-cam-1")
    assert row["why"] == "unknown, because the overlay driver of network p_street is not modelled"


def test_container_that_shares_its_namespace_is_unknown(rows: list[dict[str, Any]]) -> None:
    assert {row["verdict"] for row in rows if row["from"] == "p-side-1"} == {"unknown"}


def test_second_network_that_is_modelled_is_answered(rows: list[dict[str, Any]]) -> None:
    assert verdict(rows, "p-web-1", ask="tcp", to="p-both-1", net="p_front", port=80) == "open"
    assert verdict(rows, "p-both-1", ask="tcp", to="p-web-1", net="p_front", port=80) == "open"
    assert verdict(rows, "p-web-1", ask="tcp", name="both", port=80) == "open"


def test_way_outside_over_an_unknown_gateway_is_unknown(rows: list[dict[str, Any]]) -> None:
    assert verdict(rows, "p-both-1", ask="tcp", to="internet", port=80) == "unknown"
    assert verdict(rows, "p-web-1", ask="tcp", to="internet", port=80) == "open"


def test_port_published_by_an_unknown_container_is_unknown(rows: list[dict[str, Any]]) -> None:
    assert verdict(rows, "lan", ask="tcp", to="host", port=8554) == "unknown"
    assert verdict(rows, "lan", ask="tcp", to="host", port=81) == "unknown"
    assert verdict(rows, "lan", ask="tcp", to="host", port=80) == "open"


def test_name_on_a_network_with_ipv6_is_unknown_and_its_ipv4_address_is_not(rows: list[dict[str, Any]]) -> None:
    assert verdict(rows, "p-six-1", ask="tcp", name="seven", port=80) == "unknown"
    assert verdict(rows, "p-six-1", ask="tcp", to="p-seven-1", net="p_v6", port=80) == "open"


def test_name_that_only_an_unmodelled_network_knows_is_unresolved_elsewhere(rows: list[dict[str, Any]]) -> None:
    assert verdict(rows, "p-web-1", ask="name", name="cam") == "unresolved"


def test_driver_that_the_engine_calls_unmodelled_becomes_unknown() -> None:
    text = "services: {a: {image: nginx, networks: [n]}}\nnetworks: {n: {driver: macvlan, driver_opts: {parent: eth0}}}"
    standing = Lab().up(plan_of(text))
    assert standing.refused == [] and "macvlan" in standing.assumptions()[0]
