"""Pictures of large machines."""

from dockernet_sim import Lab
from dockernet_sim.explain.fold import FOLD, folded


def crowd(count: int) -> Lab:
    lab = Lab(engine="29")
    for name in ("front", "back"):
        lab.sh(f"docker network create {name}")
    for number in range(count):
        port = f"-p {8000 + number}:80" if number == 3 else ""
        lab.sh(f"docker run -d --name s{number} --net {('front', 'back')[number % 2]} {port} nginx")
    return lab


def test_small_topology_is_itself() -> None:
    topology = Lab().topology()
    assert folded(topology) is topology


def test_large_machine_draws_networks_with_their_counts_and_published_ports() -> None:
    lab = crowd(FOLD + 2)
    svg = lab.draw().svg
    assert "front: 16 ×" in svg and "back: 16 ×" in svg and "8003 → s3:80" in svg
    assert ">s5<" not in svg


def test_what_a_way_goes_through_has_cards_of_its_own() -> None:
    svg = crowd(FOLD + 2).draw(ping=("s0", "s2")).svg
    assert ">s0<" in svg and ">s2<" in svg and "front: 14 ×" in svg


def test_whole_draws_every_container() -> None:
    svg = crowd(FOLD + 2).draw(whole=True).svg
    assert all(f">s{number}<" in svg for number in range(FOLD + 2))
