"""/proc, /sys and /dev: as recorded from Linux 6.18 beneath Docker 20.10, or refused by name."""

import pytest
from dockernet_sim import Lab
from tests.unit.programs.places import Places
from tests.unit.programs.rootshell import RootShell

CAT = "docker exec web cat "


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab(engine="20.10", trace=False)
    lab.sh("docker run -d --name web -p 8080:80 nginx")
    return lab


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("addr_assign_type", "3"), ("address", "02:42:ac:11:00:02"), ("broadcast", "ff:ff:ff:ff:ff:ff"), ("carrier",
            "1"),
        ("carrier_changes", "2"), ("duplex", "full"), ("flags", "0x1003"), ("ifindex", "4"), ("iflink", "5"), ("mtu",
            "1500"),
        ("name_assign_type", "4"), ("operstate", "up"), ("speed", "10000"), ("tx_queue_len", "0"), ("type", "1"),
        ("uevent", "INTERFACE=eth0\nIFINDEX=4"),
    ],
)  # fmt: skip
def test_attribute_of_eth0_reads_as_recorded(lab: Lab, attribute: str, value: str) -> None:
    assert lab.sh(f"{CAT}/sys/class/net/eth0/{attribute}").stdout == f"{value}\n"


def test_bridge_and_port_folders_read_as_recorded(lab: Lab) -> None:
    folder = "/sys/class/net/docker0"
    port = lab.sh(f"ls {folder}/brif").stdout.strip()
    assert port.startswith("veth")
    assert lab.sh(f"cat {folder}/bridge/ageing_time {folder}/brif/{port}/state").stdout == "30000\n3\n"
    assert lab.sh(f"cat /sys/class/net/{port}/master/ifindex").stdout == "3\n"
    assert lab.sh(f"readlink /sys/class/net/{port}/master").stdout == "../docker0\n"


def test_missing_attribute_is_absent_as_on_a_real_machine(lab: Lab) -> None:
    answer = lab.sh(f"{CAT}/sys/class/net/eth0/nosuch")
    assert (answer.exit, answer.stderr) == (
        1,
        "cat: can't open '/sys/class/net/eth0/nosuch': No such file or directory\n",
    )
    assert lab.sh("cat /sys/class/net/lo/speed").stderr == "cat: /sys/class/net/lo/speed: Invalid argument\n"


@pytest.mark.parametrize(
    "path", ["/proc/meminfo", "/proc/net/snmp", "/proc/1/maps", "/proc/sys/vm/swappiness", "/sys/block"]
)
def test_unmodelled_file_is_refused_by_name(lab: Lab, path: str) -> None:
    before = len(lab.world.machine("vm").host.refused)
    answer = lab.sh(f"ls {path}" if path == "/sys/block" else CAT + path)
    assert answer.exit == 127 and path in answer.stderr and "not modelled" in answer.stderr
    assert len(lab.world.machine("vm").host.refused) == before + 1


def test_route_table_of_proc_has_the_kernels_columns(lab: Lab) -> None:
    rows = lab.sh(f"{CAT}/proc/net/route").stdout.splitlines()
    assert rows[1].split() == ["eth0", "00000000", "010011AC", "0003", "0", "0", "0", "00000000", "0", "0", "0"]
    assert {len(row) for row in rows} == {127} or len(rows) == 3


def test_device_table_of_a_process_is_its_namespaces(lab: Lab) -> None:
    pid = lab.sh("docker inspect -f '{{.State.Pid}}' web").stdout.strip()
    names = lab.sh(f"awk 'NR>2{{print $1}}' /proc/{pid}/net/dev | sort").stdout
    assert names == "eth0:\nlo:\n"


def test_listening_socket_of_proc_net_tcp6_is_port_80(lab: Lab) -> None:
    row = lab.sh(f"{CAT}/proc/net/tcp6").stdout.splitlines()[1]
    assert row.split()[1:4] == ["0" * 32 + ":0050", "0" * 32 + ":0000", "0A"]


def test_shared_namespace_has_one_inode(lab: Lab) -> None:
    lab.sh("docker run -d --name side --network container:web busybox")
    own = lab.sh("docker exec web busybox readlink /proc/1/ns/net").stdout
    assert own.startswith("net:[4") and own == lab.sh("docker exec side busybox readlink /proc/self/ns/net").stdout
    assert lab.sh("readlink /proc/self/ns/net").stdout == "net:[4026531840]\n" != own


def test_link_to_a_processs_namespace_is_entered_by_ip_netns(lab: Lab) -> None:
    lab.sh(
        "mkdir -p /var/run/netns; ln -sf /proc/$(docker inspect -f '{{.State.Pid}}' web)/ns/net /var/run/netns/webns"
    )
    assert "inet 172.17.0.2/16" in lab.sh("ip netns exec webns ip -4 addr show eth0").stdout
    assert lab.sh("ip -n webns route").stdout.startswith("default via 172.17.0.1")
    assert "webns" in lab.sh("ip netns list").stdout
    assert lab.sh("ls /run/netns").stdout == "webns\n"
    assert lab.sh("ip netns delete webns").exit == 0
    assert lab.sh("ip netns exec webns true").stderr == (
        'Cannot open network namespace "webns": No such file or directory\n'
    )


def test_writing_sysfs_in_a_container_meets_a_read_only_file_system(lab: Lab) -> None:
    answer = lab.sh("docker exec web sh -c 'echo 9 > /sys/class/net/eth0/mtu'")
    assert answer.stderr == "sh: can't create /sys/class/net/eth0/mtu: Read-only file system\n"


def test_writing_mtu_on_the_machine_changes_the_device(lab: Lab) -> None:
    lab.sh("ip link add brx type bridge; echo 1400 > /sys/class/net/brx/mtu")
    assert lab.sh("cat /sys/class/net/brx/mtu").stdout == "1400\n"
    lab.sh("ip link del brx")


def test_dev_null_is_an_empty_file(lab: Lab) -> None:
    assert lab.sh("cat /dev/null; iptables-restore -n /dev/null; wc -c < /dev/null").output == "0\n"
    assert lab.sh("[ -c /dev/null ] && [ ! -f /dev/null ]").exit == 0


def test_endless_device_is_read_by_head_only() -> None:
    shell = RootShell()
    assert shell("head -c 5 /dev/zero | wc -c") == (0, "5\n", "")
    code, out, err = shell("cat /dev/zero")
    assert (code, out) == (127, "") and "head -c N /dev/zero" in err
    assert shell("head -c 6 /dev/urandom | wc -c")[1] == "6\n"


def test_dev_full_has_no_space() -> None:
    assert RootShell("ash")("echo x > /dev/full") == (1, "", "sh: write error: No space left on device\n")


def test_status_shows_capabilities(places: Places) -> None:
    assert "CapEff:\t000001ffffffffff\n" in places.run("vm", "cat", "/proc/self/status").stdout.text
