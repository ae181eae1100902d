"""Machines on wires: the standard lab, further hosts, the log of calls."""
