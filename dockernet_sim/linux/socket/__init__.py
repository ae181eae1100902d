"""Sockets: UDP and TCP endpoints of a namespace (udp(7), tcp(7))."""
