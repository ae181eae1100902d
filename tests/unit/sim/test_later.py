"""Parts made at the first look."""

from dockernet_sim.sim.later import later


class House:
    """A house whose cellar is dug when somebody goes down."""

    def __init__(self) -> None:
        self.dug = 0

    @later
    def cellar(self) -> list[str]:
        """Where the wine is."""
        self.dug += 1
        return ["wine"]


def test_a_part_is_made_once_and_for_each_thing() -> None:
    here, there = House(), House()
    assert here.dug == 0 and here.cellar is here.cellar and here.dug == 1
    assert there.dug == 0 and there.cellar is not here.cellar


def test_a_part_can_be_put_in_or_taken_away() -> None:
    house = House()
    house.cellar = ["beer"]  # type: ignore[assignment]
    assert (house.cellar, house.dug) == (["beer"], 0)
    del house.cellar
    assert (house.cellar, house.dug) == (["wine"], 1)
    assert House.cellar.__doc__ == "Where the wine is."
