"""Hypothesis strategies: names, addresses, networks, containers, commands, and whole labs."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from dockernet_sim.engine.versions import RELEASES
from dockernet_sim.testing.recipe import Recipe
from dockernet_sim.wire.address import ip_text, network
from dockernet_sim.world.faults import Command, Fault, Kill, LinkFault, Reboot, RestartEngine
from dockernet_sim.world.linkfault import DIRECTIONS

__all__ = [
    "addresses",
    "commands",
    "containers",
    "faults",
    "labs",
    "names",
    "network_names",
    "networks",
    "releases",
    "subnets",
]

CONTAINER_NAMES = ("web", "db", "app", "old", "zed")
NETWORK_NAMES = ("front", "back", "attic", "mid.net")
ALIASES = ("store", "www", "db")
IMAGES = ("nginx", "tomcat", "busybox")
FLAGS = (
    "",
    "",
    "",
    "--icc=false",
    "--userland-proxy=false",
    "--ip-masq=false",
    "--iptables=false",
    "--ip-forward=false",
)
OPTION = "com.docker.network.bridge"
FIRST_PORT, LAST_PORT = 8080, 8083


def names() -> SearchStrategy[str]:
    """Names that containers can have.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(names(), lambda name: True)
    'web'
    """
    return st.sampled_from(CONTAINER_NAMES)


def network_names(predefined: bool = True) -> SearchStrategy[str]:
    """Names of user-defined networks, and of the default bridge.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(network_names(predefined=False), lambda name: True)
    'front'
    """
    return st.sampled_from((*NETWORK_NAMES, *(("bridge",) if predefined else ())))


def subnets(shortest: int = 16, longest: int = 29) -> SearchStrategy[str]:
    """Subnets in 10.0.0.0/8, as CIDR.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(subnets(), lambda cidr: cidr.endswith("/24"))
    '10.0.0.0/24'
    """
    return st.builds(
        lambda place, plen: f"{ip_text(network(0x0A000000 | place << 16, plen))}/{plen}",
        st.integers(0, 255),
        st.integers(shortest, longest),
    )


def addresses() -> SearchStrategy[str]:
    """IPv4 addresses: of containers, bridges and machines, and unused ones.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(addresses(), lambda address: address.startswith("172.18."))
    '172.18.0.0'
    """
    near = st.builds(lambda net, host: f"172.{net}.0.{host}", st.integers(17, 21), st.integers(0, 8))
    known = st.sampled_from(("127.0.0.1", "172.31.179.120", "172.31.176.1", "203.0.113.10"))
    return near | known | st.integers(0x01000000, 0xDFFFFFFF).map(ip_text)


@st.composite
def networks(draw: DrawFn, name: str | None = None) -> str:
    """A ``docker network create`` line.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(networks("net"), lambda line: "--internal" not in line and "-o" not in line and "--subnet" not in line)
    'docker network create net'
    """
    words = ["docker network create"]
    if draw(st.integers(0, 3)) == 0:
        words.append("--internal")
    if draw(st.integers(0, 3)) == 0:
        words.append(f"-o {OPTION}.enable_icc=false")
    if draw(st.integers(0, 5)) == 0:
        words.append(f"-o {OPTION}.enable_ip_masquerade=false")
    if draw(st.integers(0, 2)) == 0:
        words.append(f"--subnet {draw(subnets())}")
    return " ".join([*words, name or draw(network_names(predefined=False))])


@st.composite
def containers(
    draw: DrawFn,
    name: str | None = None,
    networks: tuple[str, ...] = NETWORK_NAMES,
    links: tuple[str, ...] = CONTAINER_NAMES,
    donors: tuple[str, ...] = CONTAINER_NAMES,
) -> str:
    """A ``docker run`` line.

    Parameters
    ----------
    name : str, optional
        The container's name, ``""`` for one that the engine makes up; unless given, any, or now and then a made-up one.
    networks, links, donors : tuple of str
        Networks that it may be on, containers that it may link to, and whose network it may share.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(containers("web"), lambda line: "-p" in line).startswith("docker run -d --name web")
    True
    """
    words = ["docker run -d"]
    if name is None and draw(st.integers(0, 5)):
        name = draw(names())
    if name:
        words.append(f"--name {name}")
    mode = draw(_modes(networks, donors))
    if mode:
        words.append(f"--network {mode}")
    user_defined = mode in networks
    if user_defined and draw(st.booleans()):
        words.append(f"--network-alias {draw(st.sampled_from(ALIASES))}")
    if links and (user_defined or not mode) and draw(st.integers(0, 2)) == 0:
        words.append(f"--link {draw(st.sampled_from(links))}{draw(st.sampled_from(('', ':store', ':up')))}")
    if not mode.startswith("container:") and mode != "host":
        words += draw(_settings(publish=mode != "none"))
    return " ".join([*words, draw(st.sampled_from(IMAGES))])


def _modes(networks: tuple[str, ...], donors: tuple[str, ...]) -> SearchStrategy[str]:
    usual = st.sampled_from(("", *networks))
    if not donors:
        return usual
    rare = st.sampled_from(("host", "none", *(f"container:{donor}" for donor in donors)))
    return st.one_of(usual, usual, usual, usual, rare)


@st.composite
def _settings(draw: DrawFn, publish: bool) -> list[str]:
    words = []
    if publish and draw(st.integers(0, 2)) == 0:
        where = draw(st.sampled_from(("", "", "", "127.0.0.1:", "172.31.179.120:")))
        inner = draw(st.sampled_from((80, 8080)))
        words.append(f"-p {where}{draw(st.integers(FIRST_PORT, LAST_PORT))}:{inner}")
    if draw(st.integers(0, 7)) == 0:
        words.append("-h box")
    return words


def commands() -> SearchStrategy[str]:
    """Any docker line that changes something; many are refused, as it is with people.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(commands(), lambda line: "disconnect" in line)
    'docker network disconnect front web'
    """
    name, network = names(), network_names()
    spare = st.sampled_from(("new", *CONTAINER_NAMES))
    return st.one_of(
        containers(),
        containers(),
        networks(),
        st.builds(_connect, network, name, st.sampled_from(("", "", "--alias store ", "--link db:up "))),
        st.builds(lambda network, name: f"docker network disconnect {network} {name}", network, name),
        st.builds(lambda network: f"docker network rm {network}", network),
        st.builds(lambda verb, name: f"docker {verb} {name}", st.sampled_from(VERBS), name),
        st.builds(lambda old, new: f"docker rename {old} {new}", name, spare),
    )


VERBS = ("stop -t 0", "start", "restart -t 0", "rm -f", "rm", "pause", "unpause", "kill")


def _connect(network: str, name: str, options: str) -> str:
    return f"docker network connect {'' if network == 'bridge' else options}{network} {name}"


@st.composite
def labs(draw: DrawFn, daemon: bool = True, most: int = 5, history: bool = False, engine: str | None = None) -> Recipe:
    """A lab that was set up by lines most of which do what they say.

    Parameters
    ----------
    daemon : bool
        Whether dockerd may have flags.
    most : int
        The most containers.
    history : bool
        Whether random commands follow.
    engine : str, optional
        The release; any, unless given.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(labs(engine="29"), lambda recipe: "-p" in str(recipe)).engine
    '29'
    """
    nets = draw(st.lists(st.sampled_from(NETWORK_NAMES), max_size=3, unique=True))
    lines = [draw(networks(name)) for name in nets]
    made: tuple[str, ...] = ()
    for name in draw(st.lists(st.sampled_from(CONTAINER_NAMES), min_size=1, max_size=most, unique=True)):
        lines.append(draw(containers(name, tuple(nets), made, made)))
        made = (*made, name)
    if draw(st.integers(0, 3)) == 0:
        lines.append(draw(containers("", tuple(nets), made, made)))
    if nets:
        second = st.builds(
            _connect, st.sampled_from((*nets, "bridge")), st.sampled_from(made), st.sampled_from(("", "--alias www "))
        )
        lines += draw(st.lists(second, max_size=3))
    if history:
        lines += draw(st.lists(commands(), max_size=8))
    flags = draw(st.sampled_from(FLAGS)) if daemon else ""
    return Recipe(tuple(lines), flags, engine=engine or draw(releases()))


def releases() -> SearchStrategy[str]:
    """Releases of the engine.

    Examples
    --------
    >>> from hypothesis import find
    >>> find(releases(), lambda each: each.startswith("29"))
    '29'
    """
    return st.sampled_from(tuple(RELEASES))


# -- faults ----------------------------------------------------------------------
DEVICES = ("docker0", "eth0", "lan/eth0", "one/eth0", "two/eth0", "three/eth0")


def faults(
    devices: Sequence[str] = DEVICES, containers: Sequence[str] = ("one", "two", "three"), lasting: bool = False
) -> SearchStrategy[Fault]:
    """Faults within the next five seconds.

    Parameters
    ----------
    devices, containers : sequence of str
        Whom they may concern.
    lasting : bool
        Whether what happens to a link is always over after ten seconds.

    Examples
    --------
    >>> from hypothesis import find
    >>> str(find(faults(), lambda fault: "down" in str(fault)))[:12]
    'link docker0'
    """
    after = st.none() | _seconds(0, 5)
    ends = _seconds(1, 10) if lasting else st.none() | _seconds(1, 10)
    links = st.builds(Fault, _link_faults(devices), after=after, lasting=ends)
    named = st.sampled_from(containers)
    others = (
        named.map(Kill)
        | named.map(lambda name: Command("restart", name))
        | st.sampled_from((RestartEngine(), Reboot(), Reboot(crash=True), Reboot("lan")))
    )
    return links | st.builds(Fault, others, after=_seconds(0, 5))


def _seconds(least: int, most: int) -> SearchStrategy[float]:
    return st.integers(least * 1000, most * 1000).map(lambda ms: ms / 1000)


def _link_faults(devices: Sequence[str]) -> SearchStrategy[LinkFault]:
    share = st.integers(0, 100).map(lambda percent: percent / 100)
    lined = st.sampled_from([device for device in devices if device != "docker0"])
    troubles = st.builds(
        LinkFault, lined, loss=st.integers(1, 100).map(lambda percent: percent / 100), duplicate=share,
        delay=_seconds(1, 3).map(lambda seconds: seconds / 10), jitter=_seconds(0, 1).map(lambda s: s / 10),
        reorder=share, direction=st.sampled_from(DIRECTIONS),
    )  # fmt: skip
    return (
        st.builds(LinkFault, st.sampled_from(devices), down=st.just(True))
        | st.builds(LinkFault, lined, cut=st.just(True))
        | troubles
        | st.builds(
            LinkFault,
            lined,
            corrupt=share,
            rate=st.integers(64, 10_000).map(lambda kbit: kbit * 1e3),
            queue=st.none() | st.integers(2, 100),
            queue_bytes=st.none() | st.integers(3000, 100_000),
        )
    )
