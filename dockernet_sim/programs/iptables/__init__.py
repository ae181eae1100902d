"""iptables(8), iptables-save(8), iptables-restore(8), as Debian 12's v1.8.9 (nf_tables) answers."""
