"""What docker-py's objects and collections share: attributes as they were when the engine was last asked."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from dockernet_sim.client.client import DockerClient

P = ParamSpec("P")
R = TypeVar("R")


class Model:
    """One container, network, image, volume or node.

    Attributes
    ----------
    attrs : dict
        What inspect showed when it was made, or at the last :meth:`reload`: it does not follow what happens.
    client : DockerClient
        Whose it is.
    collection : Collection
        Where it is from.
    """

    id_attribute = "Id"
    client: DockerClient
    collection: Any  # each kind says which
    attrs: Any

    def __init__(
        self,
        attrs: Mapping[str, object] | None = None,
        client: DockerClient | None = None,
        collection: Collection | None = None,
    ) -> None:
        self.client = client  # type: ignore[assignment]  # None: it only shows its attributes, as in docker-py
        self.collection = collection
        self.attrs = {} if attrs is None else attrs

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.short_id}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.id == other.id

    def __hash__(self) -> int:
        return hash(f"{type(self).__name__}:{self.id}")

    @property
    def id(self) -> str:
        """Its id; a volume's is its name."""
        return str(self.attrs[self.id_attribute])

    @property
    def short_id(self) -> str:
        """The id's first digits."""
        return self.id[:12]

    def reload(self) -> None:
        """Ask the engine for its attributes again."""
        self.attrs = self.collection.get(self.id).attrs


class Collection:
    """One kind of them, of one client."""

    def __init__(self, client: DockerClient) -> None:
        self.client = client


def of_model(call: Callable[Concatenate[Any, str, P], R]) -> Callable[Concatenate[Any, P], R]:
    """A method of an object: the low-level call, for its id."""

    @functools.wraps(call)
    def method(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return call(self.client.api, self.id, *args, **kwargs)

    own = list(inspect.signature(call).parameters.values())
    method.__signature__ = inspect.Signature([own[0], *own[2:]])  # type: ignore[attr-defined]  # tools show no id
    return method


def of_collection(call: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """A method of a collection: the low-level call."""

    @functools.wraps(call)
    def method(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return call(self.client.api, *args, **kwargs)

    return method
