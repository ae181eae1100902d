"""iptables' texts, as v1.8.9 (nf_tables) of Debian 12 prints them (checked against the real one)."""

import pytest
from tests.unit.programs.iptables.shell import Shell

HINT = "Try `iptables -h' or 'iptables --help' for more information.\n"
OWN = "iptables v1.8.9 (nf_tables): "


@pytest.fixture
def sh() -> Shell:
    return Shell()


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("-p tcp --dport 80 -j ACCEPT", "-p tcp -m tcp --dport 80 -j ACCEPT"),
        ("-s 10.0.0.5 -d 10.1.2.3/255.255.0.0 -j DROP", "-s 10.0.0.5/32 -d 10.1.0.0/16 -j DROP"),
        ("-j ACCEPT ! -i eth0 -p udp --sport 1:20 ! --dport 53",
            "! -i eth0 -p udp -m udp --sport 1:20 ! --dport 53 -j ACCEPT"),
        ("-m comment --comment 'hi there' -j DROP", '-m comment --comment "hi there" -j DROP'),
        ("-p tcp -m comment --comment one --dport 80", "-p tcp -m comment --comment one -m tcp --dport 80"),
        ("-p tcp --dport 80 -m conntrack --ctstate NEW -m tcp --sport 5",
            "-p tcp -m tcp --sport 5 --dport 80 -m conntrack --ctstate NEW"),
        ("-m conntrack --ctstate ESTABLISHED,RELATED", "-m conntrack --ctstate RELATED,ESTABLISHED"),
        ("-m state --state NEW,INVALID -j REJECT",
            "-m state --state INVALID,NEW -j REJECT --reject-with icmp-port-unreachable"),
        ("-p tcp --syn -j REJECT --reject-with tcp-rst",
            "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j REJECT --reject-with tcp-reset"),
        ("-p icmp --icmp-type echo-request -m limit --limit 5/min",
            "-p icmp -m icmp --icmp-type 8 -m limit --limit 5/min"),
        ("-p tcp -m multiport --dports 80,443,1000:2000", "-p tcp -m multiport --dports 80,443,1000:2000"),
        ("-p tcp --dport=http", "-p tcp -m tcp --dport 80"),
        ("-m mac --mac-source 0:1:2:3:4:5 -m mark --mark 1/0xff",
            "-m mac --mac-source 00:01:02:03:04:05 -m mark --mark 0x1/0xff"),
        ("-m addrtype --dst-type BROADCAST,LOCAL ! --src-type UNICAST",
            "-m addrtype ! --src-type UNICAST --dst-type LOCAL,BROADCAST"),
        ("-i + -s 0/0 -o br+", "-o br+"),
        ("-m physdev --physdev-out v+ --physdev-is-bridged", "-m physdev --physdev-out v+ --physdev-is-bridged"),
        ("-m iprange ! --src-range 10.0.0.1-10.0.0.9", "-m iprange ! --src-range 10.0.0.1-10.0.0.9"),
        ("-m conntrack --ctorigdst 198.51.100.2 --ctorigdstport 80",
            "-m conntrack --ctorigdst 198.51.100.2 --ctorigdstport 80"),
        ("-j LOG --log-level info --log-prefix 'foo '", '-j LOG --log-prefix "foo " --log-level 6'),
        ("-p 47", "-p gre"),
        ("", ""),
    ],
)  # fmt: skip
def test_rules_are_put_into_iptables_own_words(sh: Shell, typed: str, printed: str) -> None:
    assert sh(f"iptables -A FORWARD {typed}") == (0, "")
    assert sh.lines("iptables -S FORWARD")[1] == f"-A FORWARD {printed}".rstrip()
    assert sh(f"iptables -C FORWARD {printed}") == (0, "")
    assert sh(f"iptables -D FORWARD {typed}") == (0, "")
    assert sh.lines("iptables -S FORWARD") == ["-P FORWARD ACCEPT"]


