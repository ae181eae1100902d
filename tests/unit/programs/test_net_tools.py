"""ifconfig, netstat, arp, route, nc, telnet, jq and host: as recorded from Debian 12 with Docker 20.10."""

import json

import pytest
from dockernet_sim import Lab


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab(engine="20.10", trace=False)
    lab.sh("docker network create -o com.docker.network.bridge.name=br-x x")
    lab.sh("docker run -d --name web -p 8080:80 --cap-add NET_ADMIN --network x nginx")
    lab.sh("docker run -d --name bb --network x busybox")
    return lab


def test_ifconfig_shows_flags_as_a_number_and_words(lab: Lab) -> None:
    lines = lab.sh("ifconfig br-x").stdout.splitlines()
    assert lines[0] == "br-x: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500"
    assert lines[1] == "        inet 172.18.0.1  netmask 255.255.0.0  broadcast 172.18.255.255"
    assert lab.sh("ifconfig docker0").stdout.startswith("docker0: flags=4099<UP,BROADCAST,MULTICAST>  mtu")
    assert lab.sh("ifconfig nosuch").stderr == "nosuch: error fetching interface information: Device not found\n"


def test_busybox_ifconfig_has_its_own_layout(lab: Lab) -> None:
    text = lab.sh("docker exec bb busybox ifconfig eth0").stdout
    assert text.startswith("eth0      Link encap:Ethernet  HWaddr 02:42:AC:12:00:03  \n")
    assert "          inet addr:172.18.0.3  Bcast:172.18.255.255  Mask:255.255.0.0\n" in text


def test_busybox_ifconfig_changes_the_device() -> None:
    lab = Lab(trace=False)
    lab.sh("docker run -d --name web --cap-add NET_ADMIN nginx")
    lab.sh("docker exec web busybox ifconfig eth0 172.17.0.77 netmask 255.255.255.0 mtu 1400")
    text = lab.sh("docker exec web busybox ifconfig eth0").stdout
    assert "inet addr:172.17.0.77  Bcast:172.17.0.255  Mask:255.255.255.0" in text and "MTU:1400" in text
    refused = lab.sh("docker exec web busybox ifconfig eth0 172.17.0.2/16")
    assert refused.stderr == "ifconfig: bad address '172.17.0.2/16'\n"


def test_netstat_lists_servers_with_their_programs(lab: Lab) -> None:
    rows = lab.sh("netstat -tulpn").stdout.splitlines()
    assert rows[1].endswith("State       PID/Program name    ")
    assert rows[2].split()[3:6] == ["0.0.0.0:8080", "0.0.0.0:*", "LISTEN"] and "docker-proxy" in rows[2]
    assert lab.sh("netstat -rn").stdout.splitlines()[2] == (
        "0.0.0.0         172.31.176.1    0.0.0.0         UG        0 0          0 eth0"
    )


def test_busybox_netstat_knows_no_p(lab: Lab) -> None:
    assert lab.sh("docker exec bb busybox netstat -tulpn").stderr.startswith("netstat: invalid option -- 'p'\nBusyBox")


def test_arp_has_two_layouts(lab: Lab) -> None:
    lab.sh("ping -c 1 172.18.0.3")
    assert lab.sh("arp -n 172.18.0.3").stdout.splitlines()[1] == (
        "172.18.0.3               ether   02:42:ac:12:00:03   C                     br-x"
    )
    assert lab.sh("arp -an").stdout.startswith("? (172.18.0.3) at 02:42:ac:12:00:03 [ether] on br-x\n")


def test_route_changes_the_table_as_recorded(lab: Lab) -> None:
    sh = "docker exec web busybox sh -c '{}'"
    lab.sh(sh.format("route add -net 10.5.0.0/16 gw 172.18.0.1; route add default gw 172.18.0.9"))
    rows = [row.split()[:2] for row in lab.sh("docker exec web route -n").stdout.splitlines()[2:]]
    assert rows[:3] == [["0.0.0.0", "172.18.0.9"], ["0.0.0.0", "172.18.0.1"], ["10.5.0.0", "172.18.0.1"]]
    lab.sh(sh.format("route del default; route del -net 10.5.0.0/16"))
    assert lab.sh(sh.format("route del -net 1.2.3.0/24; route add foo")).stderr == (
        "route: SIOCDELRT: No such process\nroute: resolving foo\n"
    )


def test_busybox_nc_serves_a_program_to_one_client_after_the_other(lab: Lab) -> None:
    lab.sh("docker exec -d bb nc -ll -p 7002 -e hostname -i")
    answer = lab.sh("docker exec web sh -c 'for i in 1 2 3; do nc -w 1 bb 7002 </dev/null; done'")
    assert answer.stdout == "172.18.0.3\n" * 3
    assert "LISTEN 0      2                  *:7002" in lab.sh("docker exec bb ss -ltn").stdout


def test_busybox_nc_echoes_through_a_program(lab: Lab) -> None:
    lab.sh("docker exec -d bb nc -l -p 7001 -e cat")
    assert lab.sh("docker exec web sh -c 'printf \"one\\ntwo\\n\" | nc -w 2 bb 7001'").stdout == "one\ntwo\n"


