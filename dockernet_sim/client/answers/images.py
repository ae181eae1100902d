"""Images."""

from typing import NotRequired, TypedDict

from dockernet_sim.client.answers.config import ContainerConfig


class GraphData(TypedDict):
    """Folders of a layer."""

    ID: NotRequired[str]
    LowerDir: NotRequired[str]
    MergedDir: str
    UpperDir: str
    WorkDir: str


class GraphDriver(TypedDict):
    """Where files are kept."""

    Data: GraphData
    Name: str


class RootFS(TypedDict):
    """The layers of an image."""

    Type: str
    Layers: list[str]


class Metadata(TypedDict):
    """What is no part of an image."""

    LastTagTime: str


class ImageInspect(TypedDict):
    """``docker image inspect``."""

    Id: str
    RepoTags: list[str]
    RepoDigests: list[str]
    Parent: NotRequired[str]
    Comment: NotRequired[str]
    Created: str
    Container: NotRequired[str]
    ContainerConfig: NotRequired[ContainerConfig]
    DockerVersion: NotRequired[str]
    Author: NotRequired[str]
    Config: ContainerConfig
    Architecture: str
    Os: str
    Size: int
    VirtualSize: NotRequired[int]
    GraphDriver: GraphDriver
    RootFS: RootFS
    Metadata: Metadata


class ImageSummary(TypedDict):
    """One entry of ``docker images``."""

    Containers: int
    Created: int
    Id: str
    Labels: dict[str, str] | None
    ParentId: str
    RepoDigests: list[str] | None
    RepoTags: list[str]
    SharedSize: int
    Size: int
    VirtualSize: NotRequired[int]


class ImageLayer(TypedDict):
    """One entry of ``docker history``."""

    Id: str
    Created: int
    CreatedBy: str
    Size: int
    Comment: str
    Tags: list[str] | None


class ProgressDetail(TypedDict):
    """Bytes: nothing is told here."""


class Progress(TypedDict):
    """One message of ``docker pull``."""

    status: str
    id: NotRequired[str]
    progressDetail: NotRequired[ProgressDetail]


class ImageGone(TypedDict, total=False):
    """A name or a layer of an image that was removed."""

    Untagged: str
    Deleted: str


class ImagesPruned(TypedDict):
    """``docker image prune``."""

    ImagesDeleted: list[ImageGone] | None
    SpaceReclaimed: int