@pytest.mark.parametrize(
    ("typed", "code", "text"),
    [
        ("-A NOPE -j ACCEPT", 1, "iptables: No chain/target/match by that name.\n"),
        ("-D FORWARD -j ACCEPT", 1, "iptables: Bad rule (does a matching rule exist in that chain?).\n"),
        ("-C NOPE -j ACCEPT", 1, "iptables: Bad rule (does a matching rule exist in that chain?).\n"),
        ("-D FORWARD 1", 1, "iptables: No chain/target/match by that name.\n"),
        ("-I FORWARD 5 -j ACCEPT", 1, "iptables: Index of insertion too big.\n"),
        ("-I FORWARD 0 -j ACCEPT", 2, f"{OWN}Invalid rule number `0'\n{HINT}"),
        ("-N INPUT", 1, "iptables: Chain already exists.\n"),
        ("-N ACCEPT", 2, f"{OWN}chain name may not clash with target name\n{HINT}"),
        ("-X NOPE", 1, "iptables: No chain/target/match by that name.\n"),
        ("-F NOPE", 1, "iptables: No chain/target/match by that name.\n"),
        ("-L NOPE", 1, f"{OWN}chain `NOPE' in table `filter' is incompatible, use 'nft' tool.\n"),
        ("-P NOPE DROP", 1, "iptables: Bad built-in chain name.\n"),
        ("-P INPUT REJECT", 1, "iptables: Bad policy name. Run `dmesg' for more information.\n"),
        ("-t foo -L", 3, f"{OWN}table 'foo' does not exist\nPerhaps iptables or your kernel needs to be upgraded.\n"),
        ("-A INPUT --foo", 2, f'{OWN}unknown option "--foo"\n{HINT}'),
        ("-A INPUT --dport 80", 2, f'{OWN}unknown option "--dport"\n{HINT}'),
        ("-A INPUT -m foo", 2, f"{OWN}Couldn't load match `foo':No such file or directory\n\n{HINT}"),
        ("-A INPUT -j foo", 2, f"{OWN}Chain 'foo' does not exist\n{HINT}"),
        ("-A INPUT -p tcp --dport 99999", 2, f"{OWN}invalid port/service `99999' specified\n{HINT}"),
        ("-A INPUT -s 1.2.3.400", 2, f"{OWN}host/network `1.2.3.400' not found\n{HINT}"),
        ("-A INPUT -o eth0", 2, f"{OWN}Can't use -o with INPUT\n\n{HINT}"),
        ("-A INPUT -j MASQUERADE", 4, f"{OWN} RULE_APPEND failed (Invalid argument): rule in chain INPUT\n"),
        ("-t nat -I POSTROUTING -j DNAT --to 1.2.3.4", 4,
            f"{OWN} RULE_INSERT failed (Invalid argument): rule in chain POSTROUTING\n"),
        ("-t nat -A PREROUTING -j DNAT", 2, f'{OWN}DNAT: option "--to-destination" must be specified\n\n{HINT}'),
        ("-A INPUT foo", 2, f"Bad argument `foo'\n{HINT}"),
        ("", 2, f"{OWN}no command specified\n{HINT}"),
        ("-L -A INPUT", 2, f"{OWN}Cannot use -A with -L\n{HINT}"),
        ("-A INPUT -n -j ACCEPT", 2, f"{OWN}Illegal option `-n' with this command\n{HINT}"),
        ("-A INPUT -j ACCEPT -j DROP", 2, f"{OWN}multiple -j flags not allowed\n{HINT}"),
        ("-A INPUT -j", 2, f'{OWN}option "-j" requires an argument\n{HINT}'),
        ("-A INPUT -m time --timestart 8:00", 127, "iptables: match time is not modelled\n"),
    ],
)  # fmt: skip
def test_refusals(sh: Shell, typed: str, code: int, text: str) -> None:
    assert sh(f"iptables {typed}") == (code, text)


def test_a_chain_in_use_cannot_go(sh: Shell) -> None:
    sh("iptables -N A")
    sh("iptables -A INPUT -j A")
    assert sh("iptables -X A") == (4, f"{OWN} CHAIN_DEL failed (Device or resource busy): chain A\n")
    sh("iptables -E A B")
    assert sh.lines("iptables -S INPUT") == ["-P INPUT ACCEPT", "-A INPUT -j B"]


def test_chains_may_not_go_round(sh: Shell) -> None:
    for line in ("-N A", "-N B", "-A A -j B", "-A FORWARD -j A"):
        assert sh(f"iptables {line}") == (0, "")
    assert sh("iptables -A B -j A") == (4, f"{OWN} RULE_APPEND failed (Too many links): rule in chain B\n")


def test_without_net_admin(sh: Shell) -> None:
    sh.caps = frozenset()
    text = "Could not fetch rule set generation id: Permission denied (you must be root)\n"
    assert sh("iptables -L") == (4, OWN + text)
    assert sh("iptables-save") == (4, f"iptables-save v1.8.9 (nf_tables): {text}")
    assert sh("conntrack -L")[0] == 1


def test_listing(sh: Shell) -> None:
    sh("iptables -N FOO")
    sh("iptables -A FOO -s 10.0.0.5 -p tcp --dport 80 -j ACCEPT")
    sh("iptables -A FOO -i br+ ! -o eth0 -j RETURN")
    assert sh.lines("iptables -L FOO") == [
        "Chain FOO (0 references)",
        "target     prot opt source               destination         ",
        "ACCEPT     tcp  --  10.0.0.5             anywhere             tcp dpt:http",
        "RETURN     all  --  anywhere             anywhere            ",
    ]
    assert sh.lines("iptables -L FOO -n -v --line-numbers") == [
        "Chain FOO (0 references)",
        "num   pkts bytes target     prot opt in     out     source               destination         ",
        "1        0     0 ACCEPT     6    --  *      *       10.0.0.5             0.0.0.0/0            tcp dpt:80",
        "2        0     0 RETURN     0    --  br+    !eth0   0.0.0.0/0            0.0.0.0/0           ",
    ]
    assert sh.lines("iptables -L FOO 2 -n") == ["RETURN     0    --  0.0.0.0/0            0.0.0.0/0           "]
    assert sh.lines("iptables -vA FOO -j DROP") == ["DROP  all opt -- in * out *  0.0.0.0/0  -> 0.0.0.0/0  "]


