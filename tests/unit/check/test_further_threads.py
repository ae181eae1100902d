"""Further hosts of public threads, restated: what would make the host is typed, dumped by snapshot's lines, and read again.

The verdicts are those that the threads report; each is named by the rule, route or setting that decides.
"""

from dataclasses import dataclass

import pytest
from dockernet_sim.check.verdict import Verdict, ask
from dockernet_sim.cli.dumps import release_for
from dockernet_sim.lab import Lab
from dockernet_sim.plans.hosts import reading, snapshot
from dockernet_sim.plans.hosts.standing import HostLab, flags, stand


@dataclass(frozen=True)
class Host:
    """A host: where it was reported, its engine, dockerd's flags, what makes it, and tables to dump besides."""

    source: str
    engine: str
    lines: tuple[str, ...]
    daemon: str = ""
    tables: tuple[str, ...] = ()


FIREWALL = (
    "iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    "iptables -A INPUT -p icmp -j ACCEPT",
    "iptables -A INPUT -i lo -j ACCEPT",
    "iptables -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT",
)
TUNNEL = (
    "ip netns add beyond",
    "ip link add wg0 type veth peer name eth0 netns beyond",
    "ip addr add 10.200.0.2/24 dev wg0",
    "ip link set wg0 up",
    "ip netns exec beyond ip addr add 10.200.0.1/24 dev eth0",
    "ip netns exec beyond ip link set eth0 up",
)
TWO_WAYS = (
    "docker network create front",
    "docker network create back",
    "docker run -d --name result --network front -p 5001:80 nginx",
    "docker network connect back result",
    "nsenter -t $(docker inspect -f '{{.State.Pid}}' result) -n ip route replace default via 172.18.0.1",
)
HOSTS = {
    "reject": Host(  # "ping works, TCP says no route to host"
        "moby/moby#24370, qoomon/docker-host#14, jpetazzo/squid-in-a-can#5",
        "20.10",
        (
            "docker run -d --name app nginx",
            "nc -l -k -p 5432 >/dev/null 2>&1 &",
            *FIREWALL,
            "iptables -A INPUT -j REJECT --reject-with icmp-host-prohibited",
        ),
    ),
    "own-port": Host(  # "the host and others reach it, the container itself does not"
        "moby/moby#27817",
        "20.10",
        (
            "docker network create own",
            "docker run -d --name web --network own -p 8080:80 nginx",
            *FIREWALL,
            "iptables -P INPUT DROP",
        ),
    ),
    "own-port-mended": Host(
        "moby/moby#27817",
        "20.10",
        (
            "docker network create -o com.docker.network.bridge.name=own0 own",
            "docker run -d --name web --network own -p 8080:80 nginx",
            *FIREWALL,
            "iptables -P INPUT DROP",
            "iptables -I INPUT 1 -i own0 -j ACCEPT",
        ),
    ),
    "strict-source": Host(  # "a port that should be published is not accessible from outside, sometimes"
        "dustymabe.com/2016/05/25/non-deterministic-docker-networking-and-source-based-ip-routing",
        "20.10",
        (*TWO_WAYS, "sysctl -w net.ipv4.conf.all.rp_filter=1"),
    ),
    "loose-source": Host(
        "dustymabe.com/2016/05/25/non-deterministic-docker-networking-and-source-based-ip-routing",
        "20.10",
        (*TWO_WAYS, "sysctl -w net.ipv4.conf.all.rp_filter=2"),
    ),
    "over-a-route": Host(  # "a new network conflicts with the host's routes"
        "moby/moby#46615, docker/for-linux#599",
        "29",
        (
            "ip route add 10.20.0.0/16 via 172.31.176.1",
            "docker network create --subnet 10.20.5.0/24 app",
            "docker run -d --name app --network app nginx",
        ),
    ),
    "host-loopback": Host(  # "host.docker.internal resolves, and the connection is refused"
        "docker/for-linux#264",
        "29",
        (
            "docker run -d --name app --add-host host.docker.internal:host-gateway nginx",
            "nc -l -k -p 5432 -s 127.0.0.1 >/dev/null 2>&1 &",
        ),
    ),
    "ufw": Host(  # "the firewall does not block the port"
        "moby/moby#22054",
        "29",
        (
            "docker run -d --name db -p 5432:80 nginx",
            "nc -l -k -p 9100 >/dev/null 2>&1 &",
            *FIREWALL,
            "iptables -P INPUT DROP",
        ),
    ),
    "no-proxy": Host(  # "without docker-proxy localhost needs route_localnet"
        "docker/docs#17312, moby/moby#45629",
        "20.10",
        (
            "docker run -d --name web -p 8080:80 nginx",
            "sysctl -w net.ipv4.conf.docker0.route_localnet=0",
            "sysctl -w net.ipv4.conf.all.route_localnet=0",
        ),
        daemon="--userland-proxy=false",
    ),
    "one-network-by-vpn": Host(  # "WireGuard on the host, and only the container's traffic through it"
        "linuxserver/docker-wireguard#15",
        "29",
        (
            "docker network create vpn",
            "docker run -d --name cell --network vpn nginx",
            "docker run -d --name free nginx",
            *TUNNEL,
            "ip route add default via 10.200.0.1 table 200",
            "ip rule add from 172.18.0.0/16 lookup 200",
        ),
        tables=("200",),
    ),
    "all-by-vpn": Host(  # "with AllowedIPs 0.0.0.0/0 published ports stop to answer from outside"
        "linuxserver/docker-wireguard#316, dperson/openvpn-client#210",
        "29",
        (
            "docker run -d --name web -p 8080:80 nginx",
            *TUNNEL,
            "ip route add default dev wg0 table 51820",
            "ip rule add not fwmark 0xca6c table 51820",
            "ip rule add table main suppress_prefixlength 0",
        ),
        tables=("51820",),
    ),
}
CASES = [  # host, from, to, verdict, what is named
    ("reject", "app", "host:5432", "unreachable", "filter INPUT 5: -j REJECT --reject-with icmp-host-prohibited"),
    ("reject", "app", "host", "open", "vm answered the ping"),
    ("own-port", "web", "host:8080", "dropped", "filter INPUT: policy DROP"),
    ("own-port", "lan", "host:8080", "open", "published"),
    ("own-port", "host", "host:8080", "open", "published"),
    ("own-port-mended", "web", "host:8080", "open", "docker-proxy"),
    ("strict-source", "internet", "host:5001", "dropped", "is not through br-3da22c4e4d56 (rp_filter 1)"),
    ("strict-source", "host", "172.18.0.2:80", "open", "result"),
    ("loose-source", "internet", "host:5001", "open", "published"),
    ("over-a-route", "host", "10.20.5.9:443", "unreachable", "on the Docker network app, whose subnet 10.20.5.0/24"),
    ("over-a-route", "host", "10.20.6.9:443", "open", "internet"),
    ("host-loopback", "app", "host.docker.internal:5432", "refused", "127.0.0.1"),
    ("host-loopback", "host", "127.0.0.1:5432", "open", "5432"),
    ("ufw", "internet", "host:5432", "open", "it passes FORWARD (and DOCKER-USER), never INPUT"),
    ("ufw", "internet", "host:9100", "dropped", "filter INPUT: policy DROP"),
    ("no-proxy", "host", "127.0.0.1:8080", "dropped", "route_localnet is 0 on docker0"),
    ("no-proxy", "lan", "host:8080", "open", "published"),
    ("one-network-by-vpn", "cell", "198.51.100.7:443", "open", "default via 10.200.0.1 dev wg0 table 200"),
    ("one-network-by-vpn", "free", "198.51.100.7:443", "open", "busybox in internet"),
    ("all-by-vpn", "internet", "host:8080", "dropped", "default dev wg0 scope link table 51820"),
    ("all-by-vpn", "lan", "host:8080", "open", "published"),
]


