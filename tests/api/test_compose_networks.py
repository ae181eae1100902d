"""What the real Docker Compose does with networks, against a served lab: names, links, addresses, modes, changes."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dockernet_sim import Lab
from tests.api import clients

Compose = Callable[..., subprocess.CompletedProcess[str]]
ENGINES = ["29", "20.10"]


def up(lab: Lab, folder: Path, text: str, play: Callable[[Compose], Any]) -> Any:
    """Serve a lab, let a project of a file come up, and play something with it."""
    (folder / "compose.yaml").write_text(f"name: shop\n{text}")
    command = clients.compose()
    with lab.serve() as served:

        def compose(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
            return clients.run([command, *words], served.host, folder, **options)

        return play(compose)


def network(lab: Lab, container: str, name: str = "shop_default") -> dict[str, Any]:
    """A container's end on a network."""
    found: dict[str, Any] = lab.docker.api.inspect_container(container)["NetworkSettings"]["Networks"][name]
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_alias_and_link_are_names_of_a_service(engine: str, tmp_path: Path) -> None:
    file = """
services:
  till: {image: nginx, links: ["stock:shelf"]}
  stock: {image: nginx, networks: {default: {aliases: [storeroom]}}}
"""

    def play(compose: Compose) -> None:
        compose("up", "-d")
        for name in ("stock", "storeroom", "shelf"):
            assert compose("exec", "-T", "till", "curl", "-s", f"http://{name}/").stdout == "hello\n"
        assert compose("exec", "-T", "stock", "curl", "-s", "http://shelf/", check=False).returncode != 0

    up(Lab(engine=engine), tmp_path, file, play)


@pytest.mark.parametrize("engine", ENGINES)
def test_link_on_the_default_bridge_goes_one_way(engine: str, tmp_path: Path) -> None:
    file = """
services:
  stock: {image: nginx, network_mode: bridge}
  till: {image: nginx, network_mode: bridge, links: [stock]}
"""

    def play(compose: Compose) -> None:
        compose("up", "-d")
        assert compose("exec", "-T", "till", "curl", "-s", "http://stock/").stdout == "hello\n"
        assert compose("exec", "-T", "stock", "curl", "-s", "http://till/", check=False).returncode != 0

    up(Lab(engine=engine), tmp_path, file, play)


@pytest.mark.parametrize("engine", ENGINES)
def test_given_addresses_are_had(engine: str, tmp_path: Path) -> None:
    file = """
services:
  till:
    image: nginx
    mac_address: "02:11:22:33:44:55"
    networks: {default: {ipv4_address: 10.7.0.77}}
networks: {default: {ipam: {config: [{subnet: 10.7.0.0/16}]}}}
"""
    lab = Lab(engine=engine)

    def play(compose: Compose) -> None:
        compose("up", "-d")
        end = network(lab, "shop-till-1")
        assert end["IPAMConfig"]["IPv4Address"] == end["IPAddress"] == "10.7.0.77"
        assert end["MacAddress"] == "02:11:22:33:44:55"
        assert "10.7.0.77" in compose("exec", "-T", "till", "ip", "addr").stdout

    up(lab, tmp_path, file, play)


@pytest.mark.parametrize("engine", ENGINES)
def test_one_off_in_the_network_of_another_service_starts_that_one(engine: str, tmp_path: Path) -> None:
    file = """
services:
  probe: {image: alpine, network_mode: "service:stock"}
  stock: {image: nginx}
"""
    lab = Lab(engine=engine)

    def play(compose: Compose) -> None:
        probed = compose("run", "--rm", "-T", "probe", "wget", "-q", "-O", "-", "http://127.0.0.1/")
        assert probed.stdout == "hello\n"
        assert compose("ps", "--services").stdout == "stock\n"

    up(lab, tmp_path, file, play)


