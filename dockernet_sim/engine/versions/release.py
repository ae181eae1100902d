"""One release of the engine: data, and strategies that are chosen once, when an engine is built."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from dockernet_sim.engine.container.order import JoinOrder, default_first
from dockernet_sim.engine.daemonkeys import KEYS, KeyTable
from dockernet_sim.engine.drivers.bridge.config import LABELS, Labels, needs_gateway
from dockernet_sim.engine.drivers.macs import FromAddress, Macs
from dockernet_sim.engine.drivers.pairs import MadeOnHost, Pairs
from dockernet_sim.engine.firewall.base import Firewall
from dockernet_sim.engine.firewall.isolation import IsolationFirewall
from dockernet_sim.engine.flags import FLAGS, FlagTable
from dockernet_sim.engine.inspect.shape import Shape
from dockernet_sim.engine.ipam.order import NextFit, PoolOrder
from dockernet_sim.engine.names.files import BareFiles, ContainerFiles
from dockernet_sim.engine.ports.binding import PublishOrder, publish_order
from dockernet_sim.engine.refusals import Text
from dockernet_sim.engine.rules import Rules

if TYPE_CHECKING:
    from dockernet_sim.engine.iptables import Iptables


def _number(api: str) -> tuple[int, int]:
    major, _, minor = api.partition(".")
    return int(major), int(minor)


class Build(NamedTuple):
    """What ``docker version`` says of a release."""

    release: str
    api: str
    min_api: str
    go: str
    git_commit: str
    built: str
    components: Mapping[str, Mapping[str, str]]
    """The further programs of a Docker installation with their versions."""

    @property
    def api_number(self) -> tuple[int, int]:
        """The newest API version that it speaks."""
        return _number(self.api)


class Costs(NamedTuple):
    """How long commands keep the engine busy.

    Parameters
    ----------
    seconds : mapping
        Seconds by the command's words: ``"start"``, ``"network create"``, ``"rm -f"``.
    other : float
        Seconds of any other command.
    """

    seconds: Mapping[str, float] = MappingProxyType({})
    other: float = 0.03

    def of(self, command: str) -> float:
        """Seconds of one command.

        >>> Costs({"start": 0.33}).of("start"), Costs().of("ps")
        (0.33, 0.03)
        """
        return self.seconds.get(command, self.other)


LOGGERS = ("awslogs", "fluentd", "gcplogs", "gelf", "journald", "json-file", "local", "splunk", "syslog")


@dataclass(frozen=True, eq=False)
class Release:
    """One release of the engine. A new one is a file with a value of this class, put into the registry.

    Parameters
    ----------
    name : str
        How it is asked for: ``Lab(engine=name)``.
    build, costs
        What ``docker version`` says; how long commands take.
    firewall : callable
        The layout of chains and rules: given the host's iptables.
    macs, pairs
        MACs of bridges and containers; where veth pairs are made, and which numbers devices get.
    pools : callable
        Makes the order in which default pools are handed out; called at each start of dockerd.
    files : ContainerFiles
        Texts of /etc/hosts and /etc/resolv.conf.
    publish_order : callable
        The order in which exposed ports are published.
    join_order : callable
        The order in which a starting container joins its networks.
    rules : Rules
        Differences that are a yes or no.
    shapes : sequence of (API version, Shape)
        What inspect gives, by the API version that the client asks with: the last one whose version is not above it.
    flags : FlagTable
        What dockerd knows on its command line.
    keys : KeyTable
        What it knows in daemon.json.
    labels : mapping
        The options that bridge networks know.
    skips_gateway : callable
        Which networks have no gateway: given their options, and whether they are internal.
    texts : mapping
        Refusals by code, where they differ from the table in ``engine/refusals.py``.
    log_drivers : sequence of str
        The logging drivers that info tells of.
    first_ephemeral_port : int
        Where the range of chosen host ports begins at the earliest.
    """

    name: str
    build: Build
    costs: Costs
    firewall: Callable[[Iptables], Firewall] = IsolationFirewall
    macs: Macs = field(default_factory=FromAddress)
    pairs: Pairs = field(default_factory=MadeOnHost)
    pools: Callable[[], PoolOrder] = NextFit
    files: ContainerFiles = field(default_factory=BareFiles)
    publish_order: PublishOrder = publish_order
    join_order: JoinOrder = default_first
    rules: Rules = field(default_factory=Rules)
    shapes: tuple[tuple[tuple[int, int], Shape], ...] = (((1, 0), Shape()),)
    flags: FlagTable = FLAGS
    keys: KeyTable = KEYS
    labels: Labels = field(default_factory=lambda: LABELS)
    skips_gateway: Callable[[Mapping[str, str], bool], bool] = needs_gateway
    texts: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))
    log_drivers: Sequence[str] = (*LOGGERS[:7], "logentries", *LOGGERS[7:])
    first_ephemeral_port: int = 32768

    def shape(self, api: str = "") -> Shape:
        """What inspect gives to a client that asks with this API version; the release's own unless given.

        Examples
        --------
        >>> from dockernet_sim.engine.versions import release
        >>> [release(each).shape("1.24") is release(each).shape() for each in ("20.10", "29")]
        [True, False]
        """
        asked = _number(api) if api else self.build.api_number
        return [shape for least, shape in self.shapes if least <= asked][-1]
