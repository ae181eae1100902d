"""A container's networks keep the places that a Go map would give them."""

from dockernet_sim.engine.container.endpoint import EndpointSettings, NetworkSettings


def test_a_network_that_was_left_makes_room_for_the_next_one() -> None:
    settings = NetworkSettings()
    for name in ("one", "two", "three"):
        settings.add(name, EndpointSettings())
    del settings.by_name["one"]
    settings.add("four", EndpointSettings())
    settings.add("five", EndpointSettings())
    assert list(settings.by_name) == ["four", "two", "three", "five"]


def test_a_network_that_is_there_keeps_its_place() -> None:
    settings = NetworkSettings()
    for name in ("one", "two", "one"):
        settings.add(name, EndpointSettings())
    assert list(settings.by_name) == ["one", "two"]