@pytest.mark.parametrize("engine", ENGINES)
def test_changed_subnet_moves_the_same_container(engine: str, tmp_path: Path) -> None:
    file = """
services:
  till: {image: alpine, init: true, command: sleep infinity, networks: [front]}
networks: {front: {ipam: {config: [{subnet: "%s"}]}}}
"""
    lab = Lab(engine=engine)

    def play(compose: Compose) -> None:
        compose("up", "-d")
        assert compose("exec", "-T", "till", "hostname", "-i").stdout == "10.8.0.2\n"
        before = compose("ps", "-q").stdout
        (tmp_path / "compose.yaml").write_text("name: shop" + file % "10.9.0.0/24")
        compose("up", "-d")
        assert compose("ps", "-q").stdout == before
        assert compose("exec", "-T", "till", "hostname", "-i").stdout == "10.9.0.2\n"

    up(lab, tmp_path, file % "10.8.0.0/24", play)


@pytest.mark.parametrize("engine", ENGINES)
def test_changed_label_makes_the_network_anew(engine: str, tmp_path: Path) -> None:
    file = """
services: {till: {image: nginx, networks: [front]}}
networks: {front: {labels: ["tier=%s"]}}
"""
    lab = Lab(engine=engine)

    def play(compose: Compose) -> None:
        compose("up", "-d")
        before = lab.docker.networks.get("shop_front").id
        (tmp_path / "compose.yaml").write_text("name: shop" + file % "two")
        said = compose("--progress=plain", "up", "-d").stderr
        assert "Stopped" in said and "Started" in said
        after = lab.docker.networks.get("shop_front")
        assert after.id != before and after.attrs["Labels"]["tier"] == "two"
        assert [each.name for each in after.containers] == ["shop-till-1"]

    up(lab, tmp_path, file % "one", play)


def test_interface_has_the_name_that_it_is_given_from_28_on(tmp_path: Path) -> None:
    file = "services: {till: {image: alpine, command: ip link, networks: {default: {interface_name: front0}}}}\n"

    def play(compose: Compose) -> Any:
        return compose("run", "--rm", "-T", "till", check=False)

    assert "front0@" in up(Lab(engine="29"), tmp_path, file, play).stdout
    assert "requires Docker Engine v28.1 or later" in up(Lab(engine="20.10"), tmp_path, file, play).stderr


@pytest.mark.parametrize("engine", ENGINES)
def test_several_networks_come_and_go_with_the_project(engine: str, tmp_path: Path) -> None:
    file = """
services:
  probe: {image: nginx, network_mode: "service:stock"}
  stock: {image: redis, init: true, networks: [back, named, other]}
  orders: {image: nginx, ports: ["80"], networks: [back, front]}
  till: {image: nginx, ports: ["80"], labels: ["tier=front"], networks: [front]}
networks: {back: {}, front: {name: shopfront}, named: {name: near}, other: {name: near-2}}
"""
    lab = Lab(engine=engine)

    def play(compose: Compose) -> None:
        compose("up", "-d")
        assert len(compose("ps", "--services").stdout.split()) == 4
        port = compose("port", "orders", "80").stdout
        assert port.startswith("0.0.0.0:") and lab.sh(f"curl -s {port.strip()}").stdout == "hello\n"
        names = {each.name for each in lab.docker.networks.list()}
        assert names == {"bridge", "host", "none", "shop_back", "shopfront", "near", "near-2"}
        assert compose("exec", "-T", "orders", "ping", "-c", "1", "stock").returncode == 0
        assert compose("exec", "-T", "till", "ping", "-c", "1", "stock", check=False).returncode != 0
        listed = [json.loads(line) for line in compose("ps", "--format", "json").stdout.splitlines()]
        assert "tier=front" in next(each["Labels"] for each in listed if each["Service"] == "till")
        compose("down", "-t0", "-v")
        assert {each.name for each in lab.docker.networks.list()} == {"bridge", "host", "none"}

    up(lab, tmp_path, file, play)
