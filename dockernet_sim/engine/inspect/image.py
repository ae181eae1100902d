"""docker image inspect, and its line in docker images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dockernet_sim.engine.inspect.paths import graph_driver
from dockernet_sim.sim.when import rfc3339, unix

Version = tuple[int, int]
SHOWN_BELOW: dict[str, Version] = {"VirtualSize": (1, 44), "Container": (1, 45), "ContainerConfig": (1, 45)}

if TYPE_CHECKING:
    from dockernet_sim.engine.images import Image
    from dockernet_sim.engine.imagestore import ImageStore

EMPTY_CONFIG: dict[str, Any] = {
    "Hostname": "",
    "Domainname": "",
    "User": "",
    "AttachStdin": False,
    "AttachStdout": False,
    "AttachStderr": False,
    "Tty": False,
    "OpenStdin": False,
    "StdinOnce": False,
    "Env": None,
    "Cmd": None,
    "Image": "",
    "Volumes": None,
    "WorkingDir": "",
    "Entrypoint": None,
    "OnBuild": None,
    "Labels": None,
}


def _container_config(image: Image) -> dict[str, Any]:
    """The settings of the container that it was committed from."""
    if image.committed is None:
        return dict(EMPTY_CONFIG)
    own = {key: value for key, value in image.committed.config.items() if key in EMPTY_CONFIG}
    return {**EMPTY_CONFIG, **own, "Hostname": image.committed.hostname}


def inspect_image(image: Image, store: ImageStore, engine: str) -> dict[str, Any]:
    """The whole of it; `engine` is the engine's full version."""
    return {
        "Id": image.id,
        "RepoTags": store.tags(image),
        "RepoDigests": store.digests(image),
        "Parent": image.parent,
        "Comment": image.comment,
        "Created": rfc3339(image.created),
        "Container": image.committed.container if image.committed else "",
        "ContainerConfig": _container_config(image),
        "DockerVersion": engine,
        "Author": image.author,
        "Config": image.config(),
        "Architecture": "amd64",
        "Os": "linux",
        "Size": image.size,
        "VirtualSize": image.size,
        "GraphDriver": graph_driver(
            image.layer_folder, [image.committed.parent.layer_folder] if image.committed else []
        ),
        "RootFS": {"Type": "layers", "Layers": image.layers},
        "Metadata": {"LastTagTime": rfc3339(store.tagged_at.get(image.id, image.created))},
    }


OF_CONTAINERS = (  # what an image's Config had because it was a container's
    "Hostname", "Domainname", "AttachStdin", "AttachStdout", "AttachStderr", "Tty", "OpenStdin", "StdinOnce", "Image",
)  # fmt: skip
OF_IMAGES = (  # what it has since, in its order, where it is not empty
    "User", "ExposedPorts", "Env", "Entrypoint", "Cmd", "Volumes", "WorkingDir", "Labels", "StopSignal", "Healthcheck",
    "OnBuild", "Shell",
)  # fmt: skip
TEXTS = ("Parent", "Comment", "DockerVersion", "Author")


def image_for(data: dict[str, Any], asked: Version, most: Version) -> dict[str, Any]:
    """An image as a client of an API version gets it; `most` is the release's newest one (moby's getImagesByName).

    Examples
    --------
    >>> sorted(image_for({"Config": {}, "Container": "", "VirtualSize": 1, "Size": 1}, (1, 45), (1, 45)))
    ['Config', 'Size']
    """
    gone = [name for name, until in SHOWN_BELOW.items() if asked >= until]
    found = {key: value for key, value in data.items() if key not in gone}
    config = {key: value for key, value in data["Config"].items() if asked < (1, 50) or key not in OF_CONTAINERS}
    if asked >= (1, 52):
        found = {key: value for key, value in found.items() if value or key not in TEXTS}
        config = {key: config[key] for key in OF_IMAGES if config.get(key)}
    elif most >= (1, 50):  # written anew, behind all else
        del found["Config"]
        config = dict(sorted(config.items()))
    return {**found, "Config": config}


def image_summary(image: Image, store: ImageStore, containers: int = -1) -> dict[str, Any]:
    """One entry of the list of images."""
    return {
        "Containers": containers,
        "Created": unix(image.created),
        "Id": image.id,
        "Labels": dict(image.labels) or None,
        "ParentId": image.parent,
        "RepoDigests": store.digests(image) or None,
        "RepoTags": store.tags(image) or None,
        "SharedSize": -1,
        "Size": image.size,
        "VirtualSize": image.size,
    }
