"""iptables: rules read from text and printed as text; what they do with packets is linux/netfilter's."""