def test_listing_shortens_large_counters(sh: Shell) -> None:
    sh("iptables -A INPUT -c 99999 123456 -j ACCEPT")
    sh("iptables -A INPUT -c 100000000 9999999999 -j ACCEPT")
    rows = sh.lines("iptables -nvL INPUT")[2:]
    assert [row[:12] for row in rows] == ["99999  123K ", " 100M   10G "]
    assert sh.lines("iptables -nvxL INPUT")[3][:20] == "100000000 9999999999"


def test_nat_listing(sh: Shell) -> None:
    sh("iptables -t nat -A PREROUTING -p tcp --dport 8080 -j DNAT --to 172.17.0.2:80")
    sh("iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE")
    lines = sh.lines("iptables -t nat -L -n")
    assert "DNAT       6    --  0.0.0.0/0            0.0.0.0/0            tcp dpt:8080 to:172.17.0.2:80" in lines
    assert "MASQUERADE  0    --  172.17.0.0/16        0.0.0.0/0           " in lines


def test_save_shows_tables_that_were_used(sh: Shell) -> None:
    assert sh("iptables-save") == (0, "")
    sh("iptables -t nat -A OUTPUT -j ACCEPT")
    assert sh.lines("iptables-save -c")[:2] == [
        "# Generated by iptables-save v1.8.9 (nf_tables) on Mon Jan  1 00:00:00 2024",
        "*nat",
    ]
    assert sh.lines("iptables-save -c")[2:-1] == [
        ":PREROUTING ACCEPT [0:0]",
        ":INPUT ACCEPT [0:0]",
        ":OUTPUT ACCEPT [0:0]",
        ":POSTROUTING ACCEPT [0:0]",
        "[0:0] -A OUTPUT -j ACCEPT",
        "COMMIT",
    ]


def test_save_shows_what_was_counted_up_to_now(sh: Shell) -> None:
    sh("iptables -A OUTPUT -p icmp -j ACCEPT")
    sh("ping -c 2 -i 0.01 127.0.0.1", wait=1.0)
    assert "[4:336] -A OUTPUT -p icmp -j ACCEPT" in sh.lines("iptables-save -c")


def test_restore_takes_what_save_gave(sh: Shell) -> None:
    for line in ("-N B", "-N A", "-A B -p tcp --dport 80 -j ACCEPT", "-A FORWARD -j B", "-P FORWARD DROP"):
        sh(f"iptables {line}")
    sh("iptables -t nat -A POSTROUTING -s 10.0.0.0/8 -j MASQUERADE")
    saved = sh("iptables-save")[1]
    other = Shell()
    assert other("iptables-restore", saved) == (0, "")
    assert other("iptables-save")[1] == saved


def test_restore_does_all_or_nothing(sh: Shell) -> None:
    sh("iptables -A INPUT -j DROP")
    code, text = sh("iptables-restore", "*filter\n-A INPUT -j ACCEPT\n-A NOPE -j ACCEPT\nCOMMIT\n")
    assert (code, text) == (1, "iptables-restore: line 3 failed: No chain/target/match by that name.\n")
    assert sh.lines("iptables -S INPUT") == ["-P INPUT ACCEPT", "-A INPUT -j DROP"]
    assert sh("iptables-restore", "*filter\n-A INPUT -j ACCEPT\n")[0] == 1
    assert sh("iptables-restore -n", "*filter\n-A INPUT -j ACCEPT\nCOMMIT\n") == (0, "")
    assert len(sh.lines("iptables -S INPUT")) == 3


def test_ip6tables_is_empty(sh: Shell) -> None:
    assert sh.lines("ip6tables -S") == ["-P INPUT ACCEPT", "-P FORWARD ACCEPT", "-P OUTPUT ACCEPT"]
    assert sh("ip6tables -A INPUT -j DROP") == (127, "ip6tables: rules for IPv6 are not modelled\n")


def test_a_reject_on_the_way_out_is_told_by_ping(sh: Shell) -> None:
    sh("iptables -A OUTPUT -p icmp --icmp-type 8 -j REJECT")
    assert sh("ping -c 1 -W 1 127.0.0.1", wait=3.0) == (
        1,
        "PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.\n"
        "From 127.0.0.1 icmp_seq=1 Destination Port Unreachable\n\n"
        "--- 127.0.0.1 ping statistics ---\n"
        "1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms\n\n"
        "ping: sendmsg: Operation not permitted\n",
    )
    sh("iptables -R OUTPUT 1 -p icmp -j DROP")
    assert "sendmsg" not in sh("ping -c 1 -W 1 127.0.0.1", wait=3.0)[1]
