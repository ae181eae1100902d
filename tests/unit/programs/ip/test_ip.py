"""ip prints what iproute2 6.1 prints, and the kernel answers as Linux does."""

from dockernet_sim.wire.address import mac_text
from tests.unit.programs.rootshell import RootShell


def pair() -> RootShell:
    """A machine with v0 and v1, up, and v0 in the bridge br0 10.0.0.1/24."""
    sh = RootShell()
    sh.out("ip link add v0 type veth peer name v1; ip link add br0 type bridge; ip addr add 10.0.0.1/24 brd + dev br0")
    sh.out("ip link set br0 up; ip link set v0 master br0; ip link set v0 up; ip link set v1 up")
    return sh


def test_links() -> None:
    sh = pair()
    v0, v1 = (mac_text(sh.host.root.device(name).mac) for name in ("v0", "v1"))
    assert sh.out("ip link") == (
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n"
        "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
        "2: v1@v0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\n"
        f"    link/ether {v1} brd ff:ff:ff:ff:ff:ff\n"
        "3: v0@v1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master br0 state UP mode DEFAULT group default qlen 1000\n"
        f"    link/ether {v0} brd ff:ff:ff:ff:ff:ff\n"
        "4: br0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000\n"
        f"    link/ether {v0} brd ff:ff:ff:ff:ff:ff\n"
    )
    assert sh.out("ip -br link show v1") == f"v1@v0            UP             {v1} <BROADCAST,MULTICAST,UP,LOWER_UP> \n"
    sh.out("ip link set v1 down")
    assert "<NO-CARRIER,BROADCAST,MULTICAST,UP,M-DOWN>" in sh.out("ip link show v0")
    assert "state LOWERLAYERDOWN" in sh.out("ip link show v0")
    assert "<NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN" in sh.out("ip link show br0")


def test_a_new_link_has_no_queue_yet_and_docker_style_links_no_length() -> None:
    sh = RootShell()
    sh.out("ip link add br0 type bridge")
    assert "qdisc noop state DOWN mode DEFAULT group default qlen 1000\n" in sh.out("ip link show br0")
    sh.host.root.device("br0").qlen = 0
    assert "state DOWN mode DEFAULT group default \n" in sh.out("ip link show br0")


def test_addresses() -> None:
    sh = pair()
    sh.out("ip addr add 10.0.0.2/24 dev br0; ip addr add 10.9.0.1/16 brd + dev br0")
    assert sh.out("ip -4 addr show br0") == (
        "4: br0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000\n"
        "    inet 10.0.0.1/24 brd 10.0.0.255 scope global br0\n       valid_lft forever preferred_lft forever\n"
        "    inet 10.9.0.1/16 brd 10.9.255.255 scope global br0\n       valid_lft forever preferred_lft forever\n"
        "    inet 10.0.0.2/24 scope global secondary br0\n       valid_lft forever preferred_lft forever\n"
    )
    assert sh.out("ip -br -4 addr") == (
        "lo               UNKNOWN        127.0.0.1/8 \nbr0              UP             10.0.0.1/24 10.9.0.1/16 10.0.0.2/24 \n"
    )
    assert (
        sh.out("ip -o -4 a s lo")
        == "1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever\n"
    )
    sh.out("ip addr del 10.0.0.1/24 dev br0")
    assert sh.out("ip -br -4 addr show br0").split()[2:] == ["10.9.0.1/16"], (
        "a primary address takes its secondary ones along"
    )


def test_routes() -> None:
    sh = pair()
    sh.out(
        "ip route add default via 10.0.0.254; ip r add 10.5.0.0/16 via 10.0.0.9 metric 5; ip route add blackhole 10.6.0.0/16"
    )
    assert sh.out("ip route") == (
        "default via 10.0.0.254 dev br0 \n10.0.0.0/24 dev br0 proto kernel scope link src 10.0.0.1 \n"
        "10.5.0.0/16 via 10.0.0.9 dev br0 metric 5 \nblackhole 10.6.0.0/16 \n"
    )
    assert sh.out("ip route show dev br0").splitlines()[0] == "default via 10.0.0.254 "
    assert sh.out("ip route get 8.8.8.8") == "8.8.8.8 via 10.0.0.254 dev br0 src 10.0.0.1 uid 0 \n    cache \n"
    assert sh.out("ip route get 10.0.0.1") == "local 10.0.0.1 dev lo src 10.0.0.1 uid 0 \n    cache <local> \n"
    sh.out("ip link set v1 down; sleep 2")
    assert sh.out("ip route show 10.0.0.0/24").endswith(" src 10.0.0.1 linkdown \n")
    sh.out("ip link set br0 down; ip link set br0 up")
    assert (
        sh.out("ip route")
        == "10.0.0.0/24 dev br0 proto kernel scope link src 10.0.0.1 linkdown \nblackhole 10.6.0.0/16 \n"
    )
    assert "local 10.0.0.1 dev br0 proto kernel scope host src 10.0.0.1 \n" in sh.out("ip route show table local")