def dumped(host: Host) -> str:
    """The text of a dump: what snapshot's lines print on a machine like that."""
    lab = Lab(engine=host.engine, daemon=host.daemon)
    for line in host.lines:
        assert lab.sh(line).exit == 0, line
    text = "".join(lab.sh(line).stdout for line in (*snapshot.LINES, snapshot.INSIDE))
    return text + "".join(f"# table {each}\n{lab.sh(f'ip route show table {each}').stdout}" for each in host.tables)


STOOD: dict[str, tuple[Lab, HostLab]] = {}


def told(name: str, source: str, target: str) -> Verdict:
    """One answer of a host that was read from its dump."""
    if name not in STOOD:
        dump = reading.from_texts([("host.txt", dumped(HOSTS[name]))])
        lab = Lab(engine=release_for(dump, HOSTS[name].engine), daemon=flags(dump))
        STOOD[name] = lab, stand(lab.world, dump)
    lab, host = STOOD[name]
    return ask(lab, source, target, host)


@pytest.mark.parametrize(("name", "source", "target", "word", "named"), CASES)
def test_thread_has_its_verdict_and_what_decides(name: str, source: str, target: str, word: str, named: str) -> None:
    found = told(name, source, target)

    assert found.word == word
    assert named in "\n".join([found.deciding, *found.causes, str(found.why)])


def test_every_host_is_asked() -> None:
    assert {case[0] for case in CASES} == set(HOSTS)
