"""A grammar of command lines: valid ones, nearly valid ones, and garbage."""

import json
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

# What `docker CMD --help` of a real 20.10.24 lists: short name, long name, kind of value.
FLAGS: dict[str, list[tuple[str, str, str]]] = {
    command: [(short, name, kind) for short, name, kind in flags]
    for command, flags in json.loads(Path(__file__).with_name("docker_flags.json").read_text()).items()
}
CONTAINERS = ("c1", "c2", "c3")
PUT = {
    "c": ("c1", "c2", "c3", "gone"),
    "net": ("bridge", "net1", "net2", "host", "none"),
    "image": ("nginx", "tomcat", "mysql", "busybox", "nginx:latest"),
    "ip": (
        "172.17.0.2",
        "172.17.0.3",
        "172.18.0.2",
        "10.0.0.7",
        "127.0.0.1",
        "172.31.176.1",
        "203.0.113.10",
        "8.8.8.8",
    ),
    "cidr": ("10.1.0.0/24", "172.17.0.0/16", "192.168.0.0/16", "10.2.3.4/30", "0.0.0.0/0"),
    "name": ("c1", "c2", "example.com", "gone", "localhost", "vm"),
    "dev": ("eth0", "docker0", "lo", "eth1", "br7"),
    "n": ("1", "2", "3"),
    "port": ("80", "8080", "8080:80", "127.0.0.1:81:80", "53:53/udp"),
    "mac": ("02:42:ac:11:00:09", "02:00:00:00:00:01"),
    "table": ("filter", "nat"),
    "chain": ("INPUT", "FORWARD", "OUTPUT", "DOCKER-USER", "DOCKER"),
    "target": ("ACCEPT", "DROP", "REJECT", "RETURN"),
    "file": ("/etc/hosts", "/etc/resolv.conf", "/etc/hostname", "/tmp/x"),
    "setting": ("net.ipv4.ip_forward", "net.ipv4.conf.all.rp_filter", "net.bridge.bridge-nf-call-iptables"),
}
DOCKER = {
    "run": ["{image}", "{image} ping -c 1 {ip}", "{image} sh -c 'ip addr'"], "create": ["{image}"], "start": ["{c}"],
    "stop": ["{c}", "{c} {c}"], "restart": ["{c}"], "kill": ["{c}"], "rm": ["{c}"], "rename": ["{c} other"], "ps": [""],
    "inspect": ["{c}", "{net}"], "logs": ["{c}"], "exec": ["{c} ping -c 1 {ip}", "{c} ip route", "{c} cat {file}"],
    "pause": ["{c}"], "unpause": ["{c}"], "wait": ["gone"], "port": ["{c}", "{c} 80"], "images": [""], "info": [""],
    "version": [""],
    "network create": ["net1", "net2", "net3"], "network connect": ["{net} {c}"], "network disconnect": ["{net} {c}"],
    "network inspect": ["{net}"], "network ls": [""], "network rm": ["{net}"], "network prune": [""],
    "container ls": [""],
    "container run": ["{image}"], "container rm": ["{c}"], "container inspect": ["{c}"], "container start": ["{c}"],
    "container stop": ["{c}"], "container exec": ["{c} hostname"], "container prune": [""], "image ls": [""],
    "top": ["{c}"],
    "container logs": ["{c}"], "image inspect": ["{image}"], "system info": [""],
}  # fmt: skip
VALUES = {
    "network": PUT["net"], "net": PUT["net"], "name": ("c1", "c2", "c3", "web"), "publish": PUT["port"], "env": ("A=1",
        ), "ip": PUT["ip"],
    "link": ("c1", "c2:db"), "hostname": ("h1",), "format": ("{{.ID}}", "{{json .}}"), "filter": ("name=c1",),
    "subnet": PUT["cidr"],
    "gateway": ("10.1.0.1",), "ip-range": ("10.1.0.0/28",), "aux-address": ("a=10.1.0.9",), "driver": ("bridge",),
    "mac-address": PUT["mac"],
    "dns": ("8.8.8.8",), "add-host": ("db:10.0.0.1",), "restart": ("no", "always"), "expose": ("80",),
    "cap-add": ("NET_ADMIN",),
    "opt": ("com.docker.network.driver.mtu=1400",), "sysctl": ("net.ipv4.ip_forward=1",), "signal": ("KILL", "TERM"),
    "time": ("0",),
    "network-alias": ("web",), "alias": ("web",), "label": ("a=b",), "type": ("container",), "tail": ("5",),
    "entrypoint": ("sleep",),
    "user": ("root",), "workdir": ("/tmp",), "dns-search": ("example.com",), "dns-option": ("ndots:1",),
    "pull": ("missing",),
    "log-driver": ("json-file",), "ipc": ("private",), "since": ("1s",), "until": ("1s",), "detach-keys": ("ctrl-p",),
}  # fmt: skip
KINDS = {
    "list": "a=b", "strings": "10.1.0.1", "map": "a=b", "string": "x", "int": "1", "int64": "1", "uint16": "10",
    "bytes": "64m", "decimal": "1.5",
    "duration": "1s", "filter": "name=c1", "mount": "type=tmpfs,dst=/x", "gpu-request": "all", "ulimit": "nofile=10",
    "pids-limit": "1",
}  # fmt: skip
TOOLS = """
ip addr
ip -4 -o addr show dev {dev}
ip -br addr
ip link
ip -d link show {dev}
ip -s link
ip link add br7 type bridge
ip link set {dev} up
ip link set {dev} mtu 1400
ip link add v{n} type veth peer name w{n}
ip link del br7
ip addr add {ip}/24 dev {dev}
ip addr del {ip}/24 dev {dev}
ip route
ip route get {ip}
ip route add {cidr} via {ip}
ip route del {cidr}
ip route show dev {dev}
ip neigh
ip neigh flush dev {dev}
ip neigh add {ip} lladdr {mac} dev {dev}
ip netns
ip netns add blue
ip netns exec blue ip link
ip rule
bridge link
bridge fdb show
bridge fdb show br docker0
brctl show
iptables -S
iptables -S {chain}
iptables -t {table} -L -n -v
iptables -L {chain} -n --line-numbers
iptables -A {chain} -s {ip} -j {target}
iptables -I {chain} -p tcp --dport 80 -j {target}
iptables -D {chain} {n}
iptables -t nat -A POSTROUTING -s {cidr} -j MASQUERADE
iptables -P FORWARD ACCEPT
iptables -F DOCKER-USER
iptables -N mine
iptables -Z
iptables-save
iptables-save -t {table}
conntrack -L
conntrack -L -p icmp
ping -c {n} {ip}
ping -c 1 -W 1 {name}
ping -c 2 -i 0.2 -s 1400 {ip}
ping -c 1 -M do -s 1472 {ip}
ping -q -c 1 -t 1 {ip}
ping -n -c 1 -I {dev} {ip}
traceroute -n -w 1 -q 1 -m 3 {ip}
arping -c 1 -I {dev} {ip}
curl -s --max-time 1 http://{ip}/
curl -s --max-time 1 http://{ip}:8080/
curl -sI --max-time 1 {name}
curl -s -o /dev/null -w '%{http_code}' --max-time 1 http://{ip}
wget -q -O - -T 1 http://{ip}/
dig +short {name}
dig @172.31.176.1 {name} A
dig -x {ip} +time=1 +tries=1
nslookup {name} 172.31.176.1
getent hosts {name}
getent ahosts {name}
ss -tln
ss -u -a
ss -tlnp
tcpdump -n -c 1 -i {dev}
sysctl {setting}
sysctl -n {setting}
sysctl -w {setting}=1
cat {file}
cat /proc/sys/net/ipv4/ip_forward
head -n 2 {file}
grep -c . {file}
ethtool -i {dev}
ethtool -S {dev}
hostname
hostname -i
hostname -I
uname -s
ls /etc
id
env
echo hello
true
false
sleep 0.1
seq 3
printf '%s\\n' a b
wc -l {file}
sort {file}
docker ps | grep c1 | wc -l
docker exec {c} ping -c 1 {c}
for i in 1 2 3; do echo $i; done
if ping -c 1 -W 1 {ip} > /dev/null; then echo yes; else echo no; fi
docker inspect -f '{{.State.Status}}' {c} && echo ok || echo bad
x=$(docker ps -q | head -1); echo $x
echo $((2 + 3))
docker network inspect -f '{{range .IPAM.Config}}{{.Subnet}}{{end}}' {net}
ip route | grep default | awk '{print $3}'
docker rm -f $(docker ps -aq) > /dev/null 2>&1
""".strip().splitlines()  # fmt: skip
PLACES = ("vm", "vm", "vm", "lan", *CONTAINERS)


