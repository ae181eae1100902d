"""Each match and target is read, printed as ``-S`` prints it, and read again as the same; a new one needs its line here."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.iptables import matches, targets

MATCHES = {
    "addrtype": "-m addrtype --dst-type LOCAL",
    "comment": '-m comment --comment "a b"',
    "connlimit": "-p tcp -m connlimit --connlimit-above 3 --connlimit-mask 24 --connlimit-saddr",
    "connmark": "-m connmark --mark 0x7/0xff",
    "conntrack": "-m conntrack --ctstate RELATED,ESTABLISHED",
    "dscp": "-m dscp --dscp 0x2e",
    "hashlimit": "-m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name h",
    "icmp": "-p icmp -m icmp --icmp-type 8",
    "iprange": "-m iprange --src-range 10.0.0.1-10.0.0.9",
    "length": "-m length --length 28:100",
    "limit": "-m limit --limit 3/min",
    "mac": "-m mac --mac-source 02:42:ac:11:00:02",
    "mark": "-m mark --mark 0x7",
    "multiport": "-p tcp -m multiport --dports 80,443",
    "owner": "-m owner --uid-owner 0",
    "physdev": "-m physdev --physdev-in veth0",
    "pkttype": "-m pkttype --pkt-type broadcast",
    "quota": "-m quota --quota 1000",
    "recent": "-m recent --set --name seen --mask 255.255.255.255 --rsource",
    "sctp": "-p sctp -m sctp --dport 7",
    "set": "-m set --match-set s src",
    "state": "-m state --state NEW",
    "statistic": "-m statistic --mode nth --every 2 --packet 0",
    "tcp": "-p tcp -m tcp --dport 80",
    "tcpmss": "-p tcp -m tcpmss --mss 500:1400",
    "tos": "-m tos --tos 0x10/0x3f",
    "ttl": "-m ttl --ttl-lt 5",
    "udp": "-p udp -m udp --sport 53",
}
TARGETS = {  # with a table that has the chain
    "CHECKSUM": "mangle POSTROUTING -p udp -j CHECKSUM --checksum-fill",
    "CONNMARK": "mangle PREROUTING -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff",
    "CT": "raw PREROUTING -j CT --notrack",
    "DNAT": "nat PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.2:80",
    "DSCP": "mangle OUTPUT -j DSCP --set-dscp 0x2e",
    "LOG": 'filter FORWARD -j LOG --log-prefix "seen "',
    "MARK": "mangle PREROUTING -j MARK --set-xmark 0x1/0xffffffff",
    "MASQUERADE": "nat POSTROUTING -s 172.17.0.0/16 -j MASQUERADE",
    "NETMAP": "nat PREROUTING -d 10.1.0.0/16 -j NETMAP --to 10.2.0.0/16",
    "NFLOG": "filter FORWARD -j NFLOG --nflog-group 2",
    "NOTRACK": "raw PREROUTING -j NOTRACK",
    "REDIRECT": "nat PREROUTING -p tcp -j REDIRECT --to-ports 8080",
    "REJECT": "filter FORWARD -j REJECT --reject-with icmp-port-unreachable",
    "SNAT": "nat POSTROUTING -s 10.0.0.0/8 -j SNAT --to-source 192.0.2.1",
    "TCPMSS": "mangle FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu",
    "TOS": "mangle PREROUTING -j TOS --set-tos 0x10/0xff",
    "TTL": "mangle PREROUTING -j TTL --ttl-set 5",
}
READ_AS = {"NOTRACK": "raw PREROUTING -j CT --notrack"}  # by the nft variant
LINES = [
    f"filter {'OUTPUT' if name == 'owner' else 'INPUT'} {rule} -j ACCEPT" for name, rule in MATCHES.items()
] + list(TARGETS.values())


def test_each_match_and_target_has_its_line() -> None:
    assert MATCHES.keys() == matches.MODULES.keys()
    assert TARGETS.keys() == targets.MODULES.keys()


@pytest.fixture(scope="module")
def lab() -> Lab:
    made = Lab(engine="29")
    assert made.sh("ipset create s hash:ip", on="lan").exit == 0
    return made


@pytest.mark.parametrize("line", LINES, ids=[*MATCHES, *TARGETS])
def test_what_is_printed_is_read_again_as_the_same(lab: Lab, line: str) -> None:
    table, chain, rule = line.split(" ", 2)
    shown = []
    for _ in range(2):
        done = lab.sh(f"iptables -t {table} -F {chain}; iptables -t {table} -A {chain} {rule}", on="lan")
        assert done.exit == 0, done
        (printed,) = lab.sh(f"iptables -t {table} -S {chain}", on="lan").stdout.splitlines()[1:]
        rule = printed.removeprefix(f"-A {chain} ")
        shown.append(printed)
    assert shown[0] == shown[1] == f"-A {chain} {READ_AS.get(rule, line.split(' ', 2)[2])}"
