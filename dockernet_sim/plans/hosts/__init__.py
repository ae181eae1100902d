"""Real hosts: what docker inspect, iptables-save, ip, ss and sysctl print,
read into plain data and stood up as a lab."""
