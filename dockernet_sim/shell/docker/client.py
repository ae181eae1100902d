"""The ``docker`` program of one release:
its commands, its help texts, its words, and the Go types behind its templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dockernet_sim.shell.docker.command import Command, Group
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.help import command_help, group_help, root_help
from dockernet_sim.shell.docker.table.root import PLUGINS, ROOT
from dockernet_sim.shell.docker.words import WORDS
from dockernet_sim.shell.formats.containers import container_rows
from dockernet_sim.shell.formats.images import image_rows
from dockernet_sim.shell.formats.networks import network_rows
from dockernet_sim.shell.formats.system import client_version, info_text, version_text
from dockernet_sim.shell.formats.systemtypes import OLD_VERSION, OLD_WHOLE
from dockernet_sim.shell.formats.table import Rows
from dockernet_sim.shell.formats.types import CONTAINER, EVENT, IMAGE, NETWORK

if TYPE_CHECKING:
    from dockernet_sim.shell.templates.gotypes import StructType


@dataclass(frozen=True)
class Client:
    """One release's command line; the defaults are the oldest one's.

    Parameters
    ----------
    root : Group
        ``docker`` itself: all groups and commands with their options and texts.
    plugins : tuple of str
        Commands that Docker gets from plug-ins, which are not modelled.
    commit : str
        The client's commit, as ``docker version`` shows it.
    words : mapping
        Texts that differ from :data:`~dockernet_sim.shell.docker.words.WORDS`, by name.
    command_help, group_help, root_help : callable
        How help is laid out.
    types : mapping
        The Go types behind ``inspect -f``, by kind.
    version_type, info_type : StructType
        Those behind ``docker version`` and ``docker info``.
    container_rows, network_rows, image_rows : callable
        The tables of ``docker ps``, ``docker network ls`` and ``docker images``.
    image_tree : callable, optional
        The table of ``docker images`` where no option asks for the older one.
    client_version, version_text, info_text : callable
        What ``docker version`` and ``docker info`` print.
    sorts_ports, brackets : bool
        Whether ``docker port`` goes by numbers, and puts IPv6 addresses into brackets.
    several_networks : bool
        Whether it names the network of a container that was given none: ``EndpointsConfig`` then has one ``default``.
    reads_subnets : bool
        Whether it looks at each ``--subnet`` itself.
    asks_first : bool
        Whether ``docker run`` looks for the daemon before it looks at its options.
    silent_force : bool
        Whether ``docker rm -f`` says nothing of what is not there.
    json_word : bool
        Whether ``--format json`` is not a template but a format.
    info_errors_out, info_forgives : bool
        Without a daemon: whether ``docker info`` tells the error on standard output and has nothing for ``--format``;
        whether ``docker info --format`` ends with 0 all the same.
    hides_swarm : bool
        Whether help leaves out what a node outside of a swarm cannot do.
    """

    root: Group = ROOT
    plugins: tuple[str, ...] = PLUGINS
    commit: str = "297e128"
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    command_help: Callable[[Command, str], str] = command_help
    group_help: Callable[[Group], str] = group_help
    root_help: Callable[[Group, bool], str] = root_help
    types: Mapping[str, StructType] = field(
        default_factory=lambda: MappingProxyType(
            {"container": CONTAINER, "network": NETWORK, "image": IMAGE, "event": EVENT}
        )
    )
    version_type: StructType = OLD_VERSION
    info_type: StructType = OLD_WHOLE
    container_rows: Callable[..., Rows] = container_rows
    network_rows: Callable[..., Rows] = network_rows
    image_rows: Callable[..., Rows] = image_rows
    image_tree: Callable[[list[dict[str, Any]], bool], str] | None = None
    client_version: Callable[..., dict[str, Any]] = client_version
    version_text: Callable[..., str] = version_text
    info_text: Callable[..., str] = info_text
    sorts_ports: bool = False
    brackets: bool = False
    several_networks: bool = False
    reads_subnets: bool = False
    asks_first: bool = False
    info_errors_out: bool = True
    json_word: bool = False
    silent_force: bool = False
    info_forgives: bool = False
    hides_swarm: bool = False

    def say(self, name: str, /, **words: object) -> str:
        """A text by its name.

        >>> Client().say("no-object", name="x"), Client(words={"no-object": "error: no such object: {name}"}).say("no-object", name="x")
        ('Error: No such object: x', 'error: no such object: x')
        """  # noqa: E501
        return self.words.get(name, WORDS[name]).format(**words)

    def text(self, problem: CliError) -> str:
        """A refusal in this client's words."""
        return self.say(problem.name, **problem.words) if problem.name in self.words else problem.text
