"""ss: the sockets of a namespace (iproute2 6.1, ss(8))."""
