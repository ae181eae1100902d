"""What a machine's /etc holds beside hostname, hosts and resolv.conf: Debian 12's texts, cut to what the model's programs read."""

from __future__ import annotations

from dockernet_sim.programs.services import lines as service_lines

_PROTOCOLS = ((0, "ip", "IP"), (1, "icmp", "ICMP"), (2, "igmp", "IGMP"), (4, "ipencap", "IP-ENCAP"), (6, "tcp", "TCP"), (17, "udp", "UDP"), (41, "ipv6", "IPv6"), (47, "gre", "GRE"), (50, "esp", "IPSEC-ESP"), (51, "ah", "IPSEC-AH"), (58, "ipv6-icmp", "IPv6-ICMP"), (89, "ospf", "OSPFIGP"), (112, "vrrp", "VRRP"), (132, "sctp", "SCTP"))  # fmt: skip
MACHINE_FILES = {
    "/etc/debian_version": "12.11\n",
    "/etc/group": "root:x:0:\ndaemon:x:1:\nnogroup:x:65534:\ntcpdump:x:106:\n",
    "/etc/networks": "default\t\t0.0.0.0\nloopback\t127.0.0.0\nlink-local\t169.254.0.0\n\n",
    "/etc/nsswitch.conf": (
        "passwd:         files\ngroup:          files\nshadow:         files\ngshadow:        files\n\nhosts:          files dns\n"
        "networks:       files\n\nprotocols:      db files\nservices:       db files\nethers:         db files\nrpc:            db files\n"
    ),
    "/etc/os-release": (
        'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\n'
        'VERSION_CODENAME=bookworm\nID=debian\nHOME_URL="https://www.debian.org/"\nSUPPORT_URL="https://www.debian.org/support"\n'
        'BUG_REPORT_URL="https://bugs.debian.org/"\n'
    ),
    "/etc/passwd": (
        "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\ntcpdump:x:105:106::/nonexistent:/usr/sbin/nologin\n"
    ),
    "/etc/protocols": "".join(f"{name}\t{number}\t{alias}\n" for number, name, alias in _PROTOCOLS),
    "/etc/services": service_lines(),
}