@dataclass(frozen=True)
class Line:
    """A line, where it is typed, and how good it is: valid, nearly (valid), shell, garbage."""

    where: str
    text: str
    kind: str


def _filled(draw: st.DrawFn, template: str) -> str:
    for name, values in PUT.items():
        while f"{{{name}}}" in template:
            template = template.replace(f"{{{name}}}", draw(st.sampled_from(values)), 1)
    return template


@st.composite
def docker_lines(draw: st.DrawFn) -> str:
    """A command of docker with flags that the real one has, and values of their kind."""
    command = draw(st.sampled_from(sorted(DOCKER)))
    words = ["docker", command]
    flags = [flag for flag in FLAGS[command] if flag[1] not in ("interactive", "attach", "follow")]
    for short, name, kind in draw(st.lists(st.sampled_from(flags), max_size=2, unique=True)) if flags else ():
        value = "" if kind == "bool" else draw(st.sampled_from(VALUES.get(name, (KINDS.get(kind, "x"),))))
        if short and draw(st.booleans()):
            words += [f"-{short}", *([f"'{value}'"] if value else [])]
        else:
            words.append(f"--{name}='{value}'" if value else f"--{name}")
    if command.endswith("run") and "-d" not in words:
        words.append("-d")
    if command.endswith("prune"):
        words.append("-f")
    return " ".join([*words, _filled(draw, draw(st.sampled_from(DOCKER[command])))]).strip()


