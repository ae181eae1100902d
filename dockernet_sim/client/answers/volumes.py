"""Volumes."""

from typing import NotRequired, TypedDict


class UsageData(TypedDict):
    """Who uses it, and its bytes: ``docker system df`` alone tells."""

    RefCount: int
    Size: int


class VolumeInspect(TypedDict):
    """``docker volume inspect``."""

    CreatedAt: str
    Driver: str
    Labels: dict[str, str] | None
    Mountpoint: str
    Name: str
    Options: dict[str, str] | None
    Scope: str
    UsageData: NotRequired[UsageData]


class VolumeList(TypedDict):
    """What ``docker volume ls`` is made of."""

    Volumes: list[VolumeInspect] | None
    Warnings: list[str] | None


class VolumesPruned(TypedDict):
    """``docker volume prune``."""

    VolumesDeleted: list[str] | None
    SpaceReclaimed: int
