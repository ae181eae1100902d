"""`dockernet-sim demo`: the story of docker0, `--link` and user-defined networks, told by real commands.

The order is that of the Chinese article the project began from; what the article simplifies is put right on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from dockernet_sim.engine.versions import OLDEST
from dockernet_sim.shell.session import open_world

LANGUAGES = ("en", "zh")


class Step(NamedTuple):
    """One command, and one sentence on what it shows, in each language."""

    command: str
    en: str
    zh: str


@dataclass(frozen=True)
class Chapter:
    """Steps under one heading."""

    en: str
    zh: str
    steps: tuple[Step, ...]


DOCKER0 = Chapter(
    "1. What docker0 is",
    "1. docker0 是什么",
    (
        Step(
            "ip -4 addr",
            "Installing Docker added docker0, a bridge; it has no carrier yet, because no container is plugged in.",
            "安装 Docker 后多出了网桥 docker0；现在还没有容器接上，所以它是 DOWN（NO-CARRIER）。",
        ),
        Step(
            "docker run -d -p 8081:8080 --name tomcat01 tomcat",
            "The first container gets the first free address behind the gateway: 172.17.0.2.",
            "第一个容器得到网关之后的第一个空闲地址 172.17.0.2。",
        ),
        Step(
            "docker run -d -p 8082:8080 --name tomcat02 tomcat",
            "The second one gets 172.17.0.3.",
            "第二个容器得到 172.17.0.3。",
        ),
        Step(
            "ip link",
            "Each container brought a veth pair: the host's ends are plugged into docker0 (master docker0).",
            "每个容器带来一对 veth：宿主机这一端都插在 docker0 上（master docker0）。",
        ),
        Step(
            "docker exec -it tomcat01 ip addr",
            "The other end of the first pair is the container's eth0: the numbers behind @if name each other.",
            "另一端就是容器里的 eth0：@if 后面的编号互相指向对方。",
        ),
        Step(
            "ping -c 1 172.17.0.2",
            "The host reaches a container by address: docker0 is the host's own interface in that network.",
            "宿主机可以用地址访问容器：docker0 就是宿主机在这个网络里的接口。",
        ),
        Step(
            "docker network inspect -f '{{range .Containers}}{{.Name}} {{.IPv4Address}}{{println}}{{end}}' bridge",
            "Docker calls this network `bridge`; both containers are on it.",
            "Docker 把这个网络叫做 bridge；两个容器都在上面。",
        ),
    ),
)

NAMES = Chapter(
    "2. By address yes, by name no",
    "2. 地址能通，名称不通",
    (
        Step(
            "docker exec -it tomcat01 ping -c 2 172.17.0.3",
            "Containers on docker0 reach each other by address, without a link: the bridge switches frames.",
            "docker0 上的容器不用 --link 就可以用地址互通：网桥直接转发帧。",
        ),
        Step(
            "docker exec -it tomcat01 ping -c 1 tomcat02",
            "But the name is not known: the default network has no name service of its own.",
            "但这个名称无法解析：默认网络没有自己的名称服务。",
        ),
        Step(
            "docker exec -it tomcat02 cat /etc/hosts",
            "Besides localhost and IPv6's standard names, a container's hosts file holds only itself.",
            "除了 localhost 和 IPv6 的标准名称，容器的 hosts 文件里只有它自己。",
        ),
    ),
)

LINK = Chapter(
    "3. --link: one line in one file",
    "3. --link：一个文件里的一行",
    (
        Step(
            "docker run -d -p 8083:8080 --name tomcat03 --link tomcat02 tomcat",
            "A third container, linked to the second.",
            "第三个容器，链接到第二个。",
        ),
        Step(
            "docker exec -it tomcat03 cat /etc/hosts",
            "All that --link did for the name is one line: tomcat02, in tomcat03's hosts file.",
            "对名称来说，--link 所做的只有一行：在 tomcat03 的 hosts 文件里写上 tomcat02。",
        ),
        Step(
            "docker exec -it tomcat03 ping -c 2 tomcat02",
            "So tomcat03 can use the name ...",
            "所以 tomcat03 可以用名称访问……",
        ),
        Step(
            "docker exec -it tomcat02 ping -c 1 tomcat03",
            "... and tomcat02 cannot: a link has one direction.",
            "……而 tomcat02 不行：链接是单向的。",
        ),
    ),
)

MYNET = Chapter(
    "4. A network of one's own",
    "4. 自定义网络",
    (
        Step(
            "docker network create --driver bridge --subnet 192.168.0.0/16 --gateway 192.168.0.1 mynet",
            "A user-defined network: a bridge of its own with the subnet we chose.",
            "自定义网络：一个新的网桥，子网由我们决定。",
        ),
        Step("docker network ls", "It stands beside the three that are always there.", "它和原有的三个网络并列。"),
        Step("docker run -d --name tomcat-net-01 --net mynet tomcat", "A container on it.", "在上面启动一个容器。"),
        Step("docker run -d --name tomcat-net-02 --net mynet tomcat", "And another one.", "再启动一个。"),
        Step(
            "docker exec -it tomcat-net-01 ping -c 2 tomcat-net-02",
            "Here names work without any link ...",
            "在这里不用 --link 名称也能通……",
        ),
        Step(
            "docker exec -it tomcat-net-01 cat /etc/resolv.conf",
            "... because Docker's embedded DNS server answers at 127.0.0.11.",
            "……因为 Docker 内置的 DNS 服务器在 127.0.0.11 应答。",
        ),
    ),
)

CONNECT = Chapter(
    "5. Isolated, until connected",
    "5. 相互隔离，直到连通",
    (
        Step(
            "docker exec -it tomcat01 ping -c 1 -W 1 192.168.0.2",
            "From docker0 to mynet nothing arrives ...",
            "从 docker0 到 mynet 不通……",
        ),
        Step(
            "iptables-save | grep -e '-j DROP'",
            "... since rules of the host, the router between the bridges, drop what comes from one bridge for another.",
            "……因为在两个网桥之间做路由的是宿主机，它的规则丢弃从一个网桥发往另一个网桥的数据包。",
        ),
        Step(
            "docker network connect mynet tomcat01",
            "Connecting does not join the networks: it plugs one container into a second one.",
            "network connect 并不打通两个网络，而是把一个容器再接到另一个网络上。",
        ),
        Step(
            "docker exec -it tomcat01 ip -4 addr",
            "tomcat01 now has an eth1 with an address of mynet.",
            "tomcat01 现在多了 eth1，带有 mynet 的地址。",
        ),
        Step(
            "docker exec -it tomcat01 ping -c 1 tomcat-net-01",
            "So it reaches its new neighbours, by name.",
            "于是它可以用名称访问新邻居。",
        ),
        Step(
            "docker exec -it tomcat-net-01 ping -c 1 -W 1 172.17.0.3",
            "All others stay where they were: isolated.",
            "其他容器一切照旧：仍然隔离。",
        ),
    ),
)

CHAPTERS = (DOCKER0, NAMES, LINK, MYNET, CONNECT)


def tell(
    language: str = "en", engine: str = OLDEST, pause: Callable[[float], None] | None = None, seed: int = 0
) -> Iterator[str]:
    """The story as text, piece by piece.

    Parameters
    ----------
    language : str
        ``"en"`` or ``"zh"``.
    engine : str
        The engine's release; the article's, unless given.
    pause : callable, optional
        Called with a number of real seconds wherever a reader wants a moment.
    seed : int
        The lab's seed.

    Yields
    ------
    str
        A heading, a command with its output, or a sentence; each ends in a newline.
    """
    world = open_world(engine=engine, seed=seed)
    wait = pause or (lambda seconds: None)
    for chapter in CHAPTERS:
        yield f"\n{getattr(chapter, language)}\n\n"
        wait(1.0)
        for step in chapter.steps:
            yield f"[root@vm ~]# {step.command}\n"
            wait(0.6)
            yield world.run_line("vm", step.command).output
            yield f"  # {getattr(step, language)}\n\n"
            wait(1.0 + len(getattr(step, language)) / (30.0 if language == "en" else 12.0))
