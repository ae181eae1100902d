"""bridge, brctl, ethtool, sysctl and nsenter."""

from dockernet_sim.wire.address import mac_text
from tests.unit.programs.ip.test_ip import pair
from tests.unit.programs.rootshell import RootShell


def test_bridge() -> None:
    sh = pair()
    mac = mac_text(sh.host.root.device("v0").mac)
    flags = "<BROADCAST,MULTICAST,UP,LOWER_UP>"
    assert sh.out("bridge link") == f"3: v0@v1: {flags} mtu 1500 master br0 state forwarding priority 32 cost 2 \n"
    assert f"{mac} dev v0 master br0 permanent\n" in sh.out("bridge fdb show br br0")
    sh.out("ip link set br0 down")
    assert " state disabled " in sh.out("bridge link")
    assert sh("bridge fdb show br nosuch")[::2] == (255, 'Cannot find bridge device "nosuch"\n')


def test_brctl() -> None:
    sh = pair()
    mac = f"{sh.host.root.device('v0').mac:012x}"
    head = "bridge name\tbridge id\t\tSTP enabled\tinterfaces\n"
    assert sh.out("brctl show") == f"{head}br0\t\t8000.{mac}\tno\t\tv0\n"
    sh.out("brctl addif br0 v1; brctl stp br0 off")
    assert sh.out("brctl show br0") == f"{head}br0\t\t8000.{min(mac, mac_of(sh, 'v1'))}\tno\t\tv0\n\t\t\t\t\t\t\tv1\n"
    assert sh("brctl stp br0 on")[0] == 127  # a protocol that does not run
    assert sh("brctl delbr br0")[2] == "bridge br0 is still up; can't delete it\n"
    assert sh("brctl addif br0 v1")[2] == "device v1 is already a member of a bridge; can't add it to bridge br0.\n"
    sh.out("brctl delif br0 v1; ip link set br0 down; brctl delbr br0")
    assert sh.out("brctl show") == ""


def mac_of(sh: RootShell, name: str) -> str:
    return f"{sh.host.root.device(name).mac:012x}"


def test_ethtool() -> None:
    sh = pair()
    assert "     peer_ifindex: 2\n" in sh.out("ethtool -S v0")
    assert sh.out("ethtool -i br0").startswith("driver: bridge\nversion: 2.3\n")
    assert sh.out("ethtool v0").endswith("\tLink detected: yes\n")
    assert sh("ethtool -S lo")[::2] == (94, "no stats available\n")


def test_sysctl() -> None:
    sh = pair()
    assert sh.out("sysctl net.ipv4.ip_forward") == "net.ipv4.ip_forward = 0\n"
    assert (
        sh.out("sysctl -w net/ipv4/ip_forward=1; sysctl -n net.ipv4.conf.br0.forwarding")
        == "net.ipv4.ip_forward = 1\n1\n"
    )
    assert sh.out("sysctl -q net.ipv4.conf.all.forwarding=0; sysctl -n net.ipv4.ip_forward") == "0\n"
    assert "net.ipv4.conf.br0.rp_filter = 0\n" in sh.out("sysctl -a")
    for line, err in [
        ("sysctl net.ipv4.nosuch", "sysctl: cannot stat /proc/sys/net/ipv4/nosuch: No such file or directory\n"),
        ("sysctl -w net.ipv4.ip_forward=x", 'sysctl: setting key "net.ipv4.ip_forward": Invalid argument\n'),
        ("sysctl -w net.ipv4.ip_default_ttl=0", 'sysctl: setting key "net.ipv4.ip_default_ttl": Invalid argument\n'),
    ]:
        assert sh(line)[::2] == (1, err)
    assert sh("sysctl -w net.ipv4.conf.br0.proxy_arp=1")[::2] == (
        127, "sysctl: net.ipv4.conf.br0.proxy_arp other than 0 is not modelled\n"
    )  # fmt: skip


def test_nsenter() -> None:
    sh = RootShell()
    sh.out("ip netns add blue")
    assert (
        sh.out("nsenter --net=/var/run/netns/blue ip -br link")
        == "lo               DOWN           00:00:00:00:00:00 <LOOPBACK> \n"
    )
    sleeper = sh.start("ip netns exec blue sleep 5")
    sh.host.clock.run(until=sh.host.clock.now + 1)
    pid = sh.out("ip netns pids blue").strip()
    assert sh.out(f"nsenter -t {pid} -n ip -br link").split()[1] == "DOWN" and sleeper.running
    assert sh("nsenter -t 99999 -n true")[::2] == (
        1,
        "nsenter: cannot open /proc/99999/ns/net: No such file or directory\n",
    )
