"""netfilter: tables of rules at five hooks, connection tracking, and NAT (iptables(8), Linux net/netfilter)."""
