"""Legacy links (--link on the default bridge): who links to whom, and the variables that come with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.engine.errors import BadRequest

if TYPE_CHECKING:
    from dockernet_sim.engine.container.container import Container


class Links:
    """Which container links to which: the *parent* has ``--link``, the *child* is linked to.

    A link is known by its name ``/PARENT/ALIAS``.
    """

    def __init__(self) -> None:
        self._children: dict[str, dict[str, Container]] = {}
        self._parents: dict[str, dict[str, Container]] = {}

    def link(self, parent: Container, child: Container, name: str) -> None:
        """`parent` links to `child`."""
        self._children.setdefault(parent.id, {})[name] = child
        self._parents.setdefault(child.id, {})[name] = parent

    def unlink(self, parent: Container, child: Container, name: str) -> None:
        """Not any more.

        20.10 forgets with it who else links to that child: a renamed parent, and every other one that the child had, is
        not told of the child's next address.
        """
        self._children.get(parent.id, {}).pop(name, None)
        self._parents.pop(child.id, None)

    def children(self, parent: Container) -> dict[str, Container]:
        """Whom a container links to, by the links' names, in the order they were made."""
        return self._children.get(parent.id, {})

    def parents(self, child: Container) -> dict[str, Container]:
        """Who links to a container."""
        return self._parents.get(child.id, {})

    def forget(self, container: Container) -> list[str]:
        """A container is removed; the names of its own links.

        Those who link to it keep the link: it leads nowhere, and they cannot be started with it.
        """
        own = self._children.pop(container.id, {})
        for name, child in own.items():
            self._parents.get(child.id, {}).pop(name, None)
        self._parents.pop(container.id, None)
        return list(own)


def parse_link(text: str) -> tuple[str, str]:
    """``NAME[:ALIAS]`` as its two parts.

    >>> parse_link("db"), parse_link("db:database"), parse_link("/db:/web/database")
    (('db', 'db'), ('db', 'database'), ('db', 'database'))
    """
    if not text:
        raise BadRequest("empty string specified for links")
    parts = text.split(":")
    if len(parts) > 2:
        raise BadRequest(f"bad format for links: {text}")
    if len(parts) == 1:
        return text, text
    if parts[0].startswith("/"):  # the form that inspect shows
        return parts[0][1:], parts[1].rpartition("/")[2]
    return parts[0], parts[1]


def link_variables(name: str, address: str, child_env: list[str], ports: list[str]) -> list[str]:
    """The environment variables that a link brings.

    Parameters
    ----------
    name : str
        The link's name, ``/PARENT/ALIAS``.
    address : str
        The child's address on the default bridge.
    child_env : list of str
        The child's own variables.
    ports : list of str
        What it exposes, ``80/tcp``.

    Examples
    --------
    >>> link_variables("/web/my-db", "172.17.0.2", ["PATH=/bin", "A=1"], [])
    ['MY_DB_NAME=/web/my-db', 'MY_DB_ENV_A=1']
    """
    alias = name.rpartition("/")[2].upper().replace("-", "_")
    found = sorted((_split(port) for port in ports), key=lambda p: (p[0], p[1] != "tcp", p[1]))
    env = []
    if found:
        env.append(f"{alias}_PORT={found[0][1]}://{address}:{found[0][0]}")
    for run in _runs(found):
        env += _range(alias, address, run)
    for number, proto in found:
        head = f"{alias}_PORT_{number}_{proto.upper()}"
        env += [f"{head}={proto}://{address}:{number}", f"{head}_ADDR={address}"]
        env += [f"{head}_PORT={number}", f"{head}_PROTO={proto}"]
    env.append(f"{alias}_NAME={name}")
    for variable in child_env:
        key, equals, value = variable.partition("=")
        if equals and key not in ("HOME", "PATH"):
            env.append(f"{alias}_ENV_{key}={value}")
    return env


def _split(port: str) -> tuple[int, str]:
    number, _, proto = port.partition("/")
    return int(number[-5:]), proto or "tcp"


def _runs(ports: list[tuple[int, str]]) -> list[list[tuple[int, str]]]:
    """Ports next to each other, where there is more than one; two protocols of one port are next to each other too."""
    runs: list[list[tuple[int, str]]] = []
    start = 0
    while start < len(ports):
        end = start + 1
        while end < len(ports) and ports[end][0] <= ports[start][0] + end - start:
            end += 1
        if end > start + 1:
            runs.append(ports[start:end])
        start = end
    return runs


def _range(alias: str, address: str, run: list[tuple[int, str]]) -> list[str]:
    (first, proto), (last, last_proto) = run[0], run[-1]
    head = f"{alias}_PORT_{first}_{proto.upper()}"
    return [
        f"{head}_START={proto}://{address}:{first}",
        f"{head}_ADDR={address}",
        f"{head}_PROTO={proto}",
        f"{head}_PORT_START={first}",
        f"{head}_END={last_proto}://{address}:{last}",
        f"{head}_PORT_END={last}",
    ]
