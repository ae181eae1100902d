"""What ``docker events`` tells."""

from typing import TypedDict


class Actor(TypedDict):
    """What an event is about."""

    ID: str
    Attributes: dict[str, str]


# "from" is a word of Python's, so these keys cannot stand in a class.
_Older = TypedDict("_Older", {"status": str, "id": str, "from": str}, total=False)


class Event(_Older):
    """One message of ``docker events``; ``status``, ``id`` and ``from`` are gone since 29."""

    Type: str
    Action: str
    Actor: Actor
    scope: str
    time: int
    timeNano: int