@st.composite
def tool_lines(draw: st.DrawFn) -> str:
    """A command of the machine."""
    return _filled(draw, draw(st.sampled_from(TOOLS)))


SHAPES = (
    "{a} | {b}",
    "{a} | {b} | {c}",
    "{a}; {b}",
    "{a} && {b} || {c}",
    "while true; do {a}; done",
    "until {a}; do {b}; done",
    "while read -r x y; do {a}; echo $x; done",
    "{a} | while read x; do echo $x; done | head -2",
    "for i in $(seq 3); do {a}; done | {b}",
    "for ((i=0; i<3; i++)); do {a}; done",
    "f() {{ local x=$1; {a}; }}; f 1; f 2 | {b}",
    "f() {{ {a}; f; }}; f",
    "f() {{ f | f & }}; f; {a}",
    "if [[ $({a}) =~ ^(a+)+$ ]]; then {b}; fi",
    "case $({a}) in *a*b*) {b};; *) {c};; esac",
    "a=($({a})); echo ${{#a[@]}} ${{a[-1]}}; x=${{a[*]//[a-m]/-}}; echo ${{x%%-*}} ${{x^^}}",
    "({a}) & {b}; wait",
    "{{ {a}; {b}; }} > /tmp/out 2>&1; cat /tmp/out",
    "cat <(set -x; {a}) <({b})",
    "x=$({a}); while x=$x$x; do :; done",
    "trap 'echo bye' EXIT; {a}; exit 3",
    '{a} <<< "$({b})"',
    "set -eu -o pipefail; {a} | {b}; echo ok",
    "timeout 1 sh -c '{a}'",
    "{a} < /dev/tcp/127.0.0.1/80",
)
PIECES = """
true
false
echo a b c
cat
seq 5
seq 1 100000000
yes
yes x y
head -1
head -c 5
tail -n 2
tail -n +2
sort -u
wc -l
tr a-z A-Z
cut -d' ' -f2
uniq -c
tee /tmp/t
xargs echo
xargs -n 1
sed 's/\\(.*\\) \\(.*\\)/\\2 \\1/'
sed -n '2,3p;$='
sed ':a;s/./&&/;ta'
grep -c a
grep -oE '(a|ab)+|[0-9]{1,3}'
grep -E '^(([a-z])+.)+[A-Z]([a-z])+$'
grep '\\(a*\\)*\\1$'
awk '{print NR, $1}'
awk '/^(a+)+$/ {n++} END {print n}'
ping -c 1 172.17.0.1
ping 172.17.0.1
sleep 1
docker ps -q
docker run --rm busybox echo hi
docker exec -i c1 cat
ip -o link
curl -s 172.31.176.1
printf '%s\\n' a b
printf 'x%.0s' {1..1000}
read x
sh
test -n x
[ 1 -lt 2 ]
expr aaa : 'a*'
local x
return
break
kill $$
exec echo x
""".strip().splitlines()


