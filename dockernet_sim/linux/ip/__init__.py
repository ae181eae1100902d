"""Layer 3: addresses, routes, neighbours, and the ways in, through and out (ip(7), arp(7), icmp(7))."""
