"""ifconfig, netstat, arp and route: net-tools' and busybox's, from before ip and ss."""