@st.composite
def shell_lines(draw: st.DrawFn) -> str:
    """Commands joined as a shell joins them, some of them without an end; up to three lines of that."""
    texts = []
    for _ in range(draw(st.integers(1, 3))):
        pieces = {name: draw(st.sampled_from(PIECES)) for name in "abc"}
        texts.append(draw(st.sampled_from(SHAPES)).format(**pieces))
    return draw(st.sampled_from(("\n", "; ", "\n"))).join(texts)


SPOILT = (
    "--nonsense",
    "-Z",
    "999.1.1.1",
    "''",
    "--",
    "-",
    "é",
    "|",
    "$(",
    "99999999999999999999",
    "a b",
    "/33",
    "{{",
    "-1",
    "\x00",
    "'",
    "%",
)


@st.composite
def nearly_valid(draw: st.DrawFn) -> str:
    """A valid line with a word too many, too few, twice, elsewhere, or spoilt."""
    words = draw(docker_lines() | tool_lines() | shell_lines()).split(" ")
    at = draw(st.integers(0, len(words) - 1))
    how = draw(st.sampled_from(("drop", "double", "swap", "add", "spoil", "cut")))
    if how == "drop":
        del words[at]
    elif how == "double":
        words.insert(at, words[at])
    elif how == "swap":
        words[at], words[-1] = words[-1], words[at]
    elif how == "add":
        words.insert(at + 1, draw(st.sampled_from(SPOILT)))
    elif how == "spoil":
        words[at] = draw(st.sampled_from(SPOILT))
    else:
        words[at] = words[at][: len(words[at]) // 2]
    return " ".join(words)


PUNCTUATION = "|&;<>()$`\\\"' \t\n*?[]#~=%{}!-./:@0aZé\u4e2d"
garbage = st.text(st.sampled_from(PUNCTUATION), max_size=30) | st.text(max_size=20)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """Any line, at any place."""
    kind = draw(st.sampled_from(("valid", "valid", "nearly", "shell", "garbage")))
    strategy = {
        "valid": docker_lines() | tool_lines(),
        "nearly": nearly_valid(),
        "shell": shell_lines(),
        "garbage": garbage,
    }[kind]
    text = draw(strategy)
    where = "vm" if "docker" in text else draw(st.sampled_from(PLACES))
    return Line(where, text, kind)
