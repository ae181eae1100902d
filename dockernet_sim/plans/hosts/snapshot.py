"""The read-only shell lines that make a dump of a host."""

from __future__ import annotations

LINES = (
    "docker version",
    "docker inspect $(docker ps -aq)",
    "docker network inspect $(docker network ls -q)",
    "cat /etc/docker/daemon.json 2>/dev/null",
    "iptables-save; printf '*nat\\nCOMMIT\\n*filter\\nCOMMIT\\n'",  # so that no rules at all show as such
    "ip addr",
    "ip route",
    "ip rule",
    "ss -ltnup",
    "sysctl -a 2>/dev/null | grep -E '^net[.](ipv4[.]ip_forward|ipv4[.]conf|bridge|netfilter)'",
)
ONLY_REAL = (
    "ipset save 2>/dev/null",
    'echo "# ip6tables-save"; ip6tables-save 2>/dev/null',
    (
        "for t in $(ip rule | grep -oE 'lookup [0-9]+' | cut -d' ' -f2 | sort -u); do echo \"# table $t\"; ip route "
        "show table $t; done"
    ),
)
INSIDE = (
    "for c in $(docker ps -q); do p=$(docker inspect -f '{{.State.Pid}}' $c); n=$(docker inspect -f '{{.Name}}' $c);"
    ' echo "# container ${n#/}"; nsenter -t $p -n ip route; nsenter -t $p -n ss -ltnu; done'
)


def script() -> str:
    """The lines, as a script for a root shell on the real host; its output is a dump.

    Examples
    --------
    >>> script().splitlines()[0]
    '# reads only; run as root:  sudo sh snapshot.sh > host.txt  and then  dockernet-sim reach host.txt'
    """
    head = "# reads only; run as root:  sudo sh snapshot.sh > host.txt  and then  dockernet-sim reach host.txt"
    return "\n".join([head, *LINES, *ONLY_REAL, INSIDE]) + "\n"