def test_neighbours() -> None:
    sh = pair()
    sh.out("ip neigh add 10.0.0.50 lladdr 02:00:00:00:00:01 dev br0")
    assert sh.out("ip n") == "10.0.0.50 dev br0 lladdr 02:00:00:00:00:01 PERMANENT \n"
    assert sh.out("ip neigh show dev br0") == "10.0.0.50 lladdr 02:00:00:00:00:01 PERMANENT \n"
    assert sh("ip neigh add 10.0.0.50 lladdr 02:00:00:00:00:01 dev br0")[2] == "RTNETLINK answers: File exists\n"
    sh.out(
        "ip neigh flush all; ip neigh change 10.0.0.50 lladdr 02:00:00:00:00:02 dev br0 nud stale; ip neigh flush dev br0"
    )
    assert sh.out("ip neigh") == ""


def test_namespaces() -> None:
    sh = pair()
    sh.out(
        "ip netns add blue; ip link set v1 netns blue; ip netns exec blue ip link set v1 up; ip -n blue addr add 10.0.0.2/24 dev v1"
    )
    assert sh.out("ip netns") == "blue (id: 0)\n"
    assert "2: v1@if3: " in sh.out("ip -n blue link") and " link-netns blue\n" in sh.out("ip link show v0")
    assert "1 received" in sh.out("ip netns exec blue ping -c 1 10.0.0.1")
    assert sh("ip netns exec green true")[::2] == (
        255,
        'Cannot open network namespace "green": No such file or directory\n',
    )
    sh.out("ip netns del blue")
    assert sh("ip link show v0")[::2] == (1, 'Device "v0" does not exist.\n')


def test_errors() -> None:
    sh = pair()
    for line, code, err in [
        ("ip foo", 1, 'Object "foo" is unknown, try "ip help".'),
        ("ip route foo", 255, 'Command "foo" is unknown, try "ip route help".'),
        ("ip -x link", 255, 'Option "-x" is unknown, try "ip -help".'),
        ("ip link set nosuch up", 1, 'Cannot find device "nosuch"'),
        ("ip addr show nosuch", 1, 'Device "nosuch" does not exist.'),
        ("ip link set v0 down up foo", 255, 'Error: either "dev" is duplicate, or "foo" is a garbage.'),
        ("ip link add d type dummy", 1, 'Error: argument of "dynamic" must be "on" or "off", not "type"'),
        ("ip link add br0 type bridge", 2, "RTNETLINK answers: File exists"),
        ("ip link add dum type dummy", 2, "Error: Unknown device type."),
        ("ip link add link v0 name v0.5 type vlan id 5", 2, "Error: Unknown device type."),
        ("ip link add link v0 name m0 type macvlan", 127, "ip: links of type macvlan are not modelled"),
        ("ip link set v0 mtu 10", 2, "Error: mtu less than device minimum."),
        ("ip link set br0 netns 1", 2, "Error: The interface netns is immutable."),
        ("ip addr add 10.0.0.1/24 dev br0", 2, "Error: ipv4: Address already assigned."),
        ("ip addr del 10.0.0.9/24 dev br0", 2, "Error: ipv4: Address not found."),
        ("ip addr add 10.0.0.300/24 dev br0", 1, 'Error: any valid prefix is expected rather than "10.0.0.300/24".'),
        ("ip route add 10.1.0.0/16 via 10.77.0.1", 2, "Error: Nexthop has invalid gateway."),
        ("ip route add 10.1.0.0/16 via 10.0.0.9 src 1.2.3.4", 2, "Error: Invalid prefsrc address."),
        ("ip route add 10.1.0.1/16 via 10.0.0.9", 2, "Error: Invalid prefix for given prefix length."),
        ("ip route del 10.1.0.0/16", 2, "RTNETLINK answers: No such process"),
        ("ip neigh flush", 1, "Flush requires arguments."),
        ("ip -6 addr", 127, "ip: ip -6 address is not modelled: the model has no IPv6"),
    ]:
        assert sh(line)[::2] == (code, err + "\n"), line


def test_changes_need_net_admin_and_looking_does_not() -> None:
    sh = pair().without("NET_ADMIN")
    for line in (
        "ip link set v0 down",
        "ip addr add 10.3.0.1/24 dev v1",
        "ip route del 10.0.0.0/24",
        "ip link add x type bridge",
    ):
        assert sh(line)[::2] == (2, "RTNETLINK answers: Operation not permitted\n"), line
    assert sh.out("ip route") == "10.0.0.0/24 dev br0 proto kernel scope link src 10.0.0.1 \n"


def test_busybox_says_less() -> None:
    sh, box = pair(), RootShell("ash")
    box.place.ns = sh.host.root
    assert box.out("ip route") == "10.0.0.0/24 dev br0 scope link  src 10.0.0.1 \n"
    assert box.out("ip link show v1").startswith(
        "2: v1@v0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue qlen 1000\n"
    )
    assert box("ip link set nosuch up")[::2] == (1, "ip: SIOCGIFFLAGS: No such device\n")
