"""netfilter's five hooks, by number (include/uapi/linux/netfilter.h)."""

PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING = range(5)
NAMES = ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING")
