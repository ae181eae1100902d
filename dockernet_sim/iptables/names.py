"""Names of ports and protocols that people meet in rules (/etc/services, /etc/protocols)."""

from __future__ import annotations

from dockernet_sim.iptables.errors import misused

PROTOCOLS = {
    "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "dccp": 33, "ipv6": 41, "gre": 47, "esp": 50, "ah": 51,
    "icmpv6": 58, "ipv6-icmp": 58, "ospf": 89, "vrrp": 112, "sctp": 132, "udplite": 136, "mh": 135, "all": 0,
}  # fmt: skip
_PROTOCOL_NAMES = {number: name for name, number in PROTOCOLS.items() if name != "icmpv6"}
_TCP = {
    "tcpmux": 1, "echo": 7, "discard": 9, "daytime": 13, "ftp-data": 20, "ftp": 21, "ssh": 22, "telnet": 23, "smtp": 25,
    "time": 37, "domain": 53, "http": 80, "kerberos": 88, "pop3": 110, "sunrpc": 111, "ntp": 123, "imap2": 143,
    "snmp": 161, "bgp": 179, "ldap": 389, "https": 443, "submissions": 465, "submission": 587, "ldaps": 636,
    "rsync": 873,
    "imaps": 993, "pop3s": 995, "socks": 1080, "openvpn": 1194, "ms-sql-s": 1433, "cisco-sccp": 2000, "nfs": 2049,
    "mysql": 3306, "ms-wbt-server": 3389, "svn": 3690, "epmd": 4369, "sip": 5060, "postgresql": 5432, "amqp": 5672,
    "x11": 6000, "redis": 6379, "http-alt": 8080, "webmin": 10000, "mosquitto": 1883, "git": 9418, "docker": 2375,
}  # fmt: skip
_UDP = {
    "echo": 7, "discard": 9, "daytime": 13, "time": 37, "domain": 53, "bootps": 67, "bootpc": 68, "tftp": 69,
    "kerberos": 88, "sunrpc": 111, "ntp": 123, "snmp": 161, "snmp-trap": 162, "ldap": 389, "https": 443, "isakmp": 500,
    "syslog": 514, "openvpn": 1194, "nfs": 2049, "sip": 5060, "mdns": 5353, "ipsec-nat-t": 4500, "radius": 1812,
}  # fmt: skip
_TCP.pop("docker")
_NAMES = {6: {n: name for name, n in _TCP.items()}, 17: {n: name for name, n in _UDP.items()}}


def protocol_number(text: str) -> int:
    """A protocol by name or number."""
    number = int(text) if text.isdigit() else PROTOCOLS.get(text.lower(), -1)
    if not 0 <= number <= 255:
        raise misused(f'unknown protocol "{text}" specified')
    return number


def protocol_name(number: int) -> str:
    """How ``iptables -S`` and ``-L`` name a protocol."""
    return _PROTOCOL_NAMES.get(number, str(number))


def port_number(text: str, proto: int) -> int:
    """A port by number or by the name that a service has."""
    if text.isdigit() and int(text) <= 65535:
        return int(text)
    number = (_UDP if proto == 17 else _TCP).get(text)
    if number is None:
        raise misused(f"invalid port/service `{text}' specified")
    return number


def port_name(number: int, proto: int, numeric: bool = False) -> str:
    """How ``iptables -L`` names a port."""
    return str(number) if numeric else _NAMES.get(proto, {}).get(number, str(number))