def test_openbsd_nc_scans_and_talks(lab: Lab) -> None:
    answer = lab.sh("nc -zv 172.31.176.1 79-80")
    assert answer.stderr == (
        "nc: connect to 172.31.176.1 port 79 (tcp) failed: Connection refused\n"
        "Connection to 172.31.176.1 80 port [tcp/http] succeeded!\n"
    )
    line = "timeout 3 nc -lkv 7000 & sleep 0.5; echo hi | nc -N 127.0.0.1 7000; echo ho | nc -N 127.0.0.1 7000; wait"
    assert lab.sh(line).stdout == "hi\nho\n"
    assert lab.sh("nc -w 1 -vz 10.99.9.9 80").stderr.endswith("timed out: Operation now in progress\n")


def test_datagrams_of_nc_arrive(lab: Lab) -> None:
    line = "timeout 2 nc -u -l 7100 & sleep 0.5; echo hi | nc -u -w 1 127.0.0.1 7100; wait"
    assert lab.sh(line).stdout == "hi\n"


def test_telnet_tells_how_the_connection_went(lab: Lab) -> None:
    assert lab.sh("docker exec bb busybox telnet 172.31.176.1 80 < /dev/null").output == "Connected to 172.31.176.1\n"
    assert lab.sh("telnet 172.31.176.1 81").stderr.endswith("Unable to connect to remote host: Connection refused\n")


def test_ip_json_is_the_recorded_text(lab: Lab) -> None:
    text = lab.sh("docker exec bb ip -j addr show eth0").stdout
    assert text == (
        '[{"ifindex":7,"link_index":8,"ifname":"eth0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,'
        '"qdisc":"noqueue","operstate":"UP","group":"default","link_type":"ether","address":"02:42:ac:12:00:03",'
        '"broadcast":"ff:ff:ff:ff:ff:ff","link_netnsid":0,"addr_info":[{"family":"inet","local":"172.18.0.3",'
        '"prefixlen":16,"broadcast":"172.18.255.255","scope":"global","label":"eth0","valid_life_time":4294967295,'
        '"preferred_life_time":4294967295}]}]\n'
    )
    assert lab.sh("docker exec bb ip -j route").stdout == (
        '[{"dst":"default","gateway":"172.18.0.1","dev":"eth0","flags":[]},{"dst":"172.18.0.0/16","dev":"eth0",'
        '"protocol":"kernel","scope":"link","prefsrc":"172.18.0.3","flags":[]}]\n'
    )


@pytest.mark.parametrize("line", ["addr", "link", "route", "neigh", "rule", "-d link", "-s link", "-br addr", "netns"])
def test_every_ip_json_is_json(lab: Lab, line: str) -> None:
    assert isinstance(json.loads(lab.sh(f"ip -j {line}").stdout), list)
    pretty = lab.sh(f"ip -j -p {line}").stdout
    assert json.loads(pretty) is not None


def test_ip_6_shows_no_routes_of_ipv4(lab: Lab) -> None:
    assert lab.sh("docker exec bb ip -6 route; docker exec bb ip -6 addr").output == ""
    assert lab.sh("ip -6 route").exit == 127
    assert lab.sh("ip -6 rule").stdout == "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n"


def test_jq_reads_paths_and_refuses_the_rest_by_name(lab: Lab) -> None:
    assert lab.sh("docker inspect bb | jq -r '.[0].NetworkSettings.Networks.x.IPAddress'").stdout == "172.18.0.3\n"
    assert lab.sh(
        "echo '[{\"a\":1},{\"a\":2}]' | jq -c '[.[] | select(.a >= 2) | .a], (map(.a) | length), keys'"
    ).stdout == ("[2]\n2\n[0,1]\n")
    assert lab.sh("echo 1 | jq 'frob(1)'").stderr == "jq: jq's frob is not modelled\n"
    assert lab.sh("echo '{\"a\":1}' | jq .a.b").exit == 5


def test_host_says_what_names_stand_for(lab: Lab) -> None:
    assert lab.sh("host example.com; host nosuch.invalid").stdout == (
        "example.com has address 203.0.113.10\nHost nosuch.invalid not found: 3(NXDOMAIN)\n"
    )


def test_stp_that_does_not_run_is_refused(lab: Lab) -> None:
    assert lab.sh("brctl stp br-x on").exit == 127
    assert lab.sh("ip link add b9 type bridge stp_state 1").exit == 127


def test_features_of_devices_are_listed(lab: Lab) -> None:
    assert lab.sh("ethtool -k docker0 | grep -c ': '").stdout == "63\n"
    assert "tx-checksum-sctp: on\n" in lab.sh("docker exec bb ethtool -k eth0").stdout


def test_curl_asks_for_a_part_and_tries_again(lab: Lab) -> None:
    assert lab.sh("curl -s -r 0-2 http://172.31.176.1/").stdout == "int"
    answer = lab.sh("curl -s --retry 2 --retry-delay 1 --retry-connrefused http://172.31.176.1:81/")
    assert answer.exit == 7 and 2.0 <= answer.seconds < 2.2
    warned = lab.sh("curl -S --retry 1 --retry-connrefused http://172.31.176.1:81/").stderr
    assert "Warning: Problem : connection refused. Will retry in 1 seconds. 1 retries \nWarning: left.\n" in warned
