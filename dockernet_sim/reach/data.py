"""The matrix as plain data: types alone, imported by none at run time."""

from typing import NotRequired, TypedDict


class ChangeData(TypedDict):
    """One thing that is not as Docker set it, as :class:`dockernet_sim.reach.Change` has it."""

    kind: str
    place: str
    where: str
    text: str


class MatrixData(TypedDict):
    """Who reaches whom; ``port`` is None for ping, ``assumed`` is there when a dump's release was told by its shape."""

    port: int | None
    names: list[str]
    reached: dict[str, list[str]]
    changes: list[ChangeData]
    assumed: NotRequired[str]
