"""The promises of docs/background/fidelity.md: each line is typed and answered, or refused by name."""

from pathlib import Path

import pytest
from dockernet_sim import Lab

PAGE = Path(__file__).parents[2] / "docs/background/fidelity.md"
REFUSED = """
docker build . => docker build
docker builder prune -f => docker builder
docker buildx ls => docker buildx
docker import x.tar => docker import
docker load -i x.tar => docker load
docker save nginx => docker save
docker push nginx => docker push
docker search nginx => docker search
docker login => docker login
docker manifest inspect nginx => docker manifest
docker trust inspect nginx => docker trust
docker scan nginx => docker scan
docker plugin ls => docker plugin
docker completion bash => docker completion
docker diff web => docker diff
docker compose events => docker compose events
docker compose stats => docker compose stats
docker compose watch => docker compose watch
docker export web => docker export
docker context ls => docker context
docker system df -v => docker system df -v
docker swarm ca => docker swarm ca
docker service create nginx => docker service create
docker stack deploy x => docker stack deploy
docker secret inspect x => docker secret inspect
docker config inspect x => docker config inspect
docker --tls ps => --tls
docker cp web:/etc/hosts - => docker cp with -
docker run --platform linux/arm64 busybox => --platform linux/arm64
docker run --log-driver syslog busybox => logging driver syslog
docker network create -d macvlan -o parent=eth0 m => macvlan
docker network create -d ipvlan -o parent=eth0 m => ipvlan
mkdir -p /etc/docker; echo '{"ipv6": true}' > /etc/docker/daemon.json; systemctl restart docker => "ipv6"
echo '{"fixed-cidr-v6": "fd00::/80"}' > /etc/docker/daemon.json; systemctl restart docker => "fixed-cidr-v6"
echo '{"default-gateway-v6": "fd00::1"}' > /etc/docker/daemon.json; systemctl restart docker => "default-gateway-v6"
echo '{"live-restore": true}' > /etc/docker/daemon.json; systemctl restart docker => "live-restore"
echo '{"userns-remap": "x"}' > /etc/docker/daemon.json; systemctl restart docker => "userns-remap"
brctl stp docker0 on => spanning tree
brctl showstp docker0 => brctl showstp
ip link add br7 type bridge vlan_filtering 1 => vlan_filtering
ip link add v0 type vxlan id 4 => vxlan
ip link add v0 type ipvlan => ipvlan
bridge vlan => bridge vlan
ip rule add from 1.2.3.4 ipproto tcp table 100 => ipproto
ip rule flush => ip rule flush
ip route add default nexthop via 10.0.0.1 => nexthop
ip monitor => ip monitor
ip xfrm state => ip xfrm
ip -6 addr => ip -6 address
ip -6 route => ip -6 route
ip addr add fd00::1/64 dev eth0 => IPv6
curl -6 http://web => IPv6
dig -6 web => IPv6
ping -6 ::1 => -6
ping6 ::1 => ping6
nft list ruleset => nft
iptables-legacy -L => iptables-legacy
iptables -A FORWARD -m string --string x --algo bm -j DROP => match string
iptables -A FORWARD -m time --timestart 08:00 -j DROP => match time
iptables -A FORWARD -m connbytes --connbytes 5 -j DROP => match connbytes
iptables -A FORWARD -j SET --add-set x src => target SET
iptables -A FORWARD -j NFQUEUE => target NFQUEUE
iptables -t mangle -A PREROUTING -j TPROXY --on-port 80 => target TPROXY
awk 'BEGIN { "date" | getline x }' => COMMAND | getline
awk 'BEGIN { system("true") }' => system()
awk 'BEGIN { RS = ";" } { print }' /etc/hosts => RS=
awk 'BEGIN { print strftime() }' => strftime()
jq -n 1 => jq -n
printf '%(%s)T' => %(FORMAT)T
stat /etc/hosts => stat without -c
ss -s => -s
tc filter show dev eth0 => tc filter
tc qdisc add dev eth0 root htb => htb
tc qdisc add dev eth0 root netem loss gemodel 1% => netem loss gemodel
ethtool -K eth0 tso off => -K
ssh lan => ssh
socat - TCP:172.17.0.2:80 => socat
openssl s_client => openssl
python3 -c 1 => python3
vi x => vi
lsns => lsns
journalctl -u docker => journalctl
cat /proc/meminfo => /proc/meminfo
cat /etc/fstab => /etc/fstab
ls /etc/fstab => /etc/fstab
ls /usr/share => /usr/share
ls /var/log => /var/log
ls /home => /home
mkdir /srv/a => /srv
ln /etc/hosts /tmp/h => hard links
jobs => jobs
fg => fg
select x in a; do break; done => select
coproc cat => coproc
echo x > >(cat) => >(...)
getopts a x => getopts
shopt -s nullglob => shopt
alias ll=ls => alias
history => history
pushd /tmp => pushd
ulimit -n => ulimit
read -t 1 x => read -t
trap 'echo x' HUP => trap HUP
sysctl net.ipv4.conf.eth0.arp_announce=2 => arp_announce
sysctl net.ipv4.conf.eth0.arp_evict_nocarrier=0 => arp_evict_nocarrier
sysctl net.ipv4.conf.eth0.arp_filter=1 => arp_filter
sysctl net.ipv4.conf.eth0.arp_notify=1 => arp_notify
sysctl net.ipv4.conf.eth0.ignore_routes_with_linkdown=1 => ignore_routes_with_linkdown
sysctl net.ipv4.conf.eth0.promote_secondaries=1 => promote_secondaries
sysctl net.ipv4.conf.eth0.proxy_arp=1 => proxy_arp
sysctl net.core.netdev_max_backlog=5 => net.core.netdev_max_backlog
sysctl net.ipv4.neigh.eth0.gc_stale_time=7 => gc_stale_time
sysctl vm.swappiness => vm.swappiness
"""
"""A line, and what its refusal names."""
ANSWERED = """
docker exec web ip -6 addr => 0
docker exec web ip -6 route => 0
docker network create --ipv6 v6 => 1 => IPv6 address pool
docker network create -d macvlan m => 1 => operation not supported
docker network create -d overlay m => 1 => not a swarm manager
docker run --rm --gpus all busybox true => 125 => could not select device driver
docker run --rm --device /dev/x busybox true => 127 => error gathering device information
docker run --rm --runtime nope busybox true => 125 => Unknown runtime specified nope
docker run --rm --isolation hyperv busybox true => 125 => Invalid isolation
docker run --rm --storage-opt size=1G busybox true => 125 => --storage-opt is supported only
docker run --rm -m 64m --cpus 1 --ulimit nofile=5 --init --log-driver local --group-add 5 --ipc host busybox true => 0
docker run --rm --userns host --cgroupns host --security-opt no-new-privileges busybox true => 0
docker run --rm --read-only busybox touch /x => 1 => Read-only file system
docker run --rm --uts host busybox hostname => 0 => vm
docker run --rm --sysctl net.core.somaxconn=5 busybox cat /proc/sys/net/core/somaxconn => 0 => 5
docker --config /x ps -q => 0
docker -D ps -q => 0
docker -l debug ps -q => 0
DOCKER_HOST=tcp://192.0.2.1:2375 docker ps => 1 => Cannot connect to the Docker daemon
docker pull nginx:no.such.tag => 0 => Downloaded newer image
docker pull nosuchimage => 1 => It has, with any tag:
docker compose ls => 0 => CONFIG FILES
ipset create x hash:ip; iptables -A FORWARD -m set --match-set x src -j DROP => 0
docker system df => 0 => Local Volumes
docker stats --no-stream => 0 => MEM USAGE
ip link add d0 type dummy => 2 => Unknown device type
ip link add b0 type bond => 2 => Unknown device type
ip -6 rule => 0 => lookup local
ip rule => 0 => lookup main
ip6tables -S => 0 => -P FORWARD
sysctl net.core.somaxconn=5 => 0 => net.core.somaxconn = 5
sysctl net.ipv6.conf.all.disable_ipv6=1 => 0 => disable_ipv6 = 1
sysctl net.netfilter.nf_conntrack_udp_timeout=10 => 0 => nf_conntrack_udp_timeout = 10
curl -s http://www.debian.org => 0 => internet
curl -s http://python.org => 6
ping -c 1 -W 1 8.8.8.8 => 1 => 100% packet loss
x=$(yes | head -c 2000000) => 137 => Runaway
date +%Y => 0 => 2024
cat /etc/nope => 1 => No such file or directory
frobnicate => 127 => command not found
echo '{"hosts": ["tcp://0.0.0.0:2375"]}' > /etc/docker/daemon.json; systemctl restart docker => 0 => Warning: "hosts"
"""
"""A line, its exit code, and what its output holds."""


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab(engine="20.10")
    lab.sh("mkdir -p /etc/docker; docker run -d --name web nginx")
    return lab


