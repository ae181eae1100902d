"""Names of ports (services(5)): machines have the file, images have not."""

from __future__ import annotations

from dockernet_sim.programs.task import Task

_TCP = {
    7: "echo", 9: "discard", 13: "daytime", 21: "ftp", 22: "ssh", 23: "telnet", 25: "smtp", 37: "time", 53: "domain",
    70: "gopher",
    79: "finger", 80: "http", 88: "kerberos", 110: "pop3", 111: "sunrpc", 119: "nntp", 143: "imap2", 179: "bgp",
    389: "ldap",
    443: "https", 445: "microsoft-ds", 465: "submissions", 514: "shell", 587: "submission", 631: "ipp", 636: "ldaps",
    873: "rsync",
    993: "imaps", 995: "pop3s", 1080: "socks", 1194: "openvpn", 1433: "ms-sql-s", 2049: "nfs",
    3306: "mysql", 5222: "xmpp-client", 5432: "postgresql", 5671: "amqps", 5672: "amqp", 6379: "redis",
    8080: "http-alt", 8081: "tproxy", 8088: "omniorb", 9418: "git",
}  # fmt: skip
_UDP = {
    7: "echo", 9: "discard", 13: "daytime", 37: "time", 53: "domain", 67: "bootps", 68: "bootpc", 69: "tftp",
    88: "kerberos",
    111: "sunrpc", 123: "ntp", 137: "netbios-ns", 138: "netbios-dgm", 161: "snmp", 162: "snmp-trap", 389: "ldap",
    443: "https",
    500: "isakmp", 514: "syslog", 520: "route", 1194: "openvpn", 2049: "nfs", 4500: "ipsec-nat-t", 5353: "mdns",
}  # fmt: skip


def service(task: Task, port: int, proto: str) -> str:
    """The name of a port, or its number where none is known."""
    if task.files is not task.host.files:
        return str(port)
    return (_UDP if proto == "udp" else _TCP).get(port, str(port))


def lines() -> str:
    """The names as /etc/services has them."""
    rows = [(port, proto, name) for proto, table in (("tcp", _TCP), ("udp", _UDP)) for port, name in table.items()]
    return "".join(f"{name}\t\t{port}/{proto}\n" for port, proto, name in sorted(rows))


def port_number(name: str) -> int | None:
    """The port of a name or number; None for an unknown name, and for a number above 65535.

    >>> port_number("https"), port_number("8080"), port_number("nope"), port_number("70000")
    (443, 8080, None, None)
    """
    if name.isascii() and name.isdigit():
        return int(name) if len(name) < 10 and int(name) < 1 << 16 else None
    return next((port for table in (_TCP, _UDP) for port, known in table.items() if known == name), None)
