"""The picture's places to click, and folding."""

from dockernet_sim import Lab
from dockernet_sim.explain.fold import FOLD, folded
from dockernet_sim.web.picture import picture


def crowd(count: int) -> Lab:
    lab = Lab(trace=False)
    for net in ("front", "back"):
        lab.sh(f"docker network create {net}")
    for number in range(count):
        lab.sh(f"docker run -d --name c{number} --net {'front' if number % 2 else 'back'} busybox")
    return lab


def test_spots_lie_on_the_picture_and_name_places() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web -p 8080:80 nginx")
    lab.sh("docker run -d --name guest --net host redis")
    made = picture(lab.world)
    by_kind: dict[str, list[str]] = {}
    for spot in made["spots"]:
        assert spot["x"] >= 0 and spot["x"] + spot["w"] <= made["width"] + 1
        assert spot["y"] >= 0 and spot["y"] + spot["h"] <= made["height"] + 1
        by_kind.setdefault(spot["kind"], []).append(spot["name"])
        if spot["where"]:
            lab.tables(spot["where"])
    assert by_kind["machine"] == ["vm"]
    assert sorted(by_kind["container"]) == ["guest", "web"]
    assert by_kind["bridge"] == ["docker0"]
    assert {"lan", "internet"} == set(by_kind["outside"])


def test_stopped_container_has_no_tables() -> None:
    lab = Lab()
    lab.sh("docker create --name web nginx")
    found = [spot for spot in picture(lab.world)["spots"] if spot["name"] == "web"]
    assert [(spot["kind"], spot["where"]) for spot in found] == [("stopped", "")]


def test_small_machine_is_not_folded() -> None:
    topology = Lab().topology()
    assert folded(topology) is topology


def test_large_machine_is_folded_by_network_and_opens_one() -> None:
    lab = crowd(FOLD + 4)
    made = picture(lab.world)
    assert made["folded"]
    networks = [spot["name"] for spot in made["spots"] if spot["kind"] == "network"]
    assert sorted(networks) == ["back", "front"]
    assert [spot["name"] for spot in made["spots"] if spot["kind"] == "device"].count("eth0") == 1
    assert len([spot for spot in made["spots"] if spot["kind"] == "device"]) == 3
    opened = picture(lab.world, unfolded=["front"])
    assert sum(spot["kind"] == "container" for spot in opened["spots"]) == (FOLD + 4) // 2
    assert made["height"] < opened["height"]


def test_way_is_drawn_when_there_is_one() -> None:
    lab = Lab()
    before = picture(lab.world, way=lab.trace.since(lab.trace.serial))["svg"]
    assert before == lab.draw().svg
    lab.sh("ping -c 1 172.31.176.1")
    assert picture(lab.world, way=lab.trace.since(0))["svg"] != lab.draw().svg