def rows(table: str) -> list[list[str]]:
    """The columns of a table's lines; the last may be left out."""
    found = [[each.strip() for each in line.split(" => ")] for line in table.strip().splitlines()]
    width = max(map(len, found))
    return [row + [""] * (width - len(row)) for row in found]


@pytest.mark.parametrize(("line", "name"), rows(REFUSED))
def test_absent_feature_is_refused_by_name_and_changes_nothing(line: str, name: str, lab: Lab) -> None:
    before = lab.sh("docker ps -aq; docker network ls -q; ip link; iptables -S").stdout
    done = lab.sh(line)
    assert done.exit == 127, done.output
    assert name in done.stderr and "not modelled" in done.stderr
    assert [text for text in done.refused if name in text]
    assert lab.sh("docker ps -aq; docker network ls -q; ip link; iptables -S").stdout == before


@pytest.mark.parametrize(("line", "code", "said"), rows(ANSWERED))
def test_promised_line_is_answered(line: str, code: str, said: str) -> None:
    lab = Lab(engine="20.10")
    lab.sh("mkdir -p /etc/docker; docker run -d --name web nginx")
    done = lab.sh(line)
    assert done.exit == int(code), done.output
    assert said in done.output
    assert done.refused == ()


def test_page_names_the_absent_docker_commands() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for _, name in rows(REFUSED):
        if name.startswith("docker ") and "cp" not in name:
            assert f"`{name.removeprefix('docker ').removeprefix('compose ')}`" in text, name
