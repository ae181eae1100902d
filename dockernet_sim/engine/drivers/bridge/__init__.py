"""The bridge driver: a bridge device, veth pairs, and iptables rules."""
